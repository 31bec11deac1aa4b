// Package provider wires the provider: its two blocks, the environment, the clients, and the lists of objects.
package provider

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privx"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/sps"
)

// closeTime is how long a client may take when Terraform ends the provider, which it kills after two seconds.
const closeTime = time.Second

type pamProvider struct {
	version string
	privx   []func(*privxapi.Config) // for tests

	mu sync.Mutex
	// ends are what is left to do when the process ends.
	ends []func(context.Context)
}

var _ provider.ProviderWithListResources = &pamProvider{}

// New makes the provider of the given version, one instance a call.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &pamProvider{version: version} }
}

// ForTests returns a provider of version test with a clock. Its clients leave the last look at what they changed out.
func ForTests(now func() time.Time) provider.Provider {
	return &pamProvider{version: "test", privx: []func(*privxapi.Config){
		func(c *privxapi.Config) { c.Now, c.NoLastLook = now, true },
	}}
}

// Metadata implements provider.Provider.
func (p *pamProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "pam"
	resp.Version = p.version
}

// kinds are all objects that can be managed.
func kinds() []object.Kind { return slices.Concat(privx.Kinds(), sps.Kinds()) }

// Resources implements provider.Provider.
func (p *pamProvider) Resources(context.Context) (all []func() resource.Resource) {
	for _, kind := range kinds() {
		all = append(all, kind.Resource)
	}
	return all
}

// ListResources implements provider.ProviderWithListResources.
func (p *pamProvider) ListResources(context.Context) (all []func() list.ListResource) {
	for _, kind := range kinds() {
		if kind.List() != nil {
			all = append(all, kind.List)
		}
	}
	return all
}

// DataSources implements provider.Provider.
func (p *pamProvider) DataSources(context.Context) []func() datasource.DataSource {
	return slices.Concat(privx.DataSources(), sps.DataSources())
}

// Configure implements provider.Provider. It never connects: a system is logged in to on first use.
func (p *pamProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var m providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	userAgent := "terraform-provider-pam/" + p.version
	clients := &object.Clients{}
	privxClient, missing := configurePrivX(ctx, m.PrivX, userAgent, &resp.Diagnostics, p.privx...)
	if privxClient != nil {
		p.atEnd(func(ctx context.Context) {
			ctx, cancel := context.WithTimeout(ctx, closeTime)
			defer cancel()
			_ = privxClient.Close(ctx) // Terraform has gone: there is nobody to say it to
		})
	}
	privx.System.Provide(clients, privxClient, missing)
	spsClient, missing := configureSPS(ctx, m.SPS, userAgent, &resp.Diagnostics)
	sps.System.Provide(clients, spsClient, missing)
	if spsClient != nil {
		p.atEnd(spsClient.Close)
	}
	resp.ResourceData, resp.DataSourceData, resp.ListResourceData = clients, clients, clients
}

func (p *pamProvider) atEnd(do func(context.Context)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ends = append(p.ends, do)
}

// End does what is left to do when Terraform ends the provider, all of it at the same time: Terraform waits for two
// seconds.
func (p *pamProvider) End(ctx context.Context) {
	p.mu.Lock()
	ends := p.ends
	p.ends = nil
	p.mu.Unlock()
	var all sync.WaitGroup
	for _, end := range ends {
		all.Go(func() { end(ctx) })
	}
	all.Wait()
}
