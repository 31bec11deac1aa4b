package privx

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

var usersData = &object.DataSource[usersModel, client]{
	System: System, Type: "privx_users", Noun: "users", Schema: usersDataSchema,
	Read: searchUsers,
}

type usersModel struct {
	Keywords   types.String  `tfsdk:"keywords"`
	SourceID   types.String  `tfsdk:"source_id"`
	UserIDs    []string      `tfsdk:"user_ids"`
	Principals []string      `tfsdk:"principals"`
	External   types.Bool    `tfsdk:"external"`
	Missing    []string      `tfsdk:"missing"`
	Users      []profileView `tfsdk:"users"`
}

func usersDataSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Users of SSH PrivX that match every filter given, without their roles and keys; " +
			"`pam_privx_user` has those.",
		Attributes: map[string]schema.Attribute{
			"keywords": schema.StringAttribute{
				MarkdownDescription: "Text to search for in names and mail addresses, as in the console's search.", Optional: true,
			},
			"source_id": schema.StringAttribute{MarkdownDescription: "Keeps users that come from this source.", Optional: true},
			"user_ids": schema.SetAttribute{
				MarkdownDescription: "Keeps users with these ids. An empty set keeps none.",
				Optional:            true,
				ElementType:         types.StringType,
				Validators:          []validator.Set{setvalidator.NoNullValues()},
			},
			"principals": schema.SetAttribute{
				MarkdownDescription: "Keeps users who log in with one of these names, upper and lower case told apart. In any " +
					"number, they are found together. Not beside `keywords`, `user_ids` and `external`.",
				Optional:    true,
				ElementType: types.StringType,
				Validators: []validator.Set{
					setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1)),
					setvalidator.NoNullValues(),
					setvalidator.ConflictsWith(path.MatchRoot("keywords"), path.MatchRoot("user_ids"), path.MatchRoot("external")),
				},
			},
			"missing": schema.SetAttribute{
				MarkdownDescription: "Those of `principals` that no user has: who left, or never logged in. They are no error.",
				Computed:            true, ElementType: types.StringType,
			},
			"external": schema.BoolAttribute{
				MarkdownDescription: "Whether to ask the directories themselves, which also finds users who never logged in, and " +
					"takes longer. Defaults to `false`.",
				Optional: true,
			},
			"users": shownList("The users found, in the server's order.", profileAttributes()),
		},
	}
}

func searchUsers(ctx context.Context, c client, m *usersModel) error {
	var users []privxapi.User
	var err error
	m.Missing = []string{}
	switch {
	case m.Principals != nil:
		users, err = c.Users.WithPrincipals(ctx, m.Principals, m.SourceID.ValueString())
		for _, name := range m.Principals {
			if !slices.ContainsFunc(users, func(u privxapi.User) bool { return u.Principal == name }) {
				m.Missing = append(m.Missing, name)
			}
		}
	// No ids at all, from an expression that found none, must not mean all users.
	case m.UserIDs == nil || len(m.UserIDs) > 0:
		users, err = c.Users.Search(ctx, privxapi.UserSearch{
			Keywords: m.Keywords.ValueString(), Source: m.SourceID.ValueString(), UserIDs: m.UserIDs,
		}, m.External.ValueBool())
	}
	m.Users = make([]profileView, len(users))
	for i, user := range users {
		m.Users[i].fromAPI(user)
	}
	return err
}
