package object

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// Reader is what looking objects up needs of a client.
type Reader[T any] interface {
	Get(ctx context.Context, id string) (T, error)
	List(context.Context) ([]T, error)
	Named(ctx context.Context, name string) ([]T, error)
}

// Lookup describes the two data sources of an ordinary object: one object by id or name, and all of them. V is the
// model of one object as data sources show it, without secrets.
type Lookup[V, T, C any] struct {
	System *System[C]
	// Type and Types are the names without the provider's, of one and of all; the latter, without the system's name in
	// front, is also the name of the list.
	Type, Types string
	// Noun is what messages call one object.
	Noun       string
	Attributes func() map[string]schema.Attribute
	// One and All are the descriptions of the two.
	One, All string
	Of       func(C) Reader[T]
	Key      func(T) (id, name string)
	Show     func(*V, T)
	// IsID checks an id.
	IsID validator.String
	// Filters are what all objects may be narrowed by, beside the name.
	Filters map[string]KeepIf[T]
}

// KeepIf is a filter of a list of objects.
type KeepIf[T any] struct {
	Description string
	Keeps       func(object T, value string) bool
}

// DataSources returns the constructors of both.
func (l *Lookup[V, T, C]) DataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{
		func() datasource.DataSource { return &one[V, T, C]{l, newShown(l.System, l.Type)} },
		func() datasource.DataSource { return &all[V, T, C]{l, newShown(l.System, l.Types)} },
	}
}

// one is the data source of a single object.
type one[V, T, C any] struct {
	*Lookup[V, T, C]
	shown[C]
}

// Schema implements datasource.DataSource.
func (d *one[V, T, C]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := d.Attributes()
	attributes["id"] = schema.StringAttribute{
		MarkdownDescription: "Id of the " + d.Noun + " to read. Either this or `name`.", Optional: true, Computed: true,
		Validators: []validator.String{tfkit.ExactlyOneWith("name"), d.IsID},
	}
	attributes["name"] = schema.StringAttribute{
		MarkdownDescription: "Name of the " + d.Noun + " to read, upper and lower case told apart. Exactly one must have it.",
		Optional:            true, Computed: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	resp.Schema = schema.Schema{MarkdownDescription: d.One, Attributes: attributes}
}

// Read implements datasource.DataSource.
func (d *one[V, T, C]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var id, name types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("id"), &id)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("name"), &name)...)
	client, ok := d.client(&resp.Diagnostics)
	if !ok || resp.Diagnostics.HasError() {
		return
	}
	object, err := d.find(ctx, client, id.ValueString(), name.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("Could not read the "+d.Noun, err.Error())
		return
	}
	var v V
	d.Show(&v, object)
	resp.Diagnostics.Append(resp.State.Set(ctx, v)...)
}

func (d *one[V, T, C]) find(ctx context.Context, client C, id, name string) (object T, err error) {
	if id == "" {
		found, err := d.Of(client).Named(ctx, name)
		if err != nil && !d.isGone(err) {
			return object, err
		}
		var ids []string
		for _, o := range found {
			key, _ := d.Key(o)
			ids = append(ids, key)
		}
		switch len(ids) {
		case 0:
			return object, fmt.Errorf("no %s is named %q (upper and lower case count)", d.Noun, name)
		case 1:
			id = ids[0]
		default:
			return object, fmt.Errorf("%d objects are named %q; choose one of them by id: %s", len(ids), name,
				strings.Join(ids, ", "))
		}
	}
	object, err = d.Of(client).Get(ctx, id)
	if d.isGone(err) {
		err = fmt.Errorf("no %s has the id %q: %w", d.Noun, id, err)
	}
	return object, err
}

// all is the data source of all objects of a kind.
type all[V, T, C any] struct {
	*Lookup[V, T, C]
	shown[C]
}

func (d *all[V, T, C]) list() string {
	_, name, _ := strings.Cut(d.Types, "_")
	return name
}

// filters are all filters, the one by name too.
func (d *all[V, T, C]) filters() map[string]KeepIf[T] {
	filters := map[string]KeepIf[T]{nameRegex: {NameRegexText, func(object T, value string) bool {
		_, name := d.Key(object)
		matches, err := regexp.MatchString(value, name)
		return err == nil && matches
	}}}
	maps.Copy(filters, d.Filters)
	return filters
}

// Schema implements datasource.DataSource.
func (d *all[V, T, C]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		d.list(): schema.ListNestedAttribute{
			MarkdownDescription: "The objects found, one element each.", Computed: true,
			NestedObject: schema.NestedAttributeObject{Attributes: d.Attributes()},
		},
	}
	for name, filter := range d.filters() {
		a := schema.StringAttribute{MarkdownDescription: filter.Description, Optional: true}
		if name == nameRegex {
			a.Validators = []validator.String{tfkit.IsRegexp()}
		}
		attributes[name] = a
	}
	resp.Schema = schema.Schema{MarkdownDescription: d.All, Attributes: attributes}
}

// Read implements datasource.DataSource.
func (d *all[V, T, C]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	resp.State.Raw = req.Config.Raw
	client, ok := d.client(&resp.Diagnostics)
	if !ok {
		return
	}
	objects, err := d.Of(client).List(ctx)
	if err != nil {
		resp.Diagnostics.AddError("Could not list every "+d.Noun, err.Error())
		return
	}
	for name, filter := range d.filters() {
		var value types.String
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(name), &value)...)
		if !value.IsNull() {
			objects = slices.DeleteFunc(objects, func(o T) bool { return !filter.Keeps(o, value.ValueString()) })
		}
	}
	views := make([]V, len(objects))
	for i, object := range objects {
		d.Show(&views[i], object)
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(d.list()), views)...)
}
