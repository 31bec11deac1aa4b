package rest_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// TestTurns has callers of one key go one after the other, and those of another key at once.
func TestTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var turns rest.Turns
		var inside, most atomic.Int32
		var wait sync.WaitGroup
		for range 5 {
			wait.Go(func() {
				end, err := turns.Take(t.Context(), "alice")
				if err != nil {
					t.Error(err)
					return
				}
				defer end()
				most.Store(max(most.Load(), inside.Add(1)))
				time.Sleep(time.Second)
				inside.Add(-1)
			})
		}
		start := time.Now()
		end, err := turns.Take(t.Context(), "bob")
		if err != nil || time.Since(start) != 0 {
			t.Errorf("another key waited %s: %v", time.Since(start), err)
		}
		wait.Wait()
		if most.Load() != 1 {
			t.Errorf("%d callers at once", most.Load())
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := turns.Take(ctx, "bob"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a caller whose time is over got %v", err)
		}
		end()
		if _, err := turns.Take(t.Context(), "bob"); err != nil {
			t.Error(err)
		}
	})
}

// TestPoll counts tries and time: doubled waits, their bound, the bound of all, and a context that ends.
func TestPoll(t *testing.T) {
	t.Parallel()
	never := errors.New("not yet")
	for name, c := range map[string]struct {
		poll    rest.Poll
		doneAt  int
		timeout time.Duration
		tries   int
		took    time.Duration
	}{
		"done at once": {rest.Poll{First: time.Second, Total: time.Minute}, 1, time.Hour, 1, 0},
		"doubles":      {rest.Poll{First: time.Second, Total: time.Minute}, 4, time.Hour, 4, 7 * time.Second},
		"longest": {
			rest.Poll{First: time.Second, Longest: 2 * time.Second, Total: time.Minute}, 4, time.Hour, 4, 5 * time.Second,
		},
		"gives up":           {rest.Poll{First: time.Second, Total: 5 * time.Second}, 100, time.Hour, 3, 3 * time.Second},
		"the context's time": {rest.Poll{First: 4 * time.Second}, 100, 5 * time.Second, 2, 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), c.timeout)
				defer cancel()
				start, tries := time.Now(), 0
				done, err := c.poll.Until(ctx, func(context.Context) (bool, error) {
					if tries++; tries == c.doneAt {
						return true, nil
					}
					return false, never
				})
				if done != (c.tries == c.doneAt) || done != (err == nil) || !done && !errors.Is(err, never) {
					t.Errorf("done: %t, error: %v", done, err)
				}
				if tries != c.tries || time.Since(start) != c.took {
					t.Errorf("%d tries in %s, want %d in %s", tries, time.Since(start), c.tries, c.took)
				}
			})
		})
	}
}

// TestPollWithJitter has each wait take between half of its time and all of it, and not always the same.
func TestPollWithJitter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		different := map[time.Duration]bool{}
		for range 20 {
			start, tries := time.Now(), 0
			_, _ = rest.Poll{First: time.Second, Jitter: true}.Until(t.Context(), func(context.Context) (bool, error) {
				tries++
				return tries == 3, nil
			})
			took := time.Since(start)
			if took < 1500*time.Millisecond || took > 3*time.Second {
				t.Errorf("waits of 1 s and 2 s took %s", took)
			}
			different[took] = true
		}
		if len(different) == 1 {
			t.Error("nothing was left to chance")
		}
	})
}

// TestSnapshot counts what a refresh asks the server for.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	type server struct {
		items        []rest.Item
		lists, reads int
		mu           sync.Mutex // of reads, which come at the same time
	}
	snapshot := func(s *server) *rest.Snapshot {
		return rest.NewSnapshot(
			func(context.Context) ([]rest.Item, error) { s.lists++; return s.items, nil },
			func(_ context.Context, id string) (json.RawMessage, error) {
				s.mu.Lock()
				s.reads++
				s.mu.Unlock()
				if id == "missing" || id == "deleted" {
					return nil, gone
				}
				return json.RawMessage(`"read ` + id + `"`), nil
			},
			func(err error) bool { return errors.Is(err, gone) },
		)
	}
	whole := func(id string) rest.Item { return rest.Item{ID: id, Body: json.RawMessage(`"listed ` + id + `"`)} }

	s := &server{items: []rest.Item{whole("a"), whole("b"), whole("a"), {}}}
	shot := snapshot(s)
	want := func(id, body string, lists, reads int) {
		t.Helper()
		got, err := shot.Get(t.Context(), id)
		if (body == "") != errors.Is(err, gone) || body != "" && string(got) != `"`+body+`"` {
			t.Errorf("%s: %s, %v", id, got, err)
		}
		if s.lists != lists || s.reads != reads {
			t.Errorf("%s: %d lists and %d reads, want %d and %d", id, s.lists, s.reads, lists, reads)
		}
	}
	want("a", "read a", 0, 1)   // the first object alone
	want("b", "listed b", 1, 1) // the second lists
	want("a", "listed a", 1, 1) // and serves all
	want("missing", "", 1, 2)   // what it lacks is confirmed
	shot.Drop()
	want("a", "read a", 1, 3)
	if items, err := shot.All(t.Context()); err != nil || len(items) != 2 || items[0].ID != "a" || items[1].ID != "b" {
		t.Errorf("all: %v, %v", items, err)
	}

	s = &server{items: []rest.Item{{ID: "a"}, {ID: "deleted"}, {ID: "b"}}} // ids only
	shot = snapshot(s)
	if items, err := shot.All(t.Context()); err != nil || len(items) != 2 || string(items[1].Body) != `"read b"` {
		t.Errorf("all of a list of ids: %v, %v", items, err)
	}
	want("a", "read a", 1, 3) // read once for all who want it
	if ids, err := shot.IDs(t.Context()); err != nil || len(ids) != 3 {
		t.Errorf("ids: %v, %v", ids, err)
	}
}

// TestMemos asks once a key, and again after all was forgotten.
func TestMemos(t *testing.T) {
	t.Parallel()
	asked := map[string]int{}
	memos := rest.Memos[string]{Load: func(_ context.Context, key string) (string, error) {
		asked[key]++
		return "of " + key, nil
	}}
	for round := range 2 {
		for _, key := range []string{"alice", "bob", "alice"} {
			if got, _, err := memos.Of(key).Get(t.Context()); err != nil || got != "of "+key {
				t.Errorf("%s: %q, %v", key, got, err)
			}
		}
		if asked["alice"] != round+1 || asked["bob"] != round+1 {
			t.Errorf("round %d: asked %v", round, asked)
		}
		memos.Drop()
	}
}
