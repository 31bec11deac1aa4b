package spsapi

import (
	"context"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

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
