package privxapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	sourcesPath = "/role-store/api/v1/sources"
	tokenPath   = "/auth/api/v1/oauth/token"
	anID        = "67b9cc24-673d-58c6-693f-1234567890ab"
)

// serve runs any server and returns a client of it that has a bearer token and repeats nothing.
func serve(t *testing.T, handler http.HandlerFunc) *privxapi.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	c, err := privxapi.New(privxapi.Config{
		Config:      rest.Config{URL: server.URL, MinBackoff: time.Millisecond, MaxConcurrent: 20},
		BearerToken: "given-token", NoLastLook: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func password(url string) privxapi.Config {
	return privxapi.Config{
		Config:      rest.Config{URL: url, MinBackoff: time.Millisecond, MaxRetries: 2},
		APIClientID: privxfake.APIClientID, APIClientSecret: privxfake.APIClientSecret,
		OAuthClientID: privxapi.DefaultOAuthClientID, OAuthClientSecret: privxfake.OAuthClientSecret,
	}
}

// start runs a PrivX and returns a client that logs in.
func start(t *testing.T, o privxfake.Options, change ...func(*privxapi.Config)) (*privxapi.Client, *privxfake.Server) {
	t.Helper()
	fake := privxfake.New(o)
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	t.Cleanup(fake.Close)
	config := password(server.URL)
	for _, f := range change {
		f(&config)
	}
	c, err := privxapi.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c, fake
}

// count returns how many requests of the method arrived at the path (its beginning).
func count(fake *privxfake.Server, method, path string) int {
	n := 0
	for _, r := range fake.Requests() {
		if r.Method == method && strings.HasPrefix(r.Path, path) {
			n++
		}
	}
	return n
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("../privxfake/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func object(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return doc
}

func secret(s string) *string { return &s }

// corp is a small source.
func corp(name string) privxapi.Source {
	return privxapi.Source{
		Name: name, Enabled: true, TTL: 900, Tags: []string{"b", "a"},
		Connection: privxapi.Connection{
			Type: privxapi.SourceLDAP, Address: "ldap.example.com", Port: 636,
			AttributeMapping: map[string]string{"cn": "full_name", "mail": "email"},
			LDAP: &privxapi.LDAP{
				Protocol: "LDAPS", Base: "dc=example", BaseDN: "dc=example", BindDN: "cn=reader",
				BindPassword: secret("bind-password"),
			},
		},
	}
}

// local is the smallest source.
func local(name string) privxapi.Source {
	return privxapi.Source{Name: name, Connection: privxapi.Connection{Type: privxapi.SourceLocal}}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused fails unless the error is an answer of PrivX's that is no success.
func refused(t *testing.T, err error) *privxapi.Error {
	t.Helper()
	var e *privxapi.Error
	if !errors.As(err, &e) {
		t.Fatalf("the error is %v (%T), want an *Error", err, err)
	}
	return e
}

func holds(t *testing.T, err error, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("the error is %v, want %q in it", err, text)
		}
	}
}

// store is the least that a list and a read need; behave changes what a test is about.
type store struct {
	mu       sync.Mutex
	ids      []string
	requests []string
	behave   func(s *store, w http.ResponseWriter, r *http.Request) (done bool)
}

func newStore(n int) *store {
	s := &store{}
	for i := range n {
		s.ids = append(s.ids, fmt.Sprintf("%08d-0000-0000-0000-000000000000", i))
	}
	return s
}

func (s *store) item(id string) json.RawMessage {
	return json.RawMessage(`{"id":"` + id + `","name":"source ` + id + `","connection":{"type":"LDAP"}}`)
}

func (s *store) items(ids []string) []json.RawMessage {
	items := make([]json.RawMessage, len(ids))
	for i, id := range ids {
		items[i] = s.item(id)
	}
	return items
}

func (s *store) log() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

func (s *store) lists() (n int) {
	for _, r := range s.log() {
		if strings.HasPrefix(r, "GET "+sourcesPath) && !strings.HasPrefix(r, "GET "+sourcesPath+"/") {
			n++
		}
	}
	return n
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests = append(s.requests, r.Method+" "+r.RequestURI)
	s.mu.Unlock()
	if s.behave != nil && s.behave(s, w, r) {
		return
	}
	if r.Method != http.MethodGet {
		return
	}
	if r.URL.Path == sourcesPath {
		answer(w, 200, map[string]any{"count": len(s.ids), "items": s.items(s.ids)})
		return
	}
	id := strings.TrimPrefix(r.URL.Path, sourcesPath+"/")
	if !slices.Contains(s.ids, id) {
		answer(w, 404, map[string]any{"error_code": "OBJECT_NOT_FOUND"})
		return
	}
	answer(w, 200, s.item(id))
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func webPage(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "<html><h1>nginx</h1></html>")
}
