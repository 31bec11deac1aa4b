package object

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// Plan is a plan before Terraform shows it.
type Plan[C any] struct {
	// Config and Planned are nil where the object is destroyed, State where it is created.
	Config, Planned, State tfkit.Object
	Diags                  *diag.Diagnostics

	resp       *resource.ModifyPlanResponse
	connection *connection[C]
	unchanged  bool
}

// Changes reports whether the plan changes anything.
func (p *Plan[C]) Changes() bool { return !p.unchanged }

// Client returns the client, if there is one.
func (p *Plan[C]) Client() (client C, ok bool) {
	client, err := p.connection.get()
	return client, err == nil
}

// Set plans a value of an attribute.
func (p *Plan[C]) Set(ctx context.Context, attribute string, value any) {
	p.Diags.Append(p.resp.Plan.SetAttribute(ctx, path.Root(attribute), value)...)
}

// Replace plans the object to be destroyed and made anew, for the change of an attribute.
func (p *Plan[C]) Replace(attribute string) {
	p.resp.RequiresReplace = append(p.resp.RequiresReplace, path.Root(attribute))
}

// ValidateConfig implements resource.ResourceWithValidateConfig.
func (r *managed[M, C]) ValidateConfig(
	_ context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	config := tfkit.ObjectOf(req.Config.Raw)
	if r.Check != nil {
		r.Check(config, &resp.Diagnostics)
	}
	// Terraform validates each block of a plan, changed or not, with a provider that is configured.
	if r.Beside != nil && r.clients != nil {
		r.Beside(config, &r.clients.seen, &resp.Diagnostics)
	}
}

// ModifyPlan implements resource.ResourceWithModifyPlan. A resource of a system without configuration is an error here,
// before anything is applied.
func (r *managed[M, C]) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if _, err := r.get(); r.clients != nil && err != nil && !errors.Is(err, ErrUnknown) {
		r.client(&resp.Diagnostics)
		return
	}
	r.warnOfForgottenSecrets(ctx, req, resp)
	r.nameInPlan(ctx, req, resp)
	if r.Plan == nil {
		return
	}
	r.Plan(ctx, &Plan[C]{
		Config: tfkit.ObjectOf(req.Config.Raw), Planned: tfkit.ObjectOf(req.Plan.Raw), State: tfkit.ObjectOf(req.State.Raw),
		Diags: &resp.Diagnostics, resp: resp, connection: &r.connection, unchanged: req.Plan.Raw.Equal(req.State.Raw),
	})
}

// warnOfForgottenSecrets names the secrets that the configuration no longer has and the server keeps.
func (r *managed[M, C]) warnOfForgottenSecrets(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if r.Secrets == nil || req.Plan.Raw.IsNull() || req.State.Raw.IsNull() || req.Plan.Raw.Equal(req.State.Raw) {
		return
	}
	var plan, state M
	if req.Plan.Get(ctx, &plan).HasError() || req.State.Get(ctx, &state).HasError() {
		return // a part of the plan that is not known yet has no place in the model
	}
	planned, before := r.Secrets(&plan), r.Secrets(&state)
	for _, name := range slices.Sorted(maps.Keys(planned)) {
		had, ok := before[name]
		if !ok || had.Version.IsNull() || !planned[name].Version.IsNull() {
			continue
		}
		resp.Diagnostics.AddWarning("Secret no longer managed", fmt.Sprintf("%s is not in the configuration of the %s any "+
			"more. %s keeps the secret that it has. %s", name, r.called(&state), r.system.Name, planned[name].HowToClear(name)))
	}
}
