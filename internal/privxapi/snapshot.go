package privxapi

import (
	"context"
	"encoding/json"
	"sync"
	"time"
)

// snapshotAge is how old a listing may be when it is read from. One refresh takes seconds; a provider that waits longer
// than this for something else must not show what was true before.
const snapshotAge = time.Minute

// snapshot turns the many reads of one refresh into few requests. The first object is read directly; as soon as a second one is
// asked for, the collection is listed once for all who wait. Every write by this process drops the listing.
type snapshot struct {
	list func(context.Context) (map[string]json.RawMessage, error)

	mu      sync.Mutex
	first   string
	current *listing
}

type listing struct {
	ready chan struct{}
	items map[string]json.RawMessage
	err   error
	taken time.Time
}

// find gives the object from a listing. Without a listing that has it, ok is false, and the caller reads it directly:
// what is missing from a list is not gone before the server says so itself.
func (s *snapshot) find(ctx context.Context, id string) (raw json.RawMessage, ok bool) {
	l := s.join(ctx, id)
	if l == nil {
		return nil, false
	}
	select {
	case <-l.ready:
	case <-ctx.Done():
		return nil, false
	}
	raw, ok = l.items[id]
	return raw, ok
}

// all gives every object, from the listing if there is one.
func (s *snapshot) all(ctx context.Context) (map[string]json.RawMessage, error) {
	l := s.join(ctx, "")
	select {
	case <-l.ready:
		if l.err != nil {
			s.forget(l)
		}
		return l.items, l.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// join gives the listing that serves the id, taking one if it is time to, or nil for the one read that goes directly.
func (s *snapshot) join(ctx context.Context, id string) *listing {
	s.mu.Lock()
	if s.current != nil && !s.current.stale() {
		defer s.mu.Unlock()
		return s.current
	}
	if id != "" && (s.first == "" || s.first == id) {
		s.first = id
		defer s.mu.Unlock()
		return nil
	}
	l := &listing{ready: make(chan struct{}), taken: time.Now()}
	s.current = l
	s.mu.Unlock()

	l.items, l.err = s.list(ctx)
	if ctx.Err() != nil {
		s.forget(l)
	}
	// A listing that failed otherwise stays, so that not every read waits for the next failure: they go directly.
	close(l.ready)
	return l
}

func (l *listing) stale() bool { return time.Since(l.taken) > snapshotAge }

func (s *snapshot) forget(l *listing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == l {
		s.current = nil
	}
}

// drop is called after every write, done or failed: a listing begun before its end may hold what was true before it.
func (s *snapshot) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = nil
}
