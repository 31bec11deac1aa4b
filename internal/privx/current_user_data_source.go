package privx

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

type currentUserDataSource struct{ lookup }

var _ datasource.DataSourceWithConfigure = &currentUserDataSource{}

// NewCurrentUserDataSource is the data source pam_privx_current_user.
func NewCurrentUserDataSource() datasource.DataSource {
	return &currentUserDataSource{lookup{typeName: "privx_current_user"}}
}

type currentUserView struct {
	profileView
	Roles    []grantView  `tfsdk:"roles"`
	Settings types.String `tfsdk:"settings"`
}

// Schema implements datasource.DataSource.
func (d *currentUserDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := profileAttributes()
	attributes["roles"] = shownList("Roles that the user has.", grantViewAttributes())
	attributes["settings"] = shownText("Settings document of the user as JSON; `jsondecode()` opens it.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "The user as whom the provider works: an API client, unless the bearer token is a person's.",
		Attributes:          attributes,
	}
}

// Read implements datasource.DataSource.
func (d *currentUserDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	client := d.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	user, err := client.Users.Current(ctx)
	var settings string
	if err == nil {
		settings, err = settingsText(ctx, client, privxapi.CurrentUser)
	}
	if err != nil {
		diagnose(&resp.Diagnostics, "Could not read the current user", err, nil)
		return
	}
	v := currentUserView{Roles: viewGrants(user.Roles), Settings: types.StringValue(settings)}
	v.fromAPI(user)
	resp.Diagnostics.Append(resp.State.Set(ctx, v)...)
}

// settingsText gives a settings document as JSON with its keys in order.
func settingsText(ctx context.Context, client *privxapi.Client, user string) (string, error) {
	doc, err := client.Settings.Get(ctx, user)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(doc)
	return string(text), err
}
