package spsapi

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	// timeoutsPerBatch is how many timeouts of a request a batch has at least, the last one for its rollback.
	timeoutsPerBatch = 4
	// commitGrace is how long a commit under way is waited for when nobody waits for it any more.
	commitGrace = 10 * time.Second
	// endGrace is how long the rollback may take then, and the look before it.
	endGrace = 2 * time.Second
	// progressInterval is how often a batch that takes its time is logged.
	progressInterval = 10 * time.Second
)

// patience is the time that all tries of a batch have together. The end of it is reserved for the rollback. It begins
// anew with progress: with each change that SPS takes in the first try, later with each commit.
type patience struct {
	budget, reserve time.Duration
	began, until    time.Time
}

func newPatience(c Config) *patience {
	p := &patience{budget: max(c.LockTimeout, timeoutsPerBatch*c.Timeout), began: time.Now()}
	p.reserve = min(c.Timeout, p.budget/timeoutsPerBatch)
	p.extend()
	return p
}

func (p *patience) extend() { p.until = time.Now().Add(p.budget) }

// isOver reports whether there is no time for another try.
func (p *patience) isOver() bool { return !time.Now().Before(p.until.Add(-p.reserve)) }

// try bounds a request of a try.
func (p *patience) try(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithDeadline(ctx, p.until.Add(-p.reserve))
}

// look bounds the look for what became of a commit.
func (p *patience) look(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithDeadline(ctx, p.until.Add(-p.reserve/2))
}

// end bounds the rollback, which gets its time however late it is.
func (p *patience) end(ctx context.Context) (context.Context, context.CancelFunc) {
	until := p.until
	if least := time.Now().Add(p.reserve / 2); until.Before(least) {
		until = least
	}
	return context.WithDeadline(ctx, until)
}

// awaited returns a context that ends some time after the last caller of the changes has gone.
func awaited(ctx context.Context, changes []*change, grace time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	var callers atomic.Int64
	callers.Store(int64(len(changes)))
	stops := make([]func() bool, 0, len(changes))
	for _, c := range changes {
		stops = append(stops, context.AfterFunc(c.ctx, func() { //nolint:contextcheck // each caller has its own
			if callers.Add(-1) == 0 && rest.Pause(ctx, grace) == nil {
				cancel()
			}
		}))
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
	}
}

// allGone reports whether no caller of the changes waits any more.
func allGone(changes []*change) bool {
	for _, c := range changes {
		if c.ctx.Err() == nil {
			return false
		}
	}
	return true
}

// overdueError is a batch that SPS did not answer in its time.
type overdueError struct {
	waited time.Duration
	err    error
}

// Error implements error.
func (e *overdueError) Error() string {
	return fmt.Sprintf("SPS did not get the changes done within %s (lock_timeout, or %d times request_timeout if that is "+
		"longer), and nothing more is tried. The last try: %v", e.waited.Round(time.Second), timeoutsPerBatch, e.err)
}

// Unwrap returns why the last try failed.
func (e *overdueError) Unwrap() error { return e.err }

// report logs now and then that a batch is still under way, until the function that it returns is called.
func (b *batch) report(ctx context.Context, changes int) (stop func()) {
	began := time.Now()
	done := make(chan struct{})
	go func() {
		ticker := time.NewTicker(progressInterval)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				tflog.Info(ctx, "SPS: still at work", map[string]any{
					"changes": changes, "seconds": int(time.Since(began).Seconds()),
				})
			}
		}
	}()
	return func() { close(done) }
}
