package tfkit_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// spelled has an attribute with a spelling in every place where one can be.
func spelled() schema.Schema {
	filter := tfkit.TextAttribute(".", tfkit.IsLDAPFilter())
	filters := schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
		"filter": filter, "plain": tfkit.TextAttribute("."),
	}}
	return schema.Schema{Attributes: map[string]schema.Attribute{
		"filter": filter, "plain": tfkit.TextAttribute("."),
		"set":   tfkit.TextsAttribute(".", tfkit.IsNetwork()),
		"group": schema.SingleNestedAttribute{Optional: true, Attributes: filters.Attributes},
		"list":  schema.ListNestedAttribute{Optional: true, NestedObject: filters},
		"map":   schema.MapNestedAttribute{Optional: true, NestedObject: filters},
		"hand": schema.StringAttribute{
			Optional: true, PlanModifiers: []planmodifier.String{tfkit.KeepText(tfkit.Length)},
		},
		"number": schema.Int64Attribute{Optional: true},
	}}
}

// value returns an object of the schema with the filter, the plain text and the set in every place.
func value(t *testing.T, filter, plain string, set []string) tftypes.Value {
	t.Helper()
	object, ok := spelled().Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("no object")
	}
	inner := object.AttributeTypes["group"]
	group := tftypes.NewValue(inner, map[string]tftypes.Value{
		"filter": tftypes.NewValue(tftypes.String, filter), "plain": tftypes.NewValue(tftypes.String, plain),
	})
	elements := make([]tftypes.Value, 0, len(set))
	for _, e := range set {
		elements = append(elements, tftypes.NewValue(tftypes.String, e))
	}
	return tftypes.NewValue(object, map[string]tftypes.Value{
		"filter": tftypes.NewValue(tftypes.String, filter), "plain": tftypes.NewValue(tftypes.String, plain),
		"set":    tftypes.NewValue(object.AttributeTypes["set"], elements),
		"group":  group,
		"list":   tftypes.NewValue(object.AttributeTypes["list"], []tftypes.Value{group}),
		"map":    tftypes.NewValue(object.AttributeTypes["map"], map[string]tftypes.Value{"k": group}),
		"hand":   tftypes.NewValue(tftypes.String, "24h"),
		"number": tftypes.NewValue(tftypes.Number, nil),
	})
}

func TestRespell(t *testing.T) {
	t.Parallel()
	s := tfkit.SpelledIn(spelled().Attributes)
	before := value(t, "(a=\n)", "x", []string{"192.0.2.7/24", "2001:DB8::1"})
	for name, c := range map[string]struct{ now, want tftypes.Value }{
		"the same": {before, before},
		"respelt": {
			value(t, " (a=\n)", "x", []string{"2001:db8::1", "192.0.2.0/24"}), before,
		},
		"changed": {
			value(t, "(a=c)", "y", []string{"192.0.2.0/25"}), value(t, "(a=c)", "y", []string{"192.0.2.0/25"}),
		},
		"one element more": {
			value(t, "(a=\n)", "X", []string{"192.0.2.0/24", "192.0.2.1", "2001:db8::1"}),
			value(t, "(a=\n)", "X", []string{"192.0.2.7/24", "192.0.2.1", "2001:DB8::1"}),
		},
	} {
		if got := s.Respell(before, c.now); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	null := tftypes.NewValue(before.Type(), nil)
	if got := s.Respell(null, before); !got.Equal(before) {
		t.Errorf("of nothing: %s", got)
	}
	if got := s.Respell(before, null); !got.IsNull() {
		t.Errorf("to nothing: %s", got)
	}
	var none *tfkit.Spelled
	if got := none.Respell(null, before); !got.Equal(before) {
		t.Errorf("without spellings: %s", got)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	s := tfkit.SpelledIn(spelled().Attributes)
	from := value(t, "(&\n (a=b)\n)\n", " x\n", []string{"192.0.2.7/24"})
	got := s.Clean(from)
	if !from.Equal(value(t, "(&\n (a=b)\n)\n", " x\n", []string{"192.0.2.7/24"})) {
		t.Errorf("what is cleaned became %s", from)
	}
	if want := value(t, "(&(a=b))", " x\n", []string{"192.0.2.7/24"}); !got.Equal(want) {
		t.Errorf("%s, want %s", got, want)
	}
	null := tftypes.NewValue(got.Type(), nil)
	if !s.Clean(null).IsNull() {
		t.Error("something came of nothing")
	}
}

// TestKeepTextsUnknown plans a set of which an element is not known yet: it may become another one.
func TestKeepTextsUnknown(t *testing.T) {
	t.Parallel()
	state := types.SetValueMust(types.StringType, []attr.Value{types.StringValue("192.0.2.1")})
	plan := types.SetValueMust(types.StringType, []attr.Value{types.StringValue("192.0.2.1/32"), types.StringUnknown()})
	resp := planmodifier.SetResponse{PlanValue: plan}
	tfkit.KeepTexts(tfkit.Network).PlanModifySet(t.Context(), planmodifier.SetRequest{
		ConfigValue: plan, PlanValue: plan, StateValue: state,
	}, &resp)
	if !resp.PlanValue.Equal(plan) {
		t.Errorf("the plan became %s", resp.PlanValue)
	}
}
