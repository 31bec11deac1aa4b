package rest_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// serve runs a handler and gives its URL.
func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// newClient makes a client that waits a millisecond where others wait seconds.
func newClient(t *testing.T, c rest.Config) *rest.Client {
	t.Helper()
	if c.MinBackoff == 0 {
		c.MinBackoff = time.Millisecond
	}
	client, err := rest.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// lost wants a request without an answer.
func lost(t *testing.T, err error) *rest.ConnectionError {
	t.Helper()
	var connection *rest.ConnectionError
	if !errors.As(err, &connection) {
		t.Fatalf("the error is %v (%T), want a *ConnectionError", err, err)
	}
	return connection
}

func get(path string) rest.Request { return rest.Request{Method: http.MethodGet, Path: path} }

// buffer is a log that several goroutines write.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// entries decodes the log.
func (b *buffer) entries(t *testing.T) []map[string]any {
	t.Helper()
	entries, err := tflogtest.MultilineJSONDecode(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// attempts counts the attempts in the log.
func (b *buffer) attempts(t *testing.T) int {
	t.Helper()
	n := 0
	for _, e := range b.entries(t) {
		if e["attempt"] != nil {
			n++
		}
	}
	return n
}

func logged(t *testing.T) (context.Context, *buffer) {
	t.Helper()
	b := &buffer{}
	return tflogtest.RootLogger(t.Context(), b), b
}

// passes counts logins that hand out pass-1, pass-2, …
type passes struct {
	logins atomic.Int32
	fail   error
}

func (p *passes) login(context.Context) (rest.Credential, error) {
	n := p.logins.Add(1)
	if p.fail != nil {
		return rest.Credential{}, p.fail
	}
	return rest.Credential{Header: "X-Pass", Value: passName(n)}, nil
}

func passName(n int32) string { return "pass-" + string('0'+rune(n)) }
