// Package provider wires the provider: its two blocks, the environment, the clients, and the lists of objects.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/pamkit/terraform-provider-pam/internal/privx"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/sps"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
)

type pamProvider struct{ version string }

// New makes the provider of the given version, one instance a call.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &pamProvider{version: version} }
}

// Metadata implements provider.Provider.
func (p *pamProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "pam"
	resp.Version = p.version
}

// Resources implements provider.Provider.
func (p *pamProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		privx.NewSourceResource,
		privx.NewUserRolesResource,
		privx.NewUserRoleResource,
		privx.NewAuthorizedKeyResource,
		privx.NewUserSettingsResource,
		privx.NewUserMFAResource,
		privx.NewMobileGatewayResource,
		sps.NewUsergroupResource,
		sps.NewUserResource,
		sps.NewTrustStoreResource,
		sps.NewLDAPServerResource,
		sps.NewLoginMethodResource,
		sps.NewLoginMethodOrderResource,
		sps.NewUsermappingPolicyResource,
		sps.NewPluginResource,
	}
}

// DataSources implements provider.Provider.
func (p *pamProvider) DataSources(context.Context) []func() datasource.DataSource {
	return append([]func() datasource.DataSource{
		privx.NewSourceDataSource,
		privx.NewSourcesDataSource,
		privx.NewUserDataSource,
		privx.NewUsersDataSource,
		privx.NewUserEffectiveRolesDataSource,
		privx.NewCurrentUserDataSource,
		privx.NewCurrentUserAWSRolesDataSource,
		privx.NewRoleDataSource,
		privx.NewRolesDataSource,
		privx.NewAuthorizedKeysDataSource,
		privx.NewUserSettingsDataSource,
		privx.NewMobileGatewayDataSource,
	}, sps.DataSources()...)
}

// systems is what objects get: a client of their system, or the reason why there is none.
type systems struct {
	privx          *privxapi.Client
	privxMissing   error
	sps            *spsapi.Client
	spsLoginMethod string
	spsMissing     error
}

// PrivX implements privx.Configured.
func (s *systems) PrivX() (*privxapi.Client, error) { return s.privx, s.privxMissing }

// SPS implements sps.Configured.
func (s *systems) SPS() (*spsapi.Client, error) { return s.sps, s.spsMissing }

// SPSLoginMethod implements sps.Configured.
func (s *systems) SPSLoginMethod() string { return s.spsLoginMethod }

// Configure implements provider.Provider. It never connects: a system is logged in to on first use.
func (p *pamProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var m providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	userAgent := "terraform-provider-pam/" + p.version
	s := &systems{}
	s.privx, s.privxMissing = configurePrivX(ctx, m.PrivX, userAgent, &resp.Diagnostics)
	s.sps, s.spsLoginMethod, s.spsMissing = configureSPS(ctx, m.SPS, userAgent, &resp.Diagnostics)
	resp.ResourceData, resp.DataSourceData = s, s
}
