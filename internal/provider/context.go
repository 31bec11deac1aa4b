package provider

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// withRelease returns a context that is ctx until release is called. From then on it is cancelled and empty.
//
// terraform-plugin-framework (seen in 1.19: proto6server.Server.registerContext) holds the context of every call until
// the process ends, and with it the loggers and what gRPC knows of the call: 100 MB for 1,000 objects. This file can go
// with the first version that forgets a call's context when the call returns.
func withRelease(ctx context.Context) (_ context.Context, release func()) {
	c := &callContext{}
	c.whole.Store(&ctx)
	return c, func() { c.whole.Store(&released) }
}

// callContext is the context of one call until its release.
type callContext struct {
	whole atomic.Pointer[context.Context]
}

var released = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

func (c *callContext) now() context.Context { return *c.whole.Load() }

// Deadline implements context.Context.
func (c *callContext) Deadline() (time.Time, bool) { return c.now().Deadline() }

// Done implements context.Context.
func (c *callContext) Done() <-chan struct{} { return c.now().Done() }

// Err implements context.Context.
func (c *callContext) Err() error { return c.now().Err() }

// Value implements context.Context.
func (c *callContext) Value(key any) any {
	if key == (rest.CallContext{}) {
		return c.now()
	}
	return c.now().Value(key)
}
