package sps

import (
	"context"
	"fmt"
	"iter"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var plugin = &object.Resource[pluginModel, client]{
	System: System, Type: "sps_plugin", Noun: "plugin", Schema: pluginSchema,
	ID:   func(m *pluginModel) *types.String { return &m.ID },
	Name: func(m *pluginModel) string { return m.Name.ValueString() },
	Identity: []object.Part[pluginModel, client]{
		{Name: "type", Description: "Type of the plugin, such as aa.", Valid: aKey.MatchString, Example: "aa"},
		{
			Name: "key", Description: "Key of the plugin in SPS.",
			Valid: aKey.MatchString, Example: "cf814274-60a3-42d4-9b90-738495a6b7c8",
			Named: pluginsNamed,
		},
	},
	ImportNote: "SPS does not show the file: the first apply after the import uploads yours.",
	Plan:       planPlugin,
	Calls: object.Calls[pluginModel, client]{
		Create: upload, Read: readPlugin, List: listPlugins,
		Update: func(ctx context.Context, c client, plan, state *pluginModel) error {
			if strings.EqualFold(plan.SHA256.ValueString(), state.SHA256.ValueString()) {
				return nil // the same content from another path
			}
			_, err := upload(ctx, c, plan)
			return err
		},
		Delete: func(ctx context.Context, c client, m *pluginModel) error {
			pluginType, key := m.keys()
			return c.Plugins.Delete(ctx, pluginType, key)
		},
	},
}

// pluginFields are what SPS says of a plugin.
type pluginFields struct {
	Type        types.String `tfsdk:"type"`
	Name        types.String `tfsdk:"name"`
	Description types.String `tfsdk:"description"`
	Version     types.String `tfsdk:"version"`
	API         types.String `tfsdk:"api"`
	Path        types.String `tfsdk:"path"`
}

type pluginModel struct {
	ID     types.String `tfsdk:"id"`
	File   types.String `tfsdk:"file"`
	SHA256 types.String `tfsdk:"file_sha256"`
	pluginFields
}

func (m *pluginFields) receive(w spsapi.Plugin) {
	tfkit.Fields{
		tfkit.Text(&m.Type, &w.Type), tfkit.Text(&m.Name, &w.Name), tfkit.Text(&m.Description, &w.Description),
		tfkit.Text(&m.Version, (*string)(&w.Version)), tfkit.Text(&m.API, (*string)(&w.API)), tfkit.Text(&m.Path, &w.Path),
	}.Receive()
}

func (m *pluginModel) fromAPI(w spsapi.Plugin) {
	m.ID = types.StringValue(w.Type + "/" + w.Key)
	m.receive(w)
}

// keys are the two parts of the id.
func (m *pluginModel) keys() (pluginType, key string) {
	pluginType, key, _ = strings.Cut(m.ID.ValueString(), "/")
	return pluginType, key
}

func pluginSchema() schema.Schema {
	read := func(description string) schema.StringAttribute {
		return schema.StringAttribute{MarkdownDescription: description, Computed: true}
	}
	return schema.Schema{
		MarkdownDescription: "One plugin of SPS, uploaded from a zip file. SPS tells plugins apart by the name in their " +
			"MANIFEST: uploading another file with the same name updates the plugin. Deleting needs SPS 6.4 or later, and " +
			"that no policy uses the plugin.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{MarkdownDescription: "Type and key of the plugin as `type/key`.", Computed: true},
			"file": schema.StringAttribute{
				MarkdownDescription: "Path of the zip file, with a MANIFEST at its root, of at most 64 MiB. It is read at " +
					"plan and at apply: changed content is uploaded again, and refused if it changed after the plan.",
				Required: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"file_sha256": schema.StringAttribute{
				MarkdownDescription: "SHA-256 of the file in hexadecimal. Left out, it is read from the file; given, the file " +
					"must match it.",
				Optional: true, Computed: true,
				Validators: []validator.String{
					stringvalidator.RegexMatches(sha256Pattern, "must be 64 hexadecimal digits"),
				},
				PlanModifiers: []planmodifier.String{tfkit.KeepText(strings.ToLower)},
			},
			"type": read("What the plugin is for: `aa`, `configuration_sync`, `credentialstore` or `signingca`, from " +
				"its MANIFEST."),
			"name":        read("Name from the MANIFEST, by which SPS tells plugins apart."),
			"description": read("What the MANIFEST says of the plugin."),
			"version":     read("Version from the MANIFEST."),
			"api":         read("Version of SPS's plugin API that the plugin is written for."),
			"path":        read("Where SPS keeps the plugin in its own file system."),
		},
	}
}

// planPlugin reads the file: a missing or wrong one is refused here, and changed content shows as another hash.
func planPlugin(ctx context.Context, p *object.Plan[client]) {
	if p.Planned == nil || p.Config.IsUnknown("file") {
		return
	}
	file, _ := p.Config.Text("file")
	wanted, _ := p.Config.Text("file_sha256")
	_, sum, wrong := readPluginFile(file)
	if wrong == nil && wanted != "" && !strings.EqualFold(wanted, sum) {
		wrong = &fileError{
			"file_sha256", "The plugin's file is another one",
			fmt.Sprintf("file_sha256 is %s, but the SHA-256 of %s is %s.", wanted, file, sum),
		}
	}
	if wrong != nil {
		p.Diags.AddAttributeError(path.Root(wrong.attribute), wrong.summary, wrong.Error())
		return
	}
	if p.Config.IsUnknown("file_sha256") {
		return // it is checked when the value is known, at apply
	}
	uploaded, _ := p.State.Text("file_sha256")
	same := strings.EqualFold(uploaded, sum)
	switch {
	case wanted != "": // as configured
	case same:
		p.Set(ctx, "file_sha256", uploaded)
	default:
		p.Set(ctx, "file_sha256", sum)
	}
	if !same {
		return // uploaded, and then SPS says what is in it
	}
	for _, name := range []string{"id", "type", "name", "description", "version", "api", "path"} {
		if value, had := p.State.Text(name); had {
			p.Set(ctx, name, value)
		}
	}
}

// sha256Pattern is a SHA-256 as sha256sum prints it, or in capitals.
var sha256Pattern = regexp.MustCompile(`^[0-9A-Fa-f]{64}$`)

// upload sends the file and takes what SPS made of it.
func upload(ctx context.Context, c client, plan *pluginModel) (id string, err error) {
	file := plan.File.ValueString()
	content, sum, wrong := readPluginFile(file)
	if wrong != nil {
		return "", wrong
	}
	if planned := plan.SHA256.ValueString(); planned != "" && !strings.EqualFold(planned, sum) {
		return "", &fileError{
			"file", "The plugin's file changed",
			fmt.Sprintf("The file %s changed since the plan: its SHA-256 was %s and is now %s. Nothing was uploaded. Plan "+
				"again, to see what the file is now", file, planned, sum),
		}
	}
	uploaded, err := c.Plugins.Upload(ctx, content)
	if err != nil {
		return "", fmt.Errorf("uploading %s: %w", file, err)
	}
	plan.SHA256 = types.StringValue(sum)
	plan.fromAPI(uploaded)
	return plan.ID.ValueString(), nil
}

func readPlugin(ctx context.Context, c client, m *pluginModel, _ bool) error {
	pluginType, key := m.keys()
	found, err := c.Plugins.Get(ctx, pluginType, key)
	if err != nil {
		return err
	}
	if !m.Version.IsNull() && m.Version.ValueString() != string(found.Version) {
		m.SHA256 = types.StringNull() // another version was uploaded elsewhere: ours is uploaded again
	}
	m.fromAPI(found)
	return nil
}

// listPlugins lists the plugins. The file that each came from is not known to SPS.
func listPlugins(ctx context.Context, c client, _ object.Filter) iter.Seq2[object.Found[pluginModel], error] {
	plugins, err := c.Plugins.List(ctx)
	return object.EachOf(plugins, err, func(p spsapi.Plugin) (object.Found[pluginModel], bool) {
		fill := func(m *pluginModel) { m.fromAPI(p) }
		return object.Found[pluginModel]{ID: p.Type + "/" + p.Key, Name: p.Name, Fill: fill}, true
	})
}

// pluginsNamed finds the keys of the plugins of a type that have a name.
func pluginsNamed(ctx context.Context, c client, pluginType []string, name string) (keys []string, err error) {
	plugins, err := c.Plugins.List(ctx)
	for _, p := range plugins {
		if p.Type == pluginType[0] && p.Name == name {
			keys = append(keys, p.Key)
		}
	}
	return keys, err
}
