package privx

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
)

var authorizedKeysData = &object.DataSource[authorizedKeysModel, client]{
	System: System, Type: "privx_authorized_keys", Noun: "authorized keys", Schema: authorizedKeysSchema,
	Read: readKeys,
}

type authorizedKeysModel struct {
	UserID         types.String `tfsdk:"user_id"`
	AuthorizedKeys []keyView    `tfsdk:"authorized_keys"`
}

func authorizedKeysSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "All SSH public keys with which one user of PrivX logs in.",
		Attributes: map[string]schema.Attribute{
			"user_id":         userIDArgument("keys"),
			"authorized_keys": shownList("The keys, ordered by name and id.", keyViewAttributes()),
		},
	}
}

func userIDArgument(what string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "Id of the user whose " + what + " are read. Left out, it is the user of the API token.",
		Optional:            true, Validators: []validator.String{isIDOf(aUser)},
	}
}

func readKeys(ctx context.Context, c client, m *authorizedKeysModel) error {
	keys, err := c.AuthorizedKeys.List(ctx, userOrCurrent(m.UserID))
	m.AuthorizedKeys = viewKeys(keys)
	return err
}
