package privxfake

import "slices"

// grantFields are what is read of a role handle; what else a handle has is the server's and ignored.
var grantFields = []Field{
	{Path: "id", Kind: kindString},
	{Path: "explicit", Kind: kindBool},
	{Path: "implicit", Kind: kindBool},
	{Path: "grant_type", Kind: kindString},
	{Path: "grant_validity_periods", Kind: kindObjects, keys: []string{"grant_start", "grant_end"}},
	{Path: "floating_length", Kind: kindInt},
}

// checkGrants returns the explicit ones of a bare array of role handles: the vendor's tools send the mapped ones back,
// too, and the server ignores them (api/privx.md §4.2). Fields of another type of grant are dropped unseen.
func (s *Server) checkGrants(c *call) (items []any, problems []problem) {
	value, err := decode(c.body)
	if err != nil {
		return nil, []problem{{Code: "INVALID_REQUEST_DATA", Message: "Request body is not JSON: " + err.Error()}}
	}
	if !all(value, func(element any) bool { _, isObject := element.(map[string]any); return isObject }) {
		return nil, []problem{{Code: "INVALID_REQUEST_DATA", Message: "Request body is not a JSON array of objects"}}
	}
	var seen []string
	for _, handle := range elements(value) {
		if wrong := wrongTypes(grantFields, handle); wrong != nil {
			problems = append(problems, wrong...)
			continue
		}
		id, _ := handle["id"].(string)
		if slices.Contains(seen, id) {
			problems = append(problems, problem{Code: "VALUE_DUPLICATE", Message: "Duplicate role " + id, Property: "id"})
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
	wrong := func(code, message, property string) []problem {
		return []problem{{Code: code, Message: message, Property: property}}
	}
	if id == "" {
		return wrong("REQUIRED_VALUE_MISSING", "id is required", "id")
	}
	if s.collections["roles"].objects[id] == nil {
		return wrong("INVALID_REQUEST_DATA", "Role "+id+" not found", "id")
	}
	switch handle["grant_type"] {
	case nil, "", permanent:
		return nil
	case timeRestricted:
		return checkPeriods(elements(handle["grant_validity_periods"]))
	case floating:
		if length, _ := integer(handle["floating_length"]); length < 1 {
			return wrong("VALUE_OUT_OF_BOUNDS", "floating_length must be at least 1 hour", "floating_length")
		}
		return nil
	}
	return wrong("VALUE_INCORRECT_FORMAT", "grant_type must be PERMANENT, TIME_RESTRICTED or FLOATING", "grant_type")
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
