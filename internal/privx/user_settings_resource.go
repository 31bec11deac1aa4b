package privx

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

type userSettingsResource struct{ base }

var (
	_ resource.ResourceWithConfigure   = &userSettingsResource{}
	_ resource.ResourceWithIdentity    = &userSettingsResource{}
	_ resource.ResourceWithImportState = &userSettingsResource{}
)

// NewUserSettingsResource is pam_privx_user_settings.
func NewUserSettingsResource() resource.Resource {
	return &userSettingsResource{base{typeName: "privx_user_settings", noun: "settings of user"}}
}

// importedKey marks, in the resource's private state, settings that were imported and not changed since.
const importedKey = "imported"

type userSettingsModel struct {
	ID       types.String `tfsdk:"id"`
	UserID   types.String `tfsdk:"user_id"`
	Settings types.String `tfsdk:"settings"`
}

func (m *userSettingsModel) user() string { return userOrCurrent(m.UserID) }

func (m *userSettingsModel) identity() userIdentity { return userIdentity{types.StringValue(m.user())} }

// keys are the top-level keys of the settings with their JSON. A key that is null means that there is to be none: it is in absent.
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

// fromAPI takes those keys of the document that are managed, or all.
func (m *userSettingsModel) fromAPI(doc map[string]json.RawMessage, everything bool) {
	if !everything {
		managed := map[string]json.RawMessage{}
		_ = json.Unmarshal([]byte(m.Settings.ValueString()), &managed) // what state has was checked
		maps.DeleteFunc(doc, func(key string, _ json.RawMessage) bool { _, ours := managed[key]; return !ours })
	}
	text, err := json.Marshal(doc)
	if err == nil {
		m.Settings = tfkit.Spelling(tfkit.JSON).Keep(m.Settings, string(text))
	}
}

// Schema implements resource.Resource.
func (r *userSettingsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Chosen keys of a user's settings document, in which the console keeps what it remembers of the user: language, keyboard layout, " +
			"terminal theme, bookmarks. Keys that are not in the configuration are kept as they are. Destroying the resource removes its keys and " +
			"leaves the rest.",
		Attributes: map[string]schema.Attribute{
			"id": tfkit.IDAttribute("Id of the user, or `current`."),
			"user_id": schema.StringAttribute{
				MarkdownDescription: "Id of the user whose settings they are. Left out, it is the user of the API token.",
				Optional:            true, Validators: []validator.String{isID()},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"settings": schema.StringAttribute{
				MarkdownDescription: "The managed keys as a JSON object, best written with `jsonencode({...})`. A key that is taken out is removed from the document, " +
					"unless it only came with an import. Another spelling of the same JSON is no change. It is " +
					"stored in the state, so it is no place for secrets.",
				Required:      true,
				Validators:    []validator.String{stringvalidator.LengthAtLeast(1), tfkit.IsJSONObject()},
				PlanModifiers: []planmodifier.String{tfkit.KeepText(tfkit.JSON)},
			},
		},
	}
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *userSettingsResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"user_id": identityschema.StringAttribute{RequiredForImport: true, Description: "Id of the user, or current for the API token's own user."},
	}}
}

// Create implements resource.Resource.
func (r *userSettingsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan userSettingsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if !r.change(ctx, &plan, nil, &resp.Diagnostics) {
		return
	}
	plan.ID = types.StringValue(plan.user())
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
}

// change writes the planned keys and removes those that were managed before and are not any more.
func (r *userSettingsResource) change(ctx context.Context, plan, before *userSettingsModel, diags *diag.Diagnostics) bool {
	client := r.client(diags)
	if client == nil || diags.HasError() {
		return false
	}
	set, remove := plan.keys()
	if before != nil {
		managed, _ := before.keys()
		remove = slices.AppendSeq(remove, maps.Keys(managed))
	}
	if err := client.Settings.Change(ctx, plan.user(), set, remove); err != nil {
		r.fail(diags, "write", plan.user(), err)
		return false
	}
	return true
}

// Read implements resource.Resource.
func (r *userSettingsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state userSettingsModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	client := r.reader(state.user(), &resp.Diagnostics)
	if client == nil {
		return
	}
	doc, err := client.Settings.Get(ctx, state.user())
	if privxapi.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.fail(&resp.Diagnostics, "read", state.user(), err)
		return
	}
	state.fromAPI(doc, false)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update implements resource.Resource.
func (r *userSettingsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state userSettingsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	before := &state
	imported, diags := req.Private.GetKey(ctx, importedKey)
	resp.Diagnostics.Append(diags...)
	if string(imported) == "true" {
		before = nil // an import shows all keys of the document, which does not make them ours to remove
	}
	if r.change(ctx, &plan, before, &resp.Diagnostics) {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, importedKey, []byte("false"))...)
	}
}

// Delete implements resource.Resource.
func (r *userSettingsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state userSettingsModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	managed, _ := state.keys()
	err := client.Settings.Change(ctx, state.user(), nil, slices.Collect(maps.Keys(managed)))
	if err != nil && !privxapi.IsNotFound(err) {
		r.fail(&resp.Diagnostics, "remove", state.user(), err)
	}
}

// ImportState implements resource.ResourceWithImportState. It takes all keys of the document, as nobody has said yet which are ours.
func (r *userSettingsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	user, ok := r.importedUser(ctx, req, &resp.Diagnostics)
	client := r.client(&resp.Diagnostics)
	if !ok || client == nil {
		return
	}
	doc, err := client.Settings.Get(ctx, user.ValueString())
	if err != nil {
		r.fail(&resp.Diagnostics, "import", user.ValueString(), err)
		return
	}
	state := userSettingsModel{ID: user}
	if user.ValueString() != privxapi.CurrentUser {
		state.UserID = user
	}
	state.fromAPI(doc, true)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, importedKey, []byte("true"))...)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, userIdentity{user})...)
}
