package privxfake

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
)

// The kinds of fields; isOfKind has their JSON.
const (
	kindString  = "string"
	kindInt     = "int"
	kindBool    = "bool"
	kindStrings = "strings" // array of strings
	kindMapping = "mapping" // object of strings
	kindObjects = "objects" // array of objects, whose known keys are strings
	kindObject  = "object"  // any object; its own fields may have rows, too
)

// Field is one row of a table of fields: what the pages say about one key of a document.
type Field struct {
	// Path is the wire name, with a dot where an object lies in another: "connection.port".
	Path string
	// Kind is one of string, int, bool, strings, mapping, objects, object.
	Kind string
	// Types are those that the field belongs to, of connections or of grants; nil means all.
	Types []string
	// Enum holds what may be written; the empty string always may.
	Enum []string
	// Required fields may not be empty.
	Required bool
	// Fixed fields keep the value that the object was created with.
	Fixed bool
	// Secret fields are masked on reads.
	Secret bool
	// ServerSet fields are ignored in what clients write.
	ServerSet bool
	// WriteOnly fields are not stored under their own names: what was written shows in other fields.
	WriteOnly bool

	alias     string   // another name, accepted and read as well; Path is what is stored
	omitEmpty bool     // left out of reads when empty
	derived   bool     // made anew for each read, never stored
	byDefault any      // stored in place of an empty value; nil means the zero value of the kind
	least     int64    // of an int
	most      int64    // of an int; 0 means no maximum
	encoding  string   // "base64", or "base64 JSON"
	keys      []string // of the elements of kindObjects
}

var tables = map[string]table{
	"authorized_keys": authorizedKeyFields,
	"grants":          grantFields,
	"local_users":     localUserFields,
	"roles":           roleFields,
	"sources":         sourceFields,
}

// Fields returns the table of the fields of authorized_keys, grants (the explicit ones of a user), local_users, roles
// or sources. It panics for anything else.
func Fields(collection string) []Field {
	t := tables[collection]
	if t == nil {
		panic(fmt.Sprintf("privxfake: there is no table of %q; there are %q", collection, slices.Sorted(maps.Keys(tables))))
	}
	return slices.Clone(t)
}

// textFields returns rows of strings that the pages say nothing else about.
func textFields(paths ...string) table {
	rows := make(table, len(paths))
	for i, path := range paths {
		rows[i] = Field{Path: path, Kind: kindString}
	}
	return rows
}

func omittedEmpty(t table) table {
	for i := range t {
		t[i].omitEmpty = true
	}
	return t
}

// stampFields are in every document with an author. The pages say updated_by, the wire says updatedby in some
// documents (api/privx.md §2.1); both are ignored in what clients write.
var stampFields = table{
	{Path: "id", Kind: kindString, ServerSet: true},
	{Path: "created", Kind: kindString, ServerSet: true},
	{Path: "updated", Kind: kindString, ServerSet: true},
	{Path: "updated_by", Kind: kindString, ServerSet: true},
	{Path: "updatedby", Kind: kindString, ServerSet: true},
	{Path: "author", Kind: kindString, ServerSet: true},
}

// names returns the path and, behind it, the other name if there is one.
func (f Field) names() []string {
	if f.alias == "" {
		return []string{f.Path}
	}
	return []string{f.Path, f.alias}
}

// isOfKind reports whether a value that is not null has the JSON of the field's kind.
func (f Field) isOfKind(value any) bool {
	switch f.Kind {
	case kindString:
		_, isString := value.(string)
		return isString
	case kindBool:
		_, isBool := value.(bool)
		return isBool
	case kindInt:
		_, isInt := integer(value)
		return isInt
	case kindStrings:
		return all(value, func(element any) bool { _, isString := element.(string); return isString })
	case kindObjects:
		return all(value, f.isElement)
	case kindMapping:
		mapping, isObject := value.(map[string]any)
		for _, element := range mapping {
			if _, isString := element.(string); !isString {
				return false
			}
		}
		return isObject
	case kindObject:
		_, isObject := value.(map[string]any)
		return isObject
	}
	return false
}

func (f Field) isElement(value any) bool {
	element, isObject := value.(map[string]any)
	for _, key := range f.keys {
		if _, isString := element[key].(string); element[key] != nil && !isString {
			return false
		}
	}
	return isObject
}

func all(value any, holds func(any) bool) bool {
	elements, isArray := value.([]any)
	for _, element := range elements {
		if !holds(element) {
			return false
		}
	}
	return isArray
}

// integer returns a whole number as plain leaves it, and whether it is one; 1.5, 1.0 and 1e2 are none to a server
// written in Go.
func integer(value any) (int64, bool) {
	switch v := value.(type) {
	case float64:
		return int64(v), v == math.Trunc(v) && math.Abs(v) < 1<<53
	case json.Number:
		i, err := v.Int64()
		return i, err == nil
	}
	return 0, false
}

// empty returns what is stored, and read where it is not left out, when the field has no value.
func (f Field) empty() any {
	if f.byDefault != nil {
		return deepCopy(f.byDefault)
	}
	return f.zero()
}

func (f Field) zero() any {
	switch f.Kind {
	case kindString:
		return ""
	case kindInt:
		return 0.0
	case kindBool:
		return false
	}
	return nil // lists, mappings and objects: null
}

func (f Field) isEmpty(value any) bool {
	switch v := value.(type) {
	case []any:
		return len(v) == 0
	case map[string]any:
		return f.Kind == kindMapping && len(v) == 0
	}
	return value == nil || value == f.zero()
}
