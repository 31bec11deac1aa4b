package object

import (
	"context"
	"fmt"
	"iter"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// Filter is what a list is narrowed by: the values of the filters that are set.
type Filter map[string]string

// Found is one object of a list.
type Found[M any] struct {
	// ID is the id as an import takes it, Name what people call the object.
	ID, Name string
	// Fill fills a model with the whole object, all but its id.
	Fill func(*M)
}

const nameRegex = "name_regex"

// NameRegexText describes the filter by name, which every list has.
const NameRegexText = "Keeps objects whose name matches this regular expression (RE2), anywhere in the name unless " +
	"it has `^` or `$`."

// List implements Kind.
func (r *Resource[M, C]) List() list.ListResource {
	if r.Calls.List == nil {
		return nil
	}
	return &listed[M, C]{managed[M, C]{Resource: r, connection: connection[C]{system: r.System}}}
}

// listed is a Resource as a list resource (Terraform 1.14).
type listed[M, C any] struct{ managed[M, C] }

var _ list.ListResourceWithConfigure = &listed[any, any]{}

// ListResourceConfigSchema implements list.ListResource.
func (l *listed[M, C]) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	text := func(description string, checks ...validator.String) schema.StringAttribute {
		return schema.StringAttribute{
			MarkdownDescription: description, Optional: true,
			Validators: append([]validator.String{stringvalidator.LengthAtLeast(1)}, checks...),
		}
	}
	attributes := map[string]schema.Attribute{nameRegex: text(NameRegexText, tfkit.IsRegexp())}
	for name, description := range l.Filters {
		attributes[name] = text(description)
	}
	if len(l.ListsBy) > 0 {
		attributes[l.ListsBy[0]] = text(l.Filters[l.ListsBy[0]], tfkit.ExactlyOneWith(l.ListsBy[1:]...))
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: fmt.Sprintf("Lists each %s of %s that matches every filter given, for `terraform query`.",
			l.Noun, l.system.Name),
		Attributes: attributes,
	}
}

// List implements list.ListResource. A failure part way is a diagnostic behind what was found before.
func (l *listed[M, C]) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var diags diag.Diagnostics
	filter, pattern := l.filter(ctx, req.Config, &diags)
	client, ok := l.client(&diags)
	if !ok || diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	found := l.Calls.List(ctx, client, filter)
	stream.Results = func(push func(list.ListResult) bool) { l.push(ctx, req, found, pattern, push) }
}

func (l *listed[M, C]) push(
	ctx context.Context, req list.ListRequest, found iter.Seq2[Found[M], error], pattern *regexp.Regexp,
	push func(list.ListResult) bool,
) {
	sent := int64(0)
	for one, err := range found {
		if err != nil {
			var diags diag.Diagnostics
			diags.AddError(fmt.Sprintf("Could not list every %s", l.Noun), err.Error())
			push(list.ListResult{Diagnostics: diags})
			return
		}
		if !pattern.MatchString(one.Name) {
			continue
		}
		if !push(l.result(ctx, req, one)) {
			return
		}
		if sent++; sent == req.Limit {
			return
		}
	}
}

func (l *listed[M, C]) result(ctx context.Context, req list.ListRequest, one Found[M]) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = one.Name
	if one.Name == "" {
		result.DisplayName = one.ID
	}
	parts := l.split(one.ID)
	for i, value := range parts {
		result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root(l.Identity[i].Name), value)...)
	}
	if !req.IncludeResource {
		result.Resource = nil
		return result
	}
	// Only the id is set through a path: the typed null of every other attribute comes from the schema.
	result.Diagnostics.Append(result.Resource.SetAttribute(ctx, path.Root("id"), one.ID)...)
	var m M
	result.Diagnostics.Append(result.Resource.Get(ctx, &m)...)
	l.setParts(&m, parts)
	one.Fill(&m)
	*l.ID(&m) = types.StringValue(one.ID)
	result.Diagnostics.Append(result.Resource.Set(ctx, m)...)
	if client, err := l.get(); err == nil {
		l.name(ctx, client, &m, result.Resource.SetAttribute, &result.Diagnostics)
	}
	return result
}

// filter reads the configuration of a list.
func (l *listed[M, C]) filter(
	ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics,
) (Filter, *regexp.Regexp) {
	filter := Filter{}
	names := []string{nameRegex}
	for name := range l.Filters {
		names = append(names, name)
	}
	for _, name := range names {
		var value types.String
		diags.Append(config.GetAttribute(ctx, path.Root(name), &value)...)
		if !value.IsNull() {
			filter[name] = value.ValueString()
		}
	}
	pattern, err := regexp.Compile(filter[nameRegex])
	if err != nil { // the validator says it before
		diags.AddAttributeError(path.Root(nameRegex), "Not a regular expression", err.Error()+".")
	}
	return filter, pattern
}

// EachOf lists what is in a slice, as a list that is got in one go is.
func EachOf[T, M any](objects []T, err error, found func(T) (Found[M], bool)) iter.Seq2[Found[M], error] {
	return func(yield func(Found[M], error) bool) {
		if err != nil {
			yield(Found[M]{}, err)
			return
		}
		for _, o := range objects {
			if one, keep := found(o); keep && !yield(one, nil) {
				return
			}
		}
	}
}
