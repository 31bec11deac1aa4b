package spsapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Plug lets changes wait until the engine is released, so that a test can say which of them share a batch.
func (c *Client) Plug() (release func()) {
	e := c.engine
	for {
		e.mu.Lock()
		if !e.working {
			e.working = true
			e.mu.Unlock()
			return func() { go e.work(context.Background()) }
		}
		e.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
}

// Waiting is how many changes wait for a batch.
func (c *Client) Waiting() int {
	c.engine.mu.Lock()
	defer c.engine.mu.Unlock()
	return len(c.engine.queue)
}

// Working reports whether the engine is at work.
func (c *Client) Working() bool {
	c.engine.mu.Lock()
	defer c.engine.mu.Unlock()
	return c.engine.working
}

// Serve makes the client write to a handler without a network: in a synctest bubble, what waits for a socket never
// counts as waiting.
func (c *Client) Serve(h http.Handler) {
	m := &memory{handler: h, config: c.engine.config}
	c.rest, c.engine.login.rest = m, m
}

// memory answers one request at a time, all in the session that was logged in to last, with the timeouts and
// repetitions of rest.Client.
type memory struct {
	handler http.Handler
	config  Config
	cookie  string
}

func (m *memory) Do(ctx context.Context, s *rest.Session, r rest.Request) (resp *rest.Response, err error) {
	timeout := m.config.Timeout
	if r.Timeout > 0 {
		timeout = r.Timeout
	}
	attempts := 1
	if r.Method != http.MethodPost && !r.Once {
		attempts += m.config.MaxRetries
	}
	for ; attempts > 0; attempts-- {
		bounded, cancel := context.WithTimeout(ctx, timeout)
		resp, err = m.send(bounded, s, r)
		cancel()
		if err == nil || ctx.Err() != nil {
			break
		}
	}
	return resp, err
}

func (m *memory) send(ctx context.Context, s *rest.Session, r rest.Request) (resp *rest.Response, err error) {
	if ctx.Err() != nil {
		return nil, errors.Join(&rest.ConnectionError{Method: r.Method, URL: r.Path, Reason: "no time"}, ctx.Err())
	}
	defer func() {
		if recover() != nil { // the connection was cut
			lost := &rest.ConnectionError{Method: r.Method, URL: r.Path, Sent: true, Reason: "no answer"}
			resp, err = nil, errors.Join(lost, ctx.Err())
		}
	}()
	var body []byte
	if r.Body != nil {
		if body, err = json.Marshal(r.Body); err != nil {
			return nil, err
		}
	}
	request := httptest.NewRequestWithContext(ctx, r.Method, r.Path, bytes.NewReader(body))
	if s != nil {
		request.AddCookie(&http.Cookie{Name: sessionCookie, Value: m.cookie}) //nolint:gosec // sent, not set
	}
	w := httptest.NewRecorder()
	m.handler.ServeHTTP(w, request)
	for _, cookie := range w.Result().Cookies() { //nolint:bodyclose // in memory
		if cookie.Name == sessionCookie {
			m.cookie = cookie.Value
		}
	}
	return &rest.Response{
		Method: r.Method, Path: r.Path, URL: "http://in-memory" + r.Path, StatusCode: w.Code, Header: w.Header(),
		Body: w.Body.Bytes(),
	}, nil
}

// Forget drops what was read.
func (c *Client) Forget() { c.forget() }
