package rest

import "context"

// CallContext is the key of the whole context of a call, for a context that is released when the call ends.
type CallContext struct{}

// Detached returns a context for work that may outlive the call that began it: it is never cancelled, and keeps the
// call's logger.
func Detached(ctx context.Context) context.Context {
	if whole, ok := ctx.Value(CallContext{}).(context.Context); ok {
		ctx = whole
	}
	return context.WithoutCancel(ctx)
}
