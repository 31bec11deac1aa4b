package privx

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var userMFA = &object.Resource[userMFAModel, client]{
	System: System, Type: "privx_user_mfa", Noun: "second factor of user", Schema: userMFASchema,
	ID: func(m *userMFAModel) *types.String { return &m.ID },
	Identity: []object.Part[userMFAModel, client]{
		userPart(func(m *userMFAModel, id string) { m.UserID = types.StringValue(id) }),
	},
	ImportNote: "Import without reset_triggers, and add them later: a map that the state does not have yet resets the " +
		"factor.",
	Calls: object.Calls[userMFAModel, client]{
		Create: func(ctx context.Context, c client, plan *userMFAModel) (string, error) {
			user := plan.UserID.ValueString()
			if plan.Enabled.IsUnknown() { // not managed
				if err := readMFA(ctx, c, plan); err != nil {
					return "", err
				}
				return user, nil
			}
			if err := c.Users.SetMFA(ctx, user, plan.Enabled.ValueBool()); err != nil {
				return "", err
			}
			return user, nil
		},
		Read:   func(ctx context.Context, c client, m *userMFAModel, _ bool) error { return readMFA(ctx, c, m) },
		Update: updateMFA, Delete: leaveMFA,
		List: func(ctx context.Context, c client, f object.Filter) iter.Seq2[object.Found[userMFAModel], error] {
			return eachUser(ctx, c, f, func(user privxapi.User) ([]object.Found[userMFAModel], error) {
				user, err := c.Users.Get(ctx, user.ID) // what a search finds need not hold the factor
				fill := func(m *userMFAModel) { m.fromAPI(user.MFA) }
				return []object.Found[userMFAModel]{{ID: user.ID, Name: user.Principal, Fill: fill}}, err
			})
		},
	},
	Filters: userFilters, ListsBy: listsByUser,
}

type userMFAModel struct {
	ID            types.String `tfsdk:"id"`
	UserID        types.String `tfsdk:"user_id"`
	Enabled       types.Bool   `tfsdk:"enabled"`
	ResetTriggers types.Map    `tfsdk:"reset_triggers"`
}

// fromAPI takes the user's own state. DEFAULT means that the directory decides, which is neither on nor off: it shows
// as null, so that the plan sets what is configured. Anything else but DISABLED is on, paired or not yet.
func (m *userMFAModel) fromAPI(w privxapi.UserMFA) {
	status := w.UserStatus
	if status == "" {
		status = w.Status
	}
	switch strings.ToUpper(status) {
	case "", "DEFAULT":
		m.Enabled = types.BoolNull()
	case "DISABLED":
		m.Enabled = types.BoolValue(false)
	default:
		m.Enabled = types.BoolValue(true)
	}
}

func userMFASchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Whether one user needs a second factor, against what the user's directory says, and the " +
			"reset of that factor. Destroying the resource leaves the user as set: PrivX has no way back to what the " +
			"directory says.",
		Attributes: map[string]schema.Attribute{
			"id":      tfkit.IDAttribute("Same as `user_id`."),
			"user_id": requiredID(aUser, "Id of the user. Changing it leaves the one user as set, and sets the other."),
			"enabled": schema.BoolAttribute{
				MarkdownDescription: "Whether the user must give a second factor at login. `false` exempts the user, whatever " +
					"the directory says. Left out, it is not managed: the user stays as set, or as the directory says, and then " +
					"it is null.",
				Optional: true, Computed: true,
				PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
			"reset_triggers": tfkit.TriggersAttribute("Any values. When the map changes after creation, the factor is reset: " +
				"the user pairs a device anew at the next login. A map that is added later resets too, also after an import. The " +
				"map itself is not sent."),
		},
	}
}

// readMFA fills the model with the state that the server has.
func readMFA(ctx context.Context, c client, m *userMFAModel) error {
	user, err := c.Users.Get(ctx, m.UserID.ValueString())
	if err == nil {
		m.fromAPI(user.MFA)
	}
	return err
}

func updateMFA(ctx context.Context, c client, plan, state *userMFAModel) error {
	user := plan.UserID.ValueString()
	reset := !plan.ResetTriggers.IsNull() && !plan.ResetTriggers.Equal(state.ResetTriggers)
	if reset {
		if err := c.Users.ResetMFA(ctx, user); err != nil {
			return err // the state keeps the old triggers, so that the next plan resets again
		}
	}
	switch {
	case plan.Enabled.IsUnknown():
		return readMFA(ctx, c, plan)
	case plan.Enabled.IsNull(): // not managed, and as the directory says
		return nil
	}
	// A reset leaves the factor on, so that an exempt user has to be exempted again.
	if !plan.Enabled.Equal(state.Enabled) || reset && !plan.Enabled.ValueBool() {
		return c.Users.SetMFA(ctx, user, plan.Enabled.ValueBool())
	}
	return nil
}

func leaveMFA(_ context.Context, _ client, state *userMFAModel) error {
	on := "as the directory says"
	if !state.Enabled.IsNull() {
		on = map[bool]string{true: "on", false: "off"}[state.Enabled.ValueBool()]
	}
	return &object.Warning{
		Summary: "The second factor stays as it is",
		Detail: fmt.Sprintf("The user %s keeps the second factor %s: PrivX has no way back to what the user's directory "+
			"says. "+
			"Terraform only stops to look at it.", state.UserID.ValueString(), on),
	}
}
