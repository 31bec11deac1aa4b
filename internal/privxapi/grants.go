package privxapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Grants are the roles that users have. PrivX replaces all explicit grants of a user at once.
type Grants struct {
	client *Client
	shared rest.Memos[[]item[Grant]]
	wholes wholes[Grant]
}

func newGrants(c *Client) *Grants {
	g := &Grants{client: c}
	g.shared.Load = g.fetch
	c.caches = append(c.caches, g.shared.Drop)
	g.wholes = wholes[Grant]{
		noun: "roles", load: g.fetchExplicit, store: g.replace, drop: func(user string) { g.shared.Of(user).Drop() },
		holds: func(has, want Grant, at time.Time, sent bool) bool {
			want.Renew = want.Renew && !sent
			return has.HoldsAt(want, at)
		},
		over: Grant.Over, lapsed: Grant.lapsed, now: c.Now, lookAfter: c.lookAfter, queues: map[string]*queue[Grant]{},
	}
	return g
}

func grantsPath(user string) string { return usersPath + rest.Path(user, "roles") }

// fetch reads the explicit and implicit roles of a user past all caches.
func (g *Grants) fetch(ctx context.Context, user string) ([]item[Grant], error) {
	items, err := g.client.list(ctx, grantsPath(user))
	if err = g.client.confirmUserGone(ctx, user, err); err != nil {
		return nil, needs(mayViewUsers, err)
	}
	held := make([]item[Grant], 0, len(items))
	for _, raw := range items {
		h := item[Grant]{raw: raw}
		if err := json.Unmarshal(raw, &h.value); err != nil {
			return nil, fmt.Errorf("%s %s: %w", g.client.unreadable(grantsPath(user), "grants of"), user, err)
		}
		h.key = h.value.RoleID
		held = append(held, h)
	}
	return held, nil
}

func (g *Grants) fetchExplicit(ctx context.Context, user string) ([]item[Grant], error) {
	held, err := g.fetch(ctx, user)
	return slices.DeleteFunc(held, func(h item[Grant]) bool { return !h.value.Explicit }), err
}

// replace replaces the explicit grants. Implicit ones are not sent: PrivX keeps them by itself.
func (g *Grants) replace(ctx context.Context, user string, grants []item[Grant]) error {
	body := make([]any, 0, len(grants))
	for _, h := range grants {
		if h.raw != nil { // with what this client does not know
			body = append(body, h.raw)
		} else {
			h.value.Explicit = true
			body = append(body, h.value)
		}
	}
	err := g.client.write(ctx, rest.Request{Method: http.MethodPut, Path: grantsPath(user), Body: body})
	return needs(mayManageUsers, err)
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
	if grant, ok = FindGrant(explicit(grantsOf(held)), role); ok || fresh {
		return grant, ok, nil
	}
	held, err = g.fetch(ctx, user)
	grant, ok = FindGrant(explicit(grantsOf(held)), role)
	return grant, ok, err
}

func grantsOf(held []item[Grant]) []Grant {
	grants := make([]Grant, 0, len(held))
	for _, h := range held {
		grants = append(grants, h.value)
	}
	return grants
}

func explicit(grants []Grant) []Grant {
	return slices.DeleteFunc(grants, func(g Grant) bool { return !g.Explicit })
}

// FindGrant returns the grant of a role.
func FindGrant(grants []Grant, role string) (Grant, bool) {
	i := slices.IndexFunc(grants, func(g Grant) bool { return g.RoleID == role })
	if i < 0 {
		return Grant{}, false
	}
	return grants[i], true
}

// Set grants one role, and leaves every other grant of the user as it is. It returns the grant of that role that it
// replaced, nil if there was none or the same.
func (g *Grants) Set(ctx context.Context, user string, want Grant) (replaced *Grant, err error) {
	c := &change[Grant]{set: wanted(want), stays: func(string) bool { return true }}
	err = g.wholes.do(ctx, user, c)
	if before, had := find(c.found, want.RoleID); had && !before.value.HoldsAt(want, g.client.Now()) {
		replaced = &before.value
	}
	return replaced, err
}

// Remove takes explicit grants away. A grant or user that is gone already is success.
func (g *Grants) Remove(ctx context.Context, user string, roles ...string) error {
	err := g.wholes.do(ctx, user, &change[Grant]{stays: func(role string) bool { return !slices.Contains(roles, role) }})
	if isUnknownUser(err) {
		return nil
	}
	return err
}

// SetAll leaves the given grants as the only explicit ones of the user. Those that are there already are not touched,
// so that no window of a FLOATING grant starts anew.
func (g *Grants) SetAll(ctx context.Context, user string, want []Grant) error {
	return g.wholes.do(ctx, user, &change[Grant]{set: wanted(want...), stays: func(string) bool { return false }})
}

func wanted(grants ...Grant) []item[Grant] {
	items := make([]item[Grant], 0, len(grants))
	for _, g := range grants {
		items = append(items, item[Grant]{key: g.RoleID, value: g})
	}
	return items
}
