package privxfake

import (
	"encoding/json"
	"math"
	"strings"
)

// The kinds of fields; what their JSON looks like is in isOfKind.
const (
	kindString  = "string"
	kindInt     = "int"
	kindBool    = "bool"
	kindStrings = "strings" // array of strings
	kindMapping = "mapping" // object of strings
	kindObjects = "objects" // array of objects, whose known keys are strings
	kindPolicy  = "policy"  // object whose own fields are in the table, too
	kindObject  = "object"  // any object
)

// Field is one row of a table of fields: what the pages say about one key of a document.
type Field struct {
	// Path is the wire name, with a dot where an object lies in another: "connection.port".
	Path string
	// Kind is one of string, int, bool, strings, mapping, objects, policy, object.
	Kind string
	// Types are the connection types that the field belongs to; nil means all.
	Types []string
	// Enum is what may be written; the empty string always may.
	Enum []string
	// Secret is masked on reads.
	Secret bool
	// ServerSet is ignored in what clients write.
	ServerSet bool
	// WriteOnly is not stored under its own name: what was written shows in other fields.
	WriteOnly bool

	omitEmpty bool     // left out of reads when empty
	max       int64    // of an int, whose minimum is 0; 0 means no maximum
	encoding  string   // "base64", or "base64 JSON"
	keys      []string // of the elements of kindObjects
}

// get returns nil for what is missing, null, or inside something that is no object.
func get(doc map[string]any, path string) any {
	parent, key, nested := strings.Cut(path, ".")
	if !nested {
		return doc[path]
	}
	inner, _ := doc[parent].(map[string]any)
	return inner[key]
}

// set does nothing inside something that is no object.
func set(doc map[string]any, path string, value any) {
	if inner, key := parentOf(doc, path); inner != nil {
		inner[key] = value
	}
}

func remove(doc map[string]any, path string) {
	inner, key := parentOf(doc, path)
	delete(inner, key)
}

func parentOf(doc map[string]any, path string) (map[string]any, string) {
	parent, key, nested := strings.Cut(path, ".")
	if !nested {
		return doc, path
	}
	inner, _ := doc[parent].(map[string]any)
	return inner, key
}

// isOfKind tells whether a value that is not null has the field's JSON kind.
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
	case kindPolicy, kindObject:
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

// integer reads whole numbers as plain leaves them; 1.5, 1.0 and 1e2 are none to a server written in Go.
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

// zero is what an empty field is stored as, and read as where it is not left out.
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

func (f Field) isZero(value any) bool {
	switch v := value.(type) {
	case []any:
		return len(v) == 0
	case map[string]any:
		return f.Kind == kindMapping && len(v) == 0
	}
	return value == nil || value == f.zero()
}

// wrongTypes names the fields of a written document that are not of their kind; null is of every kind.
func wrongTypes(fields []Field, doc map[string]any) []problem {
	var problems []problem
	for _, f := range fields {
		if value := get(doc, f.Path); !f.ServerSet && value != nil && !f.isOfKind(value) {
			problems = append(problems, wrongType(f.Path, f.Kind))
		}
	}
	return problems
}

func wrongType(path, kind string) problem {
	return problem{Code: "VALUE_INCORRECT_TYPE", Message: path + " must be of type " + kind, Property: path}
}

// takeServerSet replaces what only the server may set by what it has set before.
func takeServerSet(fields []Field, doc, stored map[string]any) {
	for _, f := range fields {
		if !f.ServerSet {
			continue
		}
		remove(doc, f.Path)
		if value := get(stored, f.Path); value != nil {
			set(doc, f.Path, value)
		}
	}
}
