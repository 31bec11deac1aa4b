package rest

import (
	"context"
	"sync"
	"time"
)

// memoAge is how old a remembered answer may be. One refresh takes seconds; a provider that waits longer than this for
// something else must not show what was true before.
const memoAge = time.Minute

// Memo asks once for all who want the same answer, and remembers it for the reads of one refresh.
type Memo[T any] struct {
	// Load asks. It is set once, before the first use.
	Load func(context.Context) (T, error)

	mu      sync.Mutex
	current *remembered[T]
}

type remembered[T any] struct {
	ready chan struct{}
	value T
	err   error
	taken time.Time
}

// Get returns the answer. It is fresh when it was asked for by this very call.
func (m *Memo[T]) Get(ctx context.Context) (value T, fresh bool, err error) {
	a, fresh := m.join(ctx)
	select {
	case <-a.ready:
		return a.value, fresh, a.err
	case <-ctx.Done():
		return value, false, ctx.Err()
	}
}

func (m *Memo[T]) join(ctx context.Context) (a *remembered[T], fresh bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.current != nil && time.Since(m.current.taken) < memoAge {
		return m.current, false
	}
	a = &remembered[T]{ready: make(chan struct{}), taken: time.Now()}
	m.current = a
	// Not the caller's context: the others who wait must not fail when this one is cancelled.
	ctx = Detached(ctx)
	go func() {
		defer close(a.ready)
		a.value, a.err = m.Load(ctx)
	}()
	return a, true
}

// Known reports whether there is an answer, or one is being asked for.
func (m *Memo[T]) Known() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.current != nil && time.Since(m.current.taken) < memoAge
}

// Remember puts an answer there that came another way.
func (m *Memo[T]) Remember(value T) {
	ready := make(chan struct{})
	close(ready)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.current = &remembered[T]{ready: ready, value: value, taken: time.Now()}
}

// Drop is called after every write or commit, done or failed: an answer asked for before its end may hold what was true
// before it.
func (m *Memo[T]) Drop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.current = nil
}

// Memos is one memo a key, such as one a user.
type Memos[T any] struct {
	// Load asks for a key. It is set once, before the first use.
	Load func(ctx context.Context, key string) (T, error)
	all  sync.Map
}

// Of returns the memo of a key.
func (m *Memos[T]) Of(key string) *Memo[T] {
	made, _ := m.all.LoadOrStore(key, &Memo[T]{Load: func(ctx context.Context) (T, error) { return m.Load(ctx, key) }})
	one, _ := made.(*Memo[T])
	return one
}

// Drop forgets the answers of all keys. It is called as Memo's is.
func (m *Memos[T]) Drop() { m.all.Clear() }
