package sps

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
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

var pluginsData = &object.DataSource[pluginsModel, client]{
	System: System, Type: "sps_plugins", Noun: "plugins", Schema: pluginsSchema, Read: viewPlugins,
}

type pluginsModel struct {
	Plugins []pluginView `tfsdk:"plugins"`
}

type pluginView struct {
	ID  types.String `tfsdk:"id"`
	Key types.String `tfsdk:"key"`
	pluginFields
}

func pluginsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "All plugins that are installed in SPS, of all types.",
		Attributes: map[string]schema.Attribute{
			"plugins": shownList("The plugins, by type and then in the server's order.", map[string]schema.Attribute{
				"id":          shown("Type and key as `type/key`, by which `pam_sps_plugin` is imported."),
				"key":         shown("Key that SPS gives to the plugin, by which policies refer to it."),
				"type":        shown("What the plugin is for: `aa`, `configuration_sync`, `credentialstore` or `signingca`."),
				"name":        shown("Name from the plugin's MANIFEST."),
				"description": shown("What the MANIFEST says of the plugin."),
				"version":     shown("Version from the MANIFEST."),
				"api":         shown("Version of SPS's plugin API that the plugin is written for."),
				"path":        shown("Where SPS keeps the plugin in its own file system."),
			}),
		},
	}
}

func viewPlugins(ctx context.Context, c client, m *pluginsModel) error {
	plugins, err := c.Plugins.List(ctx)
	m.Plugins = make([]pluginView, len(plugins))
	for i, p := range plugins {
		m.Plugins[i].ID, m.Plugins[i].Key = types.StringValue(p.Type+"/"+p.Key), types.StringValue(p.Key)
		m.Plugins[i].receive(p)
	}
	return err
}

var aclsData = &object.DataSource[aclsModel, client]{
	System: System, Type: "sps_acls", Noun: "privileges", Schema: aclsSchema, Read: viewACLs,
}

type aclsModel struct {
	ACLs []aclView `tfsdk:"acls"`
}

type aclView struct {
	Group      types.String `tfsdk:"group"`
	Permission types.String `tfsdk:"permission"`
	Objects    types.List   `tfsdk:"objects"`
}

func aclsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Privileges of usergroups in SPS. They can be changed in the console only.",
		Attributes: map[string]schema.Attribute{
			"acls": shownList("The privileges, in the server's order.", map[string]schema.Attribute{
				"group":      shown("Name of the usergroup, local or of LDAP, that has the privilege."),
				"permission": shown("What its members may do: `read` or `write`."),
				"objects": schema.ListAttribute{
					MarkdownDescription: "Parts of the configuration that it is about.",
					Computed:            true,
					ElementType:         types.StringType,
				},
			}),
		},
	}
}

func viewACLs(ctx context.Context, c client, m *aclsModel) error {
	acls, err := c.ACLs(ctx)
	m.ACLs = make([]aclView, 0, len(acls))
	for _, a := range acls {
		m.ACLs = append(m.ACLs, aclView{
			types.StringValue(a.Group), types.StringValue(a.Permission), tfkit.TextList(a.Objects),
		})
	}
	return err
}

var infoData = &object.DataSource[infoModel, client]{
	System: System, Type: "sps_info", Noun: "version", Schema: infoSchema, Read: viewInfo,
}

type infoModel struct {
	FirmwareVersion types.String `tfsdk:"firmware_version"`
	Version         types.String `tfsdk:"version"`
}

func infoSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Which version of SPS the provider talks to.",
		Attributes: map[string]schema.Attribute{
			"firmware_version": shown("Version of the whole appliance, such as `7.4.0`."),
			"version":          shown("Version as SPS shows it in its console."),
		},
	}
}

func viewInfo(ctx context.Context, c client, m *infoModel) error {
	info, err := c.Info(ctx)
	*m = infoModel{types.StringValue(string(info.FirmwareVersion)), types.StringValue(string(info.Version))}
	return err
}
