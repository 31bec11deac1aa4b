package sps

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

type userResource struct {
	managed[userModel, spsapi.User, *userModel]
}

var _ resource.ResourceWithModifyPlan = &userResource{}

// NewUserResource is pam_sps_user.
func NewUserResource() resource.Resource {
	return &userResource{managed[userModel, spsapi.User, *userModel]{
		base: base{typeName: "sps_user", noun: "user"},
		of:   func(c *spsapi.Client) collection[spsapi.User] { return c.Users },
	}}
}

// userFields are what resource and data source have in common.
type userFields struct {
	ID              types.String `tfsdk:"id"`
	Name            types.String `tfsdk:"name"`
	PasswordCreated types.Int64  `tfsdk:"password_created"`
}

type userModel struct {
	userFields
	Password        types.String `tfsdk:"password_wo"`
	PasswordVersion types.Int64  `tfsdk:"password_wo_version"`
}

func (m *userModel) key() *types.String { return &m.ID }

func (m *userModel) secrets() tfkit.Secrets {
	return tfkit.Secrets{"password_wo": {Value: &m.Password, Version: &m.PasswordVersion}}
}

func (m *userModel) toAPI() spsapi.User {
	return spsapi.User{Name: m.Name.ValueString(), Password: secret(m.Password)}
}

func (m *userModel) fromAPI(w spsapi.User, _ bool) { m.receive(w) }

func (m *userFields) receive(w spsapi.User) {
	m.Name, m.PasswordCreated = types.StringValue(w.Name), types.Int64Value(w.PasswordCreated)
}

// Schema implements resource.Resource.
func (r *userResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = userSchema()
}

func userSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "One user of the local database of SPS. What the user may do follows from the usergroups that have the user as a member.",
		Attributes: map[string]schema.Attribute{
			"id":   tfkit.IDAttribute("Key that SPS gives to the user."),
			"name": nameAttribute("Name with which the user logs in."),
			"password_wo": tfkit.SecretAttribute("password_wo", "Password of the user, at most 150 characters. May be left out for users who log in "+
				"elsewhere, by RADIUS for example.", isPassword()),
			"password_wo_version": tfkit.SecretVersionAttribute("password_wo"),
			"password_created": schema.Int64Attribute{
				MarkdownDescription: "When SPS got the password, in seconds since 1970. `0` without a password.", Computed: true,
				PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
		},
	}
}

// ModifyPlan implements resource.ResourceWithModifyPlan: SPS sets the time anew with each password.
func (r *userResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || req.State.Raw.IsNull() {
		return
	}
	var before, after types.Int64
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("password_wo_version"), &before)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("password_wo_version"), &after)...)
	if !after.Equal(before) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("password_created"), types.Int64Unknown())...)
	}
}
