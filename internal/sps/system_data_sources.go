package sps

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

func shown(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Computed: true}
}

func shownList(description string, attributes map[string]schema.Attribute) schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		MarkdownDescription: description, Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: attributes},
	}
}

type pluginsDataSource struct{ lookup }

// newPluginsDataSource is the data source pam_sps_plugins.
func newPluginsDataSource() datasource.DataSource {
	return &pluginsDataSource{lookup{typeName: "sps_plugins"}}
}

type pluginsModel struct {
	Plugins []pluginView `tfsdk:"plugins"`
}

type pluginView struct {
	ID  types.String `tfsdk:"id"`
	Key types.String `tfsdk:"key"`
	pluginFields
}

// Schema implements datasource.DataSource.
func (d *pluginsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All plugins that are installed in SPS, of all types.",
		Attributes: map[string]schema.Attribute{"plugins": shownList("The plugins, by type and then in the server's order.", map[string]schema.Attribute{
			"id":          shown("Type and key as `type/key`, by which `pam_sps_plugin` is imported."),
			"key":         shown("Key that SPS gives to the plugin, by which policies refer to it."),
			"type":        shown("What the plugin is for: `aa`, `configuration_sync`, `credentialstore` or `signingca`."),
			"name":        shown("Name from the plugin's MANIFEST."),
			"description": shown("What the MANIFEST says of the plugin."),
			"version":     shown("Version from the MANIFEST."),
			"api":         shown("Version of SPS's plugin API that the plugin is written for."),
			"path":        shown("Where SPS keeps the plugin in its own file system."),
		})},
	}
}

// Read implements datasource.DataSource.
func (d *pluginsDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	client := d.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	plugins, err := client.Plugins.List(ctx)
	if err != nil {
		resp.Diagnostics.AddError("Could not list the plugins", err.Error())
		return
	}
	m := pluginsModel{Plugins: make([]pluginView, len(plugins))}
	for i, p := range plugins {
		m.Plugins[i].ID, m.Plugins[i].Key = types.StringValue(p.Type+"/"+p.Key), types.StringValue(p.Key)
		m.Plugins[i].receive(p)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

type aclsDataSource struct{ lookup }

// newACLsDataSource is the data source pam_sps_acls.
func newACLsDataSource() datasource.DataSource { return &aclsDataSource{lookup{typeName: "sps_acls"}} }

type aclsModel struct {
	ACLs []aclView `tfsdk:"acls"`
}

type aclView struct {
	Group      types.String `tfsdk:"group"`
	Permission types.String `tfsdk:"permission"`
	Objects    types.List   `tfsdk:"objects"`
}

// Schema implements datasource.DataSource.
func (d *aclsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Privileges of usergroups in SPS. They can be changed in the console only.",
		Attributes: map[string]schema.Attribute{"acls": shownList("The privileges, in the server's order.", map[string]schema.Attribute{
			"group":      shown("Name of the usergroup, local or of LDAP, that has the privilege."),
			"permission": shown("What its members may do: `read` or `write`."),
			"objects":    schema.ListAttribute{MarkdownDescription: "Parts of the configuration that it is about.", Computed: true, ElementType: types.StringType},
		})},
	}
}

// Read implements datasource.DataSource.
func (d *aclsDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	client := d.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	acls, err := client.ACLs(ctx)
	if err != nil {
		resp.Diagnostics.AddError("Could not read the privileges", err.Error())
		return
	}
	m := aclsModel{ACLs: make([]aclView, 0, len(acls))}
	for _, a := range acls {
		m.ACLs = append(m.ACLs, aclView{types.StringValue(a.Group), types.StringValue(a.Permission), tfkit.TextList(a.Objects)})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

type infoDataSource struct{ lookup }

// newInfoDataSource is the data source pam_sps_info.
func newInfoDataSource() datasource.DataSource { return &infoDataSource{lookup{typeName: "sps_info"}} }

type infoModel struct {
	FirmwareVersion types.String `tfsdk:"firmware_version"`
	Version         types.String `tfsdk:"version"`
}

// Schema implements datasource.DataSource.
func (d *infoDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Which version of SPS the provider talks to.",
		Attributes: map[string]schema.Attribute{
			"firmware_version": shown("Version of the whole appliance, such as `7.4.0`."),
			"version":          shown("Version as SPS shows it in its console."),
		},
	}
}

// Read implements datasource.DataSource.
func (d *infoDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	client := d.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	info, err := client.Info(ctx)
	if err != nil {
		resp.Diagnostics.AddError("Could not read the version", err.Error())
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, infoModel{types.StringValue(info.FirmwareVersion), types.StringValue(info.Version)})...)
}
