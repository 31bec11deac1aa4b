package privx

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type mobileGatewayDataSource struct{ lookup }

var _ datasource.DataSourceWithConfigure = &mobileGatewayDataSource{}

// NewMobileGatewayDataSource is the data source pam_privx_mobile_gateway.
func NewMobileGatewayDataSource() datasource.DataSource {
	return &mobileGatewayDataSource{lookup{typeName: "privx_mobile_gateway"}}
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

// Schema implements datasource.DataSource.
func (d *mobileGatewayDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Whether this PrivX is registered at SSH's mobile gateway, and which sources use it for their second factor.",
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

// Read implements datasource.DataSource.
func (d *mobileGatewayDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	client := d.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	gateway, err := client.MobileGateway.Status(ctx)
	if err != nil {
		diagnose(&resp.Diagnostics, "Could not read the registration at the mobile gateway", err, nil)
		return
	}
	m := mobileGatewayView{
		ProductID: types.StringValue(gateway.ProductID), Status: types.StringValue(gateway.Status),
		Sources: make([]gatewaySourceView, 0, len(gateway.Sources)),
	}
	for _, s := range gateway.Sources {
		m.Sources = append(m.Sources, gatewaySourceView{
			types.StringValue(s.ID), types.StringValue(s.Name), types.StringValue(string(s.Connection.Type)),
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
