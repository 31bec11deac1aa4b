package privxfake

import (
	"fmt"
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
	if after["name"] != "operators" || fmt.Sprint(after["permissions"]) != "[]" || after["context"] != nil ||
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
	c.must(404, "GET", path, nil)
	c.must(404, "PUT", path, someRole("a"))
	c.must(404, "DELETE", path, nil)
	c.must(404, "GET", path+"/members", nil)
	if got := c.rolesOf(user); len(got) != 1 {
		t.Errorf("a deleted role is still granted: %v", got)
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
		`{"source_rules":{"type":"GROUP","match":"ANY"}}`:                            {"REQUIRED_VALUE_MISSING", "name"},
		`{"name":"","source_rules":{"type":"GROUP","match":"ANY"}}`:                  {"REQUIRED_VALUE_MISSING", "name"},
		`{"name":"other","source_rules":{"type":"GROUP","match":"ANY"}}`:             {"VALUE_DUPLICATE", "name"},
		`{"name":1,"source_rules":{"type":"GROUP","match":"ANY"}}`:                   {"VALUE_INCORRECT_TYPE", "name"},
		`{"name":"new","context":{"validity":"MON"},"source_rules":{"type":"RULE"}}`: {"VALUE_INCORRECT_TYPE", "context.validity"},
		`{"name":"new"}`:                                   {"REQUIRED_VALUE_MISSING", "source_rules"},
		rules(`{"rules":null}`):                            {"VALUE_INCORRECT_FORMAT", "source_rules"},
		rules(`[]`):                                        {"VALUE_INCORRECT_TYPE", "source_rules"},
		rules(`{"type":"GROUP","match":"NONE"}`):           {"VALUE_INCORRECT_FORMAT", "source_rules"},
		rules(`{"type":"GROUP","match":"ALL","rules":{}}`): {"VALUE_INCORRECT_TYPE", "source_rules"},
		rules(`{"type":"GROUP","match":"ALL","rules":[{"type":"RULE","source":"a"}]}`):        {"REQUIRED_VALUE_MISSING", "source_rules"},
		rules(`{"type":"GROUP","match":"ALL","rules":[{"type":"RULE","search_string":"a"}]}`): {"REQUIRED_VALUE_MISSING", "source_rules"},
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
