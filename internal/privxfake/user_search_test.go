package privxfake

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	directory := c.fake.Add("sources", minimal())
	ids := map[string]string{}
	for name, doc := range map[string]map[string]any{
		"alice": {"principal": "alice", "full_name": "Alice Liddell", "source": directory},
		"bob":   {"principal": "bob", "email": "bob+test@example.com"},
		"carol": {"principal": "carol", "full_name": "Carol Alison", "source": directory},
	} {
		ids[name] = c.fake.Add("users", doc)
	}
	c.fake.Add("directory_users", map[string]any{"principal": "dave", "source": directory})
	for name, tc := range map[string]struct {
		body         map[string]any
		stored, live string
	}{
		"all": {map[string]any{}, "[alice api-client-1 bob carol]", "[alice bob carol dave]"},
		"nulls": {
			map[string]any{"keywords": nil, "user_id": nil},
			"[alice api-client-1 bob carol]",
			"[alice bob carol dave]",
		},
		"keyword":      {map[string]any{"keywords": "ALI"}, "[alice carol]", "[alice carol]"},
		"words":        {map[string]any{"keywords": url.QueryEscape("alice lid")}, "[alice]", "[alice]"},
		"encoded":      {map[string]any{"keywords": url.QueryEscape("bob+test")}, "[bob]", "[bob]"},
		"not encoded":  {map[string]any{"keywords": "bob+test@ex"}, "[bob]", "[bob]"}, // two words, both found
		"ids":          {map[string]any{"user_id": []string{ids["bob"], "nobody"}}, "[bob]", "[bob]"},
		"source":       {map[string]any{"source": directory}, "[alice carol]", "[alice carol dave]"},
		"both":         {map[string]any{"source": directory, "keywords": "liddell"}, "[alice]", "[alice]"},
		"only outside": {map[string]any{"keywords": "dave"}, "[]", "[dave]"},
	} {
		for path, want := range map[string]string{"/search": tc.stored, "/search/external": tc.live} {
			got := c.must(200, "POST", usersPath+path, tc.body)
			names := []string{}
			for _, item := range as[[]any](t, got["items"]) {
				names = append(names, fmt.Sprint(as[map[string]any](t, item)["principal"]))
			}
			slices.Sort(names)
			if fmt.Sprint(names) != want || got["count"] != float64(len(names)) {
				t.Errorf("%s of %s found %v, count %v, want %s", path, name, names, got["count"], want)
			}
		}
	}
	for body, property := range map[string]string{
		`null`: "", `[]`: "", ``: "", `{"user_id":"a"}`: "user_id", `{"keywords":1}`: "keywords",
		`{"keywords":"%zz"}`: "keywords",
	} {
		status, _, answer := c.send("POST", usersPath+"/search", body)
		if doc, _ := answer.(map[string]any); status != 400 || doc["property"] != nil && doc["property"] != property {
			t.Errorf("%s answered %d %v", body, status, answer)
		}
	}
}

func TestSearchPages(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	for i := range 119 { // and the API client
		c.fake.AddUser(fmt.Sprintf("user-%03d", i))
	}
	for query, want := range map[string]int{
		"": 50, "?limit=100": 100, "?limit=100&offset=100": 20, "?offset=120": 0, "?sortdir=DESC&sortkey=principal": 50,
	} {
		got := c.must(200, "POST", usersPath+"/search"+query, map[string]any{})
		if n := len(as[[]any](t, got["items"])); n != want || got["count"] != 120.0 {
			t.Errorf("%q: %d of %v", query, n, got["count"])
		}
	}
	for _, query := range []string{"?limit=101", "?sortdir=desc", "?sortkey=password"} {
		c.must(400, "POST", usersPath+"/search"+query, map[string]any{})
	}
	if n := len(as[[]any](t, c.must(200, "POST", usersPath+"/search/external", map[string]any{})["items"])); n != 119 {
		t.Errorf("the directories found %d", n)
	}
}
