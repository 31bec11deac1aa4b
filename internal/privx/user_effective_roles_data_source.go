package privx

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type userEffectiveRolesDataSource struct{ lookup }

var _ datasource.DataSourceWithConfigure = &userEffectiveRolesDataSource{}

// NewUserEffectiveRolesDataSource is the data source pam_privx_user_effective_roles.
func NewUserEffectiveRolesDataSource() datasource.DataSource {
	return &userEffectiveRolesDataSource{lookup{typeName: "privx_user_effective_roles"}}
}

type userEffectiveRolesModel struct {
	UserID types.String `tfsdk:"user_id"`
	Roles  []grantView  `tfsdk:"roles"`
}

// Schema implements datasource.DataSource.
func (d *userEffectiveRolesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Roles that a user of SSH PrivX has at this moment: granted ones within their time, and those that follow from rules. PrivX works them out " +
			"anew for each reading.",
		Attributes: map[string]schema.Attribute{
			"user_id": schema.StringAttribute{
				MarkdownDescription: "Id of the user whose roles are worked out.", Required: true, Validators: []validator.String{isID()},
			},
			"roles": shownList("The roles that hold now.", grantViewAttributes()),
		},
	}
}

// Read implements datasource.DataSource.
func (d *userEffectiveRolesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m userEffectiveRolesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	client := d.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	user, err := client.Users.Resolve(ctx, m.UserID.ValueString())
	if err != nil {
		diagnose(&resp.Diagnostics, "Could not resolve the roles of the user", err, nil)
		return
	}
	m.Roles = viewGrants(user.Roles)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
