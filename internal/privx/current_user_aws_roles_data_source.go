package privx

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
)

var currentUserAWSRolesData = &object.DataSource[awsRolesModel, client]{
	System: System, Type: "privx_current_user_aws_roles", Noun: "AWS roles", Schema: awsRolesSchema,
	Read: readAWSRoles,
}

type awsRolesModel struct {
	AWSRoles []awsRoleView `tfsdk:"aws_roles"`
}

type awsRoleView struct {
	ID          types.String   `tfsdk:"id"`
	Name        types.String   `tfsdk:"name"`
	ARN         types.String   `tfsdk:"arn"`
	Description types.String   `tfsdk:"description"`
	Source      types.String   `tfsdk:"source"`
	Status      types.String   `tfsdk:"status"`
	Updated     types.String   `tfsdk:"updated"`
	Roles       []roleNameView `tfsdk:"roles"`
}

type roleNameView struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func awsRolesSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "AWS roles that the user as whom the provider works may take, read by PrivX from its sources " +
			"of type AWS with `fetch_roles`.",
		Attributes: map[string]schema.Attribute{
			"aws_roles": shownList("The roles, in the order in which the server gives them.", map[string]schema.Attribute{
				"id":          shownText("Id that PrivX gives to the AWS role."),
				"name":        shownText("Name of the role in AWS."),
				"arn":         shownText("Amazon Resource Name of the role."),
				"description": shownText("What AWS says of the role."),
				"source":      shownText("Id of the source that the role was read from."),
				"status":      shownText("Whether the role could be read last time: `OK`, or what went wrong."),
				"updated":     shownText("When PrivX last read the role (RFC 3339, UTC)."),
				"roles": shownList("Roles of PrivX that give this AWS role.", map[string]schema.Attribute{
					"id":   shownText("Id of the role in PrivX."),
					"name": shownText("Name of the role in PrivX, as administrators see it."),
				}),
			}),
		},
	}
}

func readAWSRoles(ctx context.Context, c client, m *awsRolesModel) error {
	roles, err := c.Users.AWSRoles(ctx)
	m.AWSRoles = make([]awsRoleView, 0, len(roles))
	for _, r := range roles {
		v := awsRoleView{
			ID: types.StringValue(r.ID), Name: types.StringValue(r.Name), ARN: types.StringValue(r.ARN),
			Description: types.StringValue(r.Description), Source: types.StringValue(r.Source),
			Status:  types.StringValue(r.Status),
			Updated: types.StringValue(r.Updated), Roles: make([]roleNameView, 0, len(r.Roles)),
		}
		for _, role := range r.Roles {
			v.Roles = append(v.Roles, roleNameView{types.StringValue(role.ID), types.StringValue(role.Name)})
		}
		m.AWSRoles = append(m.AWSRoles, v)
	}
	return err
}
