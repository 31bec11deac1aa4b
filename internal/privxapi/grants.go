package privxapi

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
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

func newGrants(c *Client) *Grants {
	g := &Grants{client: c, users: map[string]*grantQueue{}}
	g.read.Load = g.fetch
	c.caches = append(c.caches, g.read.Drop)
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
