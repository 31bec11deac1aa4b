package privx

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// model is the Terraform side of an object. M is the struct, T the client's type.
type model[M, T any] interface {
	*M
	key() *types.String
	secrets() tfkit.Secrets
	// toAPI gives what is to be written; before is the state, nil on create.
	toAPI(before *M) T
	// fromAPI takes what PrivX has. Groups that the model does not have are left out, unless everything is asked for, as an import does.
	fromAPI(object T, everything bool)
}

// collection is the client's side of an object.
type collection[T any] interface {
	Create(context.Context, T) (id string, err error)
	Get(ctx context.Context, id string) (T, error)
	Update(ctx context.Context, id string, object T) error
	Delete(ctx context.Context, id string) error
}

// managed carries a resource that lives the ordinary life: one object, one id, create, read, update, delete, import by id. A
// resource that lives differently writes its own.
type managed[M, T any, P model[M, T]] struct {
	base
	of func(*privxapi.Client) collection[T]
}

type identity struct {
	ID types.String `tfsdk:"id"`
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *managed[M, T, P]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"id": identityschema.StringAttribute{RequiredForImport: true, Description: "Id of the " + r.noun + " in PrivX."},
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
	id, err := r.of(client).Create(ctx, p.toAPI(nil))
	if id == "" {
		r.fail(&resp.Diagnostics, "create", "", err)
		return
	}
	*p.key() = types.StringValue(id)
	p.secrets().Forget()
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{*p.key()})...)
	if err != nil {
		// As an error it would make Terraform destroy and create anew what exists and works.
		resp.Diagnostics.AddWarning(fmt.Sprintf("The %s %s was created, but not all is done", r.noun, id), err.Error())
	}
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
	if privxapi.IsNotFound(err) {
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
	p.secrets().Renew(P(&config).secrets(), P(&state).secrets())
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{*p.key()})...)
	if err := r.of(client).Update(ctx, p.key().ValueString(), p.toAPI(&state)); err != nil {
		r.fail(&resp.Diagnostics, "update", p.key().ValueString(), err)
		return
	}
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
	id := P(&state).key().ValueString()
	if err := r.of(client).Delete(ctx, id); err != nil {
		r.fail(&resp.Diagnostics, "delete", id, err)
	}
}

// ImportState implements resource.ResourceWithImportState. It reads the object whole, with every group that is in use, because a
// later read keeps to the groups that state has.
func (r *managed[M, T, P]) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id := req.ID
	if id == "" {
		var given identity
		resp.Diagnostics.Append(req.Identity.Get(ctx, &given)...)
		id = given.ID.ValueString()
	}
	if !anID.MatchString(id) {
		resp.Diagnostics.AddError("Not an id of PrivX", fmt.Sprintf("A %s is imported by its id, such as "+
			"eef4aefc-d64e-4c2c-aba4-4914c86ce059; this is %q. The data source pam_%s finds the id by name.", r.noun, id, r.typeName))
		return
	}
	client := r.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	object, err := r.of(client).Get(ctx, id)
	if err != nil {
		r.fail(&resp.Diagnostics, "import", id, err)
		return
	}
	// Only the id is set through a path: the typed null of every other attribute comes from the schema.
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), id)...)
	var state M
	resp.Diagnostics.Append(resp.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	P(&state).fromAPI(object, true)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{*P(&state).key()})...)
}
