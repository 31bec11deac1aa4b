package provider_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// spsObject is an object in SPS, whose fields the fake's shapes know.
type spsObject struct {
	fake       *spsfake.Server
	collection string
	key        string
}

func (o spsObject) fields(doc map[string]any) []spsfake.Field {
	return o.fake.Fields(o.collection, doc)
}

func (o spsObject) document() map[string]any { return o.fake.Document(o.collection + "/" + o.key) }

// writable returns the fields of the document that an administrator can change and that are no secrets.
func (o spsObject) writable() []spsfake.Field {
	return slices.DeleteFunc(o.fields(o.document()), func(f spsfake.Field) bool {
		return f.ServerSet || f.Secret || f.Fixed
	})
}

// drifts returns all changes of all writable fields: another valid value, none where it may be empty, one element more
// and one less, and each other variant of the object that a field decides about.
func (o spsObject) drifts() (drifts []drift) {
	doc := o.document()
	for _, f := range o.writable() {
		others := o.others(f, at(doc, f.Path))
		for _, name := range slices.Sorted(maps.Keys(others)) {
			drifts = append(drifts, drift{
				field: f.Path, name: f.Path + " " + name, attribute: spsAttribute(doc, f.Path),
				also: o.changed(doc, o.with(f, others[name])),
				change: func() error {
					changed := o.with(f, others[name])
					o.fake.Edit(o.collection+"/"+o.key, func(doc map[string]any) {
						clear(doc)
						maps.Copy(doc, changed)
					})
					return nil
				},
			})
		}
	}
	return drifts
}

// others returns what other values of a field are made of its value, by what they are.
func (o spsObject) others(f spsfake.Field, value any) map[string]func(value any) any {
	others := map[string]func(any) any{}
	to := func(other any) func(any) any { return func(any) any { return other } }
	if f.Nullable && value != nil {
		others["emptied"] = to(nil)
	} else if f.Takes("") && value != "" {
		others["emptied"] = to("")
	}
	if list, isList := value.([]any); isList {
		if len(list) > 0 && f.Takes([]any{}) {
			others["emptied"] = to([]any{})
		}
		if len(list) > 1 {
			others["shortened"] = func(value any) any { list, _ := value.([]any); return list[:len(list)-1] }
		}
		if o.ofObjects(f, list) {
			others["extended"] = func(value any) any { list, _ := value.([]any); return append(list, map[string]any{}) }
			return others
		}
	}
	switch flag, isFlag := value.(bool); {
	case f.Decides && isFlag:
		others[fmt.Sprint("is ", !flag)] = to(!flag)
	case f.Decides:
		for _, variant := range f.Enum {
			if variant != value {
				others["is "+variant] = to(variant)
			}
		}
	default:
		others["changed"] = to(o.another(f, value))
	}
	return others
}

// ofObjects reports whether a list holds objects, whose fields are changed one by one.
func (o spsObject) ofObjects(f spsfake.Field, list []any) bool {
	doc := o.document()
	put(doc, f.Path, append(slices.Clone(list), map[string]any{}))
	first := fmt.Sprintf("%s.%d.", f.Path, len(list))
	return slices.ContainsFunc(o.fields(doc), func(f spsfake.Field) bool { return strings.HasPrefix(f.Path, first) })
}

// examples are texts of which one is valid wherever SPS takes text.
var examples = []any{"changed-elsewhere", "198.51.100.77", "http://changed.example.com/", spsCA[2], otherMetadata}

// another returns another valid value of a field.
func (o spsObject) another(f spsfake.Field, value any) any {
	candidates := slices.Clone(examples)
	for _, choice := range f.Enum {
		candidates = append(candidates, choice)
	}
	if f.To != "" {
		candidates = nil
		for _, key := range slices.DeleteFunc(o.fake.Keys(f.To), func(key string) bool { return key == o.key }) {
			candidates = append(candidates, key)
		}
	}
	switch number, _ := value.(float64); f.Kind {
	case "boolean":
		return value != true
	case "integer":
		candidates = []any{number + 1, number - 1}
	case "list":
		for i := range candidates {
			candidates[i] = []any{candidates[i]}
		}
	}
	for _, candidate := range candidates {
		if f.Takes(candidate) && !reflect.DeepEqual(candidate, value) {
			return candidate
		}
	}
	panic(fmt.Sprintf("no other value for %s of %s: it needs an example or another object", f.Path, o.collection))
}

// with returns the document with one field changed, and all that goes with it: what another variant lacks goes, and
// what it has more gets a value.
func (o spsObject) with(f spsfake.Field, other func(value any) any) map[string]any {
	doc := o.document()
	put(doc, f.Path, other(at(doc, f.Path)))
	for complete := false; !complete; {
		complete = true
		for _, field := range o.fields(doc) {
			value := at(doc, field.Path)
			if list, isList := value.([]any); field.Takes(value) || isList && len(list) > 0 {
				continue // a list is right when its elements are
			}
			put(doc, field.Path, o.first(field))
			complete = false
		}
	}
	drop(doc, o.fields(doc), "")
	return doc
}

// first returns a value for a field that has none.
func (o spsObject) first(f spsfake.Field) any {
	switch {
	case f.Nullable:
		return nil
	case f.Secret:
		return o.fake.Add(f.To, map[string]any{"plain": "changed-elsewhere"})
	case f.Kind == "boolean":
		return false
	case f.Takes([]any{}):
		return []any{}
	}
	return o.another(f, nil)
}

// drop takes away what is in no field.
func drop(doc map[string]any, fields []spsfake.Field, at string) {
	for name, value := range doc {
		path := at + name
		if inner, isObject := value.(map[string]any); isObject {
			drop(inner, fields, path+".")
			continue
		}
		if !slices.ContainsFunc(fields, func(f spsfake.Field) bool { return f.Path == path }) {
			delete(doc, name)
		}
	}
}

// changed returns the attributes of all fields in which two documents differ, and of those that only one of them has.
func (o spsObject) changed(before, after map[string]any) (attributes []string) {
	has := map[string]int{}
	for _, f := range slices.Concat(o.fields(before), o.fields(after)) {
		has[f.Path]++
	}
	for path, documents := range has {
		if documents == 1 || !reflect.DeepEqual(at(before, path), at(after, path)) {
			attributes = append(attributes, spsAttribute(before, path))
		}
	}
	return attributes
}

// spsAttribute returns where product.md puts a wire field: what is in a list shows on the list, a check's flag on the
// check, and what only one type of login methods has in a group of that type.
func spsAttribute(doc map[string]any, wire string) string {
	names := strings.Split(wire, ".")
	if i := slices.IndexFunc(names, func(name string) bool { _, err := strconv.Atoi(name); return err == nil }); i >= 0 {
		names = names[:i]
	}
	if last := len(names) - 1; names[last] == "enabled" {
		names = names[:last]
	}
	kind, isLoginMethod := doc["type"].(string)
	if isLoginMethod && !slices.Contains([]string{"name", "title", "active"}, wire) {
		names = append([]string{kind}, names...)
	}
	return strings.Join(names, ".")
}

// at returns the value at a path of a document, nil where there is none.
func at(value any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			if i, err := strconv.Atoi(name); err == nil && i < len(v) {
				value = v[i]
				continue
			}
			return nil
		default:
			return nil
		}
	}
	return value
}

// put sets the value at a path, and makes the objects on the way.
func put(doc map[string]any, path string, value any) {
	parent, name := any(doc), path
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		if parent, name = at(doc, path[:i]), path[i+1:]; parent == nil {
			parent = map[string]any{}
			put(doc, path[:i], parent)
		}
	}
	switch p := parent.(type) {
	case map[string]any:
		p[name] = value
	case []any:
		i, _ := strconv.Atoi(name)
		p[i] = value
	}
}

// readable returns the document with passwords in place of their keys: another key of the same password is no change.
func (o spsObject) readable() any {
	doc := o.document()
	for _, f := range o.fields(doc) {
		if key, isKey := at(doc, f.Path).(string); f.Secret && isKey {
			put(doc, f.Path, o.fake.PasswordOf(key))
		}
	}
	return doc
}
