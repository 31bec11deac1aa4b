package sps

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var user = &object.Resource[userModel, client]{
	System: System, Type: "sps_user", Noun: "user", Schema: userSchema, PlansAsIs: true,
	ID:       (*userModel).id,
	Name:     func(m *userModel) string { return m.Name.ValueString() },
	Identity: onlyKey[userModel]("user", "7a3c9d2f-1b5e-4d8f-8c4b-2e3f40516273"),
	Secrets:  (*userModel).secrets,
	Plan:     planPasswordCreated,
	Calls: object.Ordinary[userModel, spsapi.User, client]{
		Of:  func(c client) object.Collection[spsapi.User] { return c.Users },
		Key: userKey, ID: (*userModel).id, ToAPI: (*userModel).toAPI, FromAPI: (*userModel).fromAPI,
	}.Calls(),
}

var userLookup = lookup("sps_user", "user", userSchema,
	func(c client) *spsapi.Collection[spsapi.User] { return c.Users }, userKey, (*userFields).show)

func userKey(o spsapi.User) (key, name string) { return o.Key, o.Name }

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

func (m *userModel) id() *types.String { return &m.ID }

func (m *userModel) secrets() tfkit.Secrets {
	return tfkit.Secrets{"password_wo": {Value: &m.Password, Version: &m.PasswordVersion}}
}

func (m *userModel) toAPI(*userModel) spsapi.User {
	return spsapi.User{Name: m.Name.ValueString(), Password: secret(m.Password)}
}

func (m *userModel) fromAPI(w spsapi.User, _ bool) { m.receive(w) }

func (m *userFields) show(o spsapi.User) {
	m.ID = types.StringValue(o.Key)
	m.receive(o)
}

func (m *userFields) receive(w spsapi.User) {
	m.Name, m.PasswordCreated = types.StringValue(w.Name), types.Int64Value(int64(w.PasswordCreated))
}

func userSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "One user of the local database of SPS. What the user may do follows from the usergroups that " +
			"have the user as a member. Destroying a user first takes it out of all its usergroups, also of those that " +
			"Terraform does not manage, in the same transaction.",
		Attributes: map[string]schema.Attribute{
			"id":   tfkit.IDAttribute("Key that SPS gives to the user."),
			"name": nameAttribute("Name with which the user logs in."),
			"password_wo": tfkit.SecretAttribute("password_wo", "Password of the user, at most 150 characters. May be left "+
				"out for users who log in "+
				"elsewhere, by RADIUS for example.", isPassword()),
			"password_wo_version": tfkit.SecretVersionAttribute("password_wo"),
			"password_created": schema.Int64Attribute{
				MarkdownDescription: "When SPS got the password, in seconds since 1970. `0` without a password.", Computed: true,
				PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
		},
	}
}

// planPasswordCreated: SPS sets the time anew with each password.
func planPasswordCreated(ctx context.Context, p *object.Plan[client]) {
	if p.Planned != nil && p.State != nil && !p.Planned.Same(p.State, "password_wo_version") {
		p.Set(ctx, "password_created", types.Int64Unknown())
	}
}
