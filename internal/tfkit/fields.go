package tfkit

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Fields ties attributes of a model to fields of the wire. Both directions come from one list, so that what is written
// and what is read cannot differ.
type Fields []Field

// Field is one attribute and one field of the wire.
type Field struct{ send, receive func() }

// Send copies the attributes to the wire.
func (f Fields) Send() {
	for _, field := range f {
		field.send()
	}
}

// Receive copies the wire to the attributes.
func (f Fields) Receive() {
	for _, field := range f {
		field.receive()
	}
}

// Text ties a text; empty stays empty.
func Text(a *types.String, wire *string) Field {
	return Field{func() { *wire = a.ValueString() }, func() { *a = types.StringValue(*wire) }}
}

// Choice ties an enumeration; empty is null.
func Choice(a *types.String, wire *string) Field {
	return Field{func() { *wire = a.ValueString() }, func() {
		*a = types.StringNull()
		if *wire != "" {
			*a = types.StringValue(*wire)
		}
	}}
}

// Flag ties a switch.
func Flag(a *types.Bool, wire *bool) Field {
	return Field{func() { *wire = a.ValueBool() }, func() { *a = types.BoolValue(*wire) }}
}

// Number ties a whole number; 0 stays 0.
func Number(a *types.Int64, wire *int64) Field {
	return Field{func() { *wire = a.ValueInt64() }, func() { *a = types.Int64Value(*wire) }}
}

// Port ties a port; 0 is null.
func Port(a *types.Int64, wire *int64) Field {
	return Field{func() { *wire = a.ValueInt64() }, func() {
		*a = types.Int64Null()
		if *wire != 0 {
			*a = types.Int64Value(*wire)
		}
	}}
}

// Texts ties a set of texts; null and empty on the wire are an empty set.
func Texts(a *StringSet, wire *[]string) Field {
	return Field{func() { *wire = a.Strings() }, func() { *a = NewStringSet(*wire) }}
}

// Mapping ties a map of texts; null and empty on the wire are an empty map.
func Mapping(a *types.Map, wire *map[string]string) Field {
	return Field{func() {
		*wire = make(map[string]string, len(a.Elements()))
		for k, v := range a.Elements() {
			if s, ok := v.(types.String); ok {
				(*wire)[k] = s.ValueString()
			}
		}
	}, func() {
		elements := make(map[string]attr.Value, len(*wire))
		for k, v := range *wire {
			elements[k] = types.StringValue(v)
		}
		*a = types.MapValueMust(types.StringType, elements)
	}}
}

// SecretText ties a secret: it is sent when Secrets.Renew has put it into the model, and never received.
func SecretText(a *types.String, wire **string) Field {
	return Field{func() {
		if !a.IsNull() {
			*wire = a.ValueStringPointer()
		}
	}, func() { *a = types.StringNull() }}
}

// TextOfTwoNames ties a text that servers keep under one of two names. Both are written. Of two that differ, the one
// that is news against the attribute is read, so that a change under either name is seen.
func TextOfTwoNames(a *types.String, name, alias *string) Field {
	return Field{func() { *name, *alias = a.ValueString(), a.ValueString() }, func() {
		text := *name
		if *alias != "" && (text == "" || text == a.ValueString()) {
			text = *alias
		}
		*a = types.StringValue(text)
	}}
}

// TextList returns a known list of texts; nil becomes an empty one.
func TextList(texts []string) types.List {
	values := make([]attr.Value, 0, len(texts))
	for _, s := range texts {
		values = append(values, types.StringValue(s))
	}
	return types.ListValueMust(types.StringType, values)
}
