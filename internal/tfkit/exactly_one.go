package tfkit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// exactlyOne is an attribute that is set if none of the others is, and only then.
type exactlyOne []string

// ExactlyOneWith requires that one of the attribute and those beside it is set, and no more.
func ExactlyOneWith(others ...string) validator.String { return exactlyOne(others) }

// Description implements validator.Describer.
func (v exactlyOne) Description(context.Context) string {
	return "exactly one of this and " + strings.Join(v, ", ") + " is set"
}

// MarkdownDescription implements validator.Describer.
func (v exactlyOne) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String. An attribute that is not known yet may turn out to be null.
func (v exactlyOne) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	var set []string
	own, _ := req.Path.Steps().LastStep()
	names := append([]string{fmt.Sprint(own)}, v...)
	slices.Sort(names)
	for _, name := range names {
		var value attr.Value
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, Sibling(req.Path, name), &value)...)
		switch {
		case value == nil || value.IsUnknown():
			return
		case !value.IsNull():
			set = append(set, name)
		}
	}
	switch len(set) {
	case 0:
		resp.Diagnostics.AddAttributeError(req.Path, "Nothing to look for",
			fmt.Sprintf("Set one of %s.", strings.Join(names, ", ")))
	case 1:
	default:
		resp.Diagnostics.AddAttributeError(req.Path, "More than one way to look",
			fmt.Sprintf("Set one of %s, not %s together.", strings.Join(names, ", "), strings.Join(set, " and ")))
	}
}
