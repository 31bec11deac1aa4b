package object

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// byName begins a part of an import id that is a name.
const byName = "name:"

// ImportState implements resource.ResourceWithImportState. It reads the object whole, with every group that is in use,
// because a later read keeps to the groups that state has.
func (r *managed[M, C]) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	diags := &resp.Diagnostics
	parts := r.split(req.ID)
	if req.ID == "" {
		parts = r.givenIdentity(ctx, req, diags)
	}
	if !r.checkParts(parts, req.ID, diags) {
		return
	}
	client, ok := r.client(diags)
	if !ok || !r.resolve(ctx, client, parts, diags) {
		return
	}
	id := strings.Join(parts, "/")
	// Only the id is set through a path: the typed null of every other attribute comes from the schema.
	diags.Append(resp.State.SetAttribute(ctx, path.Root("id"), id)...)
	var state M
	diags.Append(resp.State.Get(ctx, &state)...)
	if diags.HasError() {
		return
	}
	*r.ID(&state) = types.StringValue(id)
	r.setParts(&state, parts)
	if err := r.Calls.Read(ctx, client, &state, true); err != nil && !r.warn(diags, "read", &state, err) {
		r.fail(diags, "import", &state, err)
		return
	}
	diags.Append(resp.State.Set(ctx, state)...)
	r.name(ctx, client, &state, resp.State.SetAttribute, diags)
	r.remember(ctx, resp.Private, &state, diags)
	r.identify(ctx, resp.Identity, &state, diags)
}

func (r *managed[M, C]) givenIdentity(
	ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics,
) []string {
	if req.Identity == nil || req.Identity.Raw.IsFullyNull() {
		return nil
	}
	parts := make([]string, len(r.Identity))
	for i, p := range r.Identity {
		diags.Append(req.Identity.GetAttribute(ctx, path.Root(p.Name), &parts[i])...)
	}
	return parts
}

// checkParts reports whether the parts can be those of an object; if not, it says what an import id looks like.
func (r *managed[M, C]) checkParts(parts []string, given string, diags *diag.Diagnostics) bool {
	valid := len(parts) == len(r.Identity)
	for i := range parts {
		p := r.Identity[i]
		name, named := strings.CutPrefix(parts[i], byName)
		valid = valid && (p.Valid(parts[i]) || named && name != "" && r.named(i) != nil)
	}
	if valid || diags.HasError() {
		return valid
	}
	text := r.ways()
	if given == "" {
		text += "; the id given is empty"
	} else {
		text += fmt.Sprintf("; this is %q", given)
	}
	diags.AddError("Not an id of "+r.system.Name, text+".")
	return false
}

// named returns the look-up by name of a part, nil if it has none.
func (r *Resource[M, C]) named(i int) func(
	ctx context.Context, client C, before []string, name string,
) ([]string, error) {
	if p := r.Identity[i]; p.Named != nil || len(r.Identity) > 1 || r.Calls.Named == nil {
		return p.Named
	}
	return func(ctx context.Context, client C, _ []string, name string) ([]string, error) {
		return r.Calls.Named(ctx, client, name)
	}
}

// resolve replaces names among the parts by ids. None or several objects of a name are an error that lists their ids.
func (r *managed[M, C]) resolve(ctx context.Context, client C, parts []string, diags *diag.Diagnostics) bool {
	for i, part := range parts {
		name, named := strings.CutPrefix(part, byName)
		if !named {
			continue
		}
		ids, err := r.named(i)(ctx, client, parts[:i], name)
		switch {
		case err != nil:
			diags.AddError(fmt.Sprintf("Could not import the %s", r.Noun), err.Error())
			return false
		case len(ids) == 0:
			diags.AddError(fmt.Sprintf("Could not import the %s", r.Noun),
				fmt.Sprintf("Nothing is named %q (upper and lower case count).", name))
			return false
		case len(ids) > 1:
			diags.AddError(fmt.Sprintf("Could not import the %s", r.Noun),
				fmt.Sprintf("%d objects are named %q; choose one by its id: %s.", len(ids), name, strings.Join(ids, ", ")))
			return false
		}
		parts[i] = ids[0]
	}
	return true
}
