package spsapi

import (
	"context"
	"sync"
	"time"
)

// memoAge is how old a remembered answer may be. One refresh takes seconds; a provider that waits longer than this for something
// else must not show what was true before.
const memoAge = time.Minute

// memo asks once for all who want the same answer, and remembers it for the reads of one refresh.
type memo[T any] struct {
	load func(context.Context) (T, error)

	mu      sync.Mutex
	current *answer[T]
}

type answer[T any] struct {
	ready chan struct{}
	value T
	err   error
	taken time.Time
}

// get gives the answer. It is fresh when it was asked for by this very call.
func (m *memo[T]) get(ctx context.Context) (value T, fresh bool, err error) {
	a, fresh := m.join(ctx)
	select {
	case <-a.ready:
		return a.value, fresh, a.err
	case <-ctx.Done():
		return value, false, ctx.Err()
	}
}

func (m *memo[T]) join(ctx context.Context) (a *answer[T], fresh bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.current != nil && time.Since(m.current.taken) < memoAge {
		return m.current, false
	}
	a = &answer[T]{ready: make(chan struct{}), taken: time.Now()}
	m.current = a
	// Not the caller's context: the others who wait must not fail when this one is cancelled.
	ctx = context.WithoutCancel(ctx)
	go func() {
		defer close(a.ready)
		a.value, a.err = m.load(ctx)
	}()
	return a, true
}

// known tells whether there is an answer, or one is being asked for.
func (m *memo[T]) known() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.current != nil && time.Since(m.current.taken) < memoAge
}

// remember puts an answer there that came another way.
func (m *memo[T]) remember(value T) {
	ready := make(chan struct{})
	close(ready)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.current = &answer[T]{ready: ready, value: value, taken: time.Now()}
}

// drop is called after every commit, done or failed: an answer asked for before its end may hold what was true before it.
func (m *memo[T]) drop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.current = nil
}
