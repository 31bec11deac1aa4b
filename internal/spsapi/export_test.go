package spsapi

import (
	"bytes"
	"context"
	"encoding/json"
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
	m := &memory{handler: h}
	c.rest, c.engine.login.rest = m, m
}

// memory answers one request at a time, all in the session that was logged in to last.
type memory struct {
	handler http.Handler
	cookie  string
}

func (m *memory) Do(ctx context.Context, s *rest.Session, r rest.Request) (*rest.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
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
