package privx

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
)

var userEffectiveRolesData = &object.DataSource[userEffectiveRolesModel, client]{
	System: System, Type: "privx_user_effective_roles", Noun: "roles of the user", Schema: userEffectiveRolesSchema,
	Read: resolveRoles,
}

type userEffectiveRolesModel struct {
	UserID types.String `tfsdk:"user_id"`
	Roles  []grantView  `tfsdk:"roles"`
}

func userEffectiveRolesSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Roles that a user of SSH PrivX has at this moment: granted ones within their time, and those " +
			"that follow from rules. PrivX works them out anew for each reading.",
		Attributes: map[string]schema.Attribute{
			"user_id": schema.StringAttribute{
				MarkdownDescription: "Id of the user whose roles are worked out.",
				Required:            true,
				Validators:          []validator.String{isIDOf(aUser)},
			},
			"roles": shownList("The roles that hold now.", grantViewAttributes()),
		},
	}
}

func resolveRoles(ctx context.Context, c client, m *userEffectiveRolesModel) error {
	user, err := c.Users.Resolve(ctx, m.UserID.ValueString())
	m.Roles = viewGrants(user.Roles)
	return err
}
