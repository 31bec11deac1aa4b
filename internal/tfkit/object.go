package tfkit

import (
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Object is an object as Terraform sent it, for checks of several attributes. The framework walks the whole schema for each
// attribute that is asked for by its path; for a wide resource that is most of a plan.
type Object map[string]tftypes.Value

// ObjectOf opens an object. It is nil for one that is null or not known yet.
func ObjectOf(v tftypes.Value) Object {
	var o map[string]tftypes.Value
	if !v.IsKnown() || v.IsNull() || v.As(&o) != nil {
		return nil
	}
	return o
}

// Group opens a nested object. It is nil for one that is null or not known yet.
func (o Object) Group(name string) Object {
	v, ok := o[name]
	if !ok {
		return nil
	}
	return ObjectOf(v)
}

// IsNull tells whether nothing is set; what is not known yet counts as set.
func (o Object) IsNull(name string) bool {
	v, ok := o[name]
	return !ok || v.IsNull()
}

// Text gives a text that is set and known.
func (o Object) Text(name string) (text string, known bool) {
	known = o.known(name) && o[name].As(&text) == nil
	return text, known
}

// MayBeText tells whether a text is or may become something other than empty.
func (o Object) MayBeText(name string) bool {
	text, known := o.Text(name)
	return known && text != "" || !o.IsNull(name) && !o[name].IsKnown()
}

// Number gives a whole number that is set and known.
func (o Object) Number(name string) (n int64, known bool) {
	var f big.Float
	known = o.known(name) && o[name].As(&f) == nil
	n, _ = f.Int64()
	return n, known
}

// MayBeTrue tells whether a flag is or may become true.
func (o Object) MayBeTrue(name string) bool {
	var flag bool
	if o.known(name) {
		return o[name].As(&flag) == nil && flag
	}
	return !o.IsNull(name)
}

func (o Object) known(name string) bool { return !o.IsNull(name) && o[name].IsKnown() }
