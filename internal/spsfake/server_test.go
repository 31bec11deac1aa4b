package spsfake

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"testing"
)

// client speaks HTTP and nothing of SPS: what the fake says is compared as JSON. It is one session.
type client struct {
	t       *testing.T
	fake    *Server
	url     string
	session string
	http    *http.Client
}

// start returns a client that is logged in.
func start(t *testing.T, o Options) *client {
	t.Helper()
	fake := New(o)
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	t.Cleanup(fake.Close)
	return (&client{t: t, fake: fake, url: server.URL, http: server.Client()}).another()
}

// another returns a session of its own on the same server.
func (c *client) another() *client {
	c.t.Helper()
	other := *c
	response, _ := c.do("GET", authenticationPath, "", http.Header{"Authorization": {basic(Username, Password)}})
	if response.StatusCode != 200 {
		c.t.Fatalf("login answered %d", response.StatusCode)
	}
	for _, cookie := range response.Cookies() {
		if cookie.Name == "session_id" {
			other.session = cookie.Value
		}
	}
	return &other
}

func basic(username, password string) string {
	request := http.Request{Header: http.Header{}}
	request.SetBasicAuth(username, password)
	return request.Header.Get("Authorization")
}

// do returns the response and the decoded body, nil if it is no JSON object.
func (c *client) do(method, path, body string, header http.Header) (*http.Response, map[string]any) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header = header
	response, err := c.http.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	doc := map[string]any{}
	if err := json.Unmarshal(text, &doc); err != nil {
		return response, nil
	}
	return response, doc
}

func (c *client) header() http.Header {
	return http.Header{"Cookie": {"session_id=" + c.session}, "Content-Type": {"application/json"}}
}

// send sends a document, a string as it is.
func (c *client) send(method, path string, body any) (int, map[string]any) {
	c.t.Helper()
	text, isText := body.(string)
	if body != nil && !isText {
		text = toJSON(c.t, body)
	}
	response, doc := c.do(method, path, text, c.header())
	return response.StatusCode, doc
}

// must sends a document, expects a status and returns the answer.
func (c *client) must(status int, method, path string, body any) map[string]any {
	c.t.Helper()
	got, doc := c.send(method, path, body)
	if got != status {
		c.t.Fatalf("%s %s answered %d %v, want %d", method, path, got, doc, status)
	}
	return doc
}

// refused sends a document and expects a status, a type of error, and a word in its message.
func (c *client) refused(status int, kind, word, method, path string, body any) {
	c.t.Helper()
	got, doc := c.send(method, path, body)
	inner, _ := doc["error"].(map[string]any)
	message, _ := inner["message"].(string)
	details, _ := inner["details"].(map[string]any)
	if gotKind, _ := inner["type"].(string); got != status || gotKind != kind || !strings.Contains(message, word) {
		c.t.Errorf("%s %s answered %d %v, want %d %s with %q", method, path, got, doc, status, kind, word)
	}
	if details["resource"] != strings.SplitN(path, "?", 2)[0] {
		c.t.Errorf("%s %s: details are %v", method, path, details)
	}
}

// create posts a document and returns the key.
func (c *client) create(path string, doc any) string {
	c.t.Helper()
	return as[string](c.t, c.must(201, "POST", path, doc)["key"])
}

func (c *client) password(plain string) string {
	c.t.Helper()
	return c.create(at(passwords), map[string]any{"plain": plain})
}

func (c *client) open()   { c.t.Helper(); c.must(200, "POST", transactionPath, nil) }
func (c *client) commit() { c.t.Helper(); c.must(200, "PUT", transactionPath, commitBody()) }

func commitBody() map[string]any { return map[string]any{"status": "commit"} }

func (c *client) body(path string) map[string]any {
	c.t.Helper()
	return as[map[string]any](c.t, c.must(200, "GET", path, nil)["body"])
}

// at returns the path of a collection, or of an object in it.
func at(collection string, key ...string) string {
	return strings.Join(append([]string{hrefOf(collection)}, key...), "/")
}

func toJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sample reads a document of the vendor's pages.
func sample(t *testing.T, name string) map[string]any {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	doc := map[string]any{}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// with returns a copy of a document with one field changed, at a path like "schema.selection";
// the value gone takes it away.
func with(doc map[string]any, field string, value any) map[string]any {
	doc = copyDocument(doc)
	inner, path := doc, strings.Split(field, ".")
	for _, name := range path[:len(path)-1] {
		next, isObject := inner[name].(map[string]any)
		if !isObject {
			panic("no object at " + name)
		}
		inner = next
	}
	if inner[path[len(path)-1]] = value; value == gone {
		delete(inner, path[len(path)-1])
	}
	return doc
}

// gone takes a field away.
const gone = "\x00gone"

// as returns the value, which must be of this type.
func as[T any](t *testing.T, value any) T {
	t.Helper()
	typed, ok := value.(T)
	if !ok {
		t.Fatalf("%v is a %T, not a %T", value, value, typed)
	}
	return typed
}

func equal(t *testing.T, got, want any) {
	t.Helper()
	if gotDoc, isDoc := got.(map[string]any); isDoc {
		got = maps.Clone(gotDoc)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", toJSON(t, got), toJSON(t, want))
	}
}

func group(name string, members ...string) map[string]any {
	if members == nil {
		members = []string{}
	}
	return map[string]any{"name": name, "members": members}
}

func user(name string, password any) map[string]any {
	return map[string]any{"name": name, "password": password}
}
