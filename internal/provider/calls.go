package provider

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// The calls of the protocol, each with a context that is released at its end. None is promoted from an embedded
// interface: one that is too small would hide calls from Terraform.

// GetMetadata implements tfprotov6.ProviderServer.
func (s server) GetMetadata(
	ctx context.Context, r *tfprotov6.GetMetadataRequest,
) (*tfprotov6.GetMetadataResponse, error) {
	return call(ctx, r, s.framework.GetMetadata)
}

// GetProviderSchema implements tfprotov6.ProviderServer.
func (s server) GetProviderSchema(
	ctx context.Context, r *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	return call(ctx, r, s.framework.GetProviderSchema)
}

// GetResourceIdentitySchemas implements tfprotov6.ProviderServer.
func (s server) GetResourceIdentitySchemas(
	ctx context.Context, r *tfprotov6.GetResourceIdentitySchemasRequest,
) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return call(ctx, r, s.framework.GetResourceIdentitySchemas)
}

// ValidateProviderConfig implements tfprotov6.ProviderServer.
func (s server) ValidateProviderConfig(
	ctx context.Context, r *tfprotov6.ValidateProviderConfigRequest,
) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return call(ctx, r, s.framework.ValidateProviderConfig)
}

// ConfigureProvider implements tfprotov6.ProviderServer.
func (s server) ConfigureProvider(
	ctx context.Context, r *tfprotov6.ConfigureProviderRequest,
) (*tfprotov6.ConfigureProviderResponse, error) {
	return call(ctx, r, s.framework.ConfigureProvider)
}

// StopProvider implements tfprotov6.ProviderServer.
func (s server) StopProvider(
	ctx context.Context, r *tfprotov6.StopProviderRequest,
) (*tfprotov6.StopProviderResponse, error) {
	return call(ctx, r, s.framework.StopProvider)
}

// UpgradeResourceState implements tfprotov6.ResourceServer.
func (s server) UpgradeResourceState(
	ctx context.Context, r *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return call(ctx, r, s.framework.UpgradeResourceState)
}

// UpgradeResourceIdentity implements tfprotov6.ResourceServer.
func (s server) UpgradeResourceIdentity(
	ctx context.Context, r *tfprotov6.UpgradeResourceIdentityRequest,
) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return call(ctx, r, s.framework.UpgradeResourceIdentity)
}

// ReadResource implements tfprotov6.ResourceServer.
func (s server) ReadResource(
	ctx context.Context, r *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	return call(ctx, r, s.framework.ReadResource)
}

// ApplyResourceChange implements tfprotov6.ResourceServer.
func (s server) ApplyResourceChange(
	ctx context.Context, r *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return call(ctx, r, s.framework.ApplyResourceChange)
}

// ImportResourceState implements tfprotov6.ResourceServer.
func (s server) ImportResourceState(
	ctx context.Context, r *tfprotov6.ImportResourceStateRequest,
) (*tfprotov6.ImportResourceStateResponse, error) {
	return call(ctx, r, s.framework.ImportResourceState)
}

// MoveResourceState implements tfprotov6.ResourceServer.
func (s server) MoveResourceState(
	ctx context.Context, r *tfprotov6.MoveResourceStateRequest,
) (*tfprotov6.MoveResourceStateResponse, error) {
	return call(ctx, r, s.framework.MoveResourceState)
}

// GenerateResourceConfig implements tfprotov6.ResourceServer.
func (s server) GenerateResourceConfig(
	ctx context.Context, r *tfprotov6.GenerateResourceConfigRequest,
) (*tfprotov6.GenerateResourceConfigResponse, error) {
	return call(ctx, r, s.framework.GenerateResourceConfig)
}

// ValidateDataResourceConfig implements tfprotov6.DataSourceServer.
func (s server) ValidateDataResourceConfig(
	ctx context.Context, r *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return call(ctx, r, s.framework.ValidateDataResourceConfig)
}

// ReadDataSource implements tfprotov6.DataSourceServer.
func (s server) ReadDataSource(
	ctx context.Context, r *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	return call(ctx, r, s.framework.ReadDataSource)
}

// GetFunctions implements tfprotov6.FunctionServer.
func (s server) GetFunctions(
	ctx context.Context, r *tfprotov6.GetFunctionsRequest,
) (*tfprotov6.GetFunctionsResponse, error) {
	return call(ctx, r, s.framework.GetFunctions)
}

// CallFunction implements tfprotov6.FunctionServer.
func (s server) CallFunction(
	ctx context.Context, r *tfprotov6.CallFunctionRequest,
) (*tfprotov6.CallFunctionResponse, error) {
	return call(ctx, r, s.framework.CallFunction)
}

// ValidateEphemeralResourceConfig implements tfprotov6.EphemeralResourceServer.
func (s server) ValidateEphemeralResourceConfig(
	ctx context.Context, r *tfprotov6.ValidateEphemeralResourceConfigRequest,
) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return call(ctx, r, s.framework.ValidateEphemeralResourceConfig)
}

// OpenEphemeralResource implements tfprotov6.EphemeralResourceServer.
func (s server) OpenEphemeralResource(
	ctx context.Context, r *tfprotov6.OpenEphemeralResourceRequest,
) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return call(ctx, r, s.framework.OpenEphemeralResource)
}

// RenewEphemeralResource implements tfprotov6.EphemeralResourceServer.
func (s server) RenewEphemeralResource(
	ctx context.Context, r *tfprotov6.RenewEphemeralResourceRequest,
) (*tfprotov6.RenewEphemeralResourceResponse, error) {
	return call(ctx, r, s.framework.RenewEphemeralResource)
}

// CloseEphemeralResource implements tfprotov6.EphemeralResourceServer.
func (s server) CloseEphemeralResource(
	ctx context.Context, r *tfprotov6.CloseEphemeralResourceRequest,
) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	return call(ctx, r, s.framework.CloseEphemeralResource)
}

// ValidateListResourceConfig implements tfprotov6.ListResourceServer.
func (s server) ValidateListResourceConfig(
	ctx context.Context, r *tfprotov6.ValidateListResourceConfigRequest,
) (*tfprotov6.ValidateListResourceConfigResponse, error) {
	return call(ctx, r, s.framework.ValidateListResourceConfig)
}

// ListResource implements tfprotov6.ListResourceServer.
func (s server) ListResource(
	ctx context.Context, r *tfprotov6.ListResourceRequest,
) (*tfprotov6.ListResourceServerStream, error) {
	return stream(ctx, r, s.framework.ListResource,
		func(a *tfprotov6.ListResourceServerStream) *iter.Seq[tfprotov6.ListResourceResult] { return &a.Results })
}

// ValidateActionConfig implements tfprotov6.ActionServer.
func (s server) ValidateActionConfig(
	ctx context.Context, r *tfprotov6.ValidateActionConfigRequest,
) (*tfprotov6.ValidateActionConfigResponse, error) {
	return call(ctx, r, s.framework.ValidateActionConfig)
}

// PlanAction implements tfprotov6.ActionServer.
func (s server) PlanAction(
	ctx context.Context, r *tfprotov6.PlanActionRequest,
) (*tfprotov6.PlanActionResponse, error) {
	return call(ctx, r, s.framework.PlanAction)
}

// InvokeAction implements tfprotov6.ActionServer.
func (s server) InvokeAction(
	ctx context.Context, r *tfprotov6.InvokeActionRequest,
) (*tfprotov6.InvokeActionServerStream, error) {
	return stream(ctx, r, s.framework.InvokeAction,
		func(a *tfprotov6.InvokeActionServerStream) *iter.Seq[tfprotov6.InvokeActionEvent] { return &a.Events })
}

// ValidateStateStoreConfig implements tfprotov6.StateStoreServer.
func (s server) ValidateStateStoreConfig(
	ctx context.Context, r *tfprotov6.ValidateStateStoreConfigRequest,
) (*tfprotov6.ValidateStateStoreConfigResponse, error) {
	return call(ctx, r, s.framework.ValidateStateStoreConfig)
}

// ConfigureStateStore implements tfprotov6.StateStoreServer.
func (s server) ConfigureStateStore(
	ctx context.Context, r *tfprotov6.ConfigureStateStoreRequest,
) (*tfprotov6.ConfigureStateStoreResponse, error) {
	return call(ctx, r, s.framework.ConfigureStateStore)
}

// GetStates implements tfprotov6.StateStoreServer.
func (s server) GetStates(
	ctx context.Context, r *tfprotov6.GetStatesRequest,
) (*tfprotov6.GetStatesResponse, error) {
	return call(ctx, r, s.framework.GetStates)
}

// DeleteState implements tfprotov6.StateStoreServer.
func (s server) DeleteState(
	ctx context.Context, r *tfprotov6.DeleteStateRequest,
) (*tfprotov6.DeleteStateResponse, error) {
	return call(ctx, r, s.framework.DeleteState)
}

// LockState implements tfprotov6.StateStoreServer.
func (s server) LockState(
	ctx context.Context, r *tfprotov6.LockStateRequest,
) (*tfprotov6.LockStateResponse, error) {
	return call(ctx, r, s.framework.LockState)
}

// UnlockState implements tfprotov6.StateStoreServer.
func (s server) UnlockState(
	ctx context.Context, r *tfprotov6.UnlockStateRequest,
) (*tfprotov6.UnlockStateResponse, error) {
	return call(ctx, r, s.framework.UnlockState)
}

// ReadStateBytes implements tfprotov6.StateStoreServer.
func (s server) ReadStateBytes(
	ctx context.Context, r *tfprotov6.ReadStateBytesRequest,
) (*tfprotov6.ReadStateBytesStream, error) {
	return stream(ctx, r, s.framework.ReadStateBytes,
		func(a *tfprotov6.ReadStateBytesStream) *iter.Seq[tfprotov6.ReadStateByteChunk] { return &a.Chunks })
}

// WriteStateBytes implements tfprotov6.StateStoreServer.
func (s server) WriteStateBytes(
	ctx context.Context, r *tfprotov6.WriteStateBytesStream,
) (*tfprotov6.WriteStateBytesResponse, error) {
	return call(ctx, r, s.framework.WriteStateBytes)
}
