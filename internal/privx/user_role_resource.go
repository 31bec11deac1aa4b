package privx

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

type userRoleResource struct{ base }

var (
	_ resource.ResourceWithConfigure      = &userRoleResource{}
	_ resource.ResourceWithIdentity       = &userRoleResource{}
	_ resource.ResourceWithImportState    = &userRoleResource{}
	_ resource.ResourceWithValidateConfig = &userRoleResource{}
)

// NewUserRoleResource is pam_privx_user_role.
func NewUserRoleResource() resource.Resource {
	return &userRoleResource{base{typeName: "privx_user_role", noun: "role grant"}}
}

type userRoleModel struct {
	ID     types.String `tfsdk:"id"`
	UserID types.String `tfsdk:"user_id"`
	RoleID types.String `tfsdk:"role_id"`
	grantModel
}

type userRoleIdentity struct {
	UserID types.String `tfsdk:"user_id"`
	RoleID types.String `tfsdk:"role_id"`
}

func (m *userRoleModel) identity() userRoleIdentity { return userRoleIdentity{m.UserID, m.RoleID} }

// Schema implements resource.Resource.
func (r *userRoleResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := grantAttributes()
	attributes["id"] = tfkit.IDAttribute("User and role as `user_id/role_id`.")
	attributes["user_id"] = requiredID("Id of the user who gets the role. Changing it takes the role from the one user and gives it to the other.")
	attributes["role_id"] = requiredID("Id of the role. Changing it takes the one role away and grants the other.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "**One** role grant of one user. Other grants of the user, made by hand or by other resources of this kind, are left alone; roles " +
			"that follow from a role's own rules are never touched. For all grants of a user at once there is `pam_privx_user_roles`; do not use both " +
			"for the same user.",
		Attributes: attributes,
	}
}

func requiredID(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Required: true,
		Validators:    []validator.String{isID()},
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}

// isID accepts PrivX's ids.
func isID() validator.String {
	return stringvalidator.RegexMatches(anID, "must be an id of PrivX such as eef4aefc-d64e-4c2c-aba4-4914c86ce059")
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *userRoleResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"user_id": identityschema.StringAttribute{RequiredForImport: true, Description: "Id of the user."},
		"role_id": identityschema.StringAttribute{RequiredForImport: true, Description: "Id of the role."},
	}}
}

// ValidateConfig implements resource.ResourceWithValidateConfig.
func (r *userRoleResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	c := configuration{ctx, req.Config, &resp.Diagnostics}
	grant := map[string]attr.Value{
		"grant_type":             get[types.String](c, path.Root("grant_type")),
		"grant_validity_periods": get[types.List](c, path.Root("grant_validity_periods")),
		"floating_length":        get[types.Int64](c, path.Root("floating_length")),
	}
	if !resp.Diagnostics.HasError() {
		checkGrant(path.Empty(), grant, &resp.Diagnostics)
	}
}

// Create implements resource.Resource.
func (r *userRoleResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan userRoleModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.ID = types.StringValue(plan.UserID.ValueString() + "/" + plan.RoleID.ValueString())
	replaced, err := client.Grants.Set(ctx, plan.UserID.ValueString(), plan.toAPI(plan.RoleID.ValueString(), nil))
	if err != nil {
		r.fail(&resp.Diagnostics, "make", plan.ID.ValueString(), err)
		return
	}
	if replaced != nil {
		resp.Diagnostics.AddWarning("The user had this role already", fmt.Sprintf("The grant of the role %s was %s. It is now what the configuration says, "+
			"and Terraform's to take away.", replaced.Name, replaced.Type))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
}

// Read implements resource.Resource.
func (r *userRoleResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state userRoleModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	client := r.reader(state.ID.ValueString(), &resp.Diagnostics)
	if client == nil {
		return
	}
	grant, ok, err := client.Grants.Get(ctx, state.UserID.ValueString(), state.RoleID.ValueString())
	switch {
	case privxapi.IsNotFound(err) || err == nil && !ok:
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		r.fail(&resp.Diagnostics, "read", state.ID.ValueString(), err)
		return
	}
	state.fromAPI(grant)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update implements resource.Resource.
func (r *userRoleResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state userRoleModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	if _, err := client.Grants.Set(ctx, plan.UserID.ValueString(), plan.toAPI(plan.RoleID.ValueString(), &state.grantModel)); err != nil {
		r.fail(&resp.Diagnostics, "change", plan.ID.ValueString(), err)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// Delete implements resource.Resource.
func (r *userRoleResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state userRoleModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := client.Grants.Remove(ctx, state.UserID.ValueString(), state.RoleID.ValueString()); err != nil {
		r.fail(&resp.Diagnostics, "take back", state.ID.ValueString(), err)
	}
}

// ImportState implements resource.ResourceWithImportState.
func (r *userRoleResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	var given userRoleIdentity
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &given)...)
	} else if user, role, ok := strings.Cut(req.ID, "/"); ok {
		given = userRoleIdentity{types.StringValue(user), types.StringValue(role)}
	}
	user, role := given.UserID.ValueString(), given.RoleID.ValueString()
	if !anID.MatchString(user) || !anID.MatchString(role) {
		resp.Diagnostics.AddError("Not a grant's id", fmt.Sprintf("A role grant is imported by the ids of user and role with a slash between them; this is %q.",
			req.ID))
		return
	}
	client := r.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	grant, ok, err := client.Grants.Get(ctx, user, role)
	if err == nil && !ok {
		err = fmt.Errorf("the user has no grant of this role. Roles that follow from a role's own rules cannot be imported")
	}
	if err != nil {
		r.fail(&resp.Diagnostics, "import", req.ID, err)
		return
	}
	state := userRoleModel{ID: types.StringValue(user + "/" + role), UserID: given.UserID, RoleID: given.RoleID}
	state.fromAPI(grant)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, given)...)
}
