package provider

import (
	"context"
	"errors"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

type key struct{}

func TestRelease(t *testing.T) {
	t.Parallel()
	whole, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "logger"))
	defer cancel()
	ctx, release := withRelease(whole)
	child, stop := context.WithCancel(ctx) // as the framework makes one
	defer stop()
	detached := rest.Detached(child)
	if child.Value(key{}) != "logger" || child.Err() != nil {
		t.Errorf("during the call: %v, %v", child.Value(key{}), child.Err())
	}
	release()
	if child.Value(key{}) != nil || !errors.Is(ctx.Err(), context.Canceled) {
		t.Errorf("after the call: %v, %v", child.Value(key{}), ctx.Err())
	}
	<-ctx.Done()
	if detached.Value(key{}) != "logger" || detached.Err() != nil {
		t.Errorf("work that goes on: %v, %v", detached.Value(key{}), detached.Err())
	}
}

func TestReleasableContextIsCancelled(t *testing.T) {
	t.Parallel()
	whole, cancel := context.WithCancel(t.Context())
	ctx, release := withRelease(whole)
	defer release()
	child, stop := context.WithCancel(ctx)
	defer stop()
	detached := rest.Detached(child)
	cancel()
	<-child.Done()
	if detached.Err() != nil {
		t.Error("detached work was cancelled")
	}
	if _, has := ctx.Deadline(); has {
		t.Error("a deadline out of nowhere")
	}
}
