package object

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

// DataSource describes a data source. V is its model, C the client of its system.
type DataSource[V, C any] struct {
	System *System[C]
	// Type is the name without the provider's, Noun what messages say could not be read.
	Type, Noun string
	Schema     func() schema.Schema
	// Read fills the model, which holds the configuration.
	Read func(ctx context.Context, client C, v *V) error
}

// New returns a new data source.
func (d *DataSource[V, C]) New() datasource.DataSource {
	return &data[V, C]{d, newShown(d.System, d.Type)}
}

// shown is what all data sources have: a name and a way to their system.
type shown[C any] struct {
	connection[C]
	name string
}

func newShown[C any](s *System[C], name string) shown[C] {
	return shown[C]{connection[C]{system: s}, name}
}

// Metadata implements datasource.DataSource.
func (s *shown[C]) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + s.name
}

// Configure implements datasource.DataSourceWithConfigure.
func (s *shown[C]) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	s.configure(req.ProviderData, &resp.Diagnostics)
}

// data is a DataSource as the framework has it: one instance a call.
type data[V, C any] struct {
	*DataSource[V, C]
	shown[C]
}

var _ datasource.DataSourceWithConfigure = &data[any, any]{}

// Schema implements datasource.DataSource.
func (d *data[V, C]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = d.DataSource.Schema()
}

// Read implements datasource.DataSource.
func (d *data[V, C]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var v V
	resp.Diagnostics.Append(req.Config.Get(ctx, &v)...)
	client, ok := d.client(&resp.Diagnostics)
	if !ok || resp.Diagnostics.HasError() {
		return
	}
	if err := d.DataSource.Read(ctx, client, &v); err != nil {
		resp.Diagnostics.AddError("Could not read the "+d.Noun, err.Error())
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, v)...)
}
