package privx

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

type usersDataSource struct{ lookup }

var _ datasource.DataSourceWithConfigure = &usersDataSource{}

// NewUsersDataSource is the data source pam_privx_users.
func NewUsersDataSource() datasource.DataSource {
	return &usersDataSource{lookup{typeName: "privx_users"}}
}

type usersModel struct {
	Keywords types.String  `tfsdk:"keywords"`
	SourceID types.String  `tfsdk:"source_id"`
	UserIDs  []string      `tfsdk:"user_ids"`
	External types.Bool    `tfsdk:"external"`
	Users    []profileView `tfsdk:"users"`
}

// Schema implements datasource.DataSource.
func (d *usersDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Users of SSH PrivX that match every filter given, without their roles and keys; `pam_privx_user` has those.",
		Attributes: map[string]schema.Attribute{
			"keywords": schema.StringAttribute{
				MarkdownDescription: "Text to search for in names and mail addresses, as in the console's search.", Optional: true,
			},
			"source_id": schema.StringAttribute{MarkdownDescription: "Keeps users that come from this source.", Optional: true},
			"user_ids": schema.SetAttribute{
				MarkdownDescription: "Keeps users with these ids. An empty set keeps none.", Optional: true, ElementType: types.StringType,
				Validators: []validator.Set{setvalidator.NoNullValues()},
			},
			"external": schema.BoolAttribute{
				MarkdownDescription: "Whether to ask the directories themselves, which also finds users who never logged in, and takes longer. Defaults to `false`.",
				Optional:            true,
			},
			"users": shownList("The users found, in the server's order.", profileAttributes()),
		},
	}
}

// Read implements datasource.DataSource.
func (d *usersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m usersModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	client := d.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	var users []privxapi.User
	var err error
	// No ids at all, from an expression that found none, must not mean all users.
	if m.UserIDs == nil || len(m.UserIDs) > 0 {
		users, err = client.Users.Search(ctx, privxapi.UserSearch{
			Keywords: m.Keywords.ValueString(), Source: m.SourceID.ValueString(), UserIDs: m.UserIDs,
		}, m.External.ValueBool())
	}
	if err != nil {
		diagnose(&resp.Diagnostics, "Could not search the users", err, nil)
		return
	}
	m.Users = make([]profileView, len(users))
	for i, user := range users {
		m.Users[i].fromAPI(user)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
