package privx

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var userRoles = &object.Resource[userRolesModel, client]{
	System: System, Type: "privx_user_roles", Noun: "set of a user's role grants",
	Schema: userRolesSchema, PlansAsIs: true,
	ID: func(m *userRolesModel) *types.String { return &m.ID },
	Identity: []object.Part[userRolesModel, client]{
		userPart(func(m *userRolesModel, id string) { m.UserID = types.StringValue(id) }),
	},
	Check: checkUserRoles, Plan: planUserRoles,
	Beside: warnOfOwners("pam_privx_user_roles"),
	Memory: func(m *userRolesModel) any { return &m.memory },
	Names:  userRolesNames,
	Calls: object.Calls[userRolesModel, client]{
		Create: func(ctx context.Context, c client, plan *userRolesModel) (string, error) {
			user := plan.UserID.ValueString()
			err := c.Grants.SetAll(ctx, user, plan.toAPI(nil))
			if err != nil {
				return "", err
			}
			return user, nil
		},
		Read: func(ctx context.Context, c client, m *userRolesModel, whole bool) error {
			m.memory.Imported = m.memory.Imported || whole
			grants, err := c.Grants.List(ctx, m.UserID.ValueString())
			if err == nil {
				m.fromAPI(grants, c.Now())
			}
			return err
		},
		Update: func(ctx context.Context, c client, plan, state *userRolesModel) error {
			want := plan.toAPI(state.Roles)
			plan.memory.Imported = false
			return c.Grants.SetAll(ctx, plan.UserID.ValueString(), want)
		},
		// What the state has is taken away, and nothing that was granted since.
		Delete: func(ctx context.Context, c client, state *userRolesModel) error {
			return c.Grants.Remove(ctx, state.UserID.ValueString(), slices.Collect(maps.Keys(state.Roles))...)
		},
		List: func(ctx context.Context, c client, f object.Filter) iter.Seq2[object.Found[userRolesModel], error] {
			return eachUser(ctx, c, f, func(user privxapi.User) ([]object.Found[userRolesModel], error) {
				grants, err := c.Grants.List(ctx, user.ID)
				fill := func(m *userRolesModel) { m.fromAPI(grants, c.Now()) }
				return []object.Found[userRolesModel]{{ID: user.ID, Name: user.Principal, Fill: fill}}, err
			})
		},
	},
	Filters: userFilters, ListsBy: listsByUser,
}

type userRolesModel struct {
	ID        types.String          `tfsdk:"id"`
	UserID    types.String          `tfsdk:"user_id"`
	Roles     map[string]grantModel `tfsdk:"roles"`
	Username  types.String          `tfsdk:"username"`
	RoleNames types.Map             `tfsdk:"role_names"`
	memory    grantMemory
}

// userRolesNames looks up the names in a plan. In a state, the grants hold the roles'.
func userRolesNames(ctx context.Context, c client, m *userRolesModel) (map[string]attr.Value, error) {
	user, err := usernameOf(ctx, c, m.UserID, m.Username)
	roles, rolesErr := m.RoleNames, error(nil)
	if roles.IsNull() || roles.IsUnknown() {
		roles, rolesErr = roleNamesOf(ctx, c, m.Roles)
	}
	return map[string]attr.Value{"username": user, "role_names": roles}, errors.Join(err, rolesErr)
}

func (m *userRolesModel) toAPI(before map[string]grantModel) []privxapi.Grant {
	grants := make([]privxapi.Grant, 0, len(m.Roles))
	for _, role := range slices.Sorted(maps.Keys(m.Roles)) {
		grant := m.Roles[role]
		var old *grantModel
		if b, had := before[role]; had {
			old = &b
		}
		grants = append(grants, grant.toAPI(role, old, &m.memory))
	}
	return grants
}

// fromAPI takes the server's grants, and keeps those that have run out and that the server has dropped.
func (m *userRolesModel) fromAPI(grants []privxapi.Grant, now time.Time) {
	before, seen := m.Roles, m.memory
	names, called := map[string]attr.Value{}, m.RoleNames.Elements()
	m.Roles, m.memory.Begun = make(map[string]grantModel, len(grants)), nil
	for _, g := range grants {
		model := before[g.RoleID]
		model.fromAPI(g, now)
		m.Roles[g.RoleID], names[g.RoleID] = model, types.StringValue(g.Name)
		m.memory.see(&model, g)
	}
	for _, role := range slices.Sorted(maps.Keys(before)) {
		model := before[role]
		if _, there := m.Roles[role]; !there && model.asIs(role, seen).RanOut(now) {
			m.Roles[role] = model
			m.memory.note(role, slices.Contains(seen.Begun, role))
			if name, known := called[role]; known {
				names[role] = name
			}
		}
	}
	m.RoleNames = types.MapValueMust(types.StringType, names)
}

func userRolesSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "**All** explicit role grants of one user. A grant that is not in `roles` is taken away, " +
			"whoever made it; the plan names it. Roles that follow from a role's own rules are neither touched nor shown. To " +
			"manage single grants beside others there is `pam_privx_user_role`; do not use both for the same user.",
		Attributes: map[string]schema.Attribute{
			"id": tfkit.IDAttribute("Same as `user_id`."),
			"user_id": requiredID(aUser, "Id of the user. Changing it takes the grants from the one user and grants them to "+
				"the other."),
			"username": nameAttribute("Name with which the user logs in."),
			"role_names": schema.MapAttribute{
				MarkdownDescription: "Names of the roles by their ids, so that plans can be read. Null where the provider may " +
					"not look them up.",
				Computed: true, ElementType: types.StringType,
			},
			"roles": schema.MapNestedAttribute{
				MarkdownDescription: "Grants by role id, such as `{ grant_type = \"PERMANENT\" }`. An empty map takes all " +
					"explicit grants away.",
				Required:     true,
				Validators:   []validator.Map{mapvalidator.KeysAre(isIDOf(aRole)), mapvalidator.NoNullValues()},
				NestedObject: schema.NestedAttributeObject{Attributes: grantAttributes()},
			},
		},
	}
}

func checkUserRoles(config tfkit.Object, diags *diag.Diagnostics) {
	for role, grant := range config.ByKey("roles") {
		if grant != nil {
			checkGrant(path.Root("roles").AtMapKey(role), grant, diags)
		}
	}
}

func planUserRoles(ctx context.Context, p *object.Plan[client]) {
	before := p.State.ByKey("roles")
	for role, grant := range p.Planned.ByKey("roles") {
		warnOfEnded(p, path.Root("roles").AtMapKey(role), grant, before[role])
	}
	warnOfLostGrants(ctx, p)
}

// warnOfLostGrants names the grants that the plan takes away:
// the plan itself shows ids at best, and at creation nothing.
func warnOfLostGrants(ctx context.Context, p *object.Plan[client]) {
	user, known := p.Planned.Text("user_id")
	c, ok := p.Client()
	if !ok || !known || !p.Changes() || p.Planned.IsUnknown("roles") {
		return
	}
	grants, err := c.Grants.List(ctx, user)
	if privxapi.IsNotFound(err) {
		return // the user may come with the apply
	}
	if err != nil {
		p.Diags.AddAttributeError(path.Root("user_id"), "The user's grants cannot be read", fmt.Sprintf("Without them "+
			"nobody can see which ones this plan takes away from the user %s: %v.", user, err))
		return
	}
	kept := p.Planned.ByKey("roles")
	var lost []string
	for _, g := range grants {
		if _, keeps := kept[g.RoleID]; !keeps {
			lost = append(lost, fmt.Sprintf("%s (%s)", g.Name, g.RoleID))
		}
	}
	if len(lost) > 0 {
		slices.Sort(lost)
		p.Diags.AddAttributeWarning(path.Root("roles"), "Grants that are not in roles are taken away",
			fmt.Sprintf("The user %s has these, and loses them: %s.", userCalled(ctx, c, user), strings.Join(lost, ", ")))
	}
}
