package privxapi

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Grants are the roles that users have. PrivX replaces all explicit grants of a user at once and knows no locks, so
// changes for one user are gathered in a queue.
type Grants struct {
	client *Client
	shared rest.Memos[[]heldGrant]

	mu     sync.Mutex
	queues map[string]*grantQueue // of the users whose grants are being changed
}

// heldGrant is a grant with everything that the server sent of it,
// which is sent back as it is when another one changes.
type heldGrant struct {
	Grant
	raw json.RawMessage
}

func newGrants(c *Client) *Grants {
	g := &Grants{client: c, queues: map[string]*grantQueue{}}
	g.shared.Load = g.fetch
	c.caches = append(c.caches, g.shared.Drop)
	return g
}

func grantsPath(user string) string { return usersPath + rest.Path(user, "roles") }

// fetch reads the explicit and implicit roles of a user past all caches.
func (g *Grants) fetch(ctx context.Context, user string) ([]heldGrant, error) {
	items, err := g.client.list(ctx, grantsPath(user))
	if err = g.client.confirmUserGone(ctx, user, err); err != nil {
		return nil, needs(mayViewUsers, err)
	}
	held := make([]heldGrant, 0, len(items))
	for _, raw := range items {
		h := heldGrant{raw: raw}
		if err := json.Unmarshal(raw, &h.Grant); err != nil {
			return nil, fmt.Errorf("%s %s: %w", g.client.unreadable(grantsPath(user), "grants of"), user, err)
		}
		held = append(held, h)
	}
	return held, nil
}

// List returns the explicit grants of a user. Reads of one refresh share one request.
func (g *Grants) List(ctx context.Context, user string) ([]Grant, error) {
	all, err := g.All(ctx, user)
	return explicit(all), err
}

// All returns the explicit and implicit roles of a user.
func (g *Grants) All(ctx context.Context, user string) ([]Grant, error) {
	held, _, err := g.shared.Of(user).Get(ctx)
	return grantsOf(held), err
}

// Get returns one explicit grant. One that a shared answer does not have is asked for once more before ok is false.
func (g *Grants) Get(ctx context.Context, user, role string) (grant Grant, ok bool, err error) {
	held, fresh, err := g.shared.Of(user).Get(ctx)
	if err != nil {
		return Grant{}, false, err
	}
	if grant, ok = find(explicit(grantsOf(held)), role); ok || fresh {
		return grant, ok, nil
	}
	held, err = g.fetch(ctx, user)
	grant, ok = find(explicit(grantsOf(held)), role)
	return grant, ok, err
}

func grantsOf(held []heldGrant) []Grant {
	grants := make([]Grant, 0, len(held))
	for _, h := range held {
		grants = append(grants, h.Grant)
	}
	return grants
}

func explicit(grants []Grant) []Grant {
	return slices.DeleteFunc(grants, func(g Grant) bool { return !g.Explicit })
}

func find(grants []Grant, role string) (Grant, bool) {
	i := slices.IndexFunc(grants, func(g Grant) bool { return g.RoleID == role })
	if i < 0 {
		return Grant{}, false
	}
	return grants[i], true
}

// Set grants one role, and leaves every other grant of the user as it is. It returns the grant of that role that it
// replaced, nil if there was none or the same.
func (g *Grants) Set(ctx context.Context, user string, want Grant) (replaced *Grant, err error) {
	first := true
	err = g.changeThere(ctx, user, func(held []heldGrant) ([]heldGrant, bool) {
		next, changed := put(held, want)
		if before, had := find(grantsOf(held), want.RoleID); first && had && changed {
			replaced = &before
		}
		first = false
		return next, changed
	})
	return replaced, err
}

// Remove takes explicit grants away. A grant or user that is gone already is success.
func (g *Grants) Remove(ctx context.Context, user string, roles ...string) error {
	err := g.change(ctx, user, func(held []heldGrant) (next []heldGrant, changed bool) {
		next = keep(held, func(role string) bool { return !slices.Contains(roles, role) })
		return next, len(next) < len(held)
	})
	if isUnknownUser(err) {
		return nil
	}
	return err
}

// SetAll leaves the given grants as the only explicit ones of the user. Those that are there already are not touched,
// so that no window of a FLOATING grant starts anew.
func (g *Grants) SetAll(ctx context.Context, user string, want []Grant) error {
	edit := func(held []heldGrant) (next []heldGrant, changed bool) {
		next = keep(held, func(role string) bool { _, wanted := find(want, role); return wanted })
		changed = len(next) < len(held)
		for _, w := range want {
			var one bool
			next, one = put(next, w)
			changed = changed || one
		}
		return next, changed
	}
	if len(want) == 0 {
		return g.change(ctx, user, edit)
	}
	return g.changeThere(ctx, user, edit)
}

// keep returns a copy of the list with the roles for which stays is true.
func keep(held []heldGrant, stays func(role string) bool) []heldGrant {
	return slices.DeleteFunc(slices.Clone(held), func(h heldGrant) bool { return !stays(h.RoleID) })
}

// put returns a copy of the list in which the role is granted as wanted, and reports whether it was not before.
func put(held []heldGrant, want Grant) (next []heldGrant, changed bool) {
	want.Explicit = true
	i := slices.IndexFunc(held, func(h heldGrant) bool { return h.RoleID == want.RoleID })
	if i >= 0 && held[i].Satisfies(want) {
		return held, false
	}
	next = slices.Clone(held)
	if i < 0 {
		return append(next, heldGrant{Grant: want}), true
	}
	next[i] = heldGrant{Grant: want}
	return next, true
}
