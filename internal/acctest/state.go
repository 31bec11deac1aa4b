package acctest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// State is what Terraform keeps of one object between runs. The zero value is an object that does not exist.
type State struct {
	Value    tftypes.Value
	Private  []byte
	Identity *tfprotov6.ResourceIdentityData
}

// Plan is what the provider says it will do.
type Plan struct {
	// Changes are the attributes that differ from the state, such as comment or ldap.base, sorted.
	Changes []string
	// Replace is set when the object is to be destroyed and made anew.
	Replace     bool
	Diagnostics Diagnostics

	planned tftypes.Value
	private []byte
}

// Attribute returns the planned value of an attribute such as id or ldap.base as text; null is "null".
func (p Plan) Attribute(t testing.TB, name string) string {
	t.Helper()
	return Attribute(t, p.planned, name)
}

func (s State) value(ty tftypes.Type) tftypes.Value {
	if s.Value.Type() == nil {
		return tftypes.NewValue(ty, nil)
	}
	return s.Value
}

// Exists reports whether the state holds an object.
func (s State) Exists() bool { return s.Value.Type() != nil && !s.Value.IsNull() }

// Attribute returns the value of an attribute such as id or ldap.base as text; null is "null".
func (s State) Attribute(t testing.TB, name string) string {
	t.Helper()
	return Attribute(t, s.Value, name)
}

// Attribute returns the value of an attribute of an object as text; null is "null".
func Attribute(t testing.TB, v tftypes.Value, name string) string {
	t.Helper()
	for part := range strings.SplitSeq(name, ".") {
		var object map[string]tftypes.Value
		if err := v.As(&object); err != nil || object == nil {
			return "null"
		}
		v = object[part]
	}
	return text(v)
}

func text(v tftypes.Value) string {
	switch {
	case v.Type() == nil || v.IsNull():
		return "null"
	case !v.IsKnown():
		return "unknown"
	case v.Type().Is(tftypes.String):
		var s string
		_ = v.As(&s)
		return s
	}
	var list []tftypes.Value
	if v.As(&list) == nil {
		parts := make([]string, 0, len(list))
		for _, e := range list {
			parts = append(parts, text(e))
		}
		slices.Sort(parts)
		return "[" + strings.Join(parts, " ") + "]"
	}
	var flag bool
	if v.As(&flag) == nil {
		return fmt.Sprint(flag)
	}
	var object map[string]tftypes.Value
	if v.As(&object) == nil {
		parts := make([]string, 0, len(object))
		for k, e := range object {
			parts = append(parts, k+":"+text(e))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, " ") + "}"
	}
	return number(v)
}

// Names returns the names of the objects in a list of an object, in their order.
func Names(t testing.TB, v tftypes.Value, list string) string {
	t.Helper()
	var elements []tftypes.Value
	if err := members(v)[list].As(&elements); err != nil {
		t.Fatal(err)
	}
	names := make([]string, 0, len(elements))
	for _, e := range elements {
		names = append(names, Attribute(t, e, "name"))
	}
	return strings.Join(names, " ")
}
