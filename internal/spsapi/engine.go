package spsapi

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	// replays is how often a batch is done again after a conflict or a loss.
	replays = 5
	// gatherRounds bounds how often changes that keep arriving make the others wait for more.
	gatherRounds = 4
	// maxLockWait is the longest pause between two looks at a locked configuration.
	maxLockWait = 5 * time.Second
	// lookTime is how long to look for what became of a commit while SPS does not answer.
	lookTime = time.Minute
	// leavePoll is how soon a cancelled caller notices that its change was rolled back and may be left.
	leavePoll = 20 * time.Millisecond
)

// The order of changes in a transaction: what may be referred to first, what may refer to others last.
const (
	creating = iota
	updating
	deleting // plus the depth of the kind of object
)

// change is one caller's wish. It is written in a transaction, possibly several times, and is done when that is committed.
type change struct {
	order int
	// write sends the change and tells whether it changed anything.
	write func(ctx context.Context, t *transaction) (wrote bool, err error)
	// happened tells from outside whether the last write was committed. It is nil where that cannot be seen.
	happened func(ctx context.Context) (bool, error)

	ctx   context.Context //nolint:containedctx // a change whose caller has left before its turn is not made
	done  chan struct{}
	err   error
	wrote bool
	// started and left belong to the engine's lock: a caller may leave only what is not in a transaction.
	started, left bool
}

// engine makes all changes. They are gathered for a moment, written in one transaction on a session of its own, and committed once.
type engine struct {
	client *Client
	login  *login
	config Config
	// session is the writer's; only the one worker uses it.
	session *rest.Session
	// silent says that this SPS does not tell whether it wants a message with a commit.
	silent bool

	mu      sync.Mutex
	waiting []*change
	working bool
}

// do queues a change and waits for its end. A cancelled caller leaves while its change is in no transaction.
func (e *engine) do(ctx context.Context, c *change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.ctx, c.done = ctx, make(chan struct{})
	e.mu.Lock()
	e.waiting = append(e.waiting, c)
	if !e.working {
		e.working = true
		// Callers' contexts may end before a transaction does, which must not stay open then.
		go e.work(rest.Detached(ctx))
	}
	e.mu.Unlock()
	select {
	case <-c.done:
		return c.err
	case <-ctx.Done():
	}
	for {
		if e.leave(c) {
			return ctx.Err()
		}
		select {
		case <-c.done:
			return c.err
		case <-time.After(leavePoll):
		}
	}
}

func (e *engine) leave(c *change) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	c.left = !c.started
	return c.left
}

// enter gives those of a batch whose callers are still there; from here on they wait for its end.
func (e *engine) enter(batch []*change) []*change {
	e.mu.Lock()
	defer e.mu.Unlock()
	var in []*change
	for _, c := range batch {
		if c.left || c.ctx.Err() != nil {
			c.err = c.ctx.Err()
			continue
		}
		c.started, c.wrote, c.err = true, false, nil
		in = append(in, c)
	}
	return in
}

// release lets the callers of a batch leave that was rolled back.
func (e *engine) release(batch []*change) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range batch {
		c.started = false
	}
}

func (e *engine) anyoneThere(batch []*change) bool {
	return slices.ContainsFunc(batch, func(c *change) bool { return c.ctx.Err() == nil })
}

// work does batch after batch until no change waits.
func (e *engine) work(ctx context.Context) {
	for {
		batch := e.gather()
		if len(batch) == 0 {
			return
		}
		e.run(ctx, batch)
	}
}

// gather takes the waiting changes once no more arrive. Terraform starts the next ones within milliseconds of the end of the last.
func (e *engine) gather() []*change {
	seen := -1
	for range gatherRounds {
		e.mu.Lock()
		n := len(e.waiting)
		e.mu.Unlock()
		if n == seen {
			break
		}
		seen = n
		time.Sleep(e.config.GatherTime)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	batch := e.waiting
	e.waiting = nil
	e.working = len(batch) > 0
	slices.SortStableFunc(batch, func(a, b *change) int { return a.order - b.order })
	return batch
}

// run does one batch. Where the whole fails and one change may be to blame, each is done alone, so that only the culprit fails.
func (e *engine) run(ctx context.Context, batch []*change) {
	var spent budget
	if e.settle(ctx, batch, &spent) {
		finish(batch...)
		return
	}
	tflog.Debug(ctx, "SPS: a commit failed; its changes are made one by one", map[string]any{"changes": len(batch)})
	for pending := batch; len(pending) > 0; {
		var again []*change
		progress := false
		for _, c := range pending {
			alone := spent
			alone.losses = 0 // the more changes, the more likely is one loss among them
			e.settle(ctx, []*change{c}, &alone)
			if mayPass(c.err) {
				again = append(again, c)
				continue
			}
			progress = progress || len(again) > 0 && c.makesRoom()
			finish(c)
		}
		if !progress {
			finish(again...)
			return
		}
		pending = again
	}
}

// makesRoom tells whether the change may have let another one pass that was refused before it.
func (c *change) makesRoom() bool { return c.err == nil && c.order != creating }

func finish(batch ...*change) {
	for _, c := range batch {
		close(c.done)
	}
}

func fail(batch []*change, err error) {
	for _, c := range batch {
		c.err = err
	}
}

// budget is what a batch has spent of its patience.
type budget struct {
	conflicts, losses int
	lockedSince       time.Time
	looks             int
}

// settle attempts a batch until each change has its outcome. It is false when the batch failed for what may be one change's fault.
func (e *engine) settle(ctx context.Context, batch []*change, spent *budget) bool {
	for {
		v, err := e.attempt(ctx, batch)
		if err == nil {
			return true
		}
		e.release(batch)
		if !e.anyoneThere(batch) {
			e.enter(batch) // gives each its context's error
			return true
		}
		divisible := len(batch) > 1
		switch v {
		case locked:
			if e.awaitLock(ctx, batch, spent) {
				continue
			}
			// An object's own 409 may look like a lock.
			divisible = divisible && !isAboutTransaction(err)
			err = &lockedError{waited: time.Since(spent.lockedSince), err: err}
		case conflicting:
			if spent.conflicts < replays {
				e.pause(spent.conflicts)
				spent.conflicts++
				continue
			}
		case lost:
			if spent.losses < replays {
				e.pause(spent.losses - 1) // the first time at once: sessions end while nobody uses them
				spent.losses++
				continue
			}
			var login *LoginError
			divisible = divisible && !errors.As(err, &login)
		case hopeless:
			divisible = false
		}
		if divisible {
			return false
		}
		fail(batch, err)
		return true
	}
}

// awaitLock waits before the next look at a locked configuration. It is false when the time is over.
func (e *engine) awaitLock(ctx context.Context, batch []*change, spent *budget) bool {
	if spent.lockedSince.IsZero() {
		spent.lockedSince = time.Now()
		tflog.Info(ctx, "SPS: the configuration is locked, waiting", map[string]any{"changes": len(batch)})
	}
	left := e.config.LockTimeout - time.Since(spent.lockedSince)
	if left <= 0 {
		return false
	}
	wait := jitter(min(e.config.MinBackoff<<min(spent.looks, 16), maxLockWait))
	spent.looks++
	time.Sleep(min(wait, left))
	return true
}

func (e *engine) pause(n int) {
	if n >= 0 {
		time.Sleep(jitter(e.config.MinBackoff << n))
	}
}

// jitter leaves half of a wait to chance, so that several providers do not return in step.
func jitter(d time.Duration) time.Duration {
	return d/2 + rand.N(d/2+1) //nolint:gosec // not a secret
}
