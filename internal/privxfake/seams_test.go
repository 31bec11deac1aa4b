package privxfake

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

func TestStatusChangesByItself(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	path := c.create(minimal())
	document := "sources/" + path[len(sourcesPath)+1:]
	status := func(want string) {
		t.Helper()
		if got := c.must(200, "GET", path, nil)["status_code"]; got != want {
			t.Errorf("status is %v, want %s", got, want)
		}
	}
	status("NOK")
	status("OK")
	c.must(200, "PUT", path, minimal())
	status("NOK")
	status("OK")
	c.must(200, "PUT", path, with("enabled", false))
	status("DISABLED")
	status("DISABLED")
	c.fake.Edit(document, func(doc map[string]any) { doc["enabled"] = true })
	status("NOK")
	status("OK")
	c.fake.Edit(document, func(doc map[string]any) { doc["status_code"], doc["status_text"] = "NOK", "bind failed" })
	status("NOK")
	status("NOK")
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	first, second := c.create(minimal()), c.create(with("connection.oidc_client_secret", "secret"))
	id := func(path string) string { return path[len(sourcesPath)+1:] }

	got := c.must(200, "POST", sourcesPath+"/refresh", []string{id(second), id(first)})
	if got["id"] != id(second) || get(got, "connection.oidc_client_secret") != "*****" {
		t.Errorf("answered %v", got)
	}
	for _, path := range []string{first, second} {
		if got := c.must(200, "GET", path, nil); got["status_code"] != "OK" {
			t.Errorf("status after refresh is %v", got["status_code"])
		}
	}
	for body, want := range map[string]int{
		`[]`: 400, `{}`: 400, `[1]`: 400, `null`: 400, ``: 400, `["` + id(first) + `","nobody"]`: 404,
	} {
		if status, _, answer := c.send("POST", sourcesPath+"/refresh", body); status != want {
			t.Errorf("refresh of %s answered %d %v, want %d", body, status, answer, want)
		}
	}
}

func TestAnotherAdministrator(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	path := c.create(minimal())
	document := "sources/" + path[len(sourcesPath)+1:]
	before := c.must(200, "GET", path, nil)
	c.fake.Edit(document, func(doc map[string]any) {
		doc["ttl"] = 60
		doc["tags"] = []string{"a"}
		set(doc, "connection.ldap_bind_password", "edited")
	})
	after := c.must(200, "GET", path, nil)
	if after["ttl"] != 60.0 || fmt.Sprint(after["tags"]) != "[a]" || after["updated"] == before["updated"] ||
		after["updatedby"] != "Superuser" || after["author"] != APIClientID {
		t.Errorf("read %v", after)
	}

	stored := c.fake.Document(document)
	if stored["ttl"] != 60.0 || get(stored, "connection.ldap_bind_password") != "edited" {
		t.Errorf("stored %v", stored)
	}
	set(stored, "connection.ldap_bind_password", "only in the copy")
	if get(c.fake.Document(document), "connection.ldap_bind_password") != "edited" {
		t.Error("Document is no copy")
	}

	c.fake.Remove(document)
	c.must(404, "GET", path, nil)
	if c.fake.Document(document) != nil {
		t.Error("a removed document is still there")
	}
	for name, misuse := range map[string]func(){
		"edit of nothing":    func() { c.fake.Edit(document, func(map[string]any) {}) },
		"removal of nothing": func() { c.fake.Remove(document) },
		"no such collection": func() { c.fake.Documents("nonsense") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", name)
				}
			}()
			misuse()
		}()
	}
	c.create(minimal()) // the panics left no lock behind
}

func TestEveryWritableFieldCanBeEdited(t *testing.T) {
	t.Parallel()
	c := start(t, Options{EchoSecrets: true})
	id := c.fake.Add("sources", sample(t, "source_request.json"))
	values := map[string]any{
		kindString: "changed", kindInt: 4711.0, kindBool: false, kindStrings: []any{"x"},
		kindMapping: map[string]any{"x": "y"}, kindObjects: []any{}, kindObject: nil,
	}
	for _, f := range Fields("sources") {
		if f.ServerSet {
			continue
		}
		before := c.must(200, "GET", sourcesPath+"/"+id, nil)
		c.fake.Edit("sources/"+id, func(doc map[string]any) { set(doc, f.Path, values[f.Kind]) })
		after := c.must(200, "GET", sourcesPath+"/"+id, nil)
		if fmt.Sprint(get(before, f.Path)) == fmt.Sprint(get(after, f.Path)) {
			t.Errorf("%s is still %v", f.Path, get(after, f.Path))
		}
		c.fake.Remove("sources/" + id)
		doc := sample(t, "source_request.json")
		doc["id"] = id
		c.fake.Add("sources", doc)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.fake.Fail(fakehttp.Fault{Kind: fakehttp.AppliedNoAnswer, Method: "POST", Path: "/sources$", Times: 1})
	request := toJSON(t, minimal())
	response, err := c.http.Post(c.url+sourcesPath, "application/json",
		strings.NewReader(request)) //nolint:noctx // a test
	if err == nil {
		_ = response.Body.Close()
		t.Fatal("a cut connection was answered")
	}
	if n := len(c.fake.Documents("sources")); n != 0 {
		t.Errorf("%d sources were made without a token", n)
	}
	c.fake.Fail(fakehttp.Fault{Status: 503, Body: `{"error_code":"MAX_LOAD"}`, Times: 1})
	if doc := c.must(503, "POST", sourcesPath, minimal()); doc["error_code"] != "MAX_LOAD" {
		t.Errorf("answered %v", doc)
	}
	c.must(201, "POST", sourcesPath, minimal())
	if n := len(c.fake.Requests()); n != 3 {
		t.Errorf("%d requests were recorded, want 3", n)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			status, _, body := c.send("POST", sourcesPath, toJSON(t, with("name", fmt.Sprint(i))))
			doc, _ := body.(map[string]any)
			id, _ := doc["id"].(string)
			if status != 201 || id == "" {
				t.Errorf("create answered %d %v", status, body)
				return
			}
			c.fake.Edit("sources/"+id, func(doc map[string]any) { doc["ttl"] = i })
			c.send("GET", sourcesPath, "")
			c.fake.Documents("sources")
			c.fake.RevokeTokens()
		})
	}
	wg.Wait()
	ids := map[any]bool{}
	for _, doc := range c.fake.Documents("sources") {
		ids[doc["id"]] = true
		if fmt.Sprint(doc["ttl"]) != doc["name"] {
			t.Errorf("source %v has ttl %v", doc["name"], doc["ttl"])
		}
	}
	if len(ids) != 20 {
		t.Errorf("%d sources, want 20", len(ids))
	}
}
