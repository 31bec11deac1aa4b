package privx

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

var currentUserData = &object.DataSource[currentUserView, client]{
	System: System, Type: "privx_current_user", Noun: "current user", Schema: currentUserSchema,
	Read: readCurrentUser,
}

type currentUserView struct {
	profileView
	Roles    []grantView  `tfsdk:"roles"`
	Settings types.String `tfsdk:"settings"`
}

func currentUserSchema() schema.Schema {
	attributes := profileAttributes()
	attributes["roles"] = shownList("Roles that the user has.", grantViewAttributes())
	attributes["settings"] = shownText("Settings document of the user as JSON; `jsondecode()` opens it.")
	return schema.Schema{
		MarkdownDescription: "The user as whom the provider works: an API client, unless the bearer token is a person's.",
		Attributes:          attributes,
	}
}

func readCurrentUser(ctx context.Context, c client, v *currentUserView) error {
	user, err := c.Users.Current(ctx)
	if err != nil {
		return err
	}
	settings, err := settingsText(ctx, c, privxapi.CurrentUser)
	v.Roles, v.Settings = viewGrants(user.Roles), types.StringValue(settings)
	v.fromAPI(user)
	return err
}

// settingsText returns a settings document as JSON with its keys in order.
func settingsText(ctx context.Context, client *privxapi.Client, user string) (string, error) {
	doc, err := client.Settings.Get(ctx, user)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(doc)
	return string(text), err
}
