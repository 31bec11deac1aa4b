package privxfake

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// table holds the fields of one kind of document, objects before what lies in them.
type table []Field

// masked is what stands for a secret, however long (api/privx.md §3.3).
var masked = regexp.MustCompile(`^\*+$`)

// wrongTypes returns a problem for each field of a written document that is not of its kind; null is of every kind.
func (t table) wrongTypes(doc map[string]any) []problem {
	var problems []problem
	for _, f := range t {
		for _, path := range f.names() {
			if value := get(doc, path); !f.ServerSet && value != nil && !f.isOfKind(value) {
				problems = append(problems, wrongType(path, f.Kind))
			}
		}
	}
	return problems
}

func wrongType(path, kind string) problem {
	return problem{Code: "VALUE_INCORRECT_TYPE", Message: path + " must be of type " + kind, Property: path}
}

func required(path string) problem {
	return problem{Code: "REQUIRED_VALUE_MISSING", Message: path + " is required", Property: path}
}

// check returns what is wrong with a document that a client wrote and whose types are right; stored is what it
// replaces, nil for a new one.
func (t table) check(doc, stored map[string]any) []problem {
	var problems []problem
	for _, f := range t {
		value, was := get(doc, f.Path), get(stored, f.Path)
		switch {
		case f.ServerSet:
			continue
		case !f.isEmpty(value):
			problems = append(problems, f.check(value, was, stored == nil)...)
		case f.Required:
			problems = append(problems, required(f.Path))
		}
		if f.Fixed && stored != nil && value != was {
			problems = append(problems, problem{
				Code: "INVALID_REQUEST_DATA", Property: f.Path,
				Message: fmt.Sprintf("%s may not change from %v to %v", f.Path, was, value),
			})
		}
		// No page says which of two names wins, so a client that changed only one must be told.
		for _, alias := range f.names()[1:] {
			if other := get(doc, alias); value != nil && other != nil && value != other {
				problems = append(problems, problem{
					Code: "VALUE_INCORRECT_FORMAT", Message: "differs from " + f.Path, Property: alias,
				})
			}
		}
	}
	return problems
}

// check looks at a value that is of the right kind and not empty.
func (f Field) check(value, stored any, create bool) []problem {
	wrong := func(code, format string, args ...any) []problem {
		return []problem{{Code: code, Message: fmt.Sprintf(format, args...), Property: f.Path}}
	}
	text, _ := value.(string)
	if f.Secret && masked.MatchString(text) {
		if create {
			return wrong("VALUE_INCORRECT_FORMAT", "a new object has no %s that a mask could stand for", f.Path)
		}
		return nil
	}
	// Servers hold values that their pages do not name (LOCALHOST, API-CLIENT): what is there may stay.
	if f.Enum != nil && !slices.Contains(f.Enum, text) && value != stored {
		return wrong("VALUE_INCORRECT_FORMAT", "%q is not one of %s", text, strings.Join(f.Enum, ", "))
	}
	if number, isInt := integer(value); isInt && (number < f.least || f.most != 0 && number > f.most) {
		return wrong("VALUE_OUT_OF_BOUNDS", "%d is out of bounds", number)
	}
	if f.encoding != "" {
		decoded, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil || f.encoding == "base64 JSON" && !json.Valid(decoded) {
			return wrong("VALUE_INCORRECT_FORMAT", "must be %s", f.encoding)
		}
	}
	return nil
}

// accept replaces what only the server may set by what it has set before, and masks by the secrets behind them.
func (t table) accept(doc, stored map[string]any) {
	for _, f := range t {
		was := get(stored, f.Path)
		if f.ServerSet {
			remove(doc, f.Path)
			if was != nil {
				set(doc, f.Path, was)
			}
		}
		if text, isString := get(doc, f.Path).(string); f.Secret && isString && masked.MatchString(text) {
			set(doc, f.Path, was)
		}
	}
}

// canonical brings a document into the one form in which it is stored, whoever wrote it: every known field, with its
// default where it is empty, under one name; unknown keys stay as they are. Values of the wrong kind do, too, because
// Edit and Add check nothing.
func (t table) canonical(doc map[string]any) {
	for _, f := range t {
		if f.derived || f.WriteOnly {
			remove(doc, f.Path)
			continue
		}
		for _, alias := range f.names()[1:] {
			if value := get(doc, alias); value != nil {
				set(doc, f.Path, value)
			}
			remove(doc, alias)
		}
		if f.isEmpty(get(doc, f.Path)) && (f.byDefault != nil || !f.ServerSet) {
			set(doc, f.Path, f.empty())
		}
		for _, element := range elements(get(doc, f.Path)) {
			for _, key := range f.keys {
				if element[key] == nil {
					element[key] = ""
				}
			}
		}
	}
}

// read returns a stored document as clients read it. An empty mask shows secrets in the clear.
func (t table) read(stored map[string]any, mask string) map[string]any {
	doc := copyDocument(stored)
	for _, f := range t {
		switch value := get(doc, f.Path); {
		case f.isEmpty(value):
			if f.omitEmpty {
				remove(doc, f.Path)
			}
		case f.Secret && mask != "":
			set(doc, f.Path, mask)
		}
		for _, alias := range f.names()[1:] {
			set(doc, alias, get(doc, f.Path))
		}
	}
	return doc
}

// has reports whether a key is that of a field.
func (t table) has(key string) bool {
	return slices.ContainsFunc(t, func(f Field) bool { return f.Path == key })
}
