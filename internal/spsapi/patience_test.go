package spsapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
)

// hangs are the requests of a batch that may get no answer.
func hangs() map[string]fakehttp.Fault {
	return map[string]fakehttp.Fault{
		"login":              {Kind: fakehttp.Hang, Method: http.MethodGet, Path: authenticate},
		"opening":            {Kind: fakehttp.Hang, Method: http.MethodPost, Path: "^" + transaction},
		"opened":             {Kind: fakehttp.AppliedHang, Method: http.MethodPost, Path: "^" + transaction},
		"reading":            {Kind: fakehttp.Hang, Method: http.MethodGet, Path: "key-g$"},
		"writing":            {Kind: fakehttp.Hang, Method: http.MethodPut, Path: "key-g$"},
		"creating":           {Kind: fakehttp.AppliedHang, Method: http.MethodPost, Path: "groups$"},
		"committing":         {Kind: fakehttp.Hang, Method: http.MethodPut, Path: "^" + transaction},
		"everything":         {Kind: fakehttp.Hang},
		"everything is lost": {Kind: fakehttp.Reset},
	}
}

// TestHangingServer ends within lock_timeout or four times request_timeout, whichever is longer. What comes right
// behind is not tried. What hangs is logged, and leaves no transaction open where SPS answers the rollback.
func TestHangingServer(t *testing.T) {
	t.Parallel()
	for name, fault := range hangs() {
		for _, times := range []struct{ lock, request, budget time.Duration }{
			{5 * time.Minute, 30 * time.Second, 5 * time.Minute},
			{time.Second, 30 * time.Second, 2 * time.Minute},
			{time.Second, time.Second, 4 * time.Second},
		} {
			t.Run(fmt.Sprint(name, times.lock, times.request), func(t *testing.T) {
				t.Parallel()
				bubble(t, func(t *testing.T, c *spsapi.Client, s *sps) {
					s.add(groupsPath, "key-g", map[string]any{"name": "g", "members": []any{}})
					s.Fail(fault)
					var out logBuffer
					ctx := tflogtest.RootLogger(t.Context(), &out)
					began := time.Now()
					wait := creating(ctx, c, "a")
					updated := make(chan error, 1)
					go func() { updated <- c.Usergroups.Update(ctx, "key-g", spsapi.Usergroup{Name: "g2"}) }()
					at, err := wait()
					other := <-updated
					took := time.Since(began)
					if err == nil && other == nil || took > times.budget+time.Second {
						t.Errorf("ended after %s with %v and %v", took, err, other)
					}
					hung := !strings.HasSuffix(name, "lost") && !strings.HasPrefix(name, "creating")
					if hung && took > 2*progressInterval && !strings.Contains(out.String(), "still at work") {
						t.Error("the log says nothing")
					}
					if took > times.budget-times.request-time.Second && err != nil {
						requests := len(s.Requests())
						if again, err := creating(ctx, c, "b")(); err == nil || again.Sub(at) > time.Second {
							t.Errorf("what came behind ended after %s with %v", again.Sub(at), err)
						}
						equal(t, "requests", len(s.Requests()), requests)
						time.Sleep(2 * times.request) // later it is tried
						s.ClearFaults()
						_, err := creating(ctx, c, "c")()
						must(t, err)
					}
					if strings.HasPrefix(name, "everything") {
						s.expire() // as the session that was given up does by itself
					}
				}, func(c *spsapi.Config) { c.LockTimeout, c.Timeout = times.lock, times.request })
			})
		}
	}
}

const progressInterval = 10 * time.Second

// TestCancelEndsAHangingRequest: Ctrl-C ends what SPS does not answer, and rolls it back.
func TestCancelEndsAHangingRequest(t *testing.T) {
	t.Parallel()
	for name, fault := range hangs() {
		if fault.Kind == fakehttp.Reset {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, c *spsapi.Client, s *sps) {
				s.add(groupsPath, "key-g", map[string]any{"name": "g", "members": []any{}})
				s.Fail(fault)
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan error, 2)
				go func() {
					_, err := c.Usergroups.Create(ctx, spsapi.Usergroup{Name: "a"})
					done <- err
				}()
				go func() { done <- c.Usergroups.Update(ctx, "key-g", spsapi.Usergroup{Name: "g2"}) }()
				time.Sleep(time.Second)
				cancel()
				cancelled := time.Now()
				for range 2 {
					if err := <-done; !errors.Is(err, context.Canceled) && name != "committing" {
						t.Errorf("error %v", err)
					}
				}
				limit := 2 * time.Second
				if name == "committing" { // which may be under way
					limit = 14 * time.Second
				}
				if took := time.Since(cancelled); took > limit {
					t.Errorf("ended %s after the cancel", took)
				}
				time.Sleep(10 * time.Second)
				synctest.Wait()
				equal(t, "at work", c.Working(), false)
				equal(t, "commits", len(s.commits), 0)
				if strings.HasPrefix(name, "everything") {
					s.expire()
				}
			})
		})
	}
}

// TestLongBatch: a server that is slow, but does its work, is waited for.
func TestLongBatch(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, c *spsapi.Client, s *sps) {
		s.SetLatency(20 * time.Second)
		var waits []func() (time.Time, error)
		for i := range 12 {
			waits = append(waits, creating(t.Context(), c, fmt.Sprintf("group-%02d", i)))
		}
		for _, wait := range waits {
			_, err := wait()
			must(t, err)
		}
		equal(t, "commits", len(s.commits), 1)
	}, func(c *spsapi.Config) { c.LockTimeout = time.Second })
}

// TestRefusedSession: a 401 or 403 that did not end the session leaves no transaction open.
func TestRefusedSession(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		for _, times := range []int{1, 2, 3} {
			for name, fault := range map[string]fakehttp.Fault{
				"write":  {Method: http.MethodPost, Path: "groups$"},
				"commit": {Method: http.MethodPut, Path: "^" + transaction},
				"all":    {Path: "^/api/(configuration|transaction)", Skip: 1},
			} {
				t.Run(fmt.Sprint(name, status, times), func(t *testing.T) {
					t.Parallel()
					c, s := start(t) // which finds open transactions
					fault.Status, fault.Times = status, times
					s.Fail(fault)
					err := createGroup(t, c, "a")()
					equal(t, "created", len(s.docs(groupsPath)) == 1, err == nil)
					equal(t, "open transactions", s.openTransactions(), 0)
				})
			}
		}
	}
}

// logBuffer is a log that is read while it is written.
type logBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write implements io.Writer.
func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

// String returns what was written.
func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}
