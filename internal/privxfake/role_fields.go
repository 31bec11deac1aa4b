package privxfake

import (
	"fmt"
	"slices"
)

// roleFields are from api/privx.md §4.1 and api/objects/privx_role.md. Permissions are not enumerated: the list grows
// with every release. A definition has none of the keys of a grant (explicit, grant_type, ...).
var roleFields = slices.Concat(stampFields, table{
	{Path: "system", Kind: kindBool, ServerSet: true, byDefault: false},
	{Path: "member_count", Kind: kindInt, ServerSet: true, derived: true},
	{Path: "explicit_count", Kind: kindInt, ServerSet: true, derived: true},
	{Path: "principal_public_key_strings", Kind: kindStrings, ServerSet: true, byDefault: []any{}},
	{Path: "owner_src", Kind: kindString, ServerSet: true},
	{Path: "deleted", Kind: kindString, ServerSet: true},
	{Path: "deleted_by", Kind: kindString, ServerSet: true},
	{Path: "name", Kind: kindString, Required: true},
	{Path: "comment", Kind: kindString, omitEmpty: true},
	{Path: "access_group_id", Kind: kindString},
	{Path: "permissions", Kind: kindStrings, byDefault: []any{}},
	{Path: "permit_agent", Kind: kindBool, omitEmpty: true},
	{Path: "tags", Kind: kindStrings, omitEmpty: true, byDefault: []any{}},
	{Path: "context", Kind: kindObject, byDefault: map[string]any{"ip_masks": []any{"0.0.0.0/0"}}},
	{Path: "context.enabled", Kind: kindBool},
	{Path: "context.block_role", Kind: kindBool, omitEmpty: true},
	{Path: "context.validity", Kind: kindStrings, byDefault: []any{}},
	{Path: "context.start_time", Kind: kindString},
	{Path: "context.end_time", Kind: kindString},
	{Path: "context.timezone", Kind: kindString},
	{Path: "context.ip_masks", Kind: kindStrings, byDefault: []any{}},
	{
		Path: "source_rules", Kind: kindObject, Required: true,
		byDefault: map[string]any{"type": "GROUP", "match": "ANY", "rules": []any{}},
	},
})

// checkRule returns what is wrong with a group of rules, or with a rule, which names a directory.
// An empty group maps nobody.
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

// canonicalRule adds the list that every group and every rule is read with.
func canonicalRule(rule map[string]any) {
	if rule["rules"] == nil {
		rule["rules"] = []any{}
	}
	for _, inner := range elements(rule["rules"]) {
		canonicalRule(inner)
	}
}
