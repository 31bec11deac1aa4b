package privxfake

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"
)

func someRole(name string) map[string]any {
	return map[string]any{
		"name": name, "source_rules": map[string]any{"type": "GROUP", "match": "ANY", "rules": []any{}},
	}
}

func TestRoleLife(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	doc := someRole("ops")
	doc["permissions"] = []string{"hosts-view", "of-a-later-release"}
	doc["context"] = map[string]any{"enabled": true, "validity": []string{"MON"}}
	doc["system"], doc["member_count"], doc["id"], doc["future"] = true, 7, "mine", "kept"
	id := as[string](t, c.must(201, "POST", rolesPath, doc)["id"])
	path := rolesPath + "/" + id
	got := c.must(200, "GET", path, nil)
	if got["id"] != id || got["system"] != false || got["member_count"] != 0.0 || got["future"] != "kept" ||
		fmt.Sprint(got["permissions"]) != "[hosts-view of-a-later-release]" || get(got, "context.enabled") != true ||
		got["author"] != APIClientID || got["updatedby"] != APIClientID {
		t.Errorf("read %v", got)
	}
	if answer := c.must(200, "PUT", path, someRole("operators")); answer != nil {
		t.Errorf("PUT answered %v", answer)
	}
	after := c.must(200, "GET", path, nil)
	if after["name"] != "operators" || fmt.Sprint(after["permissions"]) != "[]" || get(after,
		"context.enabled") != false ||
		after["future"] != nil || after["created"] != got["created"] || after["updated"] == got["updated"] {
		t.Errorf("replaced: %v", after)
	}
	user := c.fake.AddUser("alice")
	c.fake.Grant(user, map[string]any{"id": id})
	c.fake.AddImplicit(c.fake.AddUser("bob"), id)
	got = c.must(200, "GET", path, nil)
	if got["member_count"] != 2.0 || got["explicit_count"] != 1.0 {
		t.Errorf("members of %v", got)
	}
	members := c.must(200, "GET", path+"/members?sortkey=principal&limit=1&offset=1", nil)
	if items := as[[]any](t, members["items"]); members["count"] != 2.0 || len(items) != 1 ||
		as[map[string]any](t, items[0])["principal"] != "bob" {
		t.Errorf("members are %v", members)
	}
	c.must(200, "DELETE", path, nil)
	for _, operation := range []string{"GET ", "PUT ", "DELETE ", "GET /members"} {
		method, below, _ := strings.Cut(operation, " ")
		if doc := c.must(404, method, path+below, someRole("a")); doc["error_code"] != "OBJECT_NOT_FOUND" ||
			doc["property"] != "id" {
			t.Errorf("%s of what is gone answered %v", operation, doc)
		}
	}
	if got := c.rolesOf(user); len(got) != 1 {
		t.Errorf("a deleted role is still granted: %v", got)
	}
}

// TestRoleAsServersShowIt compares what a capture has (api/objects/privx_role.md §2 to §4):
// defaults, what is left out when it is empty, the list that every rule has.
func TestRoleAsServersShowIt(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.at("2030-01-01T00:00:00.5Z")
	stamps := map[string]any{
		"author": APIClientID, "updatedby": APIClientID, "created": "2030-01-01T00:00:00.5Z",
		"updated": "2030-01-01T00:00:00.5Z", "system": false, "member_count": 0.0, "explicit_count": 0.0,
		"principal_public_key_strings": []any{}, "access_group_id": c.fake.defaultAccessGroup,
	}
	for name, tc := range map[string]struct{ sent, want string }{
		"smallest": {
			`{"name":"ops","source_rules":{"type":"GROUP","match":"ANY"}}`,
			`{"name":"ops","permissions":[],"source_rules":{"type":"GROUP","match":"ANY","rules":[]},
				"context":{"enabled":false,"validity":[],"start_time":"","end_time":"","timezone":"","ip_masks":["0.0.0.0/0"]}}`,
		},
		"empty": {
			`{"name":"ops","comment":"","permissions":null,"permit_agent":false,"tags":[],"context":null,"access_group_id":"",
				"source_rules":{"type":"GROUP","match":"ANY","rules":[]}}`,
			`{"name":"ops","permissions":[],"source_rules":{"type":"GROUP","match":"ANY","rules":[]},
				"context":{"enabled":false,"validity":[],"start_time":"","end_time":"","timezone":"","ip_masks":["0.0.0.0/0"]}}`,
		},
		"everything": {
			`{"name":"ops","comment":"c","permissions":["roles-view"],"permit_agent":true,"tags":["t"],
				"context":{"enabled":true,"block_role":true,"validity":["SUN","MON"],"ip_masks":["192.0.2.0/24"]},
				"source_rules":{"type":"GROUP","match":"ALL","rules":[
					{"type":"GROUP","match":"ANY","rules":[{"type":"RULE","source":"s","search_string":"(cn=a)"}]}]}}`,
			`{"name":"ops","comment":"c","permissions":["roles-view"],"permit_agent":true,"tags":["t"],
				"context":{"enabled":true,"block_role":true,"validity":["SUN","MON"],"start_time":"","end_time":"","timezone":"",
					"ip_masks":["192.0.2.0/24"]},
				"source_rules":{"type":"GROUP","match":"ALL","rules":[
					{"type":"GROUP","match":"ANY","rules":[{"type":"RULE","source":"s","search_string":"(cn=a)","rules":[]}]}]}}`,
		},
	} {
		want := map[string]any{}
		if err := json.Unmarshal([]byte(tc.want), &want); err != nil {
			t.Fatal(err)
		}
		maps.Copy(want, stamps)
		want["id"] = c.must(201, "POST", rolesPath, verbatim(tc.sent))["id"]
		path := rolesPath + "/" + as[string](t, want["id"])
		for range 2 { // what came from GET goes back with PUT
			got := c.must(200, "GET", path, nil)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: read\n%s\nwant\n%s", name, toJSON(t, got), toJSON(t, want))
			}
			c.must(200, "PUT", path, got)
		}
		c.must(200, "DELETE", path, nil)
	}
}

func TestSystemRoles(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	for _, stored := range c.fake.Documents("roles") {
		path := rolesPath + "/" + as[string](t, stored["id"])
		role := c.must(200, "GET", path, nil)
		if _, has := role["created"]; has || role["system"] != true {
			t.Errorf("read %v", role)
		}
		role["comment"], role["system"] = "changed", false
		c.must(200, "PUT", path, role)
		if got := c.must(200, "GET", path, nil); got["comment"] != "changed" || got["system"] != true ||
			got["created"] != nil {
			t.Errorf("changed to %v", got)
		}
		role["name"] = "renamed"
		for method, property := range map[string]string{"PUT": "name", "DELETE": "id"} {
			if doc := c.must(400, method, path, role); doc["error_code"] != "BAD_REQUEST" || doc["property"] != property {
				t.Errorf("%s answered %v", method, doc)
			}
		}
	}
}

func TestRolesFound(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	a := c.fake.AddRole("a")
	c.fake.AddRole("b")
	got := c.must(200, "POST", rolesPath+"/resolve", []string{"a", "nobody"})
	if toJSON(t, got) != `{"count":1,"items":[{"id":"`+a+`","name":"a"}]}` {
		t.Errorf("resolved %v", got)
	}
	for body, want := range map[string]float64{
		`{}`: 4, `{"name":null}`: 4, `{"name":["a","b","c"]}`: 2, `{"name":["c"]}`: 0,
	} {
		if got := c.must(200, "POST", rolesPath+"/search?limit=1", verbatim(body)); got["count"] != want {
			t.Errorf("%s found %v", body, got["count"])
		}
	}
	for path, body := range map[string]string{"/resolve": `{}`, "/search": `{"name":"a"}`} {
		c.must(400, "POST", rolesPath+path, verbatim(body))
	}
	c.must(400, "POST", rolesPath+"/search?limit=1001", map[string]any{})
}

func TestRolesRefused(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	id := c.fake.AddRole("ops")
	rules := func(text string) string { return `{"name":"new","source_rules":` + text + `}` }
	for body, want := range map[string]struct{ code, property string }{
		`[]`: {"INVALID_REQUEST_DATA", ""},
		`{"source_rules":{"type":"GROUP","match":"ANY"}}`:                {"REQUIRED_VALUE_MISSING", "name"},
		`{"name":"","source_rules":{"type":"GROUP","match":"ANY"}}`:      {"REQUIRED_VALUE_MISSING", "name"},
		`{"name":"other","source_rules":{"type":"GROUP","match":"ANY"}}`: {"VALUE_DUPLICATE", "name"},
		`{"name":1,"source_rules":{"type":"GROUP","match":"ANY"}}`:       {"VALUE_INCORRECT_TYPE", "name"},
		`{"name":"new","context":{"validity":"MON"},"source_rules":{"type":"RULE"}}`: {
			"VALUE_INCORRECT_TYPE",
			"context.validity",
		},
		`{"name":"new"}`:                                   {"REQUIRED_VALUE_MISSING", "source_rules"},
		rules(`{"rules":null}`):                            {"VALUE_INCORRECT_FORMAT", "source_rules"},
		rules(`[]`):                                        {"VALUE_INCORRECT_TYPE", "source_rules"},
		rules(`{"type":"GROUP","match":"NONE"}`):           {"VALUE_INCORRECT_FORMAT", "source_rules"},
		rules(`{"type":"GROUP","match":"ALL","rules":{}}`): {"VALUE_INCORRECT_TYPE", "source_rules"},
		rules(`{"type":"GROUP","match":"ALL","rules":[{"type":"RULE","source":"a"}]}`): {
			"REQUIRED_VALUE_MISSING",
			"source_rules",
		},
		rules(`{"type":"GROUP","match":"ALL","rules":[{"type":"RULE","search_string":"a"}]}`): {
			"REQUIRED_VALUE_MISSING",
			"source_rules",
		},
	} {
		c.fake.Add("roles", map[string]any{"id": "other", "name": "other"})
		for method, path := range map[string]string{"POST": rolesPath, "PUT": rolesPath + "/" + id} {
			doc := c.must(400, method, path, verbatim(body))
			property, _ := doc["property"].(string)
			if doc["error_code"] != want.code || property != want.property {
				t.Errorf("%s of %s answered %v, want %v", method, body, doc, want)
			}
		}
	}
	if doc := c.must(400, "POST", rolesPath, someRole("ops")); doc["error_message"] != "Duplicate name" {
		t.Errorf("a duplicate answered %v", doc)
	}
	c.must(200, "PUT", rolesPath+"/"+id, someRole("ops"))
	c.must(201, "POST", rolesPath, verbatim(rules(
		`{"type":"GROUP","match":"ALL","rules":[{"type":"RULE","source":"a","search_string":"(cn=a)"}]}`)))

	admin := as[string](t, c.fake.Documents("roles")[0]["id"])
	c.must(400, "DELETE", rolesPath+"/"+admin, nil)
	c.must(400, "PUT", rolesPath+"/"+admin, someRole("root"))
	c.must(200, "PUT", rolesPath+"/"+admin, someRole("privx-admin"))
}
