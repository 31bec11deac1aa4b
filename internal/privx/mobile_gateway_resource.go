package privx

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// gatewayID is the id of the one registration that a PrivX has.
const gatewayID = "mobile_gateway"

var mobileGateway = &object.Resource[mobileGatewayModel, client]{
	System: System, Type: "privx_mobile_gateway", Noun: "registration at the mobile gateway", Schema: mobileGatewaySchema,
	ID: func(m *mobileGatewayModel) *types.String { return &m.ID },
	Identity: []object.Part[mobileGatewayModel, client]{{
		Name: "id", Description: "Always " + gatewayID + ", as a PrivX has one registration.", Example: gatewayID,
		Valid: func(id string) bool { return id == gatewayID },
	}},
	Plan: func(_ context.Context, p *object.Plan[client]) {
		if p.Planned == nil && p.State.MayBeTrue("deletion_protection") {
			p.Diags.AddError(protectedSummary, protectedDetail+".")
		}
	},
	Calls: object.Calls[mobileGatewayModel, client]{
		Create: register, Read: readGateway, Delete: unregister,
		// Only the protection can change, and it is Terraform's alone.
		Update: func(context.Context, client, *mobileGatewayModel, *mobileGatewayModel) error { return nil },
	},
}

type mobileGatewayModel struct {
	ID                 types.String `tfsdk:"id"`
	DeletionProtection types.Bool   `tfsdk:"deletion_protection"`
	ProductID          types.String `tfsdk:"product_id"`
	Status             types.String `tfsdk:"status"`
}

func (m *mobileGatewayModel) fromAPI(w privxapi.Gateway) {
	m.ProductID = types.StringValue(w.ProductID)
	m.Status = types.StringValue(w.Status)
}

func mobileGatewaySchema() schema.Schema {
	keep := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	return schema.Schema{
		MarkdownDescription: "Registration of this PrivX at SSH's mobile gateway, which the second factor `MOBILE` (PrivX " +
			"Authorizer) needs. A PrivX has one registration. It needs an online license with the feature Mobile Application " +
			"Gateway, and a way out to `mobilegw.privx.io:443`.",
		Attributes: map[string]schema.Attribute{
			"id": tfkit.IDAttribute("Always `mobile_gateway`, as a PrivX has one registration."),
			"deletion_protection": schema.BoolAttribute{
				MarkdownDescription: "Whether destroying the resource is refused. Unregistering destroys the pairing of every " +
					"user's device, and nobody who logs in with `MOBILE` gets in before pairing anew. Defaults to `true`.",
				Optional: true, Computed: true, Default: booldefault.StaticBool(true),
			},
			"product_id": schema.StringAttribute{
				MarkdownDescription: "Id under which the gateway knows this PrivX (`product-sha256-...`).",
				Computed:            true,
				PlanModifiers:       keep,
			},
			"status": schema.StringAttribute{
				MarkdownDescription: "`REGISTERED`. Once it is not, the resource counts as gone and the plan registers again.",
				Computed:            true, PlanModifiers: keep,
			},
		},
	}
}

const (
	protectedSummary = "The mobile gateway is protected"
	protectedDetail  = "Unregistering PrivX from the mobile gateway destroys the pairing of every user's device, and " +
		"users with the second factor MOBILE cannot log in until they have paired again. If that is meant, set " +
		"deletion_protection = false, apply, and destroy then. To let Terraform only forget the registration, use a " +
		"removed block with destroy = false, or terraform state rm"
)

func register(ctx context.Context, c client, plan *mobileGatewayModel) (string, error) {
	if err := c.MobileGateway.Register(ctx); err != nil {
		return "", err
	}
	gateway, err := c.MobileGateway.Status(ctx)
	if err != nil {
		err = object.Unread(err)
		gateway.Status = privxapi.Registered
	}
	plan.fromAPI(gateway)
	return gatewayID, err
}

func readGateway(ctx context.Context, c client, m *mobileGatewayModel, whole bool) error {
	gateway, err := c.MobileGateway.Status(ctx)
	if err == nil && gateway.Status != privxapi.Registered {
		return object.Gone("PrivX is not registered (its status is %q): there is nothing to import, apply registers it",
			gateway.Status)
	}
	if err == nil {
		m.fromAPI(gateway)
	}
	if whole {
		m.DeletionProtection = types.BoolValue(true)
	}
	return err
}

func unregister(ctx context.Context, c client, state *mobileGatewayModel) error {
	if state.DeletionProtection.ValueBool() {
		return errors.New("it is protected: " + protectedDetail)
	}
	return c.MobileGateway.Unregister(ctx)
}
