package privx

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
)

var mobileGatewayData = &object.DataSource[mobileGatewayView, client]{
	System: System, Type: "privx_mobile_gateway",
	Noun: "registration at the mobile gateway", Schema: mobileGatewayDataSchema, Read: viewGateway,
}

type mobileGatewayView struct {
	ProductID types.String        `tfsdk:"product_id"`
	Status    types.String        `tfsdk:"status"`
	Sources   []gatewaySourceView `tfsdk:"sources"`
}

type gatewaySourceView struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
	Type types.String `tfsdk:"type"`
}

func mobileGatewayDataSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Whether this PrivX is registered at SSH's mobile gateway, and which sources use it for their " +
			"second factor.",
		Attributes: map[string]schema.Attribute{
			"product_id": shownText("Id under which the gateway knows this PrivX (`product-sha256-...`)."),
			"status":     shownText("`REGISTERED` or `UNREGISTERED`."),
			"sources": shownList("Sources whose second factor is `MOBILE`.", map[string]schema.Attribute{
				"id":   shownText("Id of the source."),
				"name": shownText("Name of the source, as administrators see it."),
				"type": shownText("Kind of the directory, such as `LDAP`."),
			}),
		},
	}
}

func viewGateway(ctx context.Context, c client, m *mobileGatewayView) error {
	gateway, err := c.MobileGateway.Status(ctx)
	m.ProductID, m.Status = types.StringValue(gateway.ProductID), types.StringValue(gateway.Status)
	m.Sources = make([]gatewaySourceView, 0, len(gateway.Sources))
	for _, s := range gateway.Sources {
		m.Sources = append(m.Sources, gatewaySourceView{
			types.StringValue(s.ID), types.StringValue(s.Name), types.StringValue(string(s.Connection.Type)),
		})
	}
	return err
}
