package privxapi

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
)

// document is an object as PrivX sent it, with every key, known here or not.
type document = map[string]any

// documentOf gives the wire form of a struct.
func documentOf(v any) (document, error) {
	encoded, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return decodeDocument(encoded)
}

func decodeDocument(encoded []byte) (document, error) {
	d := json.NewDecoder(bytes.NewReader(encoded))
	d.UseNumber()
	doc := document{}
	err := d.Decode(&doc)
	return doc, err
}

// merge lays wanted over current and tells whether that changed anything. Keys that wanted does not have stay as they are,
// and so do keys whose value is the same by PrivX's rule: missing, null, empty and zero are one. A key named in
// whole is replaced, not merged.
func merge(current, wanted document, whole ...string) (changed bool) {
	for key, want := range wanted {
		have := current[key]
		wantObject, ok := want.(document)
		haveObject, ok2 := have.(document)
		switch {
		case same(have, want):
		case ok && !slices.Contains(whole, key):
			if !ok2 {
				haveObject = document{}
				current[key] = haveObject
				changed = true
			}
			if merge(haveObject, wantObject, whole...) {
				changed = true
			}
		default:
			current[key] = keepUnknown(have, want)
			changed = true
		}
	}
	return changed
}

// keepUnknown carries the keys that this client does not know over from a list's old elements to the new ones that are
// otherwise equal.
func keepUnknown(have, want any) any {
	old, ok := have.([]any)
	list, ok2 := want.([]any)
	if !ok || !ok2 {
		return want
	}
	for i, element := range list {
		object, ok := element.(document)
		if !ok {
			continue
		}
		for _, candidate := range old {
			if candidate, ok := candidate.(document); ok && covers(candidate, object) {
				list[i] = candidate
				break
			}
		}
	}
	return list
}

// covers tells whether have holds all that want asks for, whatever else it holds.
func covers(have, want document) bool {
	for key, w := range want {
		if !same(have[key], w) {
			return false
		}
	}
	return true
}

// same compares two JSON values by PrivX's rule that missing, null, empty and zero are one. Objects in a list may have more
// keys on the server than here.
func same(have, want any) bool {
	if isZero(have) || isZero(want) {
		return isZero(have) && isZero(want)
	}
	switch want := want.(type) {
	case document:
		have, ok := have.(document)
		return ok && len(have) == len(want) && covers(have, want)
	case []any:
		have, ok := have.([]any)
		if !ok || len(have) != len(want) {
			return false
		}
		// PrivX's lists of texts are sets: tags, patterns, scopes, ids.
		if a, ok := texts(have); ok {
			b, ok := texts(want)
			return ok && slices.Equal(a, b)
		}
		for i, w := range want {
			object, isObject := w.(document)
			haveObject, isObject2 := have[i].(document)
			if isObject && isObject2 && covers(haveObject, object) {
				continue
			}
			if !same(have[i], w) {
				return false
			}
		}
		return true
	case json.Number:
		have, ok := have.(json.Number)
		return ok && (have == want || equalNumbers(have, want))
	}
	return reflect.DeepEqual(have, want)
}

// texts gives a list of strings in sorted order; ok is false when something else is in it.
func texts(list []any) (sorted []string, ok bool) {
	for _, e := range list {
		s, isText := e.(string)
		if !isText {
			return nil, false
		}
		sorted = append(sorted, s)
	}
	slices.Sort(sorted)
	return sorted, true
}

func equalNumbers(a, b json.Number) bool {
	// As whole numbers first: float64 takes neighbours beyond 2^53 for one.
	if i, err := a.Int64(); err == nil {
		if j, err := b.Int64(); err == nil {
			return i == j
		}
	}
	x, errX := a.Float64()
	y, errY := b.Float64()
	return errX == nil && errY == nil && x == y
}

func isZero(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case json.Number:
		f, err := v.Float64()
		return err == nil && f == 0
	case []any:
		return len(v) == 0
	case document:
		for _, e := range v {
			if !isZero(e) {
				return false
			}
		}
		return true
	}
	return false
}
