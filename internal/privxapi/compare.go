package privxapi

import (
	"encoding/json"
	"reflect"
	"slices"
)

// covers reports whether have holds all that want does, whatever else it holds.
func covers(have, want document) bool {
	for key, w := range want {
		if !same(have[key], w) {
			return false
		}
	}
	return true
}

// same reports whether two JSON values are equal by PrivX's rule that missing, null, empty and zero are one. Objects in
// a list may have more keys on the server than here.
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

// texts returns a list of strings in sorted order; ok is false when something else is in it.
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
