package spsapi

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	// replays is how often a batch is done again after a conflict or a loss.
	replays = 5
	// maxLockWait is the longest pause between two looks at a locked configuration.
	maxLockWait = 5 * time.Second
)

// batch is some changes that are made in one transaction. Its stages are drawn in states.go.
type batch struct {
	engine *engine
	// changes are those whose callers have not left.
	changes     []*change
	transaction *transaction
	began       time.Time
	// verdict and err are why the transaction failed, several whether more than one change was in it.
	verdict  verdict
	err      error
	several  bool
	spent    budget
	patience *patience
}

// budget is what a batch has spent of its tries, and since when it waits for a lock.
type budget struct {
	conflicts, losses, locks int
	lockedSince              time.Time
}

// run takes the batch through its stages until each change that is still there has its outcome.
func (b *batch) run(ctx context.Context) {
	for s := opening; s != finished; {
		switch s {
		case opening:
			s = b.open(ctx)
		case writing:
			s = b.write(ctx)
		case committing:
			s = b.commit(ctx)
		case looking:
			s = b.look(ctx)
		case rollingBack:
			s = b.rollBack(ctx)
		case deciding:
			s = b.decide(ctx)
		case dividing:
			s = b.divide(ctx)
		case finished:
		}
	}
}

// fail notes why the transaction failed. All that was written in it is to be rolled back.
func (b *batch) fail(v verdict, err error) stage {
	b.verdict, b.err = v, err
	return rollingBack
}

func (b *batch) open(ctx context.Context) stage {
	b.began = time.Now()
	if b.changes = b.engine.move(b.changes, waiting); len(b.changes) == 0 {
		return finished
	}
	if time.Now().Before(b.engine.overdueUntil) {
		return b.fail(fatal, b.engine.overdue)
	}
	ctx, cancel := b.try(ctx)
	defer cancel()
	var err error
	if b.transaction, err = b.engine.open(ctx); err != nil {
		if isUnauthenticated(err) {
			b.transaction = nil // the session ended while nobody used it, and nothing was opened
		}
		v := judge(err)
		if v == refused {
			v = fatal // it was no change that was refused
		}
		return b.fail(v, err)
	}
	b.changes = b.engine.move(b.changes, entered)
	return writing
}

// open opens a transaction on the writer's session, for which it logs in if there is none.
func (e *engine) open(ctx context.Context) (*transaction, error) {
	if e.session == nil {
		credential, err := e.held.renew(ctx)
		if err != nil {
			return nil, err
		}
		e.session = rest.FixedSession(credential)
	}
	t := &transaction{engine: e, session: e.session}
	return t, t.open(ctx)
}

// try returns a context for the requests of a try: it ends with the time of the batch, and with its last caller.
func (b *batch) try(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, leave := awaited(ctx, b.changes, 0)
	ctx, cancel := b.patience.try(ctx)
	return ctx, func() {
		cancel()
		leave()
	}
}

// write sends the changes. One that is refused fails alone.
func (b *batch) write(ctx context.Context) stage {
	ctx, leave := awaited(ctx, b.changes, 0)
	defer leave()
	failure := rounds(b.changes, func(c *change) error {
		ctx, cancel := b.patience.try(ctx)
		defer cancel()
		wrote, err := c.write(ctx, b.transaction)
		c.err = err
		switch {
		case err == nil && wrote:
			b.engine.wrote(c)
			if b.spent == (budget{}) {
				b.patience.extend()
			}
		case err != nil && (wrote || judge(err) != refused || isContradictory(err)):
			return err
		}
		return nil
	})
	if failure != nil {
		return b.fail(judge(failure), failure)
	}
	if len(b.written()) == 0 {
		b.discard(ctx)
		return finished
	}
	return committing
}

func (b *batch) written() (changes []*change) {
	for _, c := range b.changes {
		if c.state == written {
			changes = append(changes, c)
		}
	}
	return changes
}

// rounds makes each change, and those that were refused once more when one behind them may have made room for them, as
// the delete of a referrer does. It stops at an error.
func rounds(changes []*change, try func(*change) error) error {
	for len(changes) > 0 {
		var again []*change
		room := false
		for _, c := range changes {
			if err := try(c); err != nil {
				return err
			}
			if mayPass(c.err) {
				again = append(again, c)
			} else if len(again) > 0 && c.makesRoom() {
				room = true
			}
		}
		if !room {
			return nil
		}
		changes = again
	}
	return nil
}

func (b *batch) commit(ctx context.Context) stage {
	ctx, leave := awaited(ctx, b.changes, commitGrace)
	defer leave()
	ctx, cancel := b.patience.try(ctx)
	defer cancel()
	err := b.transaction.commit(ctx)
	b.engine.client.forget()
	fields := map[string]any{
		"changes": len(b.changes), "written": len(b.written()), "duration_ms": time.Since(b.began).Milliseconds(),
	}
	if err == nil {
		b.patience.extend()
		tflog.Debug(ctx, "SPS: committed", fields)
		return finished
	}
	fields["error"] = err.Error()
	tflog.Debug(ctx, "SPS: the commit failed", fields)
	b.verdict, b.err = judgeCommit(err), err
	if outcomeUnknown(err) {
		return looking
	}
	return rollingBack
}

// look sets the outcome of the written changes if their commit turns out to have happened, or if nobody can tell.
func (b *batch) look(ctx context.Context) stage {
	lookCtx, cancel := b.patience.look(ctx)
	defer cancel()
	if allGone(b.changes) {
		lookCtx, cancel = context.WithTimeout(lookCtx, endGrace)
		defer cancel()
	}
	happened, err := b.transaction.look(lookCtx, b.written(), b.err)
	switch {
	case err != nil:
		b.discard(ctx)
		for _, c := range b.written() {
			c.err = &unknownError{cause: b.err, look: err}
		}
	case happened:
		b.engine.endSession(ctx)
	default:
		return rollingBack
	}
	b.engine.client.forget()
	return finished
}

// discard rolls the transaction back, and drops the session if that fails.
func (b *batch) discard(ctx context.Context) {
	ctx, cancel := b.patience.end(ctx)
	defer cancel()
	if allGone(b.changes) {
		ctx, cancel = context.WithTimeout(ctx, endGrace)
		defer cancel()
	}
	if b.transaction != nil && !b.transaction.rollBack(ctx) {
		b.engine.endSession(ctx)
	}
}

func (b *batch) rollBack(ctx context.Context) stage {
	b.discard(ctx)
	if b.verdict == lost {
		b.engine.endSession(ctx)
	}
	b.several = len(b.changes) > 1
	if b.changes = b.engine.move(b.changes, waiting); len(b.changes) == 0 {
		return finished
	}
	return deciding
}

// decide says what becomes of a batch that was rolled back.
func (b *batch) decide(ctx context.Context) stage {
	divisible, backoff := b.several, b.engine.config.MinBackoff
	v := b.verdict
	if (v == lost || v == conflicting || v == fatal) && b.patience.isOver() {
		v, b.err = fatal, b.engine.giveUp(b.patience, b.err)
	}
	switch v {
	case locked:
		if b.awaitLock(ctx) {
			b.patience.extend() // it is SPS's answer that there is a lock
			return opening
		}
		// An object's own 409 may look like a lock.
		divisible = divisible && !isAboutTransaction(b.err)
		b.err = &lockedError{waited: time.Since(b.spent.lockedSince), err: b.err}
	case conflicting:
		if b.spent.conflicts < replays {
			pause(ctx, b.changes, rest.Jitter(backoff<<b.spent.conflicts))
			b.spent.conflicts++
			return opening
		}
	case lost:
		if b.spent.losses < replays {
			tflog.Warn(ctx, "SPS: the changes are tried again", map[string]any{
				"changes": len(b.changes), "try": b.spent.losses + 2, "error": b.err.Error(),
			})
			if b.spent.losses > 0 { // the first time at once: sessions end while nobody uses them
				pause(ctx, b.changes, rest.Jitter(backoff<<(b.spent.losses-1)))
			}
			b.spent.losses++
			return opening
		}
		var login *LoginError
		divisible = divisible && !errors.As(b.err, &login)
	case fatal:
		divisible = false
	case refused:
	}
	if divisible {
		tflog.Debug(ctx, "SPS: a commit failed; its changes are made one by one",
			map[string]any{"changes": len(b.changes)})
		return dividing
	}
	for _, c := range b.changes {
		c.err = b.err
	}
	return finished
}

// giveUp notes that a batch ran out of its time. Changes that come right behind it share its outcome: Terraform begins
// the next ones at once, and each batch of them would wait as long again.
func (e *engine) giveUp(p *patience, err error) error {
	e.overdue = &overdueError{waited: time.Since(p.began), err: err}
	e.overdueUntil = time.Now().Add(e.config.Timeout)
	return e.overdue
}

// awaitLock waits before the next look at a locked configuration. It reports false when the time is over.
func (b *batch) awaitLock(ctx context.Context) bool {
	config := b.engine.config
	if b.spent.locks == 0 {
		b.spent.lockedSince = time.Now()
		tflog.Info(ctx, "SPS: the configuration is locked, waiting", map[string]any{"changes": len(b.changes)})
	}
	remaining := config.LockTimeout - time.Since(b.spent.lockedSince)
	if remaining <= 0 {
		return false
	}
	pause(ctx, b.changes, min(rest.Jitter(min(config.MinBackoff<<min(b.spent.locks, 16), maxLockWait)), remaining))
	b.spent.locks++
	return true
}

// divide makes each change alone, so that only the culprit fails.
func (b *batch) divide(ctx context.Context) stage {
	_ = rounds(b.changes, func(c *change) error {
		alone := &batch{engine: b.engine, changes: []*change{c}, spent: b.spent, patience: b.patience}
		alone.spent.losses = 0 // the more changes, the more likely is one loss among them
		alone.run(ctx)
		if mayPass(c.err) {
			b.engine.move(alone.changes, waiting)
		} else {
			b.engine.finish(c)
		}
		return nil
	})
	return finished
}
