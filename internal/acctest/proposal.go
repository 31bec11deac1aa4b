package acctest

import (
	"maps"
	"math/big"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// proposed is Terraform's proposed new state: the configuration, with what it leaves out taken from the state where the
// provider may set it, and without write-only values.
func proposed(schema []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	before, given := members(prior), members(config)
	out := maps.Clone(given)
	for _, a := range schema {
		was, is := before[a.Name], given[a.Name]
		if was.Type() == nil {
			was = tftypes.NewValue(is.Type(), nil)
		}
		switch {
		case a.WriteOnly:
			out[a.Name] = tftypes.NewValue(is.Type(), nil)
		case is.IsNull() && a.Computed:
			out[a.Name] = was
		case a.NestedType != nil && is.IsKnown() && !is.IsNull():
			out[a.Name] = proposedNested(a.NestedType, was, is)
		}
	}
	return tftypes.NewValue(config.Type(), out)
}

// proposedNested pairs the objects of a list by their place and those of a map by their key, as Terraform does.
func proposedNested(nested *tfprotov6.SchemaObject, prior, config tftypes.Value) tftypes.Value {
	switch nested.Nesting {
	case tfprotov6.SchemaObjectNestingModeSingle:
		return proposed(nested.Attributes, prior, config)
	case tfprotov6.SchemaObjectNestingModeList:
		var before, given []tftypes.Value
		_ = config.As(&given)
		if prior.IsKnown() {
			_ = prior.As(&before)
		}
		for i, v := range given {
			if i < len(before) && v.IsKnown() && !v.IsNull() {
				given[i] = proposed(nested.Attributes, before[i], v)
			}
		}
		return tftypes.NewValue(config.Type(), given)
	case tfprotov6.SchemaObjectNestingModeMap:
		before, given := members(prior), maps.Clone(members(config))
		for key, v := range given {
			if was, ok := before[key]; ok && v.IsKnown() && !v.IsNull() {
				given[key] = proposed(nested.Attributes, was, v)
			}
		}
		return tftypes.NewValue(config.Type(), given)
	}
	return config
}

func members(v tftypes.Value) map[string]tftypes.Value {
	var out map[string]tftypes.Value
	if v.Type() != nil && v.IsKnown() && !v.IsNull() {
		_ = v.As(&out)
	}
	return out
}

// changes names the attributes in which two objects differ, down into single nested ones.
func changes(a, b tftypes.Value) []string {
	var out []string
	left, right := members(a), members(b)
	names := slices.Sorted(maps.Keys(right))
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(left))
	}
	for _, name := range names {
		x, y := left[name], right[name]
		if x.Type() != nil && y.Type() != nil && x.Equal(y) {
			continue
		}
		if len(members(x)) > 0 && len(members(y)) > 0 && x.Type().Is(tftypes.Object{}) {
			for _, inner := range changes(x, y) {
				out = append(out, name+"."+inner)
			}
			continue
		}
		out = append(out, name)
	}
	return out
}

// keeps reports whether the state has what was known in the plan.
func keeps(planned, after tftypes.Value) bool {
	if !planned.IsKnown() {
		return true
	}
	if planned.Type().Is(tftypes.Object{}) && !planned.IsNull() && !after.IsNull() {
		result := members(after)
		for name, p := range members(planned) {
			if !keeps(p, result[name]) {
				return false
			}
		}
		return true
	}
	return planned.Equal(after)
}

func number(v tftypes.Value) string {
	var f big.Float
	if v.As(&f) != nil {
		return v.String()
	}
	return f.Text('f', -1)
}
