package object

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
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

// nameInPlan sets the names in a plan that changes something. What is not known yet stays so until the apply, and so do
// the names in an object that refers to one that the same plan renames: a name that was planned may not change.
func (r *managed[M, C]) nameInPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if r.clients == nil || req.Plan.Raw.IsNull() {
		return
	}
	planned, state := tfkit.ObjectOf(req.Plan.Raw), tfkit.ObjectOf(req.State.Raw)
	if id, had := state.Text("id"); had && !planned.Same(state, "name") {
		r.clients.renamed.Store(id, true)
	}
	if r.Names == nil || req.Plan.Raw.Equal(req.State.Raw) || refersToAny(req.Plan.Raw, &r.clients.renamed) {
		return
	}
	client, err := r.get()
	var plan M
	if err == nil && !req.Plan.Get(ctx, &plan).HasError() {
		r.name(ctx, client, &plan, resp.Plan.SetAttribute, &resp.Diagnostics)
	}
}

// refersToAny reports whether one of the ids is a text or a key of a map in a value.
func refersToAny(v tftypes.Value, ids *sync.Map) (found bool) {
	some := false
	ids.Range(func(any, any) bool { some = true; return false })
	if !some {
		return false
	}
	is := func(text string) bool { _, renamed := ids.Load(text); return renamed }
	_ = tftypes.Walk(v, func(at *tftypes.AttributePath, v tftypes.Value) (bool, error) {
		var text string
		if v.IsKnown() && v.Type().Is(tftypes.String) && v.As(&text) == nil {
			found = found || is(text)
		}
		if key, ok := at.LastStep().(tftypes.ElementKeyString); ok {
			found = found || is(string(key))
		}
		return !found, nil
	})
	return found
}
