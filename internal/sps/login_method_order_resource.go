package sps

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// orderID is the id of the one order that an SPS has.
const orderID = "login_methods"

var loginMethodOrder = &object.Resource[loginMethodOrderModel, client]{
	System: System, Type: "sps_login_method_order", Noun: "order of the login methods", Schema: loginMethodOrderSchema,
	ID: func(m *loginMethodOrderModel) *types.String { return &m.ID },
	Identity: []object.Part[loginMethodOrderModel, client]{{
		Name: "id", Description: "Always " + orderID + ", as an SPS has one order.", Example: orderID,
		Valid: func(id string) bool { return id == orderID },
	}},
	Calls: object.Calls[loginMethodOrderModel, client]{
		Create: func(ctx context.Context, c client, plan *loginMethodOrderModel) (string, error) {
			if err := setOrder(ctx, c, plan, nil); err != nil {
				return "", err
			}
			return orderID, nil
		},
		Read: func(ctx context.Context, c client, m *loginMethodOrderModel, whole bool) error {
			order, err := c.LoginMethods.Order(ctx)
			if !whole { // what stands in front is managed as far as it is named
				order = order[:min(len(order), len(m.Keys))]
			}
			if err == nil {
				m.fromAPI(order)
			}
			return err
		},
		Update: setOrder,
		// An order there always is.
		Delete: func(context.Context, client, *loginMethodOrderModel) error { return nil },
	},
}

func setOrder(ctx context.Context, c client, plan, _ *loginMethodOrderModel) error {
	err := c.LoginMethods.SetOrder(ctx, plan.toAPI())
	if none := spsapi.NoLoginMethodError(""); errors.As(err, &none) {
		return fmt.Errorf("%w; data \"pam_sps_login_method\" finds the key by name", err)
	}
	return err
}

type loginMethodOrderModel struct {
	ID   types.String   `tfsdk:"id"`
	Keys []types.String `tfsdk:"keys"`
}

func (m *loginMethodOrderModel) fromAPI(order []string) {
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

func loginMethodOrderSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "The order of the buttons on SPS's login page. An SPS has one order, so use this resource " +
			"once. Destroying it leaves the order as it is.",
		Attributes: map[string]schema.Attribute{
			"id": tfkit.IDAttribute("Always `login_methods`, as an SPS has one order."),
			"keys": schema.ListAttribute{
				MarkdownDescription: "Keys of login methods, the `id` of `pam_sps_login_method`, in the order in which their " +
					"buttons come first. Those that are not named keep their order behind them.",
				Required: true, ElementType: types.StringType,
				Validators: []validator.List{
					listvalidator.SizeAtLeast(1), listvalidator.UniqueValues(), listvalidator.NoNullValues(),
					listvalidator.ValueStringsAre(isKeyOf("login method")),
				},
			},
		},
	}
}
