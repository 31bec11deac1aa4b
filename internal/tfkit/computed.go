package tfkit

import (
	"fmt"
	"slices"
	"strings"

	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

// Computed returns the attributes of a resource as a data source shows them: all read-only, without secrets and their
// versions, and without those named in except.
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
	description := asRead(a.GetMarkdownDescription())
	switch a := a.(type) {
	case resource.StringAttribute:
		return datasource.StringAttribute{MarkdownDescription: description, Computed: true, CustomType: a.CustomType}
	case resource.BoolAttribute:
		return datasource.BoolAttribute{MarkdownDescription: description, Computed: true}
	case resource.Int64Attribute:
		return datasource.Int64Attribute{MarkdownDescription: description, Computed: true}
	case resource.SetAttribute:
		return datasource.SetAttribute{
			MarkdownDescription: description, Computed: true, CustomType: a.CustomType, ElementType: a.ElementType,
		}
	case resource.MapAttribute:
		return datasource.MapAttribute{MarkdownDescription: description, Computed: true, ElementType: a.ElementType}
	case resource.SingleNestedAttribute:
		return datasource.SingleNestedAttribute{
			MarkdownDescription: description, Computed: true, Attributes: Computed(a.Attributes),
		}
	case resource.MapNestedAttribute:
		return datasource.MapNestedAttribute{
			MarkdownDescription: description, Computed: true,
			NestedObject: datasource.NestedAttributeObject{Attributes: Computed(a.NestedObject.Attributes)},
		}
	case resource.ListNestedAttribute:
		return datasource.ListNestedAttribute{
			MarkdownDescription: description, Computed: true,
			NestedObject: datasource.NestedAttributeObject{Attributes: Computed(a.NestedObject.Attributes)},
		}
	}
	// A programming error that the first test over the schema shows.
	panic(fmt.Sprintf("tfkit.Computed does not know %T", a))
}

// forWriting are the beginnings of sentences that say something only to those who set the attribute.
var forWriting = []string{"Defaults to", "Left out", "Changing it", "The provider refuses"}

// asRead drops the sentences of a description that make no sense where the attribute is only read.
func asRead(description string) string {
	sentences := strings.Split(description, ". ")
	kept := slices.DeleteFunc(sentences, func(s string) bool {
		return slices.ContainsFunc(forWriting, func(start string) bool { return strings.HasPrefix(s, start) })
	})
	text := strings.Join(kept, ". ")
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}
