package privxfake

import (
	"fmt"
	"slices"
)

// roleFields are from api/privx.md §4.1. Permissions are not enumerated: the list grows with every release.
var roleFields = []Field{
	{Path: "id", Kind: kindString, ServerSet: true},
	{Path: "created", Kind: kindString, ServerSet: true},
	{Path: "updated", Kind: kindString, ServerSet: true},
	{Path: "updated_by", Kind: kindString, ServerSet: true},
	{Path: "updatedby", Kind: kindString, ServerSet: true},
	{Path: "author", Kind: kindString, ServerSet: true},
	{Path: "system", Kind: kindBool, ServerSet: true},
	{Path: "member_count", Kind: kindInt, ServerSet: true},
	{Path: "explicit_count", Kind: kindInt, ServerSet: true},
	{Path: "principal_public_key_strings", Kind: kindStrings, ServerSet: true},
	{Path: "owner_src", Kind: kindString, ServerSet: true},
	{Path: "deleted", Kind: kindString, ServerSet: true},
	{Path: "deleted_by", Kind: kindString, ServerSet: true},
	{Path: "name", Kind: kindString},
	{Path: "comment", Kind: kindString},
	{Path: "access_group_id", Kind: kindString},
	{Path: "permissions", Kind: kindStrings},
	{Path: "permit_agent", Kind: kindBool},
	{Path: "tags", Kind: kindStrings},
	{Path: "context", Kind: kindObject},
	{Path: "context.enabled", Kind: kindBool},
	{Path: "context.block_role", Kind: kindBool},
	{Path: "context.validity", Kind: kindStrings},
	{Path: "context.start_time", Kind: kindString},
	{Path: "context.end_time", Kind: kindString},
	{Path: "context.timezone", Kind: kindString},
	{Path: "context.ip_masks", Kind: kindStrings},
	{Path: "source_rules", Kind: kindObject},
}

// checkRole returns what is wrong with a role that a client wrote; stored is what it replaces, nil on create.
func (s *Server) checkRole(doc, stored map[string]any) []problem {
	if problems := wrongTypes(roleFields, doc); problems != nil {
		return problems
	}
	var problems []problem
	name, _ := doc["name"].(string)
	if name == "" {
		problems = append(problems, problem{
			Code: "REQUIRED_VALUE_MISSING", Message: "name is required", Property: "name",
		})
	}
	for id, o := range s.collections["roles"].objects {
		if o.doc["name"] == name && (stored == nil || stored["id"] != id) {
			problems = append(problems, problem{Code: "VALUE_DUPLICATE", Message: "Duplicate name", Property: "name"})
		}
	}
	if stored["system"] == true && stored["name"] != name {
		problems = append(problems, problem{
			Code: "BAD_REQUEST", Message: "System role cannot be renamed", Property: "name",
		})
	}
	rules, given := doc["source_rules"].(map[string]any)
	if !given {
		return append(problems, problem{
			Code: "REQUIRED_VALUE_MISSING", Message: "source_rules is required", Property: "source_rules",
		})
	}
	return append(problems, checkRule(rules)...)
}

// checkRule wants a group of rules, or a rule that names a directory; the empty group maps nobody.
func checkRule(rule map[string]any) []problem {
	wrong := func(code, format string, args ...any) []problem {
		return []problem{{Code: code, Message: fmt.Sprintf(format, args...), Property: "source_rules"}}
	}
	switch rule["type"] {
	case "GROUP":
		if !slices.Contains([]any{"ANY", "ALL"}, rule["match"]) {
			return wrong("VALUE_INCORRECT_FORMAT", "match must be ANY or ALL")
		}
		if rule["rules"] != nil && !(Field{Kind: kindObjects}).isOfKind(rule["rules"]) {
			return wrong("VALUE_INCORRECT_TYPE", "rules must be an array of objects")
		}
		var problems []problem
		for _, inner := range elements(rule["rules"]) {
			problems = append(problems, checkRule(inner)...)
		}
		return problems
	case "RULE":
		for _, key := range []string{"source", "search_string"} {
			if text, _ := rule[key].(string); text == "" {
				return wrong("REQUIRED_VALUE_MISSING", "a rule needs %s", key)
			}
		}
		return nil
	}
	return wrong("VALUE_INCORRECT_FORMAT", "type must be GROUP or RULE")
}
