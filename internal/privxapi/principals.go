package privxapi

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Principals are the names with which users log in, for messages and plans. However many are asked for, a run that has
// seen them before makes at most two requests: the first user is read, and then one page of users.
//
// Names are for people: the first look-up that fails is the last one, so that a PrivX that does not answer it holds
// nothing else up.
type Principals struct {
	client *Client
	page   rest.Memo[map[string]string]
	users  rest.Memos[string]

	turn   rest.Turn
	asked  bool
	failed error
}

func newPrincipals(c *Client) *Principals {
	p := &Principals{client: c}
	p.page.Load = p.readPage
	p.users.Load = func(ctx context.Context, id string) (string, error) {
		user, err := c.Users.Get(ctx, id)
		if IsNotFound(err) {
			return "", nil // who left
		}
		return user.Principal, err
	}
	return p
}

// Of returns the name of a user. last is what it was when last seen, empty if it was never: past the one page of users,
// that is returned as it is.
func (p *Principals) Of(ctx context.Context, id, last string) (string, error) {
	first, err := p.begin(ctx)
	if err != nil {
		return "", err
	}
	if !first && !p.users.Of(id).Known() {
		page, _, err := p.page.Get(ctx)
		if err != nil {
			return "", p.fail(ctx, err)
		}
		if name, known := page[id]; known {
			return name, nil
		}
		if last != "" {
			return last, nil
		}
	}
	name, _, err := p.users.Of(id).Get(ctx)
	return name, p.fail(ctx, err)
}

// begin reports whether nothing was asked before. The error is that of an earlier look-up.
func (p *Principals) begin(ctx context.Context) (first bool, err error) {
	end, err := p.turn.Take(ctx)
	if err != nil {
		return false, err
	}
	defer end()
	first = !p.asked
	p.asked = true
	return first, p.failed
}

// fail keeps the error of a look-up, unless it is only the caller who has left.
func (p *Principals) fail(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	end, turnErr := p.turn.Take(ctx)
	if turnErr == nil {
		defer end()
		p.failed = err
	}
	return err
}

func (p *Principals) readPage(ctx context.Context) (map[string]string, error) {
	resp, err := p.client.do(ctx, rest.Request{
		Method: http.MethodPost, Path: usersPath + "/search", Query: url.Values{"limit": {strconv.Itoa(pageSize)}},
		Body: UserSearch{}, Repeatable: true,
	})
	if err != nil {
		return nil, needs(mayViewUsers, err)
	}
	items, _, err := decodePage(resp)
	if err != nil {
		return nil, newDecodeError(resp, err)
	}
	names := make(map[string]string, len(items))
	for _, item := range items {
		user, err := decode[User]("user", rest.Item{ID: idOf(item), Body: item})
		if err != nil {
			return nil, err
		}
		names[user.ID] = user.Principal
	}
	return names, nil
}
