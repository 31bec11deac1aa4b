package tfkit

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The shapes below say once what an attribute that is left out means: the API's zero value. Where zero can be written,
// it is the default, so that null, zero and missing are one value in every plan and after every import. Where a bound
// or an enumeration excludes zero, null stands for it.

// IDAttribute is the server's id of an object.
func IDAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Computed: true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// TextAttribute is a text, empty when left out. Another spelling of a format among the validators is no change.
func TextAttribute(description string, validators ...validator.String) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Optional: true, Computed: true,
		Default: stringdefault.StaticString(""), Validators: validators, PlanModifiers: KeepFormats(validators...),
	}
}

// ChoiceAttribute is one of an enumeration, or nothing.
func ChoiceAttribute(description string, values ...string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Optional: true, Validators: []validator.String{stringvalidator.OneOf(values...)},
	}
}

// FlagAttribute is a switch, off when left out.
func FlagAttribute(description string) schema.BoolAttribute {
	return schema.BoolAttribute{
		MarkdownDescription: description, Optional: true, Computed: true, Default: booldefault.StaticBool(false),
	}
}

// NumberAttribute is a whole number from 0 up, with the given default.
func NumberAttribute(description string, byDefault int64) schema.Int64Attribute {
	return schema.Int64Attribute{
		MarkdownDescription: description, Optional: true, Computed: true, Default: int64default.StaticInt64(byDefault),
		Validators: []validator.Int64{int64validator.AtLeast(0)},
	}
}

// PortAttribute is a TCP port, or nothing.
func PortAttribute(description string) schema.Int64Attribute {
	return schema.Int64Attribute{
		MarkdownDescription: description, Optional: true, Validators: []validator.Int64{isPort{}},
	}
}

// TextsAttribute is a set of texts that are not empty; it is empty when left out. Another spelling of a format among
// the validators is no change.
func TextsAttribute(description string, each ...validator.String) schema.SetAttribute {
	a := schema.SetAttribute{
		MarkdownDescription: description, Optional: true, Computed: true,
		CustomType: NewStringSetType(), ElementType: types.StringType,
		Default: setdefault.StaticValue(types.SetValueMust(types.StringType, []attr.Value{})),
	}
	for _, v := range each {
		if f, ok := v.(Format); ok && f.same != nil {
			a.PlanModifiers = append(a.PlanModifiers, f.KeepTexts())
		}
	}
	each = append([]validator.String{stringvalidator.LengthAtLeast(1)}, each...)
	a.Validators = []validator.Set{setvalidator.ValueStringsAre(each...)}
	return a
}

// MappingAttribute is a map from text to text; it is empty when left out.
func MappingAttribute(description string) schema.MapAttribute {
	return schema.MapAttribute{
		MarkdownDescription: description, Optional: true, Computed: true, ElementType: types.StringType,
		Default: mapdefault.StaticValue(types.MapValueMust(types.StringType, map[string]attr.Value{})),
		Validators: []validator.Map{
			mapvalidator.NoNullValues(),
			mapvalidator.KeysAre(stringvalidator.LengthAtLeast(1)),
			mapvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1)),
		},
	}
}

// TriggersAttribute is a map of arbitrary values whose change makes something happen.
func TriggersAttribute(description string) schema.MapAttribute {
	return schema.MapAttribute{MarkdownDescription: description, Optional: true, ElementType: types.StringType}
}

// SecretAttribute is a secret that reaches the server and nothing else; empty, it clears the server's. It stands beside
// SecretVersionAttribute under the same name with _version.
func SecretAttribute(name, description string, validators ...validator.String) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description + " Empty, with a new version, clears it on the server.",
		Optional:            true, WriteOnly: true,
		Validators: []validator.String{requiresSibling{name + "_version"}, emptyOr(validators)},
	}
}

// NeededSecretAttribute is a secret that the server does not do without.
func NeededSecretAttribute(name, description string, validators ...validator.String) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Optional: true, WriteOnly: true,
		Validators: append(
			[]validator.String{stringvalidator.LengthAtLeast(1), requiresSibling{name + "_version"}}, validators...),
	}
}

// SecretVersionAttribute decides when the secret called name is sent.
func SecretVersionAttribute(name string) schema.Int64Attribute {
	return schema.Int64Attribute{
		MarkdownDescription: "Version of `" + name + "`, a whole number of your own. The secret is sent when this number " +
			"changes, for example from 1 to 2; while it stays, the server keeps the secret that it has.",
		Optional: true, Validators: []validator.Int64{requiresSibling{name}},
	}
}

// Sibling is the path of an attribute beside the one at p.
func Sibling(p path.Path, name string) path.Path { return p.ParentPath().AtName(name) }
