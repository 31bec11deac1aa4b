package privxfake

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// masked is what stands for a secret, however long (api/privx.md §3.3).
var masked = regexp.MustCompile(`^\*+$`)

// checkSource returns what is wrong with a source that a client wrote; stored is what it replaces, nil on create. As
// in a server that decodes first, wrong types hide everything else.
func checkSource(doc, stored map[string]any) []problem {
	if problems := checkSourceTypes(doc); problems != nil {
		return problems
	}
	var problems []problem
	for _, path := range []string{"name", "connection.type"} {
		if get(doc, path) == nil || get(doc, path) == "" {
			problems = append(problems, problem{
				Code: "REQUIRED_VALUE_MISSING", Message: path + " is required", Property: path,
			})
		}
	}
	for _, alias := range sourceAliases {
		// No page says which of two names wins, so a client that changed only one must be told.
		a, b := get(doc, alias.name), get(doc, alias.canonical)
		if a != nil && b != nil && a != b {
			problems = append(problems, problem{
				Code: "VALUE_INCORRECT_FORMAT", Message: "differs from " + alias.canonical, Property: alias.name,
			})
		}
	}
	for _, f := range sourceFields {
		if value := get(doc, f.Path); !f.ServerSet && !f.isZero(value) {
			problems = append(problems, f.check(value, get(stored, f.Path), stored == nil)...)
		}
	}
	if policy, given := doc["session_password_policy"].(map[string]any); given {
		problems = append(problems, checkPolicy(policy)...)
	}
	if was, is := get(stored, "connection.type"), get(doc, "connection.type"); stored != nil && was != is {
		problems = append(problems, problem{
			Code: "INVALID_REQUEST_DATA", Property: "connection.type",
			Message: fmt.Sprintf("connection type may not change from %v to %v", was, is),
		})
	}
	return problems
}

func checkSourceTypes(doc map[string]any) []problem {
	var problems []problem
	if _, isObject := doc["connection"].(map[string]any); !isObject && doc["connection"] != nil {
		problems = append(problems, wrongType("connection", kindObject))
	}
	problems = append(problems, wrongTypes(sourceFields, doc)...)
	for _, alias := range sourceAliases {
		if value := get(doc, alias.name); value != nil && !(Field{Kind: kindString}).isOfKind(value) {
			problems = append(problems, wrongType(alias.name, kindString))
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
			return wrong("VALUE_INCORRECT_FORMAT", "a new source has no %s that a mask could stand for", f.Path)
		}
		return nil
	}
	// Servers hold types that their pages do not name (LOCALHOST, API-CLIENT): what is there may stay.
	if f.Enum != nil && !slices.Contains(f.Enum, text) && value != stored {
		return wrong("VALUE_INCORRECT_FORMAT", "%q is not one of %s", text, strings.Join(f.Enum, ", "))
	}
	if number, isInt := integer(value); isInt && f.Kind == kindInt {
		if number < 0 || f.max != 0 && number > f.max {
			return wrong("VALUE_OUT_OF_BOUNDS", "%d is out of bounds", number)
		}
	}
	if f.encoding != "" {
		decoded, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil || f.encoding == "base64 JSON" && !json.Valid(decoded) {
			return wrong("VALUE_INCORRECT_FORMAT", "must be %s", f.encoding)
		}
	}
	return nil
}
