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
	// maxLooks bounds how often the changes of a busy administrator are put back in one batch.
	maxLooks = 10
	// lookAhead is how long before a write the look goes out that must reach the server first.
	lookAhead = 2 * time.Millisecond
	// appearTime is how long a user that was just made may be missing from the role store (api/privx.md §2.6).
	appearTime = 10 * time.Second
)

// Grants are the roles that users have. PrivX replaces all explicit grants of a user at once and knows no locks, so changes for one
// user are gathered: many become one read, one write and one look at the outcome.
type Grants struct {
	client *Client
	read   rest.Memos[[]heldGrant]

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
	g.read.Load = g.fetch
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
	held, _, err := g.read.Of(user).Get(ctx)
	return explicit(held), err
}

// All gives the explicit and implicit roles of a user.
func (g *Grants) All(ctx context.Context, user string) ([]Grant, error) {
	held, _, err := g.read.Of(user).Get(ctx)
	grants := make([]Grant, 0, len(held))
	for _, h := range held {
		grants = append(grants, h.Grant)
	}
	return grants, err
}

// Get gives one explicit grant. One that a shared answer does not have is asked for once more before ok is false.
func (g *Grants) Get(ctx context.Context, user, role string) (grant Grant, ok bool, err error) {
	held, fresh, err := g.read.Of(user).Get(ctx)
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
	_, err := g.client.do(ctx, rest.Request{Method: http.MethodPut, Path: grantsPath(user), Body: body})
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
