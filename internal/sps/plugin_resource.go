package sps

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

type pluginResource struct{ base }

var (
	_ resource.ResourceWithConfigure   = &pluginResource{}
	_ resource.ResourceWithIdentity    = &pluginResource{}
	_ resource.ResourceWithImportState = &pluginResource{}
	_ resource.ResourceWithModifyPlan  = &pluginResource{}
)

// NewPluginResource is pam_sps_plugin.
func NewPluginResource() resource.Resource {
	return &pluginResource{base{typeName: "sps_plugin", noun: "plugin"}}
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

type pluginIdentity struct {
	Type types.String `tfsdk:"type"`
	Key  types.String `tfsdk:"key"`
}

func (m *pluginFields) receive(w spsapi.Plugin) {
	tfkit.Fields{
		tfkit.Text(&m.Type, &w.Type), tfkit.Text(&m.Name, &w.Name), tfkit.Text(&m.Description, &w.Description),
		tfkit.Text(&m.Version, &w.Version), tfkit.Text(&m.API, &w.API), tfkit.Text(&m.Path, &w.Path),
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

func (m *pluginModel) identity() pluginIdentity {
	pluginType, key := m.keys()
	return pluginIdentity{types.StringValue(pluginType), types.StringValue(key)}
}

// Schema implements resource.Resource.
func (r *pluginResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	read := func(description string) schema.StringAttribute {
		return schema.StringAttribute{MarkdownDescription: description, Computed: true}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "One plugin of SPS, uploaded from a zip file. SPS tells plugins apart by the name in their MANIFEST: uploading another file with the same name " +
			"updates the plugin. Deleting needs SPS 6.4 or later, and that no policy uses the plugin.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{MarkdownDescription: "Type and key of the plugin as `type/key`.", Computed: true},
			"file": schema.StringAttribute{
				MarkdownDescription: "Path of the zip file, with a MANIFEST at its root. It is read at plan and at apply; changed content is uploaded again.",
				Required:            true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"file_sha256": schema.StringAttribute{
				MarkdownDescription: "SHA-256 of the file in hexadecimal. Left out, it is read from the file; given, the file must match it.",
				Optional:            true, Computed: true,
				Validators: []validator.String{stringvalidator.RegexMatches(sha256Pattern, "must be 64 hexadecimal digits in lower case")},
			},
			"type":        read("What the plugin is for: `aa`, `configuration_sync`, `credentialstore` or `signingca`, from its MANIFEST."),
			"name":        read("Name from the MANIFEST, by which SPS tells plugins apart."),
			"description": read("What the MANIFEST says of the plugin."),
			"version":     read("Version from the MANIFEST."),
			"api":         read("Version of SPS's plugin API that the plugin is written for."),
			"path":        read("Where SPS keeps the plugin in its own file system."),
		},
	}
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *pluginResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"type": identityschema.StringAttribute{RequiredForImport: true, Description: "Type of the plugin, such as aa."},
		"key":  identityschema.StringAttribute{RequiredForImport: true, Description: "Key of the plugin in SPS."},
	}}
}

// ModifyPlan implements resource.ResourceWithModifyPlan. It reads the file: a missing or wrong one is refused here, and changed content
// shows as another hash.
func (r *pluginResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var file, wanted types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("file"), &file)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("file_sha256"), &wanted)...)
	if resp.Diagnostics.HasError() || file.IsUnknown() {
		return
	}
	content, ok := readPlugin(file.ValueString(), wanted, &resp.Diagnostics)
	if !ok {
		return
	}
	sum := hash(content)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("file_sha256"), sum)...)
	var state pluginModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if state.SHA256.ValueString() != sum {
		return // uploaded, and then SPS says what is in it
	}
	for name, value := range map[string]types.String{
		"id": state.ID, "type": state.Type, "name": state.Name, "description": state.Description, "version": state.Version, "api": state.API,
		"path": state.Path,
	} {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(name), value)...)
	}
}

func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// readPlugin reads a plugin's file and checks what can be checked here.
func readPlugin(name string, wanted types.String, diags *diag.Diagnostics) ([]byte, bool) {
	content, err := os.ReadFile(name) //nolint:gosec // the user names the file
	if err != nil {
		diags.AddAttributeError(path.Root("file"), "The plugin's file cannot be read", err.Error()+".")
		return nil, false
	}
	if err := checkZip(content); err != nil {
		diags.AddAttributeError(path.Root("file"), "Not a plugin", fmt.Sprintf("The file %s is not a plugin of SPS: %v.", name, err))
		return nil, false
	}
	if known := !wanted.IsNull() && !wanted.IsUnknown(); known && wanted.ValueString() != hash(content) {
		diags.AddAttributeError(path.Root("file_sha256"), "The plugin's file is another one", fmt.Sprintf("file_sha256 is %s, but the SHA-256 of %s is %s.",
			wanted.ValueString(), name, hash(content)))
		return nil, false
	}
	return content, true
}

func checkZip(content []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return errors.New("it is not a zip file")
	}
	if !slices.ContainsFunc(archive.File, func(f *zip.File) bool { return f.Name == "MANIFEST" }) {
		return errors.New("it has no MANIFEST at its root")
	}
	return nil
}

// upload sends the file and gives what SPS made of it.
func (r *pluginResource) upload(ctx context.Context, plan *pluginModel, diags *diag.Diagnostics) bool {
	content, ok := readPlugin(plan.File.ValueString(), plan.SHA256, diags)
	client := r.client(diags)
	if !ok || client == nil {
		return false
	}
	plugin, err := client.Plugins.Upload(ctx, content)
	if err != nil {
		r.fail(diags, "upload", plan.File.ValueString(), err)
		return false
	}
	plan.SHA256 = types.StringValue(hash(content))
	plan.fromAPI(plugin)
	return true
}

// Create implements resource.Resource.
func (r *pluginResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan pluginModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if r.upload(ctx, &plan, &resp.Diagnostics) {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	}
}

// Read implements resource.Resource.
func (r *pluginResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state pluginModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	client := r.reader(state.ID.ValueString(), &resp.Diagnostics)
	if client == nil {
		return
	}
	pluginType, key := state.keys()
	plugin, err := client.Plugins.Get(ctx, pluginType, key)
	if spsapi.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.fail(&resp.Diagnostics, "read", state.ID.ValueString(), err)
		return
	}
	if !state.Version.IsNull() && state.Version.ValueString() != plugin.Version {
		state.SHA256 = types.StringNull() // another version was uploaded elsewhere: ours is uploaded again
	}
	state.fromAPI(plugin)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update implements resource.Resource.
func (r *pluginResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state pluginModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if plan.SHA256.Equal(state.SHA256) {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...) // the same content from another path
		return
	}
	if r.upload(ctx, &plan, &resp.Diagnostics) {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	}
}

// Delete implements resource.Resource.
func (r *pluginResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state pluginModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	pluginType, key := state.keys()
	if err := client.Plugins.Delete(ctx, pluginType, key); err != nil {
		r.fail(&resp.Diagnostics, "delete", state.ID.ValueString(), err)
	}
}

// ImportState implements resource.ResourceWithImportState. The file is not known to SPS: the first apply uploads the configured one.
func (r *pluginResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	var given pluginIdentity
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &given)...)
	} else if pluginType, key, ok := strings.Cut(req.ID, "/"); ok {
		given = pluginIdentity{types.StringValue(pluginType), types.StringValue(key)}
	}
	if !aKey.MatchString(given.Type.ValueString()) || !aKey.MatchString(given.Key.ValueString()) {
		resp.Diagnostics.AddError("Not a plugin's id", fmt.Sprintf("A plugin is imported by type and key with a slash between them, such as "+
			"aa/56f0f0a8-…; this is %q. The data source pam_sps_plugins lists them.", req.ID))
		return
	}
	client := r.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	plugin, err := client.Plugins.Get(ctx, given.Type.ValueString(), given.Key.ValueString())
	if err != nil {
		r.fail(&resp.Diagnostics, "import", req.ID, err)
		return
	}
	var state pluginModel
	state.fromAPI(plugin)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, given)...)
}
