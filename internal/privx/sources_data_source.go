package privx

import (
	"context"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

type sourcesDataSource struct{ lookup }

var _ datasource.DataSourceWithConfigure = &sourcesDataSource{}

// NewSourcesDataSource is the data source pam_privx_sources.
func NewSourcesDataSource() datasource.DataSource {
	return &sourcesDataSource{lookup{typeName: "privx_sources"}}
}

type sourcesModel struct {
	Type      types.String `tfsdk:"type"`
	NameRegex types.String `tfsdk:"name_regex"`
	Tag       types.String `tfsdk:"tag"`
	Sources   []sourceView `tfsdk:"sources"`
}

// Schema implements datasource.DataSource.
func (d *sourcesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All sources of SSH PrivX, or those that match every filter given. Secrets are never read.",
		Attributes: map[string]schema.Attribute{
			"type": schema.StringAttribute{
				MarkdownDescription: "Keeps sources of this type. Besides the types that can be managed, servers have built-in ones such as `LOCALHOST`.",
				Optional:            true,
			},
			"name_regex": schema.StringAttribute{
				MarkdownDescription: "Keeps sources whose name matches this regular expression (RE2), anywhere in the name unless it has `^` or `$`.",
				Optional:            true, Validators: []validator.String{tfkit.IsRegexp()},
			},
			"tag": schema.StringAttribute{
				MarkdownDescription: "Keeps sources that have this tag.", Optional: true,
			},
			"sources": schema.ListNestedAttribute{
				MarkdownDescription: "The sources, ordered by name and then id.", Computed: true,
				NestedObject: schema.NestedAttributeObject{Attributes: sourceViewAttributes()},
			},
		},
	}
}

// Read implements datasource.DataSource.
func (d *sourcesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m sourcesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	client := d.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	sources, err := client.Sources.List(ctx)
	if err != nil {
		diagnose(&resp.Diagnostics, "Could not list the sources", err, nil)
		return
	}
	m.Sources = []sourceView{}
	for _, source := range sources {
		if !m.keeps(source) {
			continue
		}
		var v sourceView
		v.fromAPI(source)
		m.Sources = append(m.Sources, v)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func (m *sourcesModel) keeps(s privxapi.Source) bool {
	if !m.Type.IsNull() && m.Type.ValueString() != string(s.Connection.Type) {
		return false
	}
	if !m.Tag.IsNull() && !slices.Contains(s.Tags, m.Tag.ValueString()) {
		return false
	}
	if m.NameRegex.IsNull() {
		return true
	}
	matches, err := regexp.MatchString(m.NameRegex.ValueString(), s.Name)
	return err == nil && matches
}
