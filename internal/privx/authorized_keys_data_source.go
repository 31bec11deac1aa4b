package privx

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type authorizedKeysDataSource struct{ lookup }

var _ datasource.DataSourceWithConfigure = &authorizedKeysDataSource{}

// NewAuthorizedKeysDataSource is the data source pam_privx_authorized_keys.
func NewAuthorizedKeysDataSource() datasource.DataSource {
	return &authorizedKeysDataSource{lookup{typeName: "privx_authorized_keys"}}
}

type authorizedKeysModel struct {
	UserID         types.String `tfsdk:"user_id"`
	AuthorizedKeys []keyView    `tfsdk:"authorized_keys"`
}

// Schema implements datasource.DataSource.
func (d *authorizedKeysDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All SSH public keys with which one user of PrivX logs in.",
		Attributes: map[string]schema.Attribute{
			"user_id":         userIDArgument("keys"),
			"authorized_keys": shownList("The keys, ordered by name and id.", keyViewAttributes()),
		},
	}
}

func userIDArgument(what string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: "Id of the user whose " + what + " are read. Left out, it is the user of the API token.",
		Optional:            true, Validators: []validator.String{isID()},
	}
}

// Read implements datasource.DataSource.
func (d *authorizedKeysDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m authorizedKeysModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	client := d.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	keys, err := client.AuthorizedKeys.List(ctx, userOrCurrent(m.UserID))
	if err != nil {
		diagnose(&resp.Diagnostics, "Could not list the authorized keys", err, nil)
		return
	}
	m.AuthorizedKeys = viewKeys(keys)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
