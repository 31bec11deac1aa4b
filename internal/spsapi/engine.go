package spsapi

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// gatherRounds bounds how often changes that keep arriving make the others wait for more.
const gatherRounds = 4

// The order of changes in a transaction: what may be referred to first, what may refer to others last.
const (
	creating = iota
	updating
	deleting // plus the depth of the kind of object
)

// change is one caller's change of the configuration. It is written in a transaction, possibly in several one after the
// other, and is done when one of them is committed.
type change struct {
	order int
	// write sends the change and reports whether it changed anything. True beside an error, it has changed a part, which
	// only a rollback takes back.
	write func(ctx context.Context, t *transaction) (wrote bool, err error)
	// happened reports, as seen from outside, whether the last write was committed.
	// It is nil where that cannot be seen.
	happened func(ctx context.Context) (bool, error)

	ctx   context.Context //nolint:containedctx // a change whose caller was cancelled before its turn is not made
	state state
	// ended is closed when err is the outcome.
	ended chan struct{}
	err   error
}

// makesRoom reports whether the change may have let another one pass that was refused before it.
func (c *change) makesRoom() bool { return c.err == nil && c.order != creating }

// engine makes all changes. They are gathered for a moment, written in one transaction on a session of its own, and
// committed once. Its states are drawn in states.go.
type engine struct {
	client *Client
	login  *login
	config Config
	// session is the writer's, which held returns; only the one worker uses it.
	session *rest.Session
	held    *held
	// overdue is why the last batch ran out of its time, and overdueUntil until when nothing more is tried for it.
	overdue      error
	overdueUntil time.Time
	// silent says that this SPS does not report whether it demands a message with a commit.
	silent bool
	// demanding says that it demanded one with a commit that it refused.
	demanding bool

	mu sync.Mutex
	// queue holds the changes that are in no batch yet.
	queue []*change
	// working says that a worker runs, which ends when the queue is empty.
	working bool
	// idle is closed when the worker ends.
	idle chan struct{}
}

// do makes a change and returns its outcome, or the context's error if the change was not made.
func (e *engine) do(ctx context.Context, c *change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.ctx, c.ended = ctx, make(chan struct{})
	e.enqueue(ctx, c)
	select {
	case <-c.ended:
		return c.err
	case <-ctx.Done():
	}
	if e.leave(c) {
		return ctx.Err()
	}
	<-c.ended
	return c.err
}

func (e *engine) enqueue(ctx context.Context, c *change) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.queue = append(e.queue, c)
	if !e.working {
		e.working, e.idle = true, make(chan struct{})
		// Detached: callers' contexts may end before a transaction does, which must not stay open then.
		go e.work(rest.Detached(ctx))
	}
}

// await waits until no change is under way, for a bounded time.
func (e *engine) await(ctx context.Context, d time.Duration) {
	e.mu.Lock()
	idle := e.idle
	e.mu.Unlock()
	if idle == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	select {
	case <-idle:
	case <-ctx.Done():
	}
}

// endSession returns the writer's session. The next transaction begins with a new login.
func (e *engine) endSession(ctx context.Context) {
	e.session = nil
	e.held.end(ctx)
}

// leave takes back a change that waits, and reports whether it did.
func (e *engine) leave(c *change) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if c.state == waiting {
		c.state = left
	}
	return c.state == left
}

// move brings the changes into a state whose callers still wait, and returns them. The transaction that they are in has
// just been opened or rolled back: those that were cancelled leave.
func (e *engine) move(changes []*change, to state) []*change {
	e.mu.Lock()
	defer e.mu.Unlock()
	var there []*change
	for _, c := range changes {
		if c.state != left && c.ctx.Err() != nil {
			c.state, c.err = left, c.ctx.Err()
			close(c.ended)
		}
		if c.state != left {
			c.state = to
			there = append(there, c)
		}
	}
	return there
}

// wrote notes that the open transaction holds a change.
func (e *engine) wrote(c *change) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c.state = written
}

// finish hands the outcomes of changes to their callers.
func (e *engine) finish(changes ...*change) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range changes {
		if c.state != left && c.state != done {
			c.state = done
			close(c.ended)
		}
	}
}

// work runs batch after batch until no change waits.
func (e *engine) work(ctx context.Context) {
	for {
		changes := e.gather(ctx)
		if len(changes) == 0 {
			return
		}
		b := &batch{engine: e, changes: changes, patience: newPatience(e.config)}
		stop := b.report(ctx, len(changes))
		b.run(ctx)
		stop()
		e.finish(changes...)
	}
}

// gather takes the queue once no more changes arrive. Terraform starts the next ones within milliseconds of the end of
// the last.
func (e *engine) gather(ctx context.Context) []*change {
	for round, seen := 0, 0; round < gatherRounds; round++ {
		e.mu.Lock()
		queue := slices.Clone(e.queue)
		e.mu.Unlock()
		if len(queue) == seen {
			break
		}
		seen = len(queue)
		pause(ctx, queue, e.config.GatherTime)
	}
	e.mu.Lock()
	queue := e.queue
	e.queue = nil
	e.working = len(queue) > 0
	if !e.working && e.idle != nil {
		close(e.idle)
		e.idle = nil
	}
	e.mu.Unlock()
	slices.SortStableFunc(queue, func(a, b *change) int { return a.order - b.order })
	return queue
}

// pause waits for d, or until no caller of the changes waits for them any more.
func pause(ctx context.Context, changes []*change, d time.Duration) {
	ctx, cancel := awaited(ctx, changes, 0)
	defer cancel()
	_ = rest.Pause(ctx, d)
}
