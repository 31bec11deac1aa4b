package spsapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
)

// document is an object as SPS sent it, with every key, known here or not.
type document = map[string]any

var errNoObject = errors.New("it holds no object")

// documentOf returns the wire form of a struct.
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
	var doc document
	err := d.Decode(&doc)
	if err == nil && doc == nil {
		err = errNoObject
	}
	return doc, err
}

// collapse turns references back into keys: SPS expands them on read and takes them bare on write (api/sps.md §3).
func collapse(v any) any {
	switch v := v.(type) {
	case document:
		if key, ok := expandedKey(v); ok {
			return key
		}
		for k, e := range v {
			v[k] = collapse(e)
		}
	case []any:
		for i, e := range v {
			v[i] = collapse(e)
		}
	}
	return v
}

func expandedKey(v document) (string, bool) {
	key, isKey := v["key"].(string)
	_, isMeta := v["meta"].(document)
	for k := range v {
		if k != "key" && k != "meta" && k != "body" {
			return "", false
		}
	}
	return key, isKey && isMeta
}

// merge lays wanted over current and reports whether that changed anything. Keys that wanted does not have stay as they
// are, but not those of another variant of a union: SPS refuses what does not belong to the selected one.
func merge(current, wanted document) (changed bool) {
	for key, want := range wanted {
		have, there := current[key]
		if there && reflect.DeepEqual(have, want) {
			continue
		}
		haveObject, ok := have.(document)
		wantObject, ok2 := want.(document)
		if ok && ok2 && sameVariant(haveObject, wantObject) {
			if merge(haveObject, wantObject) {
				changed = true
			}
			continue
		}
		next := keepUnknown(have, want)
		if !there || !reflect.DeepEqual(have, next) {
			current[key] = next
			changed = true
		}
	}
	return changed
}

// sameVariant compares the keys by which the variants of SPS's unions differ.
func sameVariant(have, want document) bool {
	for _, key := range []string{"selection", "type", "enabled"} {
		if !reflect.DeepEqual(have[key], want[key]) {
			return false
		}
	}
	return true
}

// keepUnknown carries the keys that this client does not know over from a list's old elements to the new ones: from one
// that has all that is wanted, else from one with the same identity.
func keepUnknown(have, want any) any {
	old, ok := have.([]any)
	list, ok2 := want.([]any)
	if !ok || !ok2 {
		return want
	}
	taken := make([]bool, len(old))
	done := make([]bool, len(list))
	for _, match := range []func(have, want document) bool{covers, sameIdentity} {
		for i, element := range list {
			wanted, ok := element.(document)
			if !ok || done[i] {
				continue
			}
			for j, candidate := range old {
				object, ok := candidate.(document)
				if !ok || taken[j] || !match(object, wanted) {
					continue
				}
				kept, _ := clone(object).(document)
				merge(kept, wanted)
				list[i], taken[j], done[i] = kept, true, true
				break
			}
		}
	}
	return list
}

func clone(v any) any {
	switch v := v.(type) {
	case document:
		c := make(document, len(v))
		for k, e := range v {
			c[k] = clone(e)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, e := range v {
			c[i] = clone(e)
		}
		return c
	}
	return v
}

// covers reports whether have holds all that want has, whatever else it holds.
func covers(have, want document) bool {
	for key, w := range want {
		if object, ok := w.(document); ok {
			if h, ok := have[key].(document); !ok || !covers(h, object) {
				return false
			}
			continue
		}
		if !reflect.DeepEqual(have[key], w) {
			return false
		}
	}
	return true
}

// sameIdentity compares the keys by which a person would name the element of a list.
func sameIdentity(have, want document) bool {
	for _, key := range []string{"host", "address", "remote_user", "object_class"} {
		if want[key] != nil && reflect.DeepEqual(have[key], want[key]) {
			return true
		}
	}
	return false
}
