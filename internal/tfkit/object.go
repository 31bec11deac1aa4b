package tfkit

import (
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Object is an object as Terraform sent it, for checks of several attributes: all checks read configurations, plans and
// states this way. The framework walks the whole schema for each attribute that is asked for by its path; for a wide
// resource that is most of a plan.
type Object map[string]tftypes.Value

// ObjectOf opens an object. The result is nil for one that is null or not known yet.
func ObjectOf(v tftypes.Value) Object {
	var o map[string]tftypes.Value
	if !v.IsKnown() || v.IsNull() || v.As(&o) != nil {
		return nil
	}
	return o
}

// Group opens a nested object. The result is nil for one that is null or not known yet.
func (o Object) Group(name string) Object {
	v, ok := o[name]
	if !ok {
		return nil
	}
	return ObjectOf(v)
}

// Objects opens the objects of a list. Those that are null or not known yet are nil.
func (o Object) Objects(name string) []Object {
	var values []tftypes.Value
	if !o.known(name) || o[name].As(&values) != nil {
		return nil
	}
	objects := make([]Object, len(values))
	for i, v := range values {
		objects[i] = ObjectOf(v)
	}
	return objects
}

// ByKey opens the objects of a map. Those that are null or not known yet are nil.
func (o Object) ByKey(name string) map[string]Object {
	var values map[string]tftypes.Value
	if !o.known(name) || o[name].As(&values) != nil {
		return nil
	}
	objects := make(map[string]Object, len(values))
	for key, v := range values {
		objects[key] = ObjectOf(v)
	}
	return objects
}

// IsUnknown reports whether a value is not known yet.
func (o Object) IsUnknown(name string) bool { return !o.IsNull(name) && !o[name].IsKnown() }

// Same reports whether an attribute has the same value in another object.
func (o Object) Same(other Object, name string) bool {
	return o.IsNull(name) && other.IsNull(name) || !o.IsNull(name) && !other.IsNull(name) && o[name].Equal(other[name])
}

// IsNull reports whether nothing is set; what is not known yet counts as set.
func (o Object) IsNull(name string) bool {
	v, ok := o[name]
	return !ok || v.IsNull()
}

// Text returns a text that is set and known.
func (o Object) Text(name string) (text string, known bool) {
	known = o.known(name) && o[name].As(&text) == nil
	return text, known
}

// MayBeText reports whether a text is or may become something other than empty.
func (o Object) MayBeText(name string) bool {
	text, known := o.Text(name)
	return known && text != "" || !o.IsNull(name) && !o[name].IsKnown()
}

// Number returns a whole number that is set and known.
func (o Object) Number(name string) (n int64, known bool) {
	var f big.Float
	known = o.known(name) && o[name].As(&f) == nil
	n, _ = f.Int64()
	return n, known
}

// IsTrue reports whether a flag is known and true.
func (o Object) IsTrue(name string) bool {
	var flag bool
	return o.known(name) && o[name].As(&flag) == nil && flag
}

// MayBeTrue reports whether a flag is or may become true.
func (o Object) MayBeTrue(name string) bool { return o.IsUnknown(name) || o.IsTrue(name) }

func (o Object) known(name string) bool { return !o.IsNull(name) && o[name].IsKnown() }
