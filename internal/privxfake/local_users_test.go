package privxfake

import (
	"fmt"
	"testing"
)

func TestLocalUserLife(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	id := as[string](t, c.must(201, "POST", localUsersPath, map[string]any{
		"username": "alice", "full_name": "Alice", "tags": []string{"b", "a"}, "unix_account": "al",
		"attributes": []any{map[string]any{"key": "k", "value": "v"}}, "password": map[string]any{"password": "first one"},
	})["id"])
	path := localUsersPath + "/" + id
	got := c.must(200, "GET", path, nil)
	if got["id"] != id || got["username"] != "alice" || got["unix_account"] != "al" || got["windows_account"] != "alice" ||
		get(got, "password.password") != nil || got["updated_by"] != APIClientID || got["updatedby"] != nil {
		t.Errorf("read %v", got)
	}
	user := c.must(200, "GET", usersPath+"/"+id, nil)
	if user["principal"] != "alice" || user["source_type"] != "LOCAL" || user["source_user_id"] != id ||
		user["full_name"] != "Alice" || user["password"] != nil || user["username"] != nil {
		t.Errorf("in the role-store: %v", user)
	}
	c.must(200, "POST", usersPath+"/mfa/enable", []string{id})
	c.must(200, "PUT", path, map[string]any{"username": "alicia", "email": "a@example.com"})
	got, user = c.must(200, "GET", path, nil), c.must(200, "GET", usersPath+"/"+id, nil)
	if got["username"] != "alicia" || got["full_name"] != nil || got["unix_account"] != "alicia" || got["tags"] != nil ||
		got["email"] != "a@example.com" || get(user, "mfa.status") != "ENABLED" {
		t.Errorf("replaced: %v, %v", got, user)
	}
	password := func() any { return get(c.fake.Document("users/"+id), "password.password") }
	if password() != "first one" {
		t.Errorf("the password is %v", password())
	}
	c.must(200, "PUT", path+"/password", map[string]any{"password": "another one"})
	if password() != "another one" {
		t.Errorf("the password is %v", password())
	}
	c.must(400, "PUT", path+"/password", map[string]any{"password": "short"})

	c.fake.Add("authorized_keys", map[string]any{"user_id": id, "name": "a", "public_key": testKey(t, "a")})
	c.must(200, "DELETE", path, nil)
	c.must(404, "GET", path, nil)
	c.must(404, "PUT", path, map[string]any{"username": "alice"})
	c.must(404, "DELETE", path, nil)
	c.must(404, "PUT", path+"/password", map[string]any{"password": "long enough"})
	c.must(404, "GET", usersPath+"/"+id, nil)
	if keys := c.fake.Documents("authorized_keys"); len(keys) != 0 {
		t.Errorf("keys of nobody: %v", keys)
	}
	foreign := c.fake.Add("users", map[string]any{"principal": "bob", "source_type": "LDAP"})
	c.must(404, "GET", localUsersPath+"/"+foreign, nil)
}

func TestLocalUsersRefused(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.fake.AddUser("alice")
	bob := c.fake.AddUser("bob")
	password := map[string]any{"password": "long enough"}
	for _, tc := range []struct {
		body           map[string]any
		code, property string
		create, update int
	}{
		{map[string]any{"password": password}, "REQUIRED_VALUE_MISSING", "username", 400, 400},
		{map[string]any{"username": "alice", "password": password}, "VALUE_DUPLICATE", "username", 400, 400},
		{map[string]any{"username": "a", "tags": "a", "password": password}, "VALUE_INCORRECT_TYPE", "tags", 400, 400},
		{map[string]any{"username": "a", "password": "long enough"}, "VALUE_INCORRECT_TYPE", "password", 400, 400},
		{
			map[string]any{"username": "a", "password": map[string]any{"password": "seven77"}},
			"VALUE_OUT_OF_BOUNDS",
			"password", 400, 200,
		},
		{map[string]any{"username": "b"}, "REQUIRED_VALUE_MISSING", "password", 400, 200},
	} {
		doc := c.must(tc.create, "POST", localUsersPath, tc.body)
		if doc["error_code"] != tc.code || doc["property"] != tc.property {
			t.Errorf("%v answered %v", tc.body, doc)
		}
		c.must(tc.update, "PUT", localUsersPath+"/"+bob, tc.body)
	}
}

func TestLocalUsersList(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	var id string
	for i := range 60 {
		id = c.fake.AddUser(fmt.Sprintf("user-%02d", i))
		c.fake.Edit("users/"+id, func(doc map[string]any) { doc["tags"] = []string{fmt.Sprint(i % 3)} })
	}
	c.fake.Add("users", map[string]any{"principal": "ldap", "source_type": "LDAP"})
	for query, want := range map[string][2]int{
		"": {60, 50}, "?offset=50": {60, 10}, "?limit=100": {60, 60}, "?username=user-07": {1, 1}, "?username=ldap": {0, 0},
		"?id=" + id: {1, 1}, "?id=" + id + "&username=user-07": {0, 0},
	} {
		got := c.must(200, "GET", localUsersPath+query, nil)
		if got["count"] != float64(want[0]) || len(as[[]any](t, got["items"])) != want[1] {
			t.Errorf("%q: %v of %v", query, len(as[[]any](t, got["items"])), got["count"])
		}
	}
	c.must(400, "GET", localUsersPath+"?limit=101", nil)
	got := c.must(200, "GET", localUsersPath+"/tags?limit=2&sortdir=DESC", nil)
	if toJSON(t, got) != `{"count":3,"items":["2","1"]}` {
		t.Errorf("tags are %v", got)
	}
	c.must(400, "GET", localUsersPath+"/tags?limit=0", nil)
}

func TestNewUsersAreSeenLate(t *testing.T) {
	t.Parallel()
	c := start(t, Options{DelayNewUsers: 2})
	id := as[string](t, c.must(201, "POST", localUsersPath, verbatim(newUser))["id"])
	c.must(200, "GET", localUsersPath+"/"+id, nil)
	if got := c.must(200, "POST", usersPath+"/search", map[string]any{"user_id": []string{id}}); got["count"] != 0.0 {
		t.Errorf("found %v", got)
	}
	c.must(404, "POST", usersPath+"/mfa/enable", []string{id})
	c.must(404, "GET", usersPath+"/"+id, nil)
	c.must(404, "GET", usersPath+"/"+id+"/roles", nil)
	c.must(200, "GET", usersPath+"/"+id, nil)
	if got := c.must(200, "POST", usersPath+"/search", map[string]any{"user_id": []string{id}}); got["count"] != 1.0 {
		t.Errorf("found %v", got)
	}
	c.must(200, "GET", usersPath+"/"+c.fake.AddUser("old"), nil)
}
