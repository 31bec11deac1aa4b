package rest_test

import (
	"bytes"
	"context"
	"errors"
	"net"
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

// serve runs a handler and returns its URL.
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

// network is one in memory, with one server. Tests that measure time run in a synctest bubble, whose clock goes on when
// everything waits, and real sockets never count as waiting.
type network struct {
	calls  chan net.Conn
	closed chan struct{}
	dials  atomic.Int32
}

func newNetwork(t *testing.T, handler http.Handler) *network {
	t.Helper()
	n := &network{calls: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Hour}
	go func() { _ = server.Serve(n) }()
	t.Cleanup(func() { _ = server.Close() })
	return n
}

func (n *network) client(t *testing.T, c rest.Config) *rest.Client {
	t.Helper()
	c.URL = "http://" + n.Addr().String()
	client := newClient(t, c)
	client.DialThrough(func(ctx context.Context, _, _ string) (net.Conn, error) {
		n.dials.Add(1)
		here, there := net.Pipe()
		select {
		case n.calls <- there:
			return here, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
	return client
}

func (n *network) Accept() (net.Conn, error) {
	select {
	case c := <-n.calls:
		return c, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

func (n *network) Close() error {
	close(n.closed)
	return nil
}

func (n *network) Addr() net.Addr { return &net.UnixAddr{Name: "in-memory", Net: "unix"} }

// lost checks that a request got no answer, and returns its error.
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
