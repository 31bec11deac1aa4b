package privx

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var userSettings = &object.Resource[userSettingsModel, client]{
	System: System, Type: "privx_user_settings", Noun: "settings of user", Schema: userSettingsSchema,
	ID: func(m *userSettingsModel) *types.String { return &m.ID },
	Identity: []object.Part[userSettingsModel, client]{
		userOrCurrentPart(func(m *userSettingsModel) *types.String { return &m.UserID }),
	},
	ImportNote: "An import shows every key of the document. Those that the configuration does not have stay in the " +
		"document.",
	Memory: func(m *userSettingsModel) any { return &m.memory },
	Calls: object.Calls[userSettingsModel, client]{
		Create: func(ctx context.Context, c client, plan *userSettingsModel) (string, error) {
			if err := changeSettings(ctx, c, plan, nil); err != nil {
				return "", err
			}
			return plan.user(), nil
		},
		Read: func(ctx context.Context, c client, m *userSettingsModel, whole bool) error {
			m.memory.Imported = m.memory.Imported || whole
			doc, err := c.Settings.Get(ctx, m.user())
			if err == nil {
				m.fromAPI(doc, whole)
			}
			return err
		},
		Update: changeSettings, Delete: removeSettings,
		List: func(ctx context.Context, c client, f object.Filter) iter.Seq2[object.Found[userSettingsModel], error] {
			return eachUser(ctx, c, f, func(user privxapi.User) ([]object.Found[userSettingsModel], error) {
				doc, err := c.Settings.Get(ctx, user.ID)
				fill := func(m *userSettingsModel) { m.fromAPI(doc, true) }
				return []object.Found[userSettingsModel]{{ID: user.ID, Name: user.Principal, Fill: fill}}, err
			})
		},
	},
	Filters: userFilters, ListsBy: listsByUser,
}

type userSettingsModel struct {
	ID       types.String `tfsdk:"id"`
	UserID   types.String `tfsdk:"user_id"`
	Settings types.String `tfsdk:"settings"`
	memory   settingsMemory
}

// settingsMemory is what private state keeps.
type settingsMemory struct {
	// Imported is set until the first update after an import: until then nobody has said which keys are ours.
	Imported bool `json:"imported,omitempty"`
}

func (m *userSettingsModel) user() string { return userOrCurrent(m.UserID) }

// keys are the top-level keys of the settings with their JSON. A key that is null means that there is to be none: it is
// in absent.
func (m *userSettingsModel) keys() (keys map[string]json.RawMessage, absent []string) {
	keys = map[string]json.RawMessage{}
	_ = json.Unmarshal([]byte(m.Settings.ValueString()), &keys) // checked by the validator
	maps.DeleteFunc(keys, func(key string, v json.RawMessage) bool {
		if string(v) == "null" {
			absent = append(absent, key)
			return true
		}
		return false
	})
	return keys, absent
}

// fromAPI takes those keys of the document that are managed, or the whole.
func (m *userSettingsModel) fromAPI(doc map[string]json.RawMessage, whole bool) {
	if !whole {
		managed := map[string]json.RawMessage{}
		_ = json.Unmarshal([]byte(m.Settings.ValueString()), &managed) // what state has was checked
		maps.DeleteFunc(doc, func(key string, _ json.RawMessage) bool { _, ours := managed[key]; return !ours })
	}
	text, err := json.Marshal(doc)
	if err == nil {
		m.Settings = types.StringValue(string(text))
	}
}

func userSettingsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Chosen keys of a user's settings document, in which the console keeps what it remembers of " +
			"the user: language, keyboard layout, terminal theme, bookmarks. Keys that are not in the configuration are kept " +
			"as they are. Destroying the resource removes its keys and leaves the rest.",
		Attributes: map[string]schema.Attribute{
			"id": tfkit.IDAttribute("Id of the user, or `current`."),
			"user_id": schema.StringAttribute{
				MarkdownDescription: "Id of the user whose settings they are. Left out, it is the user of the API token.",
				Optional:            true, Validators: []validator.String{isIDOf(aUser)},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"settings": schema.StringAttribute{
				MarkdownDescription: "The managed keys as a JSON object, best written with `jsonencode({...})`. A key that is " +
					"taken out is removed from the document, unless it only came with an import. Another spelling of the same JSON " +
					"is no change. It is stored in the state, so it is no place for secrets.",
				Required:      true,
				Validators:    []validator.String{stringvalidator.LengthAtLeast(1), tfkit.IsJSONObject()},
				PlanModifiers: []planmodifier.String{tfkit.IsJSONObject().KeepText()},
			},
		},
	}
}

// changeSettings writes the planned keys and removes those that were managed before and are not any more.
func changeSettings(ctx context.Context, c client, plan, before *userSettingsModel) error {
	set, remove := plan.keys()
	plan.memory.Imported = false
	if before != nil && !before.memory.Imported {
		managed, _ := before.keys()
		remove = slices.AppendSeq(remove, maps.Keys(managed))
	}
	return c.Settings.Change(ctx, plan.user(), set, remove)
}

func removeSettings(ctx context.Context, c client, state *userSettingsModel) error {
	managed, _ := state.keys()
	err := c.Settings.Change(ctx, state.user(), nil, slices.Collect(maps.Keys(managed)))
	if privxapi.IsNotFound(err) {
		return nil
	}
	return err
}
