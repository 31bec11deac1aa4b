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

// attempt does a batch in one transaction. Without an error each change has its outcome; with one, all are as if nothing had been
// sent, and the verdict says what to do.
func (e *engine) attempt(ctx context.Context, batch []*change) (verdict, error) {
	start := time.Now()
	if !e.anyoneThere(batch) {
		e.enter(batch)
		return 0, nil
	}
	t, err := e.open(ctx)
	if err != nil {
		v := judge(err)
		if v == refused {
			v = hopeless // it was no change that was refused
		}
		if isUnauthenticated(err) {
			t = nil // the session ended while nobody used it, and nothing was opened
		}
		return e.abandon(ctx, t, v, err)
	}
	batch = e.enter(batch)
	if err := t.write(ctx, batch); err != nil {
		return e.abandon(ctx, t, judge(err), err)
	}
	written := slices.DeleteFunc(slices.Clone(batch), func(c *change) bool { return !c.wrote || c.err != nil })
	if len(written) == 0 {
		e.end(ctx, t)
		return 0, nil
	}
	err = t.commit(ctx)
	e.client.forget()
	fields := map[string]any{"changes": len(batch), "written": len(written), "duration_ms": time.Since(start).Milliseconds()}
	if err == nil {
		tflog.Debug(ctx, "SPS: committed", fields)
		return 0, nil
	}
	fields["error"] = err.Error()
	tflog.Debug(ctx, "SPS: the commit failed", fields)
	if outcomeUnknown(err) && e.found(ctx, t, written, err) {
		return 0, nil
	}
	return e.abandon(ctx, t, judgeCommit(err), err)
}

// found gives the written changes their outcome if their commit turns out to have happened, or if nobody can tell.
func (e *engine) found(ctx context.Context, t *transaction, written []*change, cause error) bool {
	happened, err := e.look(ctx, t, written, cause)
	switch {
	case err != nil:
		e.end(ctx, t)
		fail(written, &unknownError{cause: cause, look: err})
	case happened:
		e.session = nil
	default:
		return false
	}
	e.client.forget()
	return true
}

// open opens a transaction on the writer's session, which it makes if there is none.
func (e *engine) open(ctx context.Context) (*transaction, error) {
	if e.session == nil {
		credential, err := e.login.credential(ctx)
		if err != nil {
			return nil, err
		}
		e.session = rest.FixedSession(credential)
	}
	t := &transaction{engine: e, session: e.session}
	return t, t.open(ctx)
}

// end throws a transaction away, and with it the session if that fails.
func (e *engine) end(ctx context.Context, t *transaction) {
	if !t.rollback(ctx) {
		e.session = nil
	}
}

// abandon ends a transaction that failed. After a loss the next one begins with a new login.
func (e *engine) abandon(ctx context.Context, t *transaction, v verdict, err error) (verdict, error) {
	if t != nil {
		e.end(ctx, t)
	}
	if v == lost {
		e.session = nil
	}
	return v, err
}

// write sends the changes of a batch. One that is refused fails alone; it is sent once more when one behind it may have made room
// for it, as the delete of a referrer does. An error is one that ends the transaction.
func (t *transaction) write(ctx context.Context, batch []*change) error {
	for pending := batch; len(pending) > 0; {
		var again []*change
		progress := false
		for _, c := range pending {
			c.wrote, c.err = c.write(ctx, t)
			if c.err != nil {
				if judge(c.err) != refused {
					return c.err
				}
				if mayPass(c.err) {
					again = append(again, c)
				}
				continue
			}
			progress = progress || len(again) > 0 && c.makesRoom()
		}
		if !progress {
			return nil
		}
		pending = again
	}
	return nil
}

// look finds out whether a commit happened whose answer was lost: first whether the transaction is still open, then from the
// changes themselves. What is not seen at first gets a moment.
func (e *engine) look(ctx context.Context, t *transaction, written []*change, cause error) (happened bool, err error) {
	evidence := evidenceOf(written)
	// A commit that took too long may be under way still.
	patient := isTimeout(cause)
	deadline := time.Now().Add(e.config.CommitTimeout)
	if !patient {
		deadline = time.Now().Add(min(lookTime, e.config.CommitTimeout))
	}
	for try := 0; ; try++ {
		var again bool
		happened, again, err = t.seen(ctx, evidence, patient)
		if happened || time.Now().After(deadline) || !again && try > 0 {
			return happened, err
		}
		time.Sleep(jitter(min(4*e.config.MinBackoff<<min(try, 16), maxLockWait)))
	}
}

// seen is one look. again says that another may show more.
func (t *transaction) seen(ctx context.Context, evidence *change, patient bool) (happened, again bool, err error) {
	state, err := t.state(ctx)
	if err != nil && !isUnauthenticated(err) {
		return false, true, err
	}
	if state.Status == statusOpen {
		return false, patient, nil
	}
	if evidence == nil {
		return false, false, nil
	}
	happened, err = evidence.happened(ctx)
	return happened, err != nil, err
}

// evidenceOf picks the change that shows best whether all were committed: a key that the server made up, then an object
// that is gone, then one that looks as it should.
func evidenceOf(written []*change) *change {
	var best *change
	rank := func(c *change) int { return slices.Index([]int{creating, deleting, updating}, min(c.order, deleting)) }
	for _, c := range written {
		if c.happened != nil && (best == nil || rank(c) < rank(best)) {
			best = c
		}
	}
	return best
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}
