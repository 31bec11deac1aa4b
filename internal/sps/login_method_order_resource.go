package sps

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// orderID is the id of the one order that an SPS has.
const orderID = "login_methods"

type loginMethodOrderResource struct{ base }

var (
	_ resource.ResourceWithConfigure   = &loginMethodOrderResource{}
	_ resource.ResourceWithIdentity    = &loginMethodOrderResource{}
	_ resource.ResourceWithImportState = &loginMethodOrderResource{}
)

// NewLoginMethodOrderResource is pam_sps_login_method_order.
func NewLoginMethodOrderResource() resource.Resource {
	return &loginMethodOrderResource{base{typeName: "sps_login_method_order", noun: "order of the login methods"}}
}

type loginMethodOrderModel struct {
	ID   types.String   `tfsdk:"id"`
	Keys []types.String `tfsdk:"keys"`
}

// fromAPI takes as many keys from the front as are managed: those behind them keep an order of their own.
func (m *loginMethodOrderModel) fromAPI(order []string) {
	m.ID = types.StringValue(orderID)
	m.Keys = make([]types.String, 0, len(order))
	for _, key := range order {
		m.Keys = append(m.Keys, types.StringValue(key))
	}
}

func (m *loginMethodOrderModel) toAPI() []string {
	keys := make([]string, 0, len(m.Keys))
	for _, key := range m.Keys {
		keys = append(keys, key.ValueString())
	}
	return keys
}

// Schema implements resource.Resource.
func (r *loginMethodOrderResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The order of the buttons on SPS's login page. An SPS has one order, so use this resource once. Destroying it leaves the order as it is.",
		Attributes: map[string]schema.Attribute{
			"id": tfkit.IDAttribute("Always `login_methods`, as an SPS has one order."),
			"keys": schema.ListAttribute{
				MarkdownDescription: "Keys of login methods, the `id` of `pam_sps_login_method`, in the order in which their buttons come first. Those that are not named " +
					"keep their order behind them.",
				Required: true, ElementType: types.StringType,
				Validators: []validator.List{
					listvalidator.SizeAtLeast(1), listvalidator.UniqueValues(), listvalidator.NoNullValues(),
					listvalidator.ValueStringsAre(stringvalidator.RegexMatches(aKey, "must be a key of SPS")),
				},
			},
		},
	}
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *loginMethodOrderResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"id": identityschema.StringAttribute{RequiredForImport: true, Description: "Always login_methods."},
	}}
}

func (r *loginMethodOrderResource) set(ctx context.Context, m *loginMethodOrderModel, diags *diag.Diagnostics) bool {
	client := r.client(diags)
	if client == nil || diags.HasError() {
		return false
	}
	if err := client.LoginMethods.SetOrder(ctx, m.toAPI()); err != nil {
		r.fail(diags, "set", "", err)
		return false
	}
	m.ID = types.StringValue(orderID)
	return true
}

// Create implements resource.Resource.
func (r *loginMethodOrderResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan loginMethodOrderModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if r.set(ctx, &plan, &resp.Diagnostics) {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{plan.ID})...)
	}
}

// Read implements resource.Resource.
func (r *loginMethodOrderResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state loginMethodOrderModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{state.ID})...)
	client := r.reader("", &resp.Diagnostics)
	if client == nil {
		return
	}
	order, err := client.LoginMethods.Order(ctx)
	if err != nil {
		r.fail(&resp.Diagnostics, "read", "", err)
		return
	}
	// What stands in front is managed as far as it is named.
	state.fromAPI(slices.Clone(order[:min(len(order), len(state.Keys))]))
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update implements resource.Resource.
func (r *loginMethodOrderResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan loginMethodOrderModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{types.StringValue(orderID)})...)
	if r.set(ctx, &plan, &resp.Diagnostics) {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	}
}

// Delete implements resource.Resource: an order there always is.
func (r *loginMethodOrderResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {
}

// ImportState implements resource.ResourceWithImportState.
func (r *loginMethodOrderResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	given := identity{types.StringValue(req.ID)}
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &given)...)
	}
	if given.ID.ValueString() != orderID {
		resp.Diagnostics.AddError("Not the order's id", fmt.Sprintf("An SPS has one order of its login methods, whose id is %s; this is %q.", orderID, req.ID))
		return
	}
	client := r.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	order, err := client.LoginMethods.Order(ctx)
	if err != nil {
		r.fail(&resp.Diagnostics, "import", "", err)
		return
	}
	var state loginMethodOrderModel
	state.fromAPI(order)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, given)...)
}
