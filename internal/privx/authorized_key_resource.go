package privx

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

type authorizedKeyResource struct{ base }

var (
	_ resource.ResourceWithConfigure      = &authorizedKeyResource{}
	_ resource.ResourceWithIdentity       = &authorizedKeyResource{}
	_ resource.ResourceWithImportState    = &authorizedKeyResource{}
	_ resource.ResourceWithModifyPlan     = &authorizedKeyResource{}
	_ resource.ResourceWithValidateConfig = &authorizedKeyResource{}
)

// NewAuthorizedKeyResource is pam_privx_authorized_key.
func NewAuthorizedKeyResource() resource.Resource {
	return &authorizedKeyResource{base{typeName: "privx_authorized_key", noun: "authorized key", attribute: keyAttribute}}
}

// keyAttribute finds the attribute of a property of PrivX's errors: all but one have its name.
func keyAttribute(property string) (path.Path, bool) {
	switch property {
	case "name", "comment", "public_key", "not_before", "not_after", "source_address":
		return path.Root(property), true
	case "expires_in":
		return path.Root("valid_for"), true
	}
	return path.Empty(), false
}

type authorizedKeyModel struct {
	ID            types.String    `tfsdk:"id"`
	UserID        types.String    `tfsdk:"user_id"`
	Name          types.String    `tfsdk:"name"`
	Comment       types.String    `tfsdk:"comment"`
	PublicKey     types.String    `tfsdk:"public_key"`
	NotBefore     types.String    `tfsdk:"not_before"`
	NotAfter      types.String    `tfsdk:"not_after"`
	ValidFor      types.String    `tfsdk:"valid_for"`
	SourceAddress tfkit.StringSet `tfsdk:"source_address"`
	Fingerprints  types.List      `tfsdk:"fingerprints"`
	Username      types.String    `tfsdk:"username"`
}

type authorizedKeyIdentity struct {
	UserID types.String `tfsdk:"user_id"`
	KeyID  types.String `tfsdk:"key_id"`
}

// user is whose key it is, in a path of the API.
func (m *authorizedKeyModel) user() string { return userOrCurrent(m.UserID) }

func (m *authorizedKeyModel) key() string {
	_, key, _ := strings.Cut(m.ID.ValueString(), "/")
	return key
}

func (m *authorizedKeyModel) identity() authorizedKeyIdentity {
	return authorizedKeyIdentity{types.StringValue(m.user()), types.StringValue(m.key())}
}

// toAPI gives the key as it is to be. before is the state, nil on create: a validity is only begun anew when it was changed.
func (m *authorizedKeyModel) toAPI(before *authorizedKeyModel) privxapi.AuthorizedKey {
	w := privxapi.AuthorizedKey{PublicKey: privxapi.OpenSSHLine(m.PublicKey.ValueString())}
	m.fields(&w).Send()
	w.NotBefore, w.NotAfter = m.NotBefore.ValueString(), m.NotAfter.ValueString()
	if !m.ValidFor.IsNull() && (before == nil || !m.ValidFor.Equal(before.ValidFor)) {
		validity, _ := time.ParseDuration(m.ValidFor.ValueString()) // checked by the validator
		w.ExpiresIn = int64(validity / time.Second)
	}
	return w
}

func (m *authorizedKeyModel) fields(w *privxapi.AuthorizedKey) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Text(&m.Name, &w.Name),
		tfkit.Text(&m.Comment, &w.Comment),
		tfkit.Texts(&m.SourceAddress, &w.SourceAddress),
	}
}

func (m *authorizedKeyModel) fromAPI(w privxapi.AuthorizedKey) {
	addresses := m.SourceAddress
	m.fields(&w).Receive()
	m.SourceAddress = tfkit.Spelling(tfkit.Network).KeepSet(addresses, w.SourceAddress)
	m.PublicKey = tfkit.Spelling(privxapi.KeyMaterial).Keep(m.PublicKey, w.PublicKey)
	m.NotBefore = tfkit.Spelling(tfkit.Instant).Keep(m.NotBefore, w.NotBefore)
	m.NotAfter = tfkit.Spelling(tfkit.Instant).Keep(m.NotAfter, w.NotAfter)
	m.Username = types.StringValue(w.Username)
	m.Fingerprints = tfkit.TextList(w.Fingerprints)
}

// Schema implements resource.Resource.
func (r *authorizedKeyResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	addresses := tfkit.TextsAttribute("Addresses and networks (CIDR) from which the key may be used. Empty means from anywhere.", tfkit.IsNetwork())
	addresses.PlanModifiers = []planmodifier.Set{tfkit.KeepTexts(tfkit.Network)}
	resp.Schema = schema.Schema{
		MarkdownDescription: "One SSH public key with which a user of PrivX logs in. PrivX keeps every key once among all users, gives every key an end, and " +
			"deletes keys that have ended; the plan then creates them again.",
		Attributes: map[string]schema.Attribute{
			"id": tfkit.IDAttribute("User and key as `user_id/key_id`; `current/key_id` for a key of the API token's own user."),
			"user_id": schema.StringAttribute{
				MarkdownDescription: "Id of the user whose key it is. Left out, it is the user of the API token. Changing it moves the key: it is taken from the one " +
					"user and given to the other.",
				Optional: true, Validators: []validator.String{isID()},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"name": schema.StringAttribute{
				MarkdownDescription: "Name by which the user tells keys apart, such as the machine it is on.", Required: true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"comment": tfkit.TextAttribute("Free text for people. It has nothing to do with a comment inside of `public_key`."),
			"public_key": schema.StringAttribute{
				MarkdownDescription: "The key: a line as in `authorized_keys`, its base64 alone, or RFC 4716 text. ed25519, ECDSA, or RSA of 2048 bits and more. " +
					"Another comment or spelling of the same key is no change; another key replaces the old one, which is deleted first.",
				Required:   true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1), tfkit.IsPublicKey(privxapi.KeyMaterial)},
				PlanModifiers: []planmodifier.String{
					tfkit.KeepText(privxapi.KeyMaterial), stringplanmodifier.RequiresReplace(),
				},
			},
			"not_before": validityAttribute("When the key begins to be valid (RFC 3339). Left out, it is not managed, and the server decides: an hour before the creation."),
			"not_after": validityAttribute("When the key ends (RFC 3339), after `not_before`. Left out, it is not managed, and the server decides: normally two years after the creation, " +
				"which is also the longest that it takes."),
			"valid_for": schema.StringAttribute{
				MarkdownDescription: "How long the key is valid from its creation on, in place of the two dates: a duration such as `8760h`. Another duration begins a " +
					"new validity at that moment; to renew for the same duration, replace the resource.",
				Optional: true,
				Validators: []validator.String{
					stringvalidator.LengthAtLeast(1), tfkit.IsDuration(),
					stringvalidator.ConflictsWith(path.MatchRoot("not_before"), path.MatchRoot("not_after")),
				},
				PlanModifiers: []planmodifier.String{tfkit.KeepText(tfkit.Length)},
			},
			"source_address": addresses,
			"fingerprints": schema.ListAttribute{
				MarkdownDescription: "Fingerprints of the key, as `ssh-keygen -l` prints them (`SHA256:...`).", Computed: true, ElementType: types.StringType,
				PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
			},
			"username": schema.StringAttribute{
				MarkdownDescription: "Name of the user whose key it is, as PrivX shows it.", Computed: true,
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
		},
	}
}

func validityAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Optional: true, Computed: true,
		Validators:    []validator.String{stringvalidator.LengthAtLeast(1), tfkit.IsTime()},
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), tfkit.KeepText(tfkit.Instant)},
	}
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *authorizedKeyResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"user_id": identityschema.StringAttribute{RequiredForImport: true, Description: "Id of the user, or current for the API token's own user."},
		"key_id":  identityschema.StringAttribute{RequiredForImport: true, Description: "Id of the key."},
	}}
}

// ValidateConfig implements resource.ResourceWithValidateConfig.
func (r *authorizedKeyResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	c := configuration{ctx, req.Config, &resp.Diagnostics}
	start, okStart := parseInstant(get[types.String](c, path.Root("not_before")))
	end, okEnd := parseInstant(get[types.String](c, path.Root("not_after")))
	if okStart && okEnd && !end.After(start) {
		resp.Diagnostics.AddAttributeError(path.Root("not_after"), "Validity ends before it begins", fmt.Sprintf("not_after (%s) must be after not_before (%s).",
			end.Format(time.RFC3339), start.Format(time.RFC3339)))
	}
}

// ModifyPlan implements resource.ResourceWithModifyPlan: another valid_for begins a validity whose dates the server sets.
func (r *authorizedKeyResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || req.State.Raw.IsNull() {
		return
	}
	var before, after types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("valid_for"), &before)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("valid_for"), &after)...)
	if !after.IsNull() && !after.Equal(before) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("not_before"), types.StringUnknown())...)
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("not_after"), types.StringUnknown())...)
	}
}

// Create implements resource.Resource.
func (r *authorizedKeyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan authorizedKeyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	id, err := client.AuthorizedKeys.Create(ctx, plan.user(), plan.toAPI(nil))
	if err != nil {
		r.fail(&resp.Diagnostics, "create", plan.Name.ValueString(), err)
		return
	}
	plan.ID = types.StringValue(plan.user() + "/" + id)
	created, err := client.AuthorizedKeys.Get(ctx, plan.user(), id)
	if err != nil {
		// The key exists: it must be in the state, and not be made anew for want of its dates.
		resp.Diagnostics.AddWarning("The key was created, but could not be read", err.Error())
		created = plan.toAPI(nil)
	}
	plan.fromAPI(created)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
}

// Read implements resource.Resource.
func (r *authorizedKeyResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state authorizedKeyModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	client := r.reader(state.ID.ValueString(), &resp.Diagnostics)
	if client == nil {
		return
	}
	key, err := client.AuthorizedKeys.Get(ctx, state.user(), state.key())
	if privxapi.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.fail(&resp.Diagnostics, "read", state.ID.ValueString(), err)
		return
	}
	state.fromAPI(key)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update implements resource.Resource.
func (r *authorizedKeyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state authorizedKeyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	if err := client.AuthorizedKeys.Update(ctx, plan.user(), plan.key(), plan.toAPI(&state)); err != nil {
		r.fail(&resp.Diagnostics, "update", plan.ID.ValueString(), err)
		return
	}
	updated, err := client.AuthorizedKeys.Get(ctx, plan.user(), plan.key())
	if err != nil {
		// The change is made: called failed, a new validity would begin once more. The next refresh brings the dates.
		resp.Diagnostics.AddWarning("The key was updated, but could not be read", err.Error())
		if plan.NotBefore.IsUnknown() {
			plan.NotBefore = state.NotBefore
		}
		if plan.NotAfter.IsUnknown() {
			plan.NotAfter = state.NotAfter
		}
	} else {
		plan.fromAPI(updated)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// Delete implements resource.Resource.
func (r *authorizedKeyResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state authorizedKeyModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := client.AuthorizedKeys.Delete(ctx, state.user(), state.key()); err != nil {
		r.fail(&resp.Diagnostics, "delete", state.ID.ValueString(), err)
	}
}

// ImportState implements resource.ResourceWithImportState.
func (r *authorizedKeyResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	var given authorizedKeyIdentity
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &given)...)
	} else if user, key, ok := strings.Cut(req.ID, "/"); ok {
		given = authorizedKeyIdentity{types.StringValue(user), types.StringValue(key)}
	}
	user, key := given.UserID.ValueString(), given.KeyID.ValueString()
	if (!anID.MatchString(user) && user != privxapi.CurrentUser) || !anID.MatchString(key) {
		resp.Diagnostics.AddError("Not an authorized key's id", fmt.Sprintf("An authorized key is imported by the ids of user and key with a slash between them, or "+
			"current/ and the id of the key; this is %q.", req.ID))
		return
	}
	client := r.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	found, err := client.AuthorizedKeys.Get(ctx, user, key)
	if err != nil {
		r.fail(&resp.Diagnostics, "import", user+"/"+key, err)
		return
	}
	state := authorizedKeyModel{ID: types.StringValue(user + "/" + key)}
	if user != privxapi.CurrentUser {
		state.UserID = given.UserID
	}
	state.fromAPI(found)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, given)...)
}
