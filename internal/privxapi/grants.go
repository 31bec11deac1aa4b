package privxapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	mayViewUsers   = "the permission users-view (or the role privx-admin)"
	mayManageUsers = "the permission users-manage (or the role privx-admin)"
	// grantTries is how often a change is made anew after another administrator wrote over it.
	grantTries = 5
	// gatherTime is how long a user's changes wait for others. Terraform starts the next ones within milliseconds of the end of the last.
	gatherTime = 25 * time.Millisecond
	// appearTime is how long a user that was just made may be missing from the role store (api/privx.md §2.6).
	appearTime = 10 * time.Second
)

// Grants are the roles that users have. PrivX replaces all explicit grants of a user at once and knows no locks, so changes for one
// user are gathered: many become one read, one write and one look at the outcome.
type Grants struct {
	client *Client
	read   memos[[]heldGrant]

	mu    sync.Mutex
	users map[string]*grantQueue
}

// heldGrant is a grant with everything that the server sent of it, which is sent back as it is when another one changes.
type heldGrant struct {
	Grant
	raw json.RawMessage
}

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

func newGrants(c *Client) *Grants {
	g := &Grants{client: c, users: map[string]*grantQueue{}}
	g.read.load = g.fetch
	return g
}

func grantsPath(user string) string {
	return rest.Path("role-store", "api", "v1", "users", user, "roles")
}

func (g *Grants) fetch(ctx context.Context, user string) ([]heldGrant, error) {
	var list struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := g.client.get(ctx, grantsPath(user), &list); err != nil {
		return nil, needs(mayViewUsers, err)
	}
	held := make([]heldGrant, 0, len(list.Items))
	for _, raw := range list.Items {
		h := heldGrant{raw: raw}
		if err := json.Unmarshal(raw, &h.Grant); err != nil {
			return nil, fmt.Errorf("the roles of user %s: %w", user, err)
		}
		held = append(held, h)
	}
	return held, nil
}

// List gives the explicit grants of a user. Reads of one refresh share one request.
func (g *Grants) List(ctx context.Context, user string) ([]Grant, error) {
	held, _, err := g.read.of(user).get(ctx)
	return explicit(held), err
}

// All gives the explicit and implicit roles of a user.
func (g *Grants) All(ctx context.Context, user string) ([]Grant, error) {
	held, _, err := g.read.of(user).get(ctx)
	grants := make([]Grant, 0, len(held))
	for _, h := range held {
		grants = append(grants, h.Grant)
	}
	return grants, err
}

// Get gives one explicit grant. One that a shared answer does not have is asked for once more before ok is false.
func (g *Grants) Get(ctx context.Context, user, role string) (grant Grant, ok bool, err error) {
	held, fresh, err := g.read.of(user).get(ctx)
	if err != nil {
		return Grant{}, false, err
	}
	if grant, ok = find(explicit(held), role); ok || fresh {
		return grant, ok, nil
	}
	held, err = g.fetch(ctx, user)
	grant, ok = find(explicit(held), role)
	return grant, ok, err
}

func explicit(held []heldGrant) []Grant {
	grants := make([]Grant, 0, len(held))
	for _, h := range held {
		if h.Explicit {
			grants = append(grants, h.Grant)
		}
	}
	return grants
}

func find(grants []Grant, role string) (Grant, bool) {
	for _, g := range grants {
		if g.RoleID == role {
			return g, true
		}
	}
	return Grant{}, false
}

// Set grants one role, and leaves every other grant of the user as it is. It gives the grant of that role that it replaced, nil if there
// was none or the same.
func (g *Grants) Set(ctx context.Context, user string, want Grant) (replaced *Grant, err error) {
	first := true
	err = g.change(ctx, user, true, func(held []heldGrant) ([]heldGrant, bool) {
		next, changed := put(held, want)
		if before, had := find(explicit(held), want.RoleID); first && had && changed {
			replaced = &before
		}
		first = false
		return next, changed
	})
	return replaced, err
}

// Remove takes explicit grants away. A grant or user that is gone already is success.
func (g *Grants) Remove(ctx context.Context, user string, roles ...string) error {
	err := g.change(ctx, user, false, func(held []heldGrant) (next []heldGrant, changed bool) {
		next = slices.DeleteFunc(slices.Clone(held), func(h heldGrant) bool { return slices.Contains(roles, h.RoleID) })
		return next, len(next) < len(held)
	})
	if IsNotFound(err) && !isWebPage(err) {
		return nil
	}
	return err
}

// SetAll makes the given grants the only explicit ones of the user. Those that are there already are not touched, so that no window of
// a FLOATING grant starts anew.
func (g *Grants) SetAll(ctx context.Context, user string, want []Grant) error {
	return g.change(ctx, user, len(want) > 0, func(held []heldGrant) (next []heldGrant, changed bool) {
		next = slices.DeleteFunc(slices.Clone(held), func(h heldGrant) bool {
			_, wanted := find(want, h.RoleID)
			return !wanted
		})
		changed = len(next) < len(held)
		for _, w := range want {
			var one bool
			next, one = put(next, w)
			changed = changed || one
		}
		return next, changed
	})
}

func put(held []heldGrant, want Grant) (next []heldGrant, changed bool) {
	want.Explicit = true
	made := heldGrant{Grant: want}
	for i, h := range held {
		if h.RoleID != want.RoleID {
			continue
		}
		if h.Satisfies(want) {
			return held, false
		}
		next = append(next, held...)
		next[i] = made
		return next, true
	}
	return append(append(next, held...), made), true
}

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
		go g.work(context.WithoutCancel(ctx), user, queue)
	}
	return <-c.done
}

// work does the user's changes, batch by batch, until none waits.
func (g *Grants) work(ctx context.Context, user string, queue *grantQueue) {
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
		g.run(ctx, user, batch)
	}
}

// run does one batch. If the server refuses the whole, each change is done alone, so that only the culprit fails.
func (g *Grants) run(ctx context.Context, user string, batch []*grantChange) {
	batch = slices.DeleteFunc(batch, func(c *grantChange) bool {
		err := c.ctx.Err()
		if err != nil {
			c.done <- err
		}
		return err != nil
	})
	err := g.try(ctx, user, batch)
	var refused *Error
	alone := len(batch) > 1 && errors.As(err, &refused) && refused.StatusCode < http.StatusInternalServerError
	for _, c := range batch {
		if alone {
			err = g.try(ctx, user, []*grantChange{c})
		}
		g.read.of(user).drop()
		c.done <- err
	}
}

func (g *Grants) try(ctx context.Context, user string, batch []*grantChange) error {
	held, err := g.appear(ctx, user, slices.ContainsFunc(batch, func(c *grantChange) bool { return c.patient }))
	for range grantTries {
		if err != nil {
			return err
		}
		next, changed := applyAll(batch, explicitHeld(held))
		if !changed {
			return nil
		}
		if err := g.write(ctx, user, next); err != nil {
			return err
		}
		// What was written over by another administrator is seen here, and done anew.
		held, err = g.fetch(ctx, user)
	}
	if err != nil {
		return err
	}
	if _, changed := applyAll(batch, explicitHeld(held)); changed {
		return fmt.Errorf("the roles of user %s were changed %d times, and somebody else changed them back each time", user, grantTries)
	}
	return nil
}

func applyAll(batch []*grantChange, held []heldGrant) (next []heldGrant, changed bool) {
	for _, c := range batch {
		var one bool
		held, one = c.apply(held)
		changed = changed || one
	}
	return held, changed
}

func explicitHeld(held []heldGrant) (out []heldGrant) {
	for _, h := range held {
		if h.Explicit {
			out = append(out, h)
		}
	}
	return out
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
	_, err := g.client.do(ctx, rest.Request{Method: http.MethodPut, Path: grantsPath(user), Body: body})
	return needs(mayManageUsers, err)
}

// appear reads the grants, and gives a user that was made a moment ago time to reach the role store.
func (g *Grants) appear(ctx context.Context, user string, patient bool) ([]heldGrant, error) {
	if !patient {
		return g.fetch(ctx, user)
	}
	var held []heldGrant
	err := untilThere(ctx, func() (err error) {
		held, err = g.fetch(ctx, user)
		return err
	})
	return held, err
}

// untilThere repeats an action on a user for as long as PrivX may not know the user yet.
func untilThere(ctx context.Context, action func() error) error {
	deadline := time.Now().Add(appearTime)
	for wait := 100 * time.Millisecond; ; wait *= 2 {
		err := action()
		if !IsNotFound(err) || time.Now().Add(wait).After(deadline) {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return err
		}
	}
}
