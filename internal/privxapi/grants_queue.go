package privxapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	// grantTries is how often a change is made anew after another administrator wrote over it.
	grantTries = 5
	// gatherTime is how long a user's changes wait for others. Terraform starts the next ones within milliseconds of the end of the last.
	gatherTime = 25 * time.Millisecond
	// maxLooks bounds how often the changes of a busy administrator are put back in one batch.
	maxLooks = 10
	// lookAhead is how long before a write the look goes out that must reach the server first.
	lookAhead = 2 * time.Millisecond
)

// grantChange edits the explicit grants of one user.
type grantChange struct {
	ctx context.Context //nolint:containedctx // a change whose caller has left before its turn is not made
	// apply gives what is to be there, and whether that differs from what is.
	apply func(held []heldGrant) (next []heldGrant, changed bool)
	// patient waits for a user who was made a moment ago.
	patient bool
	done    chan error
}

type grantQueue struct{ waiting []*grantChange }

// change puts an edit into the user's queue and waits for its outcome, also when it is cancelled meanwhile: an edit that is on its way
// must not be reported as not made.
func (g *Grants) change(ctx context.Context, user string, patient bool, apply func([]heldGrant) ([]heldGrant, bool)) error {
	c := &grantChange{ctx: ctx, apply: apply, patient: patient, done: make(chan error, 1)}
	g.mu.Lock()
	queue, working := g.users[user]
	if !working {
		queue = &grantQueue{}
		g.users[user] = queue
	}
	queue.waiting = append(queue.waiting, c)
	g.mu.Unlock()
	if !working {
		// Not the caller's context: the others in the queue must not fail when this one is cancelled.
		go g.work(rest.Detached(ctx), user, queue)
	}
	return <-c.done
}

// work does the user's changes, batch by batch, until none waits.
func (g *Grants) work(ctx context.Context, user string, queue *grantQueue) {
	var held []heldGrant // what the last batch left; nil is not known
	for {
		time.Sleep(gatherTime)
		g.mu.Lock()
		batch := queue.waiting
		queue.waiting = nil
		if len(batch) == 0 {
			delete(g.users, user)
			g.mu.Unlock()
			return
		}
		g.mu.Unlock()
		held = g.run(ctx, user, batch, held)
	}
}

// run does one batch and gives what it left. If the server refuses the whole, each change is done alone, so that only the culprit
// fails.
func (g *Grants) run(ctx context.Context, user string, batch []*grantChange, held []heldGrant) []heldGrant {
	batch = slices.DeleteFunc(batch, func(c *grantChange) bool {
		err := c.ctx.Err()
		if err != nil {
			c.done <- err
		}
		return err != nil
	})
	held, err := g.try(ctx, user, batch, held)
	var refused *Error
	alone := len(batch) > 1 && errors.As(err, &refused) && refused.StatusCode < http.StatusInternalServerError
	for _, c := range batch {
		if alone {
			held, err = g.try(ctx, user, []*grantChange{c}, nil)
		}
		g.read.Of(user).Drop()
		c.done <- err
	}
	return held
}

// try makes the batch true and gives what the user then has. PrivX has no lock: another administrator may write between our read and our
// write. So a look goes out just before each write. What it sees that was not there before is his, and is written once more. After that,
// what he wrote over ours is seen, and done anew.
func (g *Grants) try(ctx context.Context, user string, batch []*grantChange, expected []heldGrant) ([]heldGrant, error) {
	if expected == nil {
		var err error
		patient := slices.ContainsFunc(batch, func(c *grantChange) bool { return c.patient })
		if expected, err = g.appear(ctx, user, patient); err != nil {
			return nil, err
		}
	}
	desired, changed := applyAll(batch, expected)
	looks := 0
	for try := 0; changed && try < grantTries; {
		seen, err := g.lookAndWrite(ctx, user, desired)
		if err != nil {
			return nil, err
		}
		his := differences(expected, seen)
		if looks++; his != nil && looks < maxLooks && !isWritten(expected, desired, seen) {
			expected = desired
			desired, _ = applyAll(batch, his(desired))
			continue
		}
		if expected, err = g.fetchExplicit(ctx, user); err != nil {
			return nil, err
		}
		desired, changed = applyAll(batch, expected)
		try++
	}
	if !changed {
		return expected, nil
	}
	return nil, fmt.Errorf("the roles of user %s were changed %d times, and somebody else changed them back each time", user, grantTries)
}

// lookAndWrite writes, and gives what was there a moment before. nil is not known.
func (g *Grants) lookAndWrite(ctx context.Context, user string, grants []heldGrant) (seen []heldGrant, err error) {
	looked := make(chan struct{})
	go func() {
		defer close(looked)
		seen, _ = g.fetchExplicit(ctx, user) // a look that fails tells nothing, and the write says why
	}()
	time.Sleep(lookAhead)
	err = g.write(ctx, user, grants)
	<-looked
	return seen, err
}

// isWritten tells whether seen has what was written over expected: then the look came after the write and says nothing of what was
// before it.
func isWritten(expected, desired, seen []heldGrant) bool {
	for _, d := range desired {
		before, had := find(explicit(expected), d.RoleID)
		if had && d.raw != nil && before.Satisfies(d.Grant) {
			continue // not touched
		}
		if after, there := find(explicit(seen), d.RoleID); !there || !after.Satisfies(d.Grant) {
			return false
		}
	}
	for _, e := range expected {
		_, wanted := find(explicit(desired), e.RoleID)
		_, there := find(explicit(seen), e.RoleID)
		if !wanted && there {
			return false
		}
	}
	return true
}

// differences gives what somebody did between before and after, as an edit of a third list; nil if nothing, or if after is not known.
func differences(before, after []heldGrant) func([]heldGrant) []heldGrant {
	if after == nil {
		return nil
	}
	old := map[string]string{}
	for _, h := range before {
		old[h.RoleID] = string(h.raw)
	}
	var put []heldGrant
	there := map[string]bool{}
	for _, h := range after {
		there[h.RoleID] = true
		if raw, known := old[h.RoleID]; !known || raw != "" && raw != string(h.raw) {
			put = append(put, h)
		}
	}
	removed := map[string]bool{}
	for _, h := range before {
		removed[h.RoleID] = !there[h.RoleID]
	}
	if len(put) == 0 && !slices.ContainsFunc(before, func(h heldGrant) bool { return removed[h.RoleID] }) {
		return nil
	}
	return func(list []heldGrant) []heldGrant {
		next := slices.DeleteFunc(slices.Clone(list), func(h heldGrant) bool {
			return removed[h.RoleID] || slices.ContainsFunc(put, func(p heldGrant) bool { return p.RoleID == h.RoleID })
		})
		return append(next, put...)
	}
}

func applyAll(batch []*grantChange, held []heldGrant) (next []heldGrant, changed bool) {
	for _, c := range batch {
		var one bool
		held, one = c.apply(held)
		changed = changed || one
	}
	return held, changed
}

// write replaces the explicit grants. Implicit ones are not sent: PrivX keeps them by itself.
func (g *Grants) write(ctx context.Context, user string, grants []heldGrant) error {
	body := make([]any, 0, len(grants))
	for _, h := range grants {
		if h.raw != nil {
			body = append(body, h.raw)
		} else {
			body = append(body, h.Grant)
		}
	}
	err := g.client.write(ctx, rest.Request{Method: http.MethodPut, Path: grantsPath(user), Body: body})
	return needs(mayManageUsers, err)
}

// appear reads the explicit grants, and gives a user that was made a moment ago time to reach the role store.
func (g *Grants) appear(ctx context.Context, user string, patient bool) (held []heldGrant, err error) {
	if !patient {
		return g.fetchExplicit(ctx, user)
	}
	err = untilThere(ctx, func() (err error) {
		held, err = g.fetchExplicit(ctx, user)
		return err
	})
	return held, err
}

func (g *Grants) fetchExplicit(ctx context.Context, user string) ([]heldGrant, error) {
	held, err := g.fetch(ctx, user)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(held, func(h heldGrant) bool { return !h.Explicit }), nil
}
