package object

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Create implements resource.Resource.
func (r *managed[M, C]) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config M
	diags := &resp.Diagnostics
	planned := req.Plan.Raw
	req.Plan.Raw = r.spellings().Clean(planned)
	diags.Append(req.Plan.Get(ctx, &plan)...)
	if r.Secrets != nil {
		diags.Append(req.Config.Get(ctx, &config)...)
	}
	client, ok := r.client(diags)
	if !ok || diags.HasError() {
		return
	}
	if r.Secrets != nil {
		r.Secrets(&plan).Renew(r.Secrets(&config), nil)
	}
	r.clients.seen.Clear() // the plan has said what there was to say
	id, err := r.Calls.Create(ctx, client, &plan)
	if id == "" {
		r.fail(diags, "create", &plan, err)
		return
	}
	*r.ID(&plan) = types.StringValue(id)
	r.keep(ctx, client, planned, &plan, &resp.State, diags)
	r.remember(ctx, resp.Private, &plan, diags)
	r.identify(ctx, resp.Identity, &plan, diags)
	if err != nil && !r.warn(diags, "created", &plan, err) {
		// As an error it would make Terraform destroy and create anew what exists and works.
		diags.AddWarning(fmt.Sprintf("Creating the %s did not end well", r.called(&plan)),
			err.Error()+". It is in the state; the next plan shows what is there.")
	}
}

// Read implements resource.Resource.
func (r *managed[M, C]) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state M
	diags := &resp.Diagnostics
	before := req.State.Raw
	req.State.Raw = r.spellings().Clean(before)
	diags.Append(req.State.Get(ctx, &state)...)
	r.recall(ctx, req.Private, &state, diags)
	if diags.HasError() {
		return
	}
	// Before the lookup: older Terraform stores no identity, and the framework refuses its absence even for an object that
	// is gone.
	r.identify(ctx, resp.Identity, &state, diags)
	if _, err := r.get(); errors.Is(err, ErrUnknown) {
		diags.AddWarning("Not refreshed", fmt.Sprintf("The %s is shown as it was last seen: %v.", r.called(&state), err))
		return
	}
	client, ok := r.client(diags)
	if !ok {
		return
	}
	switch err := r.Calls.Read(ctx, client, &state, false); {
	case r.isGone(err):
		resp.State.RemoveResource(ctx)
	case err != nil && !r.warn(diags, "read", &state, err):
		r.fail(diags, "read", &state, err)
	default:
		diags.Append(resp.State.Set(ctx, state)...)
		r.name(ctx, client, &state, resp.State.SetAttribute, diags)
		resp.State.Raw = r.spellings().Respell(before, resp.State.Raw)
		r.remember(ctx, resp.Private, &state, diags)
	}
}

// Update implements resource.Resource.
func (r *managed[M, C]) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config, state M
	diags := &resp.Diagnostics
	planned := req.Plan.Raw
	req.Plan.Raw, req.State.Raw = r.spellings().Clean(planned), r.spellings().Clean(req.State.Raw)
	diags.Append(req.Plan.Get(ctx, &plan)...)
	diags.Append(req.State.Get(ctx, &state)...)
	r.recall(ctx, req.Private, &plan, diags)
	r.recall(ctx, req.Private, &state, diags)
	if r.Secrets != nil {
		diags.Append(req.Config.Get(ctx, &config)...)
	}
	client, ok := r.client(diags)
	if !ok || diags.HasError() {
		return
	}
	if r.Secrets != nil {
		r.Secrets(&plan).Renew(r.Secrets(&config), r.Secrets(&state))
	}
	r.identify(ctx, resp.Identity, &state, diags)
	r.clients.seen.Clear()
	if err := r.Calls.Update(ctx, client, &plan, &state); err != nil && !r.warn(diags, "updated", &state, err) {
		r.fail(diags, "update", &state, err)
		return
	}
	r.keep(ctx, client, planned, &plan, &resp.State, diags)
	r.remember(ctx, resp.Private, &plan, diags)
	r.identify(ctx, resp.Identity, &plan, diags)
}

// keep puts what was written into state, as it was planned and without its secrets.
func (r *managed[M, C]) keep(
	ctx context.Context, client C, planned tftypes.Value, written *M, state *tfsdk.State, diags *diag.Diagnostics,
) {
	if r.Secrets != nil {
		r.Secrets(written).Forget()
	}
	diags.Append(state.Set(ctx, *written)...)
	if !planned.IsFullyKnown() {
		r.name(ctx, client, written, state.SetAttribute, diags)
	}
	state.Raw = asPlanned(planned, state.Raw)
}

// Delete implements resource.Resource.
func (r *managed[M, C]) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state M
	diags := &resp.Diagnostics
	diags.Append(req.State.Get(ctx, &state)...)
	client, ok := r.client(diags)
	if !ok || diags.HasError() {
		return
	}
	if err := r.Calls.Delete(ctx, client, &state); err != nil && !r.warn(diags, "deleted", &state, err) {
		r.fail(diags, "delete", &state, err)
	}
}
