package acctest

import (
	"math/big"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// parse evaluates the attributes of a block's body and fits them into the type, as Terraform does: what is not given is
// null, what the type does not have inside an object is dropped. The name unknown stands for an unknown value.
func parse(t testing.TB, body string, ty tftypes.Object) tftypes.Value {
	t.Helper()
	file, diags := hclsyntax.ParseConfig([]byte(body), "test.tf", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%v in\n%s", diags, body)
	}
	attributes, diags := file.Body.JustAttributes()
	if diags.HasErrors() {
		t.Fatalf("%v in\n%s", diags, body)
	}
	scope := &hcl.EvalContext{
		Variables: map[string]cty.Value{"unknown": cty.DynamicVal},
		Functions: map[string]function.Function{"jsonencode": stdlib.JSONEncodeFunc},
	}
	values := make(map[string]cty.Value, len(attributes))
	for name, attribute := range attributes {
		if _, ok := ty.AttributeTypes[name]; !ok {
			t.Fatalf("there is no attribute %s", name)
		}
		value, diags := attribute.Expr.Value(scope)
		if diags.HasErrors() {
			t.Fatalf("%s: %v", name, diags)
		}
		values[name] = value
	}
	return fit(t, cty.ObjectVal(values), ty)
}

func fit(t testing.TB, v cty.Value, ty tftypes.Type) tftypes.Value {
	t.Helper()
	if !v.IsKnown() {
		return tftypes.NewValue(ty, tftypes.UnknownValue)
	}
	if v.IsNull() {
		return tftypes.NewValue(ty, nil)
	}
	switch ty := ty.(type) {
	case tftypes.Object:
		given := v.AsValueMap()
		out := make(map[string]tftypes.Value, len(ty.AttributeTypes))
		for name, inner := range ty.AttributeTypes {
			element, ok := given[name]
			if !ok {
				element = cty.NullVal(cty.DynamicPseudoType)
			}
			out[name] = fit(t, element, inner)
		}
		return tftypes.NewValue(ty, out)
	case tftypes.Map:
		out := map[string]tftypes.Value{}
		for name, element := range v.AsValueMap() {
			out[name] = fit(t, element, ty.ElementType)
		}
		return tftypes.NewValue(ty, out)
	case tftypes.List:
		return tftypes.NewValue(ty, fitAll(t, v, ty.ElementType))
	case tftypes.Set:
		return tftypes.NewValue(ty, distinct(fitAll(t, v, ty.ElementType)))
	}
	return fitPrimitive(t, v, ty)
}

func fitAll(t testing.TB, v cty.Value, element tftypes.Type) []tftypes.Value {
	t.Helper()
	out := []tftypes.Value{}
	for _, e := range v.AsValueSlice() {
		out = append(out, fit(t, e, element))
	}
	return out
}

func distinct(in []tftypes.Value) []tftypes.Value {
	out := in[:0]
	for i, v := range in {
		twice := false
		for _, before := range in[:i] {
			twice = twice || before.Equal(v)
		}
		if !twice {
			out = append(out, v)
		}
	}
	return out
}

func fitPrimitive(t testing.TB, v cty.Value, ty tftypes.Type) tftypes.Value {
	t.Helper()
	as := func(want cty.Type) cty.Value {
		converted, err := convert.Convert(v, want)
		if err != nil {
			t.Fatalf("%#v: %v", v, err)
		}
		return converted
	}
	switch {
	case ty.Is(tftypes.String):
		return tftypes.NewValue(ty, as(cty.String).AsString())
	case ty.Is(tftypes.Bool):
		return tftypes.NewValue(ty, as(cty.Bool).True())
	case ty.Is(tftypes.Number):
		return tftypes.NewValue(ty, new(big.Float).Copy(as(cty.Number).AsBigFloat()))
	}
	t.Fatalf("no rule for %s", ty)
	return tftypes.Value{}
}
