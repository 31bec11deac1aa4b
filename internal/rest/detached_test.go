package rest_test

import (
	"context"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

type key struct{}

// releasable is a context as the provider's server makes one: released, it is empty.
type releasable struct{ context.Context }

func (r *releasable) Value(k any) any {
	if k == (rest.CallContext{}) {
		return r.Context
	}
	return r.Context.Value(k)
}

// TestDetached has work outlive its call, be the call's context released or not.
func TestDetached(t *testing.T) {
	t.Parallel()
	for _, released := range []bool{false, true} {
		whole, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "logger"))
		call := &releasable{whole}
		child, stop := context.WithCancel(call) // as the framework makes one
		detached := rest.Detached(child)
		plain := rest.Detached(whole)
		if released {
			call.Context = context.Background()
		}
		stop()
		cancel()
		for name, ctx := range map[string]context.Context{"of a call": detached, "plain": plain} {
			if ctx.Value(key{}) != "logger" || ctx.Err() != nil {
				t.Errorf("%s, released %t: %v, %v", name, released, ctx.Value(key{}), ctx.Err())
			}
		}
	}
}
