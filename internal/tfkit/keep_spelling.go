package tfkit

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// KeepText is the plan modifier of a text with several spellings.
func KeepText(same Spelling) planmodifier.String { return keepSpelling{same: same} }

// KeepTexts is the plan modifier of a set of such texts.
func KeepTexts(same Spelling) planmodifier.Set { return keepSpelling{same: same} }

// KeepFormats returns the plan modifiers of those formats among the validators that have spellings.
func KeepFormats(validators ...validator.String) (modifiers []planmodifier.String) {
	for _, v := range validators {
		if f, ok := v.(Format); ok && f.same != nil {
			modifiers = append(modifiers, f.KeepText())
		}
	}
	return modifiers
}

// keepSpelling plans no change from one spelling to another of the same meaning. It also marks the attribute for
// Respell and Clean.
type keepSpelling struct {
	same  Spelling
	clean func(string) string
}

// Description implements planmodifier.Describer.
func (keepSpelling) Description(context.Context) string {
	return "Another spelling of the same is no change."
}

// MarkdownDescription implements planmodifier.Describer.
func (k keepSpelling) MarkdownDescription(c context.Context) string { return k.Description(c) }

// PlanModifyString implements planmodifier.String.
func (k keepSpelling) PlanModifyString(
	_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	if !req.ConfigValue.IsNull() && known(req.PlanValue) && known(req.StateValue) {
		resp.PlanValue = k.same.Keep(req.StateValue, req.PlanValue.ValueString())
	}
}

// PlanModifySet implements planmodifier.Set.
func (k keepSpelling) PlanModifySet(_ context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	// An element that is not known yet may turn out to be another one.
	someUnknown := slices.ContainsFunc(req.PlanValue.Elements(), attr.Value.IsUnknown)
	if !req.ConfigValue.IsNull() && known(req.PlanValue) && known(req.StateValue) && !someUnknown {
		kept := k.same.KeepSet(StringSet{req.StateValue}, StringSet{req.PlanValue}.Strings())
		resp.PlanValue = kept.SetValue
	}
}
