package privxapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// document is an object as PrivX sent it, with every key, known here or not.
type document = map[string]any

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
	doc := document{}
	err := d.Decode(&doc)
	return doc, err
}

// unreadable begins the error of an object that cannot be decoded, for decode: where it comes from and what it is.
func (c *Client) unreadable(path, noun string) string {
	return "the answer of " + c.rest.URL(path) + " cannot be read: " + noun
}

// decode reads an object of a list, or one that was read alone. what begins the error.
func decode[T any](what string, item rest.Item) (T, error) {
	var v T
	if err := json.Unmarshal(item.Body, &v); err != nil {
		var none T
		return none, fmt.Errorf("%s %s: %w", what, item.ID, err)
	}
	if e, ok := any(&v).(interface{ unifyNames() }); ok {
		e.unifyNames()
	}
	return v, nil
}

func decodeAll[T any](what string, items []rest.Item) ([]T, error) {
	all := make([]T, 0, len(items))
	for _, item := range items {
		v, err := decode[T](what, item)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// editor is who changed an object last, under either of its two names (api/privx.md §2.1).
type editor struct {
	UpdatedBy string `json:"updated_by,omitempty"`
	// UpdatedByWire is what servers call UpdatedBy, whatever the page says.
	UpdatedByWire string `json:"updatedby,omitempty"`
}

func (e *editor) unifyNames() {
	if e.UpdatedBy == "" {
		e.UpdatedBy = e.UpdatedByWire
	}
}

// merge lays wanted over current and reports whether that changed anything. Keys that wanted does not have stay as they
// are, and so do keys whose value is the same by PrivX's rule: missing, null, empty and zero are one. A key named in
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
