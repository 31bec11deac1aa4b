package privx

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

type userMFAResource struct{ base }

var (
	_ resource.ResourceWithConfigure   = &userMFAResource{}
	_ resource.ResourceWithIdentity    = &userMFAResource{}
	_ resource.ResourceWithImportState = &userMFAResource{}
)

// NewUserMFAResource is pam_privx_user_mfa.
func NewUserMFAResource() resource.Resource {
	return &userMFAResource{base{typeName: "privx_user_mfa", noun: "second factor of user"}}
}

type userMFAModel struct {
	ID            types.String `tfsdk:"id"`
	UserID        types.String `tfsdk:"user_id"`
	Enabled       types.Bool   `tfsdk:"enabled"`
	ResetTriggers types.Map    `tfsdk:"reset_triggers"`
}

// fromAPI takes the user's own state. DEFAULT means that the directory decides, which is neither on nor off: it shows as null, so that the
// plan sets what is configured. Anything else but DISABLED is on, paired or not yet.
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

// Schema implements resource.Resource.
func (r *userMFAResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Whether one user needs a second factor, against what the user's directory says, and the reset of that factor. Destroying the " +
			"resource leaves the user as set: PrivX has no way back to what the directory says.",
		Attributes: map[string]schema.Attribute{
			"id":      tfkit.IDAttribute("Same as `user_id`."),
			"user_id": requiredID("Id of the user. Changing it leaves the one user as set, and sets the other."),
			"enabled": schema.BoolAttribute{
				MarkdownDescription: "Whether the user must give a second factor at login. `false` exempts the user, whatever the directory says.",
				Required:            true,
			},
			"reset_triggers": tfkit.TriggersAttribute("Any values. When the map changes after creation, the factor is reset: the user pairs a device anew at the next " +
				"login. A map that is added later resets too, also after an import. The map itself is not sent."),
		},
	}
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *userMFAResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = userIdentitySchema()
}

// Create implements resource.Resource.
func (r *userMFAResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan userMFAModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := client.Users.SetMFA(ctx, plan.UserID.ValueString(), plan.Enabled.ValueBool()); err != nil {
		r.fail(&resp.Diagnostics, "set", plan.UserID.ValueString(), err)
		return
	}
	plan.ID = plan.UserID
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, userIdentity{plan.UserID})...)
}

// Read implements resource.Resource.
func (r *userMFAResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state userMFAModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, userIdentity{state.UserID})...)
	client := r.reader(state.UserID.ValueString(), &resp.Diagnostics)
	if client == nil {
		return
	}
	user, err := client.Users.Get(ctx, state.UserID.ValueString())
	if privxapi.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.fail(&resp.Diagnostics, "read", state.UserID.ValueString(), err)
		return
	}
	state.fromAPI(user.MFA)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update implements resource.Resource.
func (r *userMFAResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state userMFAModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	user := plan.UserID.ValueString()
	resp.Diagnostics.Append(resp.Identity.Set(ctx, userIdentity{plan.UserID})...)
	reset := !plan.ResetTriggers.IsNull() && !plan.ResetTriggers.Equal(state.ResetTriggers)
	if reset {
		if err := client.Users.ResetMFA(ctx, user); err != nil {
			// The state keeps the old triggers, so that the next plan wants the reset again.
			r.fail(&resp.Diagnostics, "reset", user, err)
			return
		}
	}
	// A reset leaves the factor on, so that an exempt user has to be exempted again.
	if !plan.Enabled.Equal(state.Enabled) || reset && !plan.Enabled.ValueBool() {
		if err := client.Users.SetMFA(ctx, user, plan.Enabled.ValueBool()); err != nil {
			r.fail(&resp.Diagnostics, "set", user, err)
			return
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

// Delete implements resource.Resource.
func (r *userMFAResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state userMFAModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	on := map[bool]string{true: "on", false: "off"}[state.Enabled.ValueBool()]
	resp.Diagnostics.AddWarning("The second factor stays as it is", fmt.Sprintf("The user %s keeps the second factor %s: PrivX has no way back to what the "+
		"user's directory says. Terraform only stops to look at it.", state.UserID.ValueString(), on))
}

// ImportState implements resource.ResourceWithImportState.
func (r *userMFAResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id, ok := r.importedUser(ctx, req, &resp.Diagnostics)
	client := r.client(&resp.Diagnostics)
	if !ok || client == nil {
		return
	}
	user, err := client.Users.Get(ctx, id.ValueString())
	if err != nil {
		r.fail(&resp.Diagnostics, "import", id.ValueString(), err)
		return
	}
	state := userMFAModel{ID: id, UserID: id, ResetTriggers: types.MapNull(types.StringType)}
	state.fromAPI(user.MFA)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, userIdentity{id})...)
}
