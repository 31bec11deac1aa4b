package privxfake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// decode reads exactly one JSON value.
func decode(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something behind the JSON value")
	}
	return plain(value), nil
}

// plain returns a value with numbers as the float64 of encoding/json, except where that would not be written as it was
// read: unknown keys are kept as given, to the last digit.
func plain(value any) any {
	switch v := value.(type) {
	case json.Number:
		if f, err := v.Float64(); err == nil {
			if text, err := json.Marshal(f); err == nil && string(text) == v.String() {
				return f
			}
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = plain(v[key])
		}
	}
	return value
}

// normalized returns the document as it would have come over the wire: tests write Go ints and []string.
func normalized(doc map[string]any) map[string]any {
	text, err := json.Marshal(doc)
	if err != nil {
		panic(fmt.Sprintf("privxfake: not a JSON document: %v", err))
	}
	value, err := decode(text)
	if err != nil {
		panic(fmt.Sprintf("privxfake: not a JSON document: %v", err))
	}
	m, _ := value.(map[string]any)
	if m == nil {
		m = map[string]any{}
	}
	return m
}

func copyDocument(doc map[string]any) map[string]any {
	m := make(map[string]any, len(doc))
	for key, element := range doc {
		m[key] = deepCopy(element)
	}
	return m
}

func deepCopy(value any) any {
	switch v := value.(type) {
	case map[string]any:
		return copyDocument(v)
	case []any:
		l := slices.Clone(v)
		for i := range l {
			l[i] = deepCopy(l[i])
		}
		return l
	}
	return value
}

// object reads a body that must be a JSON object.
func (c *call) object() (map[string]any, *problem) {
	return read[map[string]any](c, "a JSON object")
}

// document reads a body that must be a JSON object whose known fields are of their kinds.
func (c *call) document(t table) (map[string]any, []problem) {
	doc, wrong := c.object()
	if wrong != nil {
		return nil, []problem{*wrong}
	}
	return doc, t.wrongTypes(doc)
}

// strings reads a body that must be a JSON array of strings.
func (c *call) strings() ([]string, *problem) {
	array, wrong := read[[]any](c, "a JSON array")
	found := texts(array)
	if wrong == nil && len(found) < len(array) {
		wrong = &problem{Code: "VALUE_INCORRECT_TYPE", Message: "Request body is not an array of strings"}
	}
	return found, wrong
}

func read[T any](c *call, what string) (T, *problem) {
	value, err := decode(c.body)
	if err != nil {
		return *new(T), &problem{Code: "INVALID_REQUEST_DATA", Message: "Request body is not JSON: " + err.Error()}
	}
	typed, isIt := value.(T)
	if !isIt {
		return *new(T), &problem{Code: "INVALID_REQUEST_DATA", Message: "Request body is not " + what}
	}
	return typed, nil
}

// get returns nil for what is missing, null, or inside something that is no object.
func get(doc map[string]any, path string) any {
	inner, key := parentOf(doc, path)
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

// texts returns the strings of an array, elements its objects; other values have none.
func texts(value any) []string { return only[string](value) }

func elements(value any) []map[string]any { return only[map[string]any](value) }

func only[T any](value any) []T {
	array, _ := value.([]any)
	var found []T
	for _, element := range array {
		if typed, isIt := element.(T); isIt {
			found = append(found, typed)
		}
	}
	return found
}
