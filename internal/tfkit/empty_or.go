package tfkit

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// emptyOr are validators that the empty text need not satisfy.
type emptyOr []validator.String

// Description implements validator.Describer.
func (emptyOr) Description(context.Context) string { return "may be empty" }

// MarkdownDescription implements validator.Describer.
func (v emptyOr) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (v emptyOr) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.ValueString() == "" {
		return
	}
	for _, each := range v {
		each.ValidateString(ctx, req, resp)
	}
}
