package object

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// setter sets one attribute of a plan or a state.
type setter func(ctx context.Context, at path.Path, value any) diag.Diagnostics

// name sets the computed names of a model. Names are for people: where they may not be looked up they are null, with
// one warning a run and system.
func (r *managed[M, C]) name(ctx context.Context, client C, m *M, set setter, diags *diag.Diagnostics) {
	if r.Names == nil {
		return
	}
	names, err := r.Names(ctx, client, m)
	for name, value := range names {
		diags.Append(set(ctx, path.Root(name), value)...)
	}
	if err == nil {
		return
	}
	if _, before := r.clients.unnamed.LoadOrStore(r.system, true); !before {
		diags.AddWarning("Names are not shown", fmt.Sprintf("The names of what the %s refers to could not be looked up: %v. "+
			"Plans show ids in their place; nothing else changes.", r.called(m), err))
	}
}

// nameInPlan sets the names in a plan that changes something. What is not known yet stays so until the apply.
func (r *managed[M, C]) nameInPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if r.Names == nil || req.Plan.Raw.IsNull() || req.Plan.Raw.Equal(req.State.Raw) {
		return
	}
	client, err := r.get()
	var plan M
	if err == nil && !req.Plan.Get(ctx, &plan).HasError() {
		r.name(ctx, client, &plan, resp.Plan.SetAttribute, &resp.Diagnostics)
	}
}
