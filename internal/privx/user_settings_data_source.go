package privx

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
)

var userSettingsData = &object.DataSource[userSettingsView, client]{
	System: System, Type: "privx_user_settings", Noun: "settings of the user", Schema: userSettingsDataSchema,
	Read: readSettings,
}

type userSettingsView struct {
	UserID   types.String `tfsdk:"user_id"`
	Settings types.String `tfsdk:"settings"`
}

func userSettingsDataSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "The whole settings document of one user of SSH PrivX.",
		Attributes: map[string]schema.Attribute{
			"user_id":  userIDArgument("settings"),
			"settings": shownText("The document as JSON; `jsondecode()` opens it."),
		},
	}
}

func readSettings(ctx context.Context, c client, m *userSettingsView) error {
	settings, err := settingsText(ctx, c, userOrCurrent(m.UserID))
	m.Settings = types.StringValue(settings)
	return err
}
