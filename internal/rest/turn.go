package rest

import (
	"context"
	"sync"
)

// Turn is a mutex whose waiters give up when their context ends. The zero value is free.
type Turn struct {
	once sync.Once
	held chan struct{}
}

// Take waits for the turn and returns the function that ends it. The error is the context's.
func (t *Turn) Take(ctx context.Context) (end func(), err error) {
	t.once.Do(func() { t.held = make(chan struct{}, 1) })
	select {
	case t.held <- struct{}{}:
		return func() { <-t.held }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Turns is one Turn a key, such as a user whose document is read and then replaced.
type Turns struct{ all sync.Map }

// Take waits for the turn of a key and returns the function that ends it.
func (t *Turns) Take(ctx context.Context, key string) (end func(), err error) {
	made, _ := t.all.LoadOrStore(key, &Turn{})
	turn, _ := made.(*Turn)
	return turn.Take(ctx)
}
