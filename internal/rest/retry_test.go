package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// cutBody answers half of what it announced.
func cutBody(w http.ResponseWriter) {
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, `{"half":`)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// TestRetry holds the rule of the design:
// what is repeated, and that nothing that may have been executed is POSTed twice.
func TestRetry(t *testing.T) {
	t.Parallel()
	requests := map[string]rest.Request{
		"GET":             {Method: http.MethodGet},
		"PUT":             {Method: http.MethodPut, Body: map[string]any{"a": 1}},
		"DELETE":          {Method: http.MethodDelete},
		"repeatable POST": {Method: http.MethodPost, Repeatable: true, Form: map[string][]string{"a": {"1"}}},
		"POST":            {Method: http.MethodPost, Body: map[string]any{"a": 1}},
	}
	const retries = 2
	type failure struct {
		status     int // 0 = no answer
		fault      fakehttp.Fault
		cut        bool
		any, post  int  // attempts
		notPresent bool // nothing listens
	}
	failures := map[string]failure{
		"refused":           {notPresent: true, any: 3, post: 3},
		"reset":             {fault: fakehttp.Fault{Kind: fakehttp.Reset}, any: 3, post: 1},
		"applied no answer": {fault: fakehttp.Fault{Kind: fakehttp.AppliedNoAnswer}, any: 3, post: 1},
		"hang":              {fault: fakehttp.Fault{Kind: fakehttp.Hang}, any: 3, post: 1},
		"answer cut":        {cut: true, any: 3, post: 1},
		"html 502":          {status: 502, fault: fakehttp.Fault{Kind: fakehttp.HTML}, any: 3, post: 1},
	}
	for status, attempts := range map[int][2]int{
		302: {1, 1}, 400: {1, 1}, 401: {1, 1}, 403: {1, 1}, 404: {1, 1}, 409: {1, 1}, 423: {1, 1},
		408: {3, 1}, 429: {3, 3}, 500: {3, 1}, 501: {1, 1}, 502: {3, 1}, 503: {3, 3}, 504: {3, 1},
	} {
		failures[fmt.Sprint(status)] = failure{
			status: status, fault: fakehttp.Fault{Status: status}, any: attempts[0], post: attempts[1],
		}
	}
	for name, f := range failures {
		for kind, request := range requests {
			test := func(t *testing.T) {
				seams := fakehttp.NewSeams(1)
				handler := seams.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					if f.cut {
						cutBody(w)
					}
				}))
				if f.fault.Status != 0 || f.fault.Kind != fakehttp.Status {
					seams.Fail(f.fault)
				}
				config := rest.Config{MaxRetries: retries, Timeout: time.Minute}
				var c *rest.Client
				if f.fault.Kind == fakehttp.Hang {
					c = newNetwork(t, handler).client(t, config)
				} else {
					server := httptest.NewServer(handler)
					t.Cleanup(server.Close)
					config.URL = server.URL
					c = newClient(t, config)
					if f.notPresent {
						server.Close()
					}
				}
				t.Cleanup(seams.Close)
				ctx, log := logged(t)
				request := request
				request.Path = "/x"
				resp, err := c.Do(ctx, nil, request)

				want := f.any
				if kind == "POST" {
					want = f.post
				}
				if got := log.attempts(t); got != want {
					t.Errorf("%d attempts, want %d", got, want)
				}
				arrived := seams.Requests()
				if !f.notPresent && len(arrived) != want {
					t.Errorf("%d requests arrived, want %d", len(arrived), want)
				}
				for _, r := range arrived {
					if string(r.Body) != string(arrived[0].Body) || r.Method != request.Method {
						t.Errorf("a repetition is %s %q, the first was %q", r.Method, r.Body, arrived[0].Body)
					}
				}
				if f.status != 0 {
					if err != nil || resp.StatusCode != f.status {
						t.Errorf("answer %+v, %v, want status %d", resp, err, f.status)
					}
					return
				}
				e := lost(t, err)
				if e.Sent == f.notPresent {
					t.Errorf("Sent is %v: %v", e.Sent, err)
				}
				if again := strings.Contains(err.Error(), "(after 3 attempts)"); again != (want == 3) {
					t.Errorf("%d attempts, but the error says %v", want, err)
				}
			}
			t.Run(name+" "+kind, func(t *testing.T) {
				t.Parallel()
				if f.fault.Kind == fakehttp.Hang {
					synctest.Test(t, test)
				} else {
					test(t)
				}
			})
		}
	}
}

func TestRetryUntilItWorks(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]fakehttp.Fault{
		"503":   {Status: 503, Times: 2},
		"reset": {Kind: fakehttp.Reset, Times: 2},
		"html":  {Kind: fakehttp.HTML, Times: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seams := fakehttp.NewSeams(1)
			echo := func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) }
			server := httptest.NewServer(seams.Wrap(http.HandlerFunc(echo)))
			t.Cleanup(server.Close)
			t.Cleanup(seams.Close)
			seams.Fail(fault)
			c := newClient(t, rest.Config{URL: server.URL, MaxRetries: 2})
			req := rest.Request{Method: http.MethodPut, Path: "/x", Body: map[string]any{"big": 12345678901234567}}
			resp, err := c.Do(t.Context(), nil, req)
			if err != nil || resp.StatusCode != 200 || string(resp.Body) != `{"big":12345678901234567}` {
				t.Fatalf("answer %+v, %v", resp, err)
			}
			if n := len(seams.Requests()); n != 3 {
				t.Errorf("%d requests, want 3", n)
			}
		})
	}
}

func TestNoRetries(t *testing.T) {
	t.Parallel()
	for _, retries := range []int{0, -1} {
		var n atomic.Int32
		url := serve(t, func(w http.ResponseWriter, _ *http.Request) { n.Add(1); w.WriteHeader(503) })
		c := newClient(t, rest.Config{URL: url, MaxRetries: retries})
		if _, err := c.Do(t.Context(), nil, get("/")); err != nil || n.Load() != 1 {
			t.Errorf("MaxRetries %d: %d requests, %v", retries, n.Load(), err)
		}
	}
}

// TestAnswerCutIsRetried holds that the body belongs to the attempt.
func TestAnswerCutIsRetried(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) < 3 {
			cutBody(w)
		}
		_, _ = io.WriteString(w, `{"whole":true}`)
	})
	resp, err := newClient(t, rest.Config{URL: url, MaxRetries: 2}).Do(t.Context(), nil, get("/"))
	if err != nil || string(resp.Body) != `{"whole":true}` {
		t.Fatalf("answer %+v, %v", resp, err)
	}
}

// TestRetryAfter asks for an hour, of which a minute is granted.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		value  string
		date   time.Duration // from now, in place of the value
		want   time.Duration
	}{
		"seconds on 429": {429, "3600", 0, time.Minute},
		"seconds on 503": {503, "3600", 0, time.Minute},
		"date on 429":    {429, "", time.Hour, time.Minute},
		"date on 503":    {503, "", time.Hour, time.Minute},
		"zero":           {503, "0", 0, 0},
		"past":           {503, "", -time.Hour, 0},
		"negative":       {503, "-5", 0, 0},
		"not a time":     {503, "soon", 0, 0},
		"on 500":         {500, "3600", 0, 0}, // not defined there
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				value := tc.value
				if tc.date != 0 {
					value = time.Now().Add(tc.date).UTC().Format(http.TimeFormat)
				}
				n := 0
				c := newNetwork(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					if n++; n == 1 {
						w.Header().Set("Retry-After", value)
						w.WriteHeader(tc.status)
					}
				})).client(t, rest.Config{MaxRetries: 3})
				start := time.Now()
				resp, err := c.Do(t.Context(), nil, get("/"))
				if err != nil || resp.StatusCode != 200 || n != 2 {
					t.Errorf("%d requests, answer %+v, %v", n, resp, err)
				}
				if took := time.Since(start).Truncate(time.Second); took != tc.want {
					t.Errorf("repeated after %s, want %s", took, tc.want)
				}
			})
		})
	}
}

func TestCancelledWhileWaiting(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{}, 10)
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503); arrived <- struct{}{} })
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	_, err := newClient(t, rest.Config{URL: url, MaxRetries: 3, MinBackoff: time.Hour}).Do(ctx, nil, get("/x"))
	e := lost(t, err)
	if !errors.Is(err, context.Canceled) || e.Reason != "cancelled" || len(arrived) != 0 {
		t.Errorf("%d further requests, %v", len(arrived), err)
	}
}

func TestCancelledBeforeSending(t *testing.T) {
	t.Parallel()
	url := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a cancelled request was sent") })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newClient(t, rest.Config{URL: url}).Do(ctx, nil, rest.Request{Method: http.MethodPost, Path: "/x"})
	if e := lost(t, err); e.Sent || !errors.Is(err, context.Canceled) {
		t.Errorf("Sent is %v: %v", e.Sent, err)
	}
}

func TestCancelledWaitingForAPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		seams := fakehttp.NewSeams(1)
		seams.Fail(fakehttp.Fault{Kind: fakehttp.Hang})
		c := newNetwork(t, seams.Wrap(http.NotFoundHandler())).client(t, rest.Config{MaxConcurrent: 1})
		first, cancelFirst := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = c.Do(first, nil, get("/first")) })
		synctest.Wait()
		second, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.Do(second, nil, rest.Request{Method: http.MethodPost, Path: "/second", Body: 1})
		if e := lost(t, err); e.Sent {
			t.Errorf("a request that never left counts as sent: %v", err)
		}
		cancelFirst()
		wg.Wait()
		if n := len(seams.Requests()); n != 1 {
			t.Errorf("%d requests arrived, want 1", n)
		}
	})
}

func TestMaxConcurrent(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]int{3: 3, 0: rest.DefaultMaxConcurrent} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				var now, most int
				c := newNetwork(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
					mu.Lock()
					now++
					most = max(most, now)
					mu.Unlock()
					time.Sleep(time.Second) // all who can arrive do
					mu.Lock()
					now--
					mu.Unlock()
				})).client(t, rest.Config{MaxConcurrent: limit})
				var wg sync.WaitGroup
				for range 40 {
					wg.Go(func() {
						if _, err := c.Do(t.Context(), nil, get("/")); err != nil {
							t.Error(err)
						}
					})
				}
				wg.Wait()
				if most != want {
					t.Errorf("%d requests in flight, want %d", most, want)
				}
			})
		})
	}
}

// TestWaitingKeepsNoPlace lets a request that waits for its repetition stand aside for others.
func TestWaitingKeepsNoPlace(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/busy" {
			close(arrived)
			w.WriteHeader(503)
		}
	})
	c := newClient(t, rest.Config{URL: url, MaxConcurrent: 1, MaxRetries: 1, MinBackoff: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = c.Do(ctx, nil, get("/busy")) })
	<-arrived
	if _, err := c.Do(t.Context(), nil, get("/other")); err != nil {
		t.Error(err)
	}
	cancel()
	wg.Wait()
}

// TestConnectionsAreReused runs in a bubble because net/http drops a connection
// whose goroutines are not done within 50 ms.
func TestConnectionsAreReused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := newNetwork(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "{}")
		}))
		c := network.client(t, rest.Config{MaxConcurrent: 20})
		for range 3 {
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() {
					if _, err := c.Do(t.Context(), nil, get("/")); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			synctest.Wait()
		}
		if n := network.dials.Load(); n > 20 {
			t.Errorf("%d connections for 60 requests, 20 at a time", n)
		}
	})
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s was followed, with the credential %q", r.Method, r.URL, r.Header.Get("X-Pass"))
	})
	for _, status := range []int{301, 302, 303, 307, 308} {
		url := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere+"/stolen", status) })
		c := newClient(t, rest.Config{URL: url, MaxRetries: 1})
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
			session := rest.FixedSession(rest.Credential{Header: "X-Pass", Value: "secret"})
			resp, err := c.Do(t.Context(), session, rest.Request{Method: method, Path: "/a"})
			if err != nil || resp.StatusCode != status {
				t.Errorf("%s: answer %+v, %v, want status %d", method, resp, err, status)
			}
		}
	}
}

func TestRequestIsSentAsAsked(t *testing.T) {
	t.Parallel()
	var got *http.Request
	var body string
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got, body = r, string(b)
	})
	c := newClient(t, rest.Config{URL: url + "/base/", UserAgent: "agent/1"})
	if _, err := c.Do(t.Context(), nil, rest.Request{
		Method: http.MethodPost, Path: "/p", Query: map[string][]string{"q": {"a b&c"}},
		Body: map[string]any{"text": "x"}, Header: http.Header{"X-One": {"1"}},
	}); err != nil {
		t.Fatal(err)
	}
	if got.Method != "POST" || got.RequestURI != "/base/p?q=a+b%26c" || body != `{"text":"x"}` {
		t.Errorf("sent %s %s %s", got.Method, got.RequestURI, body)
	}
	for name, want := range map[string]string{
		"User-Agent": "agent/1", "Accept": "application/json", "Content-Type": "application/json", "X-One": "1",
	} {
		if got.Header.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.Header.Get(name), want)
		}
	}
	if _, err := c.Do(t.Context(), nil, get("/p")); err != nil || got.Header.Get("Content-Type") != "" {
		t.Errorf("a GET has the content type %q, %v", got.Header.Get("Content-Type"), err)
	}
	if _, err := c.Do(t.Context(), nil, rest.Request{Method: http.MethodPost, Path: "/p", Body: func() {}}); err == nil {
		t.Error("a body that is no JSON was sent")
	}
}
