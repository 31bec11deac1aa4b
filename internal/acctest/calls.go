package acctest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Calls are what one refresh and plan of an object ask of the provider, prepared, so that a benchmark measures the
// provider and not this driver.
type Calls struct{ Validate, Read, Plan func() }

// Calls prepares the calls for an object in its state and the block that describes it.
func (r *Run) Calls(resource string, state State, body string) Calls {
	r.t.Helper()
	plan := r.PlanRequest(resource, state, body)
	validate := &tfprotov6.ValidateResourceConfigRequest{
		TypeName: resource, Config: plan.Config,
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	}
	read := &tfprotov6.ReadResourceRequest{
		TypeName: resource, CurrentState: plan.PriorState, Private: state.Private, CurrentIdentity: state.Identity,
	}
	return Calls{
		Validate: func() {
			resp, err := r.server.ValidateResourceConfig(r.t.Context(), validate)
			r.fatal(err)
			Diagnostics(resp.Diagnostics).MustSucceed(r.t)
		},
		Read: func() {
			resp, err := r.server.ReadResource(r.t.Context(), read)
			r.fatal(err)
			Diagnostics(resp.Diagnostics).MustSucceed(r.t)
		},
		Plan: func() {
			resp, err := r.server.PlanResourceChange(r.t.Context(), plan)
			r.fatal(err)
			Diagnostics(resp.Diagnostics).MustSucceed(r.t)
		},
	}
}
