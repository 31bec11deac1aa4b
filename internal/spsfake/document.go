package spsfake

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
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something behind the JSON value")
	}
	return value, nil
}

// normalized returns the document as it would have come over the wire: tests write Go ints and []string.
func normalized(doc map[string]any) map[string]any {
	text, err := json.Marshal(doc)
	if err != nil {
		panic(fmt.Sprintf("spsfake: not a JSON document: %v", err))
	}
	m := map[string]any{}
	if err := json.Unmarshal(text, &m); err != nil {
		panic(fmt.Sprintf("spsfake: not a JSON document: %v", err))
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

// document reads a body that must be a JSON object.
func (c *call) document() (map[string]any, []problem) {
	value, err := decode(c.body)
	if err != nil {
		return nil, []problem{{"", "The request body is not JSON: " + err.Error()}}
	}
	doc, isObject := value.(map[string]any)
	if !isObject {
		return nil, []problem{{"", "The request body is not a JSON object"}}
	}
	return doc, nil
}
