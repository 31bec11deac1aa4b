package privx

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
)

// configuration reads single attributes. Reading the whole model would fail on an unknown group.
type configuration struct {
	ctx   context.Context
	in    tfsdk.Config
	diags *diag.Diagnostics
}

func get[T attr.Value](c configuration, p path.Path) T {
	var value T
	c.diags.Append(c.in.GetAttribute(c.ctx, p, &value)...)
	return value
}

func known(v attr.Value) bool { return v != nil && !v.IsNull() && !v.IsUnknown() }
