package tfkit

import (
	"fmt"
	"strings"

	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

// Computed gives the attributes of a resource as a data source shows them: all read-only, without secrets and their versions, and
// without those named in except.
func Computed(attributes map[string]resource.Attribute, except ...string) map[string]datasource.Attribute {
	out := make(map[string]datasource.Attribute, len(attributes))
	for name, a := range attributes {
		if a.IsWriteOnly() || strings.HasSuffix(name, "_wo_version") {
			continue
		}
		out[name] = computed(a)
	}
	for _, name := range except {
		delete(out, name)
	}
	return out
}

func computed(a resource.Attribute) datasource.Attribute {
	description := a.GetMarkdownDescription()
	switch a := a.(type) {
	case resource.StringAttribute:
		return datasource.StringAttribute{MarkdownDescription: description, Computed: true, CustomType: a.CustomType}
	case resource.BoolAttribute:
		return datasource.BoolAttribute{MarkdownDescription: description, Computed: true}
	case resource.Int64Attribute:
		return datasource.Int64Attribute{MarkdownDescription: description, Computed: true}
	case resource.SetAttribute:
		return datasource.SetAttribute{MarkdownDescription: description, Computed: true, CustomType: a.CustomType, ElementType: a.ElementType}
	case resource.MapAttribute:
		return datasource.MapAttribute{MarkdownDescription: description, Computed: true, ElementType: a.ElementType}
	case resource.SingleNestedAttribute:
		return datasource.SingleNestedAttribute{MarkdownDescription: description, Computed: true, Attributes: Computed(a.Attributes)}
	case resource.ListNestedAttribute:
		return datasource.ListNestedAttribute{
			MarkdownDescription: description, Computed: true,
			NestedObject: datasource.NestedAttributeObject{Attributes: Computed(a.NestedObject.Attributes)},
		}
	}
	// A programming error that the first test over the schema shows.
	panic(fmt.Sprintf("tfkit.Computed does not know %T", a))
}
