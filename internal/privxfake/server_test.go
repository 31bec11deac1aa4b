package privxfake

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
)

// client speaks HTTP and nothing of PrivX: what the fake says is compared as JSON.
type client struct {
	t     *testing.T
	fake  *Server
	url   string
	token string
	http  *http.Client
}

func start(t *testing.T, o Options) *client {
	t.Helper()
	fake := New(o)
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	t.Cleanup(fake.Close)
	return &client{t: t, fake: fake, url: server.URL, token: BearerToken, http: server.Client()}
}

// send returns the status, the header and the decoded body, nil if that is empty.
func (c *client) send(method, path, body string) (int, http.Header, any) {
	c.t.Helper()
	return c.do(method, path, body, http.Header{
		"Authorization": {"Bearer " + c.token}, "Content-Type": {"application/json"},
	})
}

func (c *client) do(method, path, body string, header http.Header) (int, http.Header, any) {
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
	if len(text) == 0 {
		return response.StatusCode, response.Header, nil
	}
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		c.t.Fatalf("%s %s answered %d with no JSON: %s", method, path, response.StatusCode, text)
	}
	return response.StatusCode, response.Header, value
}

// must sends a document, expects a status and returns the answer.
func (c *client) must(status int, method, path string, body any) map[string]any {
	c.t.Helper()
	text := ""
	if body != nil {
		text = toJSON(c.t, body)
	}
	got, _, value := c.send(method, path, text)
	if got != status {
		c.t.Fatalf("%s %s answered %d %v, want %d", method, path, got, value, status)
	}
	doc, _ := value.(map[string]any)
	return doc
}

// create posts a source and returns its path.
func (c *client) create(doc map[string]any) string {
	c.t.Helper()
	return sourcesPath + "/" + as[string](c.t, c.must(201, "POST", sourcesPath, doc)["id"])
}

func (c *client) login(form url.Values) (int, map[string]any) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), "POST", c.url+tokenPath, strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	request.SetBasicAuth(OAuthClientID, OAuthClientSecret)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, _, body := c.do("POST", tokenPath, form.Encode(), request.Header)
	return status, as[map[string]any](c.t, body)
}

// relogin uses a fresh token from now on.
func (c *client) relogin() {
	c.t.Helper()
	status, body := c.login(passwordGrant())
	if status != 200 {
		c.t.Fatalf("login answered %d %v", status, body)
	}
	c.token = as[string](c.t, body["access_token"])
}

func passwordGrant() url.Values {
	return url.Values{"grant_type": {"password"}, "username": {APIClientID}, "password": {APIClientSecret}}
}

func toJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sample reads a document of the vendor's page; the request is changed where "string" is no valid value.
func sample(t *testing.T, name string) map[string]any {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	doc := map[string]any{}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func minimal() map[string]any {
	return map[string]any{"name": "a", "enabled": true, "connection": map[string]any{"type": "LDAP"}}
}

// with returns the minimal source with one value changed.
func with(path string, value any) map[string]any {
	doc := minimal()
	set(doc, path, value)
	return doc
}

// as returns the value, which must be of this type.
func as[T any](t *testing.T, value any) T {
	t.Helper()
	typed, ok := value.(T)
	if !ok {
		t.Fatalf("%v is a %T, not a %T", value, value, typed)
	}
	return typed
}
