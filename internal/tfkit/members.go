package tfkit

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// requiredMembers are attributes that the elements of a list must have. Marking them as required would do, but then the
// framework refuses an element that is not known yet.
type requiredMembers []string

// RequiredMembers makes attributes of a list's elements mandatory. In the schema they are optional.
func RequiredMembers(names ...string) validator.Object { return requiredMembers(names) }

func (r requiredMembers) Description(context.Context) string {
	return fmt.Sprintf("requires %v", []string(r))
}

func (r requiredMembers) MarkdownDescription(c context.Context) string { return r.Description(c) }

func (r requiredMembers) ValidateObject(
	_ context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse,
) {
	if !known(req.ConfigValue) {
		return
	}
	for _, name := range r {
		if req.ConfigValue.Attributes()[name].IsNull() {
			resp.Diagnostics.AddAttributeError(req.Path.AtName(name), "Missing attribute", fmt.Sprintf("Attribute %s is "+
				"required in each element.", req.Path.AtName(name)))
		}
	}
}
