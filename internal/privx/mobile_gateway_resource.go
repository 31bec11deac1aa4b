package privx

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// gatewayID is the id of the one registration that a PrivX has.
const gatewayID = "mobile_gateway"

type mobileGatewayResource struct{ base }

var (
	_ resource.ResourceWithConfigure   = &mobileGatewayResource{}
	_ resource.ResourceWithIdentity    = &mobileGatewayResource{}
	_ resource.ResourceWithImportState = &mobileGatewayResource{}
	_ resource.ResourceWithModifyPlan  = &mobileGatewayResource{}
)

// NewMobileGatewayResource is pam_privx_mobile_gateway.
func NewMobileGatewayResource() resource.Resource {
	return &mobileGatewayResource{base{typeName: "privx_mobile_gateway", noun: "registration at the mobile gateway"}}
}

type mobileGatewayModel struct {
	ID                 types.String `tfsdk:"id"`
	DeletionProtection types.Bool   `tfsdk:"deletion_protection"`
	ProductID          types.String `tfsdk:"product_id"`
	Status             types.String `tfsdk:"status"`
}

func (m *mobileGatewayModel) fromAPI(w privxapi.Gateway) {
	m.ID = types.StringValue(gatewayID)
	m.ProductID = types.StringValue(w.ProductID)
	m.Status = types.StringValue(w.Status)
}

// Schema implements resource.Resource.
func (r *mobileGatewayResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	keep := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Registration of this PrivX at SSH's mobile gateway, which the second factor `MOBILE` (PrivX Authorizer) needs. A PrivX has one registration. It needs " +
			"an online license with the feature Mobile Application Gateway, and a way out to `mobilegw.privx.io:443`.",
		Attributes: map[string]schema.Attribute{
			"id": tfkit.IDAttribute("Always `mobile_gateway`, as a PrivX has one registration."),
			"deletion_protection": schema.BoolAttribute{
				MarkdownDescription: "Whether destroying the resource is refused. Unregistering destroys the pairing of every user's device, and nobody who logs in " +
					"with `MOBILE` gets in before pairing anew. Defaults to `true`.",
				Optional: true, Computed: true, Default: booldefault.StaticBool(true),
			},
			"product_id": schema.StringAttribute{
				MarkdownDescription: "Id under which the gateway knows this PrivX (`product-sha256-...`).", Computed: true, PlanModifiers: keep,
			},
			"status": schema.StringAttribute{
				MarkdownDescription: "`REGISTERED`. Once it is not, the resource counts as gone and the plan registers again.", Computed: true, PlanModifiers: keep,
			},
		},
	}
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *mobileGatewayResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"id": identityschema.StringAttribute{RequiredForImport: true, Description: "Always mobile_gateway."},
	}}
}

// ModifyPlan implements resource.ResourceWithModifyPlan: the plan of a destroy says no already.
func (r *mobileGatewayResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !req.Plan.Raw.IsNull() || req.State.Raw.IsNull() {
		return
	}
	var protected types.Bool
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("deletion_protection"), &protected)...)
	if protected.ValueBool() {
		resp.Diagnostics.AddError(protectedSummary, protectedDetail)
	}
}

const (
	protectedSummary = "The mobile gateway is protected"
	protectedDetail  = "Unregistering PrivX from the mobile gateway destroys the pairing of every user's device, and users with the second factor MOBILE cannot log in " +
		"until they have paired again. If that is meant, set deletion_protection = false, apply, and destroy then. To let Terraform only forget the " +
		"registration, use a removed block with destroy = false, or terraform state rm."
)

// Create implements resource.Resource.
func (r *mobileGatewayResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan mobileGatewayModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := client.MobileGateway.Register(ctx); err != nil {
		r.fail(&resp.Diagnostics, "make", "", err)
		return
	}
	gateway, err := client.MobileGateway.Status(ctx)
	if err != nil {
		resp.Diagnostics.AddWarning("PrivX is registered, but the registration could not be read", err.Error())
		gateway.Status = privxapi.Registered
	}
	plan.fromAPI(gateway)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{plan.ID})...)
}

// Read implements resource.Resource.
func (r *mobileGatewayResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state mobileGatewayModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{state.ID})...)
	client := r.reader("", &resp.Diagnostics)
	if client == nil {
		return
	}
	gateway, err := client.MobileGateway.Status(ctx)
	if err != nil {
		r.fail(&resp.Diagnostics, "read", "", err)
		return
	}
	if gateway.Status != privxapi.Registered {
		resp.State.RemoveResource(ctx)
		return
	}
	state.fromAPI(gateway)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update implements resource.Resource. Only the protection can change, and it is Terraform's alone.
func (r *mobileGatewayResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan mobileGatewayModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{plan.ID})...)
}

// Delete implements resource.Resource.
func (r *mobileGatewayResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state mobileGatewayModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if state.DeletionProtection.ValueBool() {
		resp.Diagnostics.AddError(protectedSummary, protectedDetail)
		return
	}
	if err := client.MobileGateway.Unregister(ctx); err != nil {
		r.fail(&resp.Diagnostics, "take back", "", err)
	}
}

// ImportState implements resource.ResourceWithImportState.
func (r *mobileGatewayResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	given := identity{types.StringValue(req.ID)}
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &given)...)
	}
	if given.ID.ValueString() != gatewayID {
		resp.Diagnostics.AddError("Not the mobile gateway's id", fmt.Sprintf("A PrivX has one registration, whose id is %s; this is %q.", gatewayID, req.ID))
		return
	}
	client := r.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	gateway, err := client.MobileGateway.Status(ctx)
	if err == nil && gateway.Status != privxapi.Registered {
		err = fmt.Errorf("PrivX is not registered (its status is %q): there is nothing to import, apply registers it", gateway.Status)
	}
	if err != nil {
		r.fail(&resp.Diagnostics, "import", "", err)
		return
	}
	state := mobileGatewayModel{DeletionProtection: types.BoolValue(true)}
	state.fromAPI(gateway)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{state.ID})...)
}
