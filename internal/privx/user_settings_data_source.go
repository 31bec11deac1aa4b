package privx

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type userSettingsDataSource struct{ lookup }

var _ datasource.DataSourceWithConfigure = &userSettingsDataSource{}

// NewUserSettingsDataSource is the data source pam_privx_user_settings.
func NewUserSettingsDataSource() datasource.DataSource {
	return &userSettingsDataSource{lookup{typeName: "privx_user_settings"}}
}

type userSettingsView struct {
	UserID   types.String `tfsdk:"user_id"`
	Settings types.String `tfsdk:"settings"`
}

// Schema implements datasource.DataSource.
func (d *userSettingsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The whole settings document of one user of SSH PrivX.",
		Attributes: map[string]schema.Attribute{
			"user_id":  userIDArgument("settings"),
			"settings": shownText("The document as JSON; `jsondecode()` opens it."),
		},
	}
}

// Read implements datasource.DataSource.
func (d *userSettingsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m userSettingsView
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	client := d.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	settings, err := settingsText(ctx, client, userOrCurrent(m.UserID))
	if err != nil {
		diagnose(&resp.Diagnostics, "Could not read the settings of the user", err, nil)
		return
	}
	m.Settings = types.StringValue(settings)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
