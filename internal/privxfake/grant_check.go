package privxfake

import (
	"math"
	"slices"
)

// grantFields are what is read of a role handle; what else a handle has is the server's and ignored. The fields of
// other types of grant are dropped unseen, so that their bounds are checked with the type.
var grantFields = table{
	{Path: "id", Kind: kindString, Required: true},
	{Path: "explicit", Kind: kindBool},
	{Path: "implicit", Kind: kindBool},
	{Path: "grant_type", Kind: kindString, Enum: []string{permanent, timeRestricted, floating}},
	{
		Path: "grant_validity_periods", Kind: kindObjects, Types: []string{timeRestricted},
		keys: []string{"grant_start", "grant_end"},
	},
	{Path: "floating_length", Kind: kindInt, Types: []string{floating}, least: math.MinInt64},
}

// checkGrants returns the explicit ones of a bare array of role handles: the vendor's tools send the mapped ones back,
// too, and the server ignores them (api/privx.md §4.2). Fields of another type of grant are dropped unseen.
func (s *Server) checkGrants(c *call) (items []any, problems []problem) {
	array, wrong := read[[]any](c, "a JSON array")
	if wrong != nil {
		return nil, []problem{*wrong}
	}
	handles := elements(array)
	if len(handles) < len(array) {
		return nil, []problem{{Code: "INVALID_REQUEST_DATA", Message: "Request body is not an array of objects"}}
	}
	var seen []string
	for _, handle := range handles {
		if wrong := grantFields.wrongTypes(handle); wrong != nil {
			problems = append(problems, wrong...)
			continue
		}
		id, _ := handle["id"].(string)
		if slices.Contains(seen, id) {
			problems = append(problems, duplicate("id"))
		}
		seen = append(seen, id)
		if handle["explicit"] != true {
			continue
		}
		problems = append(problems, s.checkGrant(id, handle)...)
		items = append(items, handle)
	}
	return items, problems
}

func (s *Server) checkGrant(id string, handle map[string]any) []problem {
	if problems := grantFields.check(handle, nil); problems != nil {
		return problems
	}
	if s.collections["roles"].objects[id] == nil {
		return []problem{{Code: "INVALID_REQUEST_DATA", Message: "Role " + id + " not found", Property: "id"}}
	}
	switch handle["grant_type"] {
	case timeRestricted:
		return checkPeriods(elements(handle["grant_validity_periods"]))
	case floating:
		if length, _ := integer(handle["floating_length"]); length < 1 {
			return []problem{{
				Code: "VALUE_OUT_OF_BOUNDS", Property: "floating_length",
				Message: "floating_length must be at least 1 hour",
			}}
		}
	}
	return nil
}

func checkPeriods(periods []map[string]any) []problem {
	const property = "grant_validity_periods"
	if len(periods) == 0 {
		return []problem{{
			Code: "REQUIRED_VALUE_MISSING", Message: "A time-restricted grant needs a period", Property: property,
		}}
	}
	var problems []problem
	for _, period := range periods {
		start, startIsTime := instant(period["grant_start"])
		end, endIsTime := instant(period["grant_end"])
		switch {
		case !startIsTime || !endIsTime:
			problems = append(problems, problem{
				Code: "VALUE_INCORRECT_FORMAT", Message: "grant_start and grant_end must be RFC 3339", Property: property,
			})
		case !end.After(start):
			problems = append(problems, problem{
				Code: "VALUE_OUT_OF_BOUNDS", Message: "grant_end must be after grant_start", Property: property,
			})
		}
	}
	return problems
}
