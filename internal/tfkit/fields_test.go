package tfkit_test

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// sends checks that the attribute arrives on the wire as want, received that the wire arrives in the attribute. Both
// start from something else there.
func sends[A, W any](t *testing.T, tie func(*A, *W) tfkit.Field, attribute A, before, want W) {
	t.Helper()
	wire := before
	tfkit.Fields{tie(&attribute, &wire)}.Send()
	if !reflect.DeepEqual(wire, want) {
		t.Errorf("%v was sent as %#v, want %#v", attribute, wire, want)
	}
}

func receives[A attr.Value, W any](t *testing.T, tie func(*A, *W) tfkit.Field, wire W, before, want A) {
	t.Helper()
	attribute := before
	tfkit.Fields{tie(&attribute, &wire)}.Receive()
	if !attribute.Equal(want) {
		t.Errorf("%#v was received as %v, want %v", wire, attribute, want)
	}
}

// roundTrip checks that what was sent comes back.
func roundTrip[A attr.Value, W any](t *testing.T, tie func(*A, *W) tfkit.Field, attribute A) {
	t.Helper()
	want := attribute
	var wire W
	tfkit.Fields{tie(&attribute, &wire)}.Send()
	var back A
	tfkit.Fields{tie(&back, &wire)}.Receive()
	if !back.Equal(want) {
		t.Errorf("%v came back as %v", want, back)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	sends(t, tfkit.Text, types.StringValue("a"), "old", "a")
	sends(t, tfkit.Text, types.StringValue(""), "old", "")
	sends(t, tfkit.Text, types.StringNull(), "old", "")
	receives(t, tfkit.Text, "a", types.StringNull(), types.StringValue("a"))
	receives(t, tfkit.Text, "", types.StringNull(), types.StringValue(""))
	receives(t, tfkit.Text, "", types.StringValue("old"), types.StringValue(""))
	roundTrip(t, tfkit.Text, types.StringValue(" a "))
}

func TestChoice(t *testing.T) {
	t.Parallel()
	sends(t, tfkit.Choice, types.StringValue("A"), "old", "A")
	sends(t, tfkit.Choice, types.StringNull(), "old", "")
	receives(t, tfkit.Choice, "A", types.StringNull(), types.StringValue("A"))
	receives(t, tfkit.Choice, "", types.StringValue("old"), types.StringNull())
	roundTrip(t, tfkit.Choice, types.StringValue("A"))
	roundTrip(t, tfkit.Choice, types.StringNull())
}

func TestFlag(t *testing.T) {
	t.Parallel()
	sends(t, tfkit.Flag, types.BoolValue(true), false, true)
	sends(t, tfkit.Flag, types.BoolValue(false), true, false)
	sends(t, tfkit.Flag, types.BoolNull(), true, false)
	receives(t, tfkit.Flag, true, types.BoolNull(), types.BoolValue(true))
	receives(t, tfkit.Flag, false, types.BoolNull(), types.BoolValue(false))
	roundTrip(t, tfkit.Flag, types.BoolValue(true))
}

func TestNumber(t *testing.T) {
	t.Parallel()
	sends(t, tfkit.Number, types.Int64Value(7), 1, 7)
	sends(t, tfkit.Number, types.Int64Value(0), 1, 0)
	sends(t, tfkit.Number, types.Int64Null(), 1, 0)
	receives(t, tfkit.Number, 7, types.Int64Null(), types.Int64Value(7))
	receives(t, tfkit.Number, 0, types.Int64Value(1), types.Int64Value(0))
	roundTrip(t, tfkit.Number, types.Int64Value(1<<53+1))
}

func TestPort(t *testing.T) {
	t.Parallel()
	sends(t, tfkit.Port, types.Int64Value(389), 1, 389)
	sends(t, tfkit.Port, types.Int64Null(), 389, 0)
	receives(t, tfkit.Port, 389, types.Int64Null(), types.Int64Value(389))
	receives(t, tfkit.Port, 0, types.Int64Value(389), types.Int64Null())
	roundTrip(t, tfkit.Port, types.Int64Value(65535))
	roundTrip(t, tfkit.Port, types.Int64Null())
}

func TestTexts(t *testing.T) {
	t.Parallel()
	sends(t, tfkit.Texts, tfkit.NewStringSet([]string{"b", "a"}), []string{"old"}, []string{"b", "a"})
	sends(t, tfkit.Texts, tfkit.NewStringSet(nil), []string{"old"}, []string{})
	sends(t, tfkit.Texts, fromTerraform(t, nil), []string{"old"}, []string{})
	receives(t, tfkit.Texts, []string{"a", "b", "a"}, fromTerraform(t, nil), tfkit.NewStringSet([]string{"a", "b"}))
	receives(t, tfkit.Texts, nil, fromTerraform(t, nil), tfkit.NewStringSet([]string{}))
	receives(t, tfkit.Texts, []string{}, tfkit.NewStringSet([]string{"old"}), tfkit.NewStringSet([]string{}))
	roundTrip(t, tfkit.Texts, tfkit.NewStringSet([]string{"b", "a"}))
}

func TestMapping(t *testing.T) {
	t.Parallel()
	of := func(m map[string]attr.Value) types.Map { return types.MapValueMust(types.StringType, m) }
	one := of(map[string]attr.Value{"k": types.StringValue("v")})
	none := of(map[string]attr.Value{})
	sends(t, tfkit.Mapping, one, map[string]string{"old": "x"}, map[string]string{"k": "v"})
	sends(t, tfkit.Mapping, none, map[string]string{"old": "x"}, map[string]string{})
	sends(t, tfkit.Mapping, types.MapNull(types.StringType), map[string]string{"old": "x"}, map[string]string{})
	receives(t, tfkit.Mapping, map[string]string{"k": "v"}, none, one)
	receives(t, tfkit.Mapping, nil, types.MapNull(types.StringType), none)
	receives(t, tfkit.Mapping, map[string]string{}, one, none)
	roundTrip(t, tfkit.Mapping, one)
}

func TestSecretText(t *testing.T) {
	t.Parallel()
	before, text, empty := "before", "s", ""
	sends(t, tfkit.SecretText, types.StringValue("s"), nil, &text)
	sends(t, tfkit.SecretText, types.StringValue(""), nil, &empty)
	// One that is not to be sent leaves the wire alone, so that the server keeps what it has.
	sends(t, tfkit.SecretText, types.StringNull(), nil, nil)
	sends(t, tfkit.SecretText, types.StringNull(), &before, &before)
	for _, wire := range []*string{nil, &empty, &text} {
		receives(t, tfkit.SecretText, wire, types.StringValue("old"), types.StringNull())
	}
}

func TestTextOfTwoNames(t *testing.T) {
	t.Parallel()
	a := types.StringValue("new")
	var name, alias string
	tfkit.Fields{tfkit.TextOfTwoNames(&a, &name, &alias)}.Send()
	if name != "new" || alias != "new" {
		t.Errorf("sent as %q and %q", name, alias)
	}
	for _, c := range []struct{ name, alias, state, want string }{
		{"", "", "", ""},
		{"a", "a", "a", "a"},
		{"a", "", "a", "a"},
		{"", "a", "a", "a"},
		{"", "a", "", "a"},
		{"changed", "a", "a", "changed"},
		{"a", "changed", "a", "changed"},
		{"one", "two", "a", "one"},
		{"", "", "a", ""},
	} {
		got := types.StringValue(c.state)
		if c.state == "" {
			got = types.StringNull() // as in an import
		}
		tfkit.Fields{tfkit.TextOfTwoNames(&got, &c.name, &c.alias)}.Receive()
		if got.ValueString() != c.want || got.IsNull() {
			t.Errorf("%q and %q over %q became %s, want %q", c.name, c.alias, c.state, got, c.want)
		}
	}
}

// TestSeveralFields sends and receives several at once.
func TestSeveralFields(t *testing.T) {
	t.Parallel()
	a, b := types.StringValue("a"), types.Int64Value(2)
	var text string
	var number int64
	fields := tfkit.Fields{tfkit.Text(&a, &text), tfkit.Number(&b, &number)}
	fields.Send()
	if text != "a" || number != 2 {
		t.Errorf("sent %q and %d", text, number)
	}
	text, number = "c", 4
	fields.Receive()
	if a.ValueString() != "c" || b.ValueInt64() != 4 {
		t.Errorf("received %s and %s", a, b)
	}
}
