package privxfake

import (
	"testing"
)

func TestGrantsRefused(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	user, role := c.fake.AddUser("alice"), c.fake.AddRole("ops")
	c.setRoles(user, map[string]any{"id": role, "explicit": true})
	grant := func(terms string) string { return `[{"id":"` + role + `","explicit":true` + terms + `}]` }
	for body, want := range map[string]struct{ code, property string }{
		``:                                      {"INVALID_REQUEST_DATA", ""},
		`null`:                                  {"INVALID_REQUEST_DATA", ""},
		`{"id":"` + role + `","explicit":true}`: {"INVALID_REQUEST_DATA", ""},
		`{"items":[]}`:                          {"INVALID_REQUEST_DATA", ""},
		`["` + role + `"]`:                      {"INVALID_REQUEST_DATA", ""},
		`[null]`:                                {"INVALID_REQUEST_DATA", ""},
		`[{"explicit":true}]`:                   {"REQUIRED_VALUE_MISSING", "id"},
		`[{"id":"nobody","explicit":true}]`:     {"INVALID_REQUEST_DATA", "id"},
		`[{"id":1,"explicit":true}]`:            {"VALUE_INCORRECT_TYPE", "id"},
		`[{"id":"` + role + `","explicit":true},{"id":"` + role + `"}]`: {"VALUE_DUPLICATE", "id"},
		grant(`,"grant_type":"FOREVER"`):                                {"VALUE_INCORRECT_FORMAT", "grant_type"},
		grant(`,"grant_type":"permanent"`):                              {"VALUE_INCORRECT_FORMAT", "grant_type"},
		grant(`,"grant_type":"FLOATING"`):                               {"VALUE_OUT_OF_BOUNDS", "floating_length"},
		grant(`,"grant_type":"FLOATING","floating_length":0`):           {"VALUE_OUT_OF_BOUNDS", "floating_length"},
		grant(`,"grant_type":"FLOATING","floating_length":-1`):          {"VALUE_OUT_OF_BOUNDS", "floating_length"},
		grant(`,"grant_type":"FLOATING","floating_length":1.5`):         {"VALUE_INCORRECT_TYPE", "floating_length"},
		grant(`,"grant_type":"FLOATING","floating_length":"24"`):        {"VALUE_INCORRECT_TYPE", "floating_length"},
		grant(`,"grant_type":"TIME_RESTRICTED"`):                        {"REQUIRED_VALUE_MISSING", "grant_validity_periods"},
		grant(`,"grant_type":"TIME_RESTRICTED","grant_validity_periods":[]`): {
			"REQUIRED_VALUE_MISSING", "grant_validity_periods",
		},
		grant(`,"grant_type":"TIME_RESTRICTED","grant_validity_periods":[{"grant_start":"2030-01-01T00:00:00Z"}]`): {
			"VALUE_INCORRECT_FORMAT", "grant_validity_periods",
		},
		grant(`,"grant_type":"TIME_RESTRICTED","grant_validity_periods":[` +
			`{"grant_start":"2030-01-01","grant_end":"2031-01-01T00:00:00Z"}]`): {
			"VALUE_INCORRECT_FORMAT", "grant_validity_periods",
		},
		grant(`,"grant_type":"TIME_RESTRICTED","grant_validity_periods":[` +
			`{"grant_start":"2030-01-01T00:00:00Z","grant_end":"2030-01-01T01:00:00+01:00"}]`): {
			"VALUE_OUT_OF_BOUNDS", "grant_validity_periods",
		},
		grant(`,"grant_validity_periods":["a"]`): {"VALUE_INCORRECT_TYPE", "grant_validity_periods"},
	} {
		status, _, answer := c.send("PUT", usersPath+"/"+user+"/roles", body)
		doc := as[map[string]any](t, answer)
		property, _ := doc["property"].(string)
		if status != 400 || doc["error_code"] != want.code || property != want.property {
			t.Errorf("%s answered %d %v, want %v", body, status, doc, want)
		}
	}
	if grants := c.fake.Grants(user); len(grants) != 1 || grants[0]["id"] != role {
		t.Errorf("what was refused left %v", grants)
	}
	if doc := c.must(404, "PUT", usersPath+"/nobody/roles", []any{}); doc["error_code"] != "OBJECT_NOT_FOUND" {
		t.Errorf("no such user: %v", doc)
	}
	c.must(404, "GET", usersPath+"/nobody/roles", nil)
}
