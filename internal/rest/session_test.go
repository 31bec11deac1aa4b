package rest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// gate accepts one pass at a time.
type gate struct {
	mu       sync.Mutex
	accepted string
	served   []string // "method body pass"
}

func (g *gate) accept(pass string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.accepted = pass
}

func (g *gate) handle(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.served = append(g.served, r.Method+" "+string(body)+" "+r.Header.Get("X-Pass"))
	if r.Header.Get("X-Pass") != g.accepted {
		w.WriteHeader(http.StatusUnauthorized)
	}
}

func TestRefusedInMidRun(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			g, p := &gate{accepted: passName(2)}, &passes{}
			c := newClient(t, rest.Config{URL: serve(t, g.handle)})
			r := rest.Request{Method: method, Path: "/x"}
			want := method + "  "
			if method == http.MethodPost || method == http.MethodPut {
				r.Body, want = map[string]any{"a": 1}, method+` {"a":1} `
			}
			resp, err := c.Do(t.Context(), rest.NewSession(p.login), r)
			if err != nil || resp.StatusCode != 200 {
				t.Fatalf("answer %+v, %v", resp, err)
			}
			if len(g.served) != 2 || g.served[0] != want+passName(1) || g.served[1] != want+passName(2) || p.logins.Load() != 2 {
				t.Errorf("%d logins, served %q", p.logins.Load(), g.served)
			}
		})
	}
}

func TestRefusedForGood(t *testing.T) {
	t.Parallel()
	g, p := &gate{accepted: "another"}, &passes{}
	c := newClient(t, rest.Config{URL: serve(t, g.handle), MaxRetries: 3})
	resp, err := c.Do(t.Context(), rest.NewSession(p.login), get("/"))
	if err != nil || resp.StatusCode != 401 || len(g.served) != 2 || p.logins.Load() != 2 {
		t.Errorf("answer %+v, %v after %d logins and %d requests, want 2 and 2", resp, err, p.logins.Load(), len(g.served))
	}
	g.served = nil
	fixed := rest.FixedSession(rest.Credential{Header: "X-Pass", Value: "given"})
	resp, err = c.Do(t.Context(), fixed, get("/"))
	if err != nil || resp.StatusCode != 401 || len(g.served) != 1 {
		t.Errorf("answer %+v, %v after %d requests, want 1: a given credential cannot be renewed", resp, err, len(g.served))
	}
}

// TestOneLoginForAll has many callers find the same credential refused at the same time.
func TestOneLoginForAll(t *testing.T) {
	t.Parallel()
	g, p := &gate{accepted: passName(1)}, &passes{}
	c := newClient(t, rest.Config{URL: serve(t, g.handle), MaxConcurrent: 50})
	session := rest.NewSession(p.login)
	for round, want := range []int32{1, 2} {
		g.accept(passName(want))
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if resp, err := c.Do(t.Context(), session, get("/")); err != nil || resp.StatusCode != 200 {
					t.Errorf("answer %+v, %v", resp, err)
				}
			})
		}
		wg.Wait()
		if n := p.logins.Load(); n != want {
			t.Errorf("%d logins in round %d, want %d", n, round, want)
		}
	}
}

func TestWithoutLifetime(t *testing.T) {
	t.Parallel()
	g, p := &gate{accepted: passName(1)}, &passes{}
	c, session := newClient(t, rest.Config{URL: serve(t, g.handle)}), rest.NewSession(p.login)
	for range 5 {
		if _, err := c.Do(t.Context(), session, get("/")); err != nil {
			t.Fatal(err)
		}
	}
	if n := p.logins.Load(); n != 1 {
		t.Errorf("%d logins, want 1", n)
	}
}

func TestFailedLogins(t *testing.T) {
	t.Parallel()
	wrong := errors.New("wrong password")
	for name, tc := range map[string]struct {
		err    error
		logins int32
	}{
		"permanent": {&rest.PermanentError{Err: wrong}, 1},
		"passing":   {wrong, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &passes{fail: tc.err}
			c := newClient(t, rest.Config{URL: serve(t, func(http.ResponseWriter, *http.Request) {
				t.Error("sent without a " +
					"login")
			}), MaxRetries: 3})
			session := rest.NewSession(p.login)
			for range 3 {
				if _, err := c.Do(t.Context(), session, get("/")); !errors.Is(err, wrong) || err.Error() != "wrong password" {
					t.Errorf("error %v", err)
				}
			}
			if n := p.logins.Load(); n != tc.logins {
				t.Errorf("%d logins, want %d", n, tc.logins)
			}
		})
	}
}

// TestWaitersShareAFailure: else a server that is down makes a thousand callers wait
// for one failed login after the other.
func TestWaitersShareAFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		down := errors.New("down")
		logins := 0
		session := rest.NewSession(func(context.Context) (rest.Credential, error) {
			logins++
			time.Sleep(time.Second)
			return rest.Credential{}, down
		})
		c := newClient(t, rest.Config{URL: "http://127.0.0.1:1"})
		for round := range 2 { // who comes later tries anew
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() {
					if _, err := c.Do(t.Context(), session, get("/")); !errors.Is(err, down) {
						t.Errorf("error %v", err)
					}
				})
			}
			wg.Wait()
			if logins != round+1 {
				t.Errorf("%d logins for 20 callers at once in round %d, want %d", logins, round, round+1)
			}
		}
	})
}

// TestCancelledLoginIsNoFailureOfOthers: the one who logs in for all may leave.
func TestCancelledLoginIsNoFailureOfOthers(t *testing.T) {
	t.Parallel()
	g := &gate{accepted: passName(2)}
	begun := make(chan struct{})
	var logins atomic.Int32
	session := rest.NewSession(func(ctx context.Context) (rest.Credential, error) {
		if logins.Add(1) == 1 {
			close(begun)
			<-ctx.Done()
			return rest.Credential{}, ctx.Err()
		}
		return rest.Credential{Header: "X-Pass", Value: passName(2)}, nil
	})
	c := newClient(t, rest.Config{URL: serve(t, g.handle)})
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := c.Do(ctx, session, get("/")); !errors.Is(err, context.Canceled) {
			t.Errorf("the one who left got %v", err)
		}
	})
	<-begun
	for range 5 {
		wg.Go(func() {
			if resp, err := c.Do(t.Context(), session, get("/")); err != nil || resp.StatusCode != 200 {
				t.Errorf("answer %+v, %v", resp, err)
			}
		})
	}
	waiting, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	if _, err := c.Do(waiting, session, get("/")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting for the login did not give way to the context: %v", err)
	}
	cancel()
	wg.Wait()
	if n := logins.Load(); n != 2 {
		t.Errorf("%d logins, want 2", n)
	}
}
