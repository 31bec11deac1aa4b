package spsapi_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/rest"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
)

const (
	lockedBody   = `{"error":{"type":"TransactionLocked","message":"locked by bob"}}`
	conflictBody = `{"error":{"type":"Conflict","message":"changed by bob"}}`
)

// bubble runs a test whose clock goes on when everything waits, against an SPS in memory.
func bubble(t *testing.T, test func(t *testing.T, c *spsapi.Client, s *sps), edits ...func(*spsapi.Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newSPS()
		cfg := spsapi.Config{Username: "admin", Password: "sps-secret"}
		cfg.URL, cfg.MaxRetries = "https://sps.example.com", rest.DefaultRetries
		for _, edit := range edits {
			edit(&cfg)
		}
		c, err := spsapi.New(cfg)
		must(t, err)
		c.Serve(s.Wrap(s))
		test(t, c, s)
		synctest.Wait()
		equal(t, "at work", c.Working(), false)
		equal(t, "open transactions", s.openTransactions(), 0)
	})
}

// creating creates a group. The function that it returns waits for the outcome, and returns when that came.
func creating(ctx context.Context, c *spsapi.Client, name string) (wait func() (time.Time, error)) {
	type outcome struct {
		at  time.Time
		err error
	}
	ended := make(chan outcome, 1)
	go func() {
		_, err := c.Usergroups.Create(ctx, spsapi.Usergroup{Name: name})
		ended <- outcome{time.Now(), err}
	}()
	return func() (time.Time, error) {
		o := <-ended
		return o.at, o.err
	}
}

// TestCancelEndsEveryWait: the caller and the engine stop in the moment in which the caller is cancelled.
func TestCancelEndsEveryWait(t *testing.T) {
	t.Parallel()
	short := func(*spsapi.Config) {}
	hour := func(c *spsapi.Config) { c.MinBackoff, c.LockTimeout = time.Hour, 100*time.Hour }
	for name, test := range map[string]struct {
		edit     func(*spsapi.Config)
		fault    fakehttp.Fault
		requests int
	}{
		"gathering":        {func(c *spsapi.Config) { c.GatherTime = time.Hour }, fakehttp.Fault{}, 0},
		"lock":             {short, fakehttp.Fault{Method: http.MethodPost, Path: "^" + transaction, Status: 423}, -1},
		"lock, long pause": {hour, fakehttp.Fault{Method: http.MethodPost, Path: "^" + transaction, Status: 423}, -1},
		"lock at write": {short, fakehttp.Fault{
			Method: http.MethodPost, Path: "groups$", Status: 409,
			Body: lockedBody,
		}, -1},
		"after a conflict": {hour, fakehttp.Fault{
			Method: http.MethodPut, Path: "^" + transaction, Status: 409,
			Body: conflictBody,
		}, -1},
		"after two losses": {hour, fakehttp.Fault{Method: http.MethodPost, Path: "groups$", Status: 500}, -1},
		"busy at write":    {hour, fakehttp.Fault{Method: http.MethodPost, Path: "groups$", Status: 503}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, c *spsapi.Client, s *sps) {
				if test.fault.Method != "" {
					s.Fail(test.fault)
				}
				ctx, cancel := context.WithCancel(t.Context())
				wait := creating(ctx, c, "a")
				time.Sleep(time.Minute + 7*time.Millisecond)
				synctest.Wait()
				equal(t, "at work", c.Working(), true)
				requests := len(s.Requests())
				if test.requests >= 0 && requests != test.requests || test.requests < 0 && requests < 3 {
					t.Errorf("%d requests before the cancel: %v", requests, s.log())
				}
				cancel()
				cancelled := time.Now()
				synctest.Wait()
				equal(t, "at work", c.Working(), false)
				equal(t, "requests until the end", len(s.Requests()), requests)
				if at, err := wait(); !errors.Is(err, context.Canceled) || !at.Equal(cancelled) {
					t.Errorf("error %v after %s", err, at.Sub(cancelled))
				}
			}, test.edit)
		})
	}
}

// TestCancelledInTransactionWaits for the end of the transaction and no longer: what was not committed yet is rolled
// back at once, and a commit under way is waited for.
func TestCancelledInTransactionWaits(t *testing.T) {
	t.Parallel()
	commit := func(status int, body string) fakehttp.Fault {
		return fakehttp.Fault{Method: http.MethodPut, Path: "^" + transaction, Status: status, Body: body}
	}
	for name, test := range map[string]struct {
		from, path string
		fault      fakehttp.Fault
		done       bool
		end        string
	}{
		"writing":     {http.MethodPost, groupsPath, fakehttp.Fault{}, false, "DELETE login"},
		"committed":   {http.MethodPut, transaction, fakehttp.Fault{}, true, "PUT transaction"},
		"locked":      {http.MethodPut, transaction, commit(423, lockedBody), false, "DELETE transaction"},
		"conflicting": {http.MethodPut, transaction, commit(409, conflictBody), false, "DELETE transaction"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, c *spsapi.Client, s *sps) {
				if test.fault.Method != "" {
					s.Fail(test.fault)
				}
				const latency = time.Second
				s.SetLatency(latency)
				ctx, cancel := context.WithCancel(t.Context())
				wait := creating(ctx, c, "a")
				for synctest.Wait(); s.count(test.from, test.path) == 0; synctest.Wait() {
					time.Sleep(time.Millisecond)
				}
				cancel()
				at, err := wait()
				log := s.Requests()
				if last := s.log()[len(log)-1]; last != test.end || at.Sub(log[len(log)-1].At) != latency {
					t.Errorf("it ended %s after %s", at.Sub(log[len(log)-1].At), last)
				}
				if test.done != (err == nil) || !test.done && !errors.Is(err, context.Canceled) {
					t.Errorf("error %v", err)
				}
				equal(t, "created", len(s.docs(groupsPath)) == 1, test.done)
			})
		})
	}
}

// TestOthersOfABatchStay: one caller leaves in a lock wait, the other one's change is made when the lock ends.
func TestOthersOfABatchStay(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, c *spsapi.Client, s *sps) {
		s.Fail(fakehttp.Fault{Method: http.MethodPost, Path: "^" + transaction, Status: 423})
		ctx, cancel := context.WithCancel(t.Context())
		leaves, stays := creating(ctx, c, "leaves"), creating(t.Context(), c, "stays")
		time.Sleep(time.Minute)
		cancel()
		cancelled := time.Now()
		if at, err := leaves(); !errors.Is(err, context.Canceled) || !at.Equal(cancelled) {
			t.Errorf("error %v after %s", err, at.Sub(cancelled))
		}
		time.Sleep(time.Minute)
		equal(t, "at work", c.Working(), true)
		s.ClearFaults()
		_, err := stays()
		must(t, err)
		equal(t, "groups", names(s.docs(groupsPath)), []string{"stays"})
	})
}

// TestOutcomesAreTrue cancels many callers at any time, while requests fail. Who has no error finds the group, who has
// one does not.
func TestOutcomesAreTrue(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, c *spsapi.Client, s *sps) {
		random := rand.New(rand.NewPCG(8, 0)) //nolint:gosec // reproducible on purpose
		for _, f := range []fakehttp.Fault{
			{Path: "^" + transaction, Status: 423},
			{Method: http.MethodPut, Path: "^" + transaction, Status: 409, Body: conflictBody},
			{Method: http.MethodPost, Path: "groups$", Status: 500},
		} {
			f.Probability = 0.05
			s.Fail(f)
		}
		s.SetLatency(100 * time.Millisecond)
		outcomes := map[string]func() (time.Time, error){}
		for i := range 200 {
			name := fmt.Sprintf("group-%03d", i)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%2 == 0 {
				time.AfterFunc(time.Duration(random.Int64N(int64(30*time.Second))), cancel)
			}
			outcomes[name] = creating(ctx, c, name)
			time.Sleep(time.Duration(random.Int64N(int64(100 * time.Millisecond))))
		}
		cancelled := 0
		var want []string
		for _, name := range slices.Sorted(maps.Keys(outcomes)) {
			switch _, err := outcomes[name](); {
			case err == nil:
				want = append(want, name)
			case errors.Is(err, context.Canceled):
				cancelled++
			default:
				t.Errorf("%s: %v", name, err)
			}
		}
		equal(t, "groups", names(s.docs(groupsPath)), want)
		if cancelled < 10 || len(want) < 110 {
			t.Errorf("%d were cancelled and %d created: too few to prove anything", cancelled, len(want))
		}
	})
}
