package privxfake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
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

// plain turns numbers into the float64 that encoding/json gives, except where that would not be written as it was
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

// normalized is the document as it would have come over the wire: tests write Go ints and []string.
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
	value, err := decode(c.body)
	if err != nil {
		return nil, &problem{Code: "INVALID_REQUEST_DATA", Message: "Request body is not JSON: " + err.Error()}
	}
	doc, isObject := value.(map[string]any)
	if !isObject {
		return nil, &problem{Code: "INVALID_REQUEST_DATA", Message: "Request body is not a JSON object"}
	}
	return doc, nil
}

// strings reads a body that must be a JSON array of strings.
func (c *call) strings() ([]string, *problem) {
	value, err := decode(c.body)
	if err != nil {
		return nil, &problem{Code: "INVALID_REQUEST_DATA", Message: "Request body is not JSON: " + err.Error()}
	}
	elements, isArray := value.([]any)
	if !isArray {
		return nil, &problem{Code: "INVALID_REQUEST_DATA", Message: "Request body is not a JSON array"}
	}
	texts := make([]string, len(elements))
	for i, element := range elements {
		text, isString := element.(string)
		if !isString {
			return nil, &problem{Code: "VALUE_INCORRECT_TYPE", Message: "Request body is not an array of strings"}
		}
		texts[i] = text
	}
	return texts, nil
}
