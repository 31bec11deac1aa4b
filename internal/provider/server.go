package provider

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// Address is the provider's place in the registry.
const Address = "registry.terraform.io/pamkit/pam"

// Serve runs the provider as a plugin until Terraform ends it. With debug it prints how Terraform attaches to it.
func Serve(version string, debug bool) error {
	var options []tf6server.ServeOpt
	if debug {
		options = append(options, tf6server.WithManagedDebug())
	}
	var served []tfprotov6.ProviderServer
	err := tf6server.Serve(Address, func() tfprotov6.ProviderServer {
		s := NewServer(version)
		served = append(served, s)
		return s
	}, options...)
	for _, s := range served {
		End(context.Background(), s)
	}
	return err
}

// End does what is left to do when nobody uses a server any more.
func End(ctx context.Context, s tfprotov6.ProviderServer) {
	if ended, ok := s.(server); ok {
		ended.end(ctx)
	}
}

// NewServer returns the provider as Terraform talks to it.
func NewServer(version string) tfprotov6.ProviderServer { return ServerOf(New(version)()) }

// ServerOf returns a provider as Terraform talks to it.
func ServerOf(p provider.Provider) tfprotov6.ProviderServer {
	framework, ok := providerserver.NewProtocol6(p)().(protocol)
	if !ok {
		panic("the framework does not serve the whole protocol") // the first test of NewServer says so
	}
	return newServer(framework, p)
}

// protocol is all that Terraform can ask of a provider.
//
// terraform-plugin-go (seen in 0.31) keeps list resources, actions and state stores out of its ProviderServer and finds
// them by type assertion. ProviderServer is enough here once it holds all four.
type protocol interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	tfprotov6.StateStoreServer
}

var _ protocol = server{}

// server is the framework's server, but for three things: it releases the context of a call when the call ends, makes
// plans that change nothing without the framework, and asks nothing of elements that are not known yet.
type server struct {
	framework     protocol
	noOpPlans     noOpPlans
	resourceTypes resourceTypes
	end           func(context.Context)
}

func newServer(framework protocol, p provider.Provider) server {
	end := func(context.Context) {}
	if p, ok := p.(*pamProvider); ok {
		end = p.End
	}
	return server{framework, newNoOpPlans(p), newResourceTypes(framework), end}
}

// ValidateResourceConfig implements tfprotov6.ResourceServer.
func (s server) ValidateResourceConfig(
	ctx context.Context, r *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	resp, err := call(ctx, r, s.framework.ValidateResourceConfig)
	if err == nil {
		resp.Diagnostics = s.resourceTypes.withoutUnknown(r, resp.Diagnostics)
	}
	return resp, err
}

// PlanResourceChange implements tfprotov6.ResourceServer.
func (s server) PlanResourceChange(
	ctx context.Context, r *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	if resp := s.noOpPlans.answer(r); resp != nil {
		return resp, nil
	}
	return call(ctx, r, s.framework.PlanResourceChange)
}

// call makes a call whose context is released when it returns.
func call[Q, R any](ctx context.Context, request Q, serve func(context.Context, Q) (R, error)) (R, error) {
	ctx, release := withRelease(ctx)
	defer release()
	return serve(ctx, request)
}

// stream makes a call whose context is released when the stream that it returns has ended or its reader has stopped.
func stream[Q, R, E any](
	ctx context.Context, request Q, serve func(context.Context, Q) (*R, error), elements func(*R) *iter.Seq[E],
) (*R, error) {
	ctx, release := withRelease(ctx)
	response, err := serve(ctx, request)
	if err != nil {
		release()
		return nil, err
	}
	seq := elements(response)
	unread := *seq
	*seq = func(yield func(E) bool) {
		defer release()
		unread(yield)
	}
	return response, nil
}
