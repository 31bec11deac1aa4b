package privx

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

type userRolesResource struct{ base }

var (
	_ resource.ResourceWithConfigure      = &userRolesResource{}
	_ resource.ResourceWithIdentity       = &userRolesResource{}
	_ resource.ResourceWithImportState    = &userRolesResource{}
	_ resource.ResourceWithModifyPlan     = &userRolesResource{}
	_ resource.ResourceWithValidateConfig = &userRolesResource{}
)

// NewUserRolesResource is pam_privx_user_roles.
func NewUserRolesResource() resource.Resource {
	return &userRolesResource{base{typeName: "privx_user_roles", noun: "role grants of user"}}
}

type userRolesModel struct {
	ID     types.String          `tfsdk:"id"`
	UserID types.String          `tfsdk:"user_id"`
	Roles  map[string]grantModel `tfsdk:"roles"`
}

type userIdentity struct {
	UserID types.String `tfsdk:"user_id"`
}

func (m *userRolesModel) toAPI(before map[string]grantModel) []privxapi.Grant {
	grants := make([]privxapi.Grant, 0, len(m.Roles))
	for _, role := range slices.Sorted(maps.Keys(m.Roles)) {
		grant := m.Roles[role]
		var old *grantModel
		if b, had := before[role]; had {
			old = &b
		}
		grants = append(grants, grant.toAPI(role, old))
	}
	return grants
}

func (m *userRolesModel) fromAPI(grants []privxapi.Grant) {
	before := m.Roles
	m.Roles = make(map[string]grantModel, len(grants))
	for _, g := range grants {
		model := before[g.RoleID]
		model.fromAPI(g)
		m.Roles[g.RoleID] = model
	}
}

// Schema implements resource.Resource.
func (r *userRolesResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "**All** explicit role grants of one user. A grant that is not in `roles` is taken away, whoever made it; the plan names it. Roles that " +
			"follow from a role's own rules are neither touched nor shown. To manage single grants beside others there is `pam_privx_user_role`; do " +
			"not use both for the same user.",
		Attributes: map[string]schema.Attribute{
			"id":      tfkit.IDAttribute("Same as `user_id`."),
			"user_id": requiredID("Id of the user. Changing it takes the grants from the one user and gives them to the other."),
			"roles": schema.MapNestedAttribute{
				MarkdownDescription: "Grants by role id; `{}` is a permanent one. An empty map takes all explicit grants away.",
				Required:            true,
				Validators:          []validator.Map{mapvalidator.KeysAre(isID()), mapvalidator.NoNullValues()},
				NestedObject:        schema.NestedAttributeObject{Attributes: grantAttributes()},
			},
		},
	}
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *userRolesResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = userIdentitySchema()
}

func userIdentitySchema() identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"user_id": identityschema.StringAttribute{RequiredForImport: true, Description: "Id of the user."},
	}}
}

// ValidateConfig implements resource.ResourceWithValidateConfig.
func (r *userRolesResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	c := configuration{ctx, req.Config, &resp.Diagnostics}
	for role, element := range get[types.Map](c, path.Root("roles")).Elements() {
		if grant, ok := element.(types.Object); ok && known(grant) {
			checkGrant(path.Root("roles").AtMapKey(role), grant.Attributes(), &resp.Diagnostics)
		}
	}
}

// ModifyPlan implements resource.ResourceWithModifyPlan. It names the grants that the plan takes away: the plan itself shows ids at best,
// and at creation nothing.
func (r *userRolesResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || req.Plan.Raw.Equal(req.State.Raw) {
		return
	}
	var user types.String
	var roles types.Map
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("user_id"), &user)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("roles"), &roles)...)
	client, err := r.get()
	if err != nil || !known(user) || !known(roles) {
		return
	}
	grants, err := client.Grants.List(ctx, user.ValueString())
	if err != nil {
		return // applying says it with more weight
	}
	var lost []string
	for _, g := range grants {
		if _, kept := roles.Elements()[g.RoleID]; !kept {
			lost = append(lost, fmt.Sprintf("%s (%s)", g.Name, g.RoleID))
		}
	}
	if len(lost) > 0 {
		slices.Sort(lost)
		resp.Diagnostics.AddAttributeWarning(path.Root("roles"), "Grants that are not in roles are taken away", fmt.Sprintf("The user %s has these, and loses them: %s.",
			user.ValueString(), strings.Join(lost, ", ")))
	}
}

// Create implements resource.Resource.
func (r *userRolesResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan userRolesModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := client.Grants.SetAll(ctx, plan.UserID.ValueString(), plan.toAPI(nil)); err != nil {
		r.fail(&resp.Diagnostics, "set", plan.UserID.ValueString(), err)
		return
	}
	plan.ID = plan.UserID
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, userIdentity{plan.UserID})...)
}

// Read implements resource.Resource.
func (r *userRolesResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state userRolesModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, userIdentity{state.UserID})...)
	client := r.reader(state.UserID.ValueString(), &resp.Diagnostics)
	if client == nil {
		return
	}
	grants, err := client.Grants.List(ctx, state.UserID.ValueString())
	if privxapi.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.fail(&resp.Diagnostics, "read", state.UserID.ValueString(), err)
		return
	}
	state.fromAPI(grants)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update implements resource.Resource.
func (r *userRolesResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state userRolesModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, userIdentity{plan.UserID})...)
	if err := client.Grants.SetAll(ctx, plan.UserID.ValueString(), plan.toAPI(state.Roles)); err != nil {
		r.fail(&resp.Diagnostics, "set", plan.UserID.ValueString(), err)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// Delete implements resource.Resource. It takes away what the state has and nothing that was granted since.
func (r *userRolesResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state userRolesModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := client.Grants.Remove(ctx, state.UserID.ValueString(), slices.Collect(maps.Keys(state.Roles))...); err != nil {
		r.fail(&resp.Diagnostics, "take back", state.UserID.ValueString(), err)
	}
}

// ImportState implements resource.ResourceWithImportState.
func (r *userRolesResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	user, ok := r.importedUser(ctx, req, &resp.Diagnostics)
	client := r.client(&resp.Diagnostics)
	if !ok || client == nil {
		return
	}
	grants, err := client.Grants.List(ctx, user.ValueString())
	if err != nil {
		r.fail(&resp.Diagnostics, "import", user.ValueString(), err)
		return
	}
	state := userRolesModel{ID: user, UserID: user}
	state.fromAPI(grants)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, userIdentity{user})...)
}
