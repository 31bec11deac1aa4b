package privx

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

type rolesDataSource struct{ lookup }

var _ datasource.DataSourceWithConfigure = &rolesDataSource{}

// NewRolesDataSource is the data source pam_privx_roles.
func NewRolesDataSource() datasource.DataSource {
	return &rolesDataSource{lookup{typeName: "privx_roles"}}
}

type rolesModel struct {
	NameRegex types.String `tfsdk:"name_regex"`
	Roles     []roleView   `tfsdk:"roles"`
}

// Schema implements datasource.DataSource.
func (d *rolesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The definitions of all roles of SSH PrivX, or of those that match the filter.",
		Attributes: map[string]schema.Attribute{
			"name_regex": schema.StringAttribute{
				MarkdownDescription: "Keeps roles whose name matches this regular expression (RE2), anywhere in the name unless it has `^` or `$`.",
				Optional:            true, Validators: []validator.String{tfkit.IsRegexp()},
			},
			"roles": shownList("The roles, ordered by name.", roleViewAttributes()),
		},
	}
}

// Read implements datasource.DataSource.
func (d *rolesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m rolesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	client := d.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	roles, err := client.Roles.List(ctx)
	if err != nil {
		diagnose(&resp.Diagnostics, "Could not list the roles", err, nil)
		return
	}
	m.Roles = []roleView{}
	for _, role := range roles {
		if matches, err := regexp.MatchString(m.NameRegex.ValueString(), role.Name); err != nil || !matches {
			continue
		}
		var v roleView
		v.fromAPI(role)
		m.Roles = append(m.Roles, v)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
