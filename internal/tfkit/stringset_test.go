package tfkit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var stringsType = tftypes.Set{ElementType: tftypes.String}

// fromTerraform makes the set that the provider gets of Terraform's value; nil elements are null.
func fromTerraform(t testing.TB, value any) tfkit.StringSet {
	t.Helper()
	if list, ok := value.([]any); ok {
		elements := make([]tftypes.Value, 0, len(list))
		for _, e := range list {
			elements = append(elements, tftypes.NewValue(tftypes.String, e))
		}
		value = elements
	}
	got, err := tfkit.NewStringSetType().ValueFromTerraform(t.Context(), tftypes.NewValue(stringsType, value))
	if err != nil {
		t.Fatal(err)
	}
	set, ok := got.(tfkit.StringSet)
	if !ok {
		t.Fatalf("a set became a %T", got)
	}
	return set
}

func TestStringSetEqual(t *testing.T) {
	t.Parallel()
	of := func(elements ...any) tfkit.StringSet { return fromTerraform(t, elements) }
	null, unknown := fromTerraform(t, nil), fromTerraform(t, tftypes.UnknownValue)
	for _, c := range []struct {
		name string
		a, b tfkit.StringSet
		same bool
	}{
		{"same", of("a", "b"), of("a", "b"), true},
		{"another order", of("a", "b", "c"), of("c", "a", "b"), true},
		{"another element", of("a", "b"), of("a", "c"), false},
		{"one more", of("a"), of("a", "b"), false},
		{"another case", of("a"), of("A"), false},
		{"empty", of(), of(), true},
		{"empty and one", of(), of("a"), false},
		{"empty text and null", of(""), of(nil), false},
		{"empty text and unknown", of(""), of(tftypes.UnknownValue), false},
		{"unknown elements", of("a", tftypes.UnknownValue), of("a", tftypes.UnknownValue), true},
		{"null", null, fromTerraform(t, nil), true},
		{"unknown", unknown, fromTerraform(t, tftypes.UnknownValue), true},
		{"null and unknown", null, unknown, false},
		{"null and empty", null, of(), false},
		{"unknown and empty", unknown, of(), false},
		{"made here", tfkit.NewStringSet([]string{"b", "a", "b"}), of("a", "b"), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.a.Equal(c.b) != c.same || c.b.Equal(c.a) != c.same {
				t.Errorf("Equal is %v and %v, want %v", c.a.Equal(c.b), c.b.Equal(c.a), c.same)
			}
			if c.a.IsNull() || c.a.IsUnknown() || c.b.IsNull() || c.b.IsUnknown() {
				return // the framework does not ask
			}
			same, diags := c.a.SetSemanticEquals(t.Context(), c.b)
			if same != c.same || len(diags) > 0 {
				t.Errorf("SetSemanticEquals is %v, want %v; %v", same, c.same, diags)
			}
		})
	}
}

func TestStringSetIsNoOtherSet(t *testing.T) {
	t.Parallel()
	set := tfkit.NewStringSet([]string{"a"})
	plain := types.SetValueMust(types.StringType, []attr.Value{types.StringValue("a")})
	if set.Equal(plain) {
		t.Error("a set of another type is equal")
	}
	if same, _ := set.SetSemanticEquals(t.Context(), plain); same {
		t.Error("a set of another type means the same")
	}
	if tfkit.NewStringSetType().Equal(types.SetType{ElemType: types.StringType}) ||
		!tfkit.NewStringSetType().Equal(set.Type(t.Context())) {
		t.Error("the types are mixed up")
	}
	again, diags := tfkit.NewStringSetType().ValueFromSet(t.Context(), plain)
	if len(diags) > 0 || !set.Equal(again) {
		t.Errorf("a plain set became %v (%v)", again, diags)
	}
	if got := tfkit.NewStringSetType().ValueType(t.Context()); fmt.Sprintf("%T", got) != "tfkit.StringSet" {
		t.Errorf("the value type is %T", got)
	}
}

func TestStringSetStrings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   any
		want []string
	}{
		{nil, nil},
		{tftypes.UnknownValue, nil},
		{[]any{}, nil},
		{[]any{"b", "", "a"}, []string{"b", "", "a"}},
		{[]any{"a", nil, tftypes.UnknownValue}, []string{"a"}},
	} {
		if got := fromTerraform(t, c.in).Strings(); got == nil || !slices.Equal(got, c.want) {
			t.Errorf("%v: got %#v, want %#v", c.in, got, c.want)
		}
	}
	if got := tfkit.NewStringSet([]string{"b", "a", "b", "a"}).Strings(); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("got %v", got)
	}
	// An API's null list is an empty set, not null: both mean that there is none.
	if set := tfkit.NewStringSet(nil); set.IsNull() || set.IsUnknown() || len(set.Elements()) != 0 {
		t.Errorf("got %v", set)
	}
}

func TestStringSetValidate(t *testing.T) {
	t.Parallel()
	element := func(v any) tftypes.Value { return tftypes.NewValue(tftypes.String, v) }
	for _, c := range []struct {
		name string
		in   tftypes.Value
		ok   bool
	}{
		{"null", tftypes.NewValue(stringsType, nil), true},
		{"unknown", tftypes.NewValue(stringsType, tftypes.UnknownValue), true},
		{"empty", tftypes.NewValue(stringsType, []tftypes.Value{}), true},
		{"texts", tftypes.NewValue(stringsType, []tftypes.Value{element("a"), element("")}), true},
		{"unknown element", tftypes.NewValue(stringsType, []tftypes.Value{element(tftypes.UnknownValue)}), true},
		{"null element", tftypes.NewValue(stringsType, []tftypes.Value{element("a"), element(nil)}), false},
		{"two null elements", tftypes.NewValue(stringsType, []tftypes.Value{element(nil), element(nil)}), false},
		{"no set", element("a"), false},
	} {
		diags := tfkit.NewStringSetType().Validate(t.Context(), c.in, path.Root("tags"))
		if c.ok != (len(diags) == 0) || len(diags) > 1 {
			t.Errorf("%s: %v", c.name, diags)
		}
	}
}

// FuzzStringSet sends texts to Terraform and back.
func FuzzStringSet(f *testing.F) {
	f.Add("a,b,a", "b")
	f.Add("", "\x00")
	f.Add(",,", "ü")
	f.Fuzz(func(t *testing.T, list, other string) {
		elements := strings.Split(list, ",")
		set := tfkit.NewStringSet(elements)
		sent, err := set.ToTerraformValue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		back, err := tfkit.NewStringSetType().ValueFromTerraform(t.Context(), sent)
		if err != nil {
			t.Fatal(err)
		}
		if !set.Equal(back) {
			t.Errorf("%v came back as %v", set, back)
		}
		slices.Reverse(elements)
		if !set.Equal(tfkit.NewStringSet(elements)) {
			t.Error("the order matters")
		}
		slices.Sort(elements)
		got := set.Strings()
		slices.Sort(got)
		if !slices.Equal(got, slices.Compact(elements)) {
			t.Errorf("%q became %q", list, got)
		}
		more := tfkit.NewStringSet(append(got, other))
		if there := slices.Contains(got, other); set.Equal(more) != there || more.Equal(set) != there {
			t.Errorf("%v with %q is the same: %v", set, other, !there)
		}
	})
}

// BenchmarkStringSet does with a set what one plan does. The time of an element must not grow with their number; plain
// is the framework's own set, for comparison.
func BenchmarkStringSet(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		elements := make([]tftypes.Value, 0, n)
		for i := range n {
			elements = append(elements, tftypes.NewValue(tftypes.String, fmt.Sprintf("member-%d", i)))
		}
		in := tftypes.NewValue(stringsType, elements)
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			ty := tfkit.NewStringSetType()
			for b.Loop() {
				if ty.Validate(b.Context(), in, path.Root("tags")).HasError() {
					b.Fatal("refused")
				}
				compare(b, ty, in)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/element")
		})
		if n > 1000 {
			continue
		}
		b.Run(fmt.Sprintf("%d plain", n), func(b *testing.B) {
			ty := basetypes.SetType{ElemType: types.StringType}
			for b.Loop() {
				//nolint:staticcheck // what the framework itself calls
				if ty.Validate(b.Context(), in, path.Root("tags")).HasError() {
					b.Fatal("refused")
				}
				compare(b, ty, in)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/element")
		})
	}
}

func compare(b *testing.B, ty attr.Type, in tftypes.Value) {
	b.Helper()
	one, err := ty.ValueFromTerraform(b.Context(), in)
	if err != nil {
		b.Fatal(err)
	}
	other, err := ty.ValueFromTerraform(b.Context(), in)
	if err != nil {
		b.Fatal(err)
	}
	if !one.Equal(other) {
		b.Fatal("not equal")
	}
}
