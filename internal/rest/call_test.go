package rest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

type key struct{}

func TestLend(t *testing.T) {
	t.Parallel()
	whole, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "logger"))
	defer cancel()
	lent, end := rest.Lend(whole)
	child, stop := context.WithCancel(lent) // as the framework makes one
	defer stop()
	detached := rest.Detached(child)
	if child.Value(key{}) != "logger" || child.Err() != nil {
		t.Errorf("during the call: %v, %v", child.Value(key{}), child.Err())
	}
	end()
	if child.Value(key{}) != nil || !errors.Is(lent.Err(), context.Canceled) {
		t.Errorf("after the call: %v, %v", child.Value(key{}), lent.Err())
	}
	<-lent.Done()
	if detached.Value(key{}) != "logger" || detached.Err() != nil {
		t.Errorf("work that goes on: %v, %v", detached.Value(key{}), detached.Err())
	}
}

func TestLentContextIsCancelled(t *testing.T) {
	t.Parallel()
	whole, cancel := context.WithCancel(t.Context())
	lent, end := rest.Lend(whole)
	defer end()
	child, stop := context.WithCancel(lent)
	defer stop()
	detached := rest.Detached(child)
	cancel()
	<-child.Done()
	if detached.Err() != nil {
		t.Error("detached work was cancelled")
	}
	if _, has := lent.Deadline(); has {
		t.Error("a deadline out of nowhere")
	}
}
