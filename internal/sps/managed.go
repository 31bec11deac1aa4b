package sps

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// model is the Terraform side of an object. M is the struct, T the client's type.
type model[M, T any] interface {
	*M
	key() *types.String
	secrets() tfkit.Secrets
	// toAPI gives what is to be written.
	toAPI() T
	// fromAPI takes what SPS has. Groups that the model does not have are left out, unless everything is asked for, as an import does.
	fromAPI(object T, everything bool)
}

// collection is the client's side of an object.
type collection[T any] interface {
	Create(context.Context, T) (key string, err error)
	Get(ctx context.Context, key string) (T, error)
	Reread(ctx context.Context, key string) (T, error)
	Update(ctx context.Context, key string, object T) error
	Delete(ctx context.Context, key string) error
}

// managed carries a resource that lives the ordinary life: one object, one key, create, read, update, delete, import by key. What is
// written is read back after its commit, because SPS sets some fields itself. A resource that lives differently writes its own.
type managed[M, T any, P model[M, T]] struct {
	base
	of func(*spsapi.Client) collection[T]
}

type identity struct {
	ID types.String `tfsdk:"id"`
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *managed[M, T, P]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"id": identityschema.StringAttribute{RequiredForImport: true, Description: "Key of the " + r.noun + " in SPS."},
	}}
}

// Create implements resource.Resource.
func (r *managed[M, T, P]) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	p := P(&plan)
	p.secrets().Renew(P(&config).secrets(), nil)
	wanted := p.toAPI()
	key, err := r.of(client).Create(ctx, wanted)
	if key == "" {
		r.fail(&resp.Diagnostics, "create", "", err)
		return
	}
	if err != nil {
		// Nobody can tell whether it was committed. In the state it is found by the next refresh, or forgotten.
		resp.Diagnostics.AddWarning(fmt.Sprintf("Whether the %s %s was created is not known", r.noun, key), err.Error()+". The next plan will tell.")
	}
	*p.key() = types.StringValue(key)
	made, err := r.of(client).Reread(ctx, key)
	if err != nil {
		// The object is committed: it must be in the state, and not be made anew for want of what SPS set in it.
		resp.Diagnostics.AddWarning(fmt.Sprintf("The %s %s was created, but could not be read", r.noun, key), err.Error())
		made = wanted
	}
	p.fromAPI(made, false)
	p.secrets().Forget()
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{types.StringValue(key)})...)
}

// Read implements resource.Resource.
func (r *managed[M, T, P]) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	s := P(&state)
	// Before the lookup: older Terraform stores no identity, and the framework insists on one even for an object that is gone.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{*s.key()})...)
	client := r.reader(s.key().ValueString(), &resp.Diagnostics)
	if client == nil {
		return
	}
	object, err := r.of(client).Get(ctx, s.key().ValueString())
	if spsapi.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.fail(&resp.Diagnostics, "read", s.key().ValueString(), err)
		return
	}
	s.fromAPI(object, false)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update implements resource.Resource.
func (r *managed[M, T, P]) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config, state M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	p := P(&plan)
	key := p.key().ValueString()
	p.secrets().Renew(P(&config).secrets(), P(&state).secrets())
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{*p.key()})...)
	wanted := p.toAPI()
	if err := r.of(client).Update(ctx, key, wanted); err != nil {
		r.fail(&resp.Diagnostics, "update", key, err)
		return
	}
	updated, err := r.of(client).Reread(ctx, key)
	if err != nil {
		// The change is committed: to call it failed would send its secrets once more.
		resp.Diagnostics.AddWarning(fmt.Sprintf("The %s %s was updated, but could not be read", r.noun, key), err.Error())
		updated = wanted
	}
	p.fromAPI(updated, false)
	p.secrets().Forget()
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// Delete implements resource.Resource.
func (r *managed[M, T, P]) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	key := P(&state).key().ValueString()
	if err := r.of(client).Delete(ctx, key); err != nil {
		r.fail(&resp.Diagnostics, "delete", key, err)
	}
}

// aKey matches the keys of SPS: old and new ones, and the negative numbers of what is built in (api/sps.md §3).
var aKey = regexp.MustCompile(`^-?[0-9A-Za-z][0-9A-Za-z_.-]*$`)

// ImportState implements resource.ResourceWithImportState. It reads the object whole, because a later read keeps to the groups that
// state has.
func (r *managed[M, T, P]) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	key := req.ID
	if key == "" {
		var given identity
		resp.Diagnostics.Append(req.Identity.Get(ctx, &given)...)
		key = given.ID.ValueString()
	}
	if !aKey.MatchString(key) {
		resp.Diagnostics.AddError("Not a key of SPS", fmt.Sprintf("A %s is imported by its key; this is %q. The data source pam_%s finds the key by name.",
			r.noun, key, r.typeName))
		return
	}
	client := r.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	object, err := r.of(client).Get(ctx, key)
	if err != nil {
		r.fail(&resp.Diagnostics, "import", key, err)
		return
	}
	// Only the key is set through a path: the typed null of every other attribute comes from the schema.
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), key)...)
	var state M
	resp.Diagnostics.Append(resp.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	P(&state).fromAPI(object, true)
	*P(&state).key() = types.StringValue(key)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{types.StringValue(key)})...)
}
