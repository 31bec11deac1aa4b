package rest

import (
	"context"
	"sync/atomic"
	"time"
)

// Lend gives a context for one call of Terraform's that lets go of everything in it when end is called.
//
// The framework (1.19: proto6server, registerContext) keeps the context of every call until the process ends, and with it the
// loggers and what gRPC knows of the call: 100 MB for 1,000 objects.
func Lend(ctx context.Context) (lent context.Context, end func()) {
	l := &loan{}
	l.ctx.Store(&ctx)
	return l, func() { l.ctx.Store(&over) }
}

// Detached is for work that may outlive the call that began it: it cannot be cancelled, and keeps the call's logger.
func Detached(ctx context.Context) context.Context {
	if whole, ok := ctx.Value(wholeKey{}).(context.Context); ok {
		ctx = whole
	}
	return context.WithoutCancel(ctx)
}

type loan struct {
	ctx atomic.Pointer[context.Context]
}

type wholeKey struct{}

// over is the context of every call that has ended.
var over = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

func (l *loan) whole() context.Context { return *l.ctx.Load() }

// Deadline implements context.Context.
func (l *loan) Deadline() (time.Time, bool) { return l.whole().Deadline() }

// Done implements context.Context.
func (l *loan) Done() <-chan struct{} { return l.whole().Done() }

// Err implements context.Context.
func (l *loan) Err() error { return l.whole().Err() }

// Value implements context.Context.
func (l *loan) Value(key any) any {
	if key == (wholeKey{}) {
		return l.whole()
	}
	return l.whole().Value(key)
}
