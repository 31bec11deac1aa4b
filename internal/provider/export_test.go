package provider

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// NewServerWithoutFramework returns the provider's server with nothing behind it. Asked is set when it asks the
// framework for a plan.
func NewServerWithoutFramework() (server tfprotov6.ProviderServer, asked *bool) {
	framework := &planRecorder{}
	return newServer(framework, New("test")()), &framework.asked
}

// PlannedAsIs returns the types of the resources that say that they may be planned without the framework.
func PlannedAsIs() []string { return slices.Sorted(maps.Keys(newNoOpPlans(New("test")()))) }

type planRecorder struct {
	protocol
	asked bool
}

func (p *planRecorder) PlanResourceChange(
	context.Context, *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	p.asked = true
	return &tfprotov6.PlanResourceChangeResponse{}, nil
}
