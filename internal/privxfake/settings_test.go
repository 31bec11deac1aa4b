package privxfake

import (
	"testing"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	user := c.fake.AddUser("alice")
	current := as[string](t, c.must(200, "GET", usersPath+"/current", nil)["id"])
	for _, id := range []string{user, "current"} {
		path := usersPath + "/" + id + "/settings"
		if got := c.must(200, "GET", path, nil); len(got) != 0 {
			t.Errorf("%s at first: %v", id, got)
		}
		c.must(200, "PUT", path, map[string]any{"theme": "dark", "sshClient": map[string]any{"fontSize": 12}})
		answer := c.must(200, "PUT", path, map[string]any{"bookmarks": map[string]any{}, "big": 12345678901234567})
		if id == user && answer["principal"] != "alice" || id == "current" && answer["bookmarks"] == nil {
			t.Errorf("%s: PUT answered %v", id, answer)
		}
		_, _, got := c.send("GET", path, "")
		if toJSON(t, got) != `{"big":12345678901234568,"bookmarks":{}}` { // as float64 in this test's hands
			t.Errorf("%s: %v", id, toJSON(t, got))
		}
		for _, body := range []string{`[]`, `null`, `"a"`, ``, `{`, `{} {}`} {
			if status, _, _ := c.send("PUT", path, body); status != 400 {
				t.Errorf("%s: %s answered %d", id, body, status)
			}
		}
	}
	c.fake.Edit("settings/"+user, func(doc map[string]any) { doc["theme"] = "light" })
	if got := c.must(200, "GET", usersPath+"/"+user+"/settings", nil); got["theme"] != "light" || len(got) != 3 {
		t.Errorf("after an edit: %v", got)
	}
	if got := c.must(200, "GET", usersPath+"/current", nil); get(got, "settings.bookmarks") == nil {
		t.Errorf("the current user's settings are %v", got["settings"])
	}
	if toJSON(t, c.fake.Document("settings/"+current)) != `{"big":12345678901234567,"bookmarks":{}}` {
		t.Errorf("stored %v", c.fake.Document("settings/"+current))
	}
	c.fake.Add("settings", map[string]any{"id": user, "theme": "added"})
	if got := c.must(200, "GET", usersPath+"/"+user+"/settings", nil); toJSON(t, got) != `{"theme":"added"}` {
		t.Errorf("after an addition: %v", got)
	}
	c.fake.Remove("settings/" + user)
	if got := c.fake.Document("settings/" + user); got == nil || len(got) != 0 {
		t.Errorf("after a removal: %v", got)
	}
	c.must(404, "GET", usersPath+"/nobody/settings", nil)
	c.must(404, "PUT", usersPath+"/nobody/settings", map[string]any{})
}
