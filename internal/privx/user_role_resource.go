package privx

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var userRole = &object.Resource[userRoleModel, client]{
	System: System, Type: "privx_user_role", Noun: "role grant", Schema: userRoleSchema, PlansAsIs: true,
	ID: func(m *userRoleModel) *types.String { return &m.ID },
	Identity: []object.Part[userRoleModel, client]{
		userPart(func(m *userRoleModel, id string) { m.UserID = types.StringValue(id) }),
		{
			Name: "role_id", Description: "Id of the role.", Valid: anID.MatchString, Example: exampleRole,
			Set: func(m *userRoleModel, id string) { m.RoleID = types.StringValue(id) }, Named: rolesNamed,
		},
	},
	Check:  func(config tfkit.Object, diags *diag.Diagnostics) { checkGrant(path.Empty(), config, diags) },
	Plan:   func(_ context.Context, p *object.Plan[client]) { warnOfEnded(p, path.Empty(), p.Planned, p.State) },
	Beside: warnOfOwners("pam_privx_user_role"),
	Memory: func(m *userRoleModel) any { return &m.memory },
	Names:  userRoleNames,
	Calls: object.Calls[userRoleModel, client]{
		Create: createUserRole, Read: readUserRole, Update: updateUserRole, List: listUserRoles,
		Delete: func(ctx context.Context, c client, m *userRoleModel) error {
			return c.Grants.Remove(ctx, m.UserID.ValueString(), m.RoleID.ValueString())
		},
	},
	Filters: userFilters, ListsBy: listsByUser,
}

type userRoleModel struct {
	ID       types.String `tfsdk:"id"`
	UserID   types.String `tfsdk:"user_id"`
	RoleID   types.String `tfsdk:"role_id"`
	Username types.String `tfsdk:"username"`
	RoleName types.String `tfsdk:"role_name"`
	grantModel
	memory grantMemory
}

func userRoleSchema() schema.Schema {
	attributes := grantAttributes()
	if grantType, ok := attributes["grant_type"].(schema.StringAttribute); ok {
		grantType.MarkdownDescription += " Defaults to `PERMANENT`."
		grantType.Required, grantType.Optional, grantType.Computed = false, true, true
		grantType.Default = stringdefault.StaticString(string(privxapi.Permanent))
		attributes["grant_type"] = grantType
	}
	attributes["id"] = tfkit.IDAttribute("User and role as `user_id/role_id`.")
	attributes["user_id"] = requiredID(aUser, "Id of the user who gets the role. Changing it takes the role from the one "+
		"user and grants it to the other.")
	attributes["username"] = nameAttribute("Name with which the user logs in.")
	attributes["role_name"] = nameAttribute("Name of the role.")
	attributes["role_id"] = requiredID(aRole, "Id of the role. Changing it takes the one role away and grants the other.")
	return schema.Schema{
		MarkdownDescription: "**One** role grant of one user. Other grants of the user, made by hand or by other resources " +
			"of this kind, are left alone; roles that follow from a role's own rules are never touched. For all grants of a " +
			"user at once there is `pam_privx_user_roles`; do not use both for the same user.",
		Attributes: attributes,
	}
}

func createUserRole(ctx context.Context, c client, plan *userRoleModel) (id string, err error) {
	user, role := plan.UserID.ValueString(), plan.RoleID.ValueString()
	replaced, err := c.Grants.Set(ctx, user, plan.toAPI(role, nil, &plan.memory))
	if err != nil {
		return "", err
	}
	if replaced != nil {
		err = &object.Warning{
			Summary: "The user had this role already",
			Detail: fmt.Sprintf("The grant of the role %s was %s. It is now what the configuration says, and Terraform's to "+
				"take away.", replaced.Name, replaced.Type),
		}
	}
	return user + "/" + role, err
}

func readUserRole(ctx context.Context, c client, m *userRoleModel, whole bool) error {
	m.memory.Imported = m.memory.Imported || whole
	user, role := m.UserID.ValueString(), m.RoleID.ValueString()
	if !m.Type.IsNull() && m.asIs(role, m.memory).RanOut(c.Now()) {
		return readEnded(ctx, c, m)
	}
	grant, ok, err := c.Grants.Get(ctx, user, role)
	if err == nil && !ok {
		err = object.Gone("the user has no grant of this role. Roles that follow from a role's own rules cannot be imported")
	}
	if err == nil {
		m.take(grant, c)
	}
	return err
}

// readEnded reads a grant that has run out: without it on the server, it stays in the state as it is.
func readEnded(ctx context.Context, c client, m *userRoleModel) error {
	grants, err := c.Grants.List(ctx, m.UserID.ValueString())
	if privxapi.IsNotFound(err) {
		return nil
	}
	if grant, ok := privxapi.FindGrant(grants, m.RoleID.ValueString()); ok {
		m.take(grant, c)
	}
	return err
}

// take takes the server's grant.
func (m *userRoleModel) take(grant privxapi.Grant, c client) {
	m.fromAPI(grant, c.Now())
	m.memory.see(&m.grantModel, grant)
	m.RoleName = types.StringValue(grant.Name)
}

// userRoleNames looks up the names in a plan. In a state, the grant holds the role's.
func userRoleNames(ctx context.Context, c client, m *userRoleModel) (map[string]attr.Value, error) {
	user, err := usernameOf(ctx, c, m.UserID, m.Username)
	role, roleErr := m.RoleName, error(nil)
	if role.IsNull() || role.IsUnknown() {
		role, roleErr = roleNameOf(ctx, c, m.RoleID)
	}
	return map[string]attr.Value{"username": user, "role_name": role}, errors.Join(err, roleErr)
}

func updateUserRole(ctx context.Context, c client, plan, state *userRoleModel) error {
	want := plan.toAPI(plan.RoleID.ValueString(), &state.grantModel, &plan.memory)
	plan.memory.Imported = false
	_, err := c.Grants.Set(ctx, plan.UserID.ValueString(), want)
	return err
}

func listUserRoles(ctx context.Context, c client, f object.Filter) iter.Seq2[object.Found[userRoleModel], error] {
	return eachUser(ctx, c, f, func(user privxapi.User) (all []object.Found[userRoleModel], err error) {
		grants, err := c.Grants.List(ctx, user.ID)
		for _, g := range grants {
			all = append(all, object.Found[userRoleModel]{
				ID: user.ID + "/" + g.RoleID, Name: user.Principal + ": " + g.Name,
				Fill: func(m *userRoleModel) { m.take(g, c) },
			})
		}
		return all, err
	})
}

// rolesNamed finds the ids of the roles of a name.
func rolesNamed(ctx context.Context, c client, _ []string, name string) (ids []string, err error) {
	roles, err := c.Roles.Named(ctx, name)
	for _, r := range roles {
		ids = append(ids, r.ID)
	}
	return ids, err
}
