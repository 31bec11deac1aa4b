// Package tfkit is what the objects of both systems share on Terraform's side: attribute shapes, conversions,
// validators and types. It knows no client.
package tfkit

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// StringSetType is a set of strings whose checks cost time linear in its size. The framework's own set compares every
// element with every other one: 1,000 strings take 1.5 s a read.
type StringSetType struct{ basetypes.SetType }

// StringSet is a value of StringSetType.
type StringSet struct{ basetypes.SetValue }

var (
	_ basetypes.SetTypable                    = StringSetType{}
	_ basetypes.SetValuableWithSemanticEquals = StringSet{}
)

// NewStringSetType is the type to put into a schema.
func NewStringSetType() StringSetType {
	return StringSetType{basetypes.SetType{ElemType: basetypes.StringType{}}}
}

// NewStringSet makes a known set; of equal elements it keeps one.
func NewStringSet(elements []string) StringSet {
	seen := make(map[string]struct{}, len(elements))
	values := make([]attr.Value, 0, len(elements))
	for _, e := range elements {
		if _, twice := seen[e]; !twice {
			seen[e] = struct{}{}
			values = append(values, types.StringValue(e))
		}
	}
	return StringSet{types.SetValueMust(types.StringType, values)}
}

// NullStringSet returns the set that is not there.
func NullStringSet() StringSet { return StringSet{types.SetNull(types.StringType)} }

// HasUnknown reports whether the set or one of its elements is not known yet.
func (v StringSet) HasUnknown() bool {
	return v.IsUnknown() || slices.ContainsFunc(v.Elements(), attr.Value.IsUnknown)
}

// Strings returns the elements, without null and unknown ones.
func (v StringSet) Strings() []string {
	out := make([]string, 0, len(v.Elements()))
	for _, e := range v.Elements() {
		if s, ok := e.(types.String); ok && !s.IsNull() && !s.IsUnknown() {
			out = append(out, s.ValueString())
		}
	}
	return out
}

// Equal implements attr.Type.
func (t StringSetType) Equal(o attr.Type) bool { _, ok := o.(StringSetType); return ok }

// String implements attr.Type.
func (t StringSetType) String() string { return "tfkit.StringSetType" }

// ValueFromSet implements basetypes.SetTypable.
func (t StringSetType) ValueFromSet(
	_ context.Context, in basetypes.SetValue,
) (basetypes.SetValuable, diag.Diagnostics) {
	return StringSet{in}, nil
}

// ValueFromTerraform implements attr.Type.
func (t StringSetType) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	v, err := t.SetType.ValueFromTerraform(ctx, in)
	if err != nil {
		return nil, err
	}
	set, ok := v.(basetypes.SetValue)
	if !ok {
		return nil, fmt.Errorf("a set became a %T", v)
	}
	return StringSet{set}, nil
}

// ValueType implements attr.Type.
func (t StringSetType) ValueType(context.Context) attr.Value { return StringSet{} }

// Type implements attr.Value.
func (v StringSet) Type(context.Context) attr.Type { return NewStringSetType() }

// Equal implements attr.Value.
func (v StringSet) Equal(o attr.Value) bool {
	other, ok := o.(StringSet)
	return ok && v.IsNull() == other.IsNull() && v.IsUnknown() == other.IsUnknown() && v.sameElements(other)
}

// SetSemanticEquals spares the framework its own comparison of every element with every other one.
func (v StringSet) SetSemanticEquals(_ context.Context, o basetypes.SetValuable) (bool, diag.Diagnostics) {
	other, ok := o.(StringSet)
	return ok && v.sameElements(other), nil
}

func (v StringSet) sameElements(other StringSet) bool {
	mine, theirs := v.Elements(), other.Elements()
	if len(mine) != len(theirs) {
		return false
	}
	count := make(map[attr.Value]int, len(mine))
	for _, e := range mine {
		count[e]++
	}
	for _, e := range theirs {
		count[e]--
		if count[e] < 0 {
			return false
		}
	}
	return true
}

// Validate replaces the framework's check for duplicates, of which Terraform leaves none in a set,
// by one for null elements.
func (t StringSetType) Validate(_ context.Context, in tftypes.Value, p path.Path) (diags diag.Diagnostics) {
	if in.IsNull() || !in.IsKnown() {
		return nil
	}
	var elements []tftypes.Value
	if err := in.As(&elements); err != nil {
		diags.AddAttributeError(p, "Not a set of strings", err.Error())
		return diags
	}
	for _, e := range elements {
		if e.IsNull() {
			diags.AddAttributeError(p, "Null in a set", fmt.Sprintf("An element of %s is null. Leave it out instead.", p))
			break
		}
	}
	return diags
}
