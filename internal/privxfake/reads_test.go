package privxfake

import (
	"fmt"
	"testing"
)

func TestRolesPage(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	for i := range 58 { // and the two system roles
		c.fake.Add("roles", map[string]any{"name": fmt.Sprintf("role-%02d", i)})
	}
	for query, want := range map[string]struct {
		items int
		first string
	}{
		"":                               {50, "privx-admin"},
		"?offset=50":                     {10, "role-48"},
		"?offset=60":                     {0, ""},
		"?offset=1000":                   {0, ""},
		"?limit=1000&sortdir=DESC":       {60, "role-57"},
		"?limit=3&offset=2&sortkey=name": {3, "role-00"},
	} {
		got := c.must(200, "GET", rolesPath+query, nil)
		items := as[[]any](t, got["items"])
		if got["count"] != 60.0 || len(items) != want.items {
			t.Errorf("%q: count %v, %d items, want 60, %d", query, got["count"], len(items), want.items)
			continue
		}
		if len(items) > 0 && as[map[string]any](t, items[0])["name"] != want.first {
			t.Errorf("%q: first is %v, want %s", query, items[0], want.first)
		}
	}
	for query, property := range map[string]string{
		"?limit=1001": "limit", "?limit=0": "limit", "?limit=x": "limit", "?offset=-1": "offset", "?sortdir=asc": "sortdir",
		"?sortkey=nonsense": "sortkey",
	} {
		if doc := c.must(400, "GET", rolesPath+query, nil); doc["property"] != property {
			t.Errorf("%q answered %v", query, doc)
		}
	}
}

func TestRolesAndUsers(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	role := c.fake.Add("roles", map[string]any{"name": "ops", "permissions": []string{"hosts-view"}})
	got := c.must(200, "GET", rolesPath+"/"+role, nil)
	if got["name"] != "ops" || fmt.Sprint(got["permissions"]) != "[hosts-view]" || got["system"] != false {
		t.Errorf("read %v", got)
	}
	if _, has := got["explicit"]; has {
		t.Errorf("a definition has a grant's keys: %v", got)
	}

	user := c.fake.Add("users", map[string]any{"principal": "alice", "first_name": "Alice"})
	got = c.must(200, "GET", usersPath+"/"+user, nil)
	if got["id"] != user || got["principal"] != "alice" || got["given_name"] != "Alice" || got["source_user_id"] != user {
		t.Errorf("read %v", got)
	}
	got = c.must(200, "GET", usersPath+"/current", nil)
	if got["principal"] != APIClientID || got["source_type"] != "API-CLIENT" {
		t.Errorf("the current user is %v", got)
	}
}
