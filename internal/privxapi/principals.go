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
type Principals struct {
	client *Client
	turn   rest.Turn
	known  map[string]string
	asked  int
	denied error
}

// Of returns the name of a user. last is what it was when last seen, empty if it was never: past the one page of users,
// that is returned as it is.
func (p *Principals) Of(ctx context.Context, id, last string) (string, error) {
	end, err := p.turn.Take(ctx)
	if err != nil {
		return "", err
	}
	defer end()
	if name, known := p.known[id]; known || p.denied != nil {
		return name, p.denied
	}
	if p.known == nil {
		p.known = map[string]string{}
	}
	if p.asked == 1 {
		if err := p.readPage(ctx); err != nil {
			return "", p.remember(err)
		}
	}
	p.asked++
	if name, known := p.known[id]; known {
		return name, nil
	}
	if last != "" && p.asked > 1 {
		return last, nil
	}
	user, err := p.client.Users.Get(ctx, id)
	if err != nil && !IsNotFound(err) {
		return "", p.remember(err)
	}
	p.known[id] = user.Principal // empty for a user who left
	return user.Principal, nil
}

// remember keeps the error of a caller who may not look users up, so that nothing is asked again.
func (p *Principals) remember(err error) error {
	if isForbidden(err) {
		p.denied = err
	}
	return err
}

func (p *Principals) readPage(ctx context.Context) error {
	resp, err := p.client.do(ctx, rest.Request{
		Method: http.MethodPost, Path: usersPath + "/search", Query: url.Values{"limit": {strconv.Itoa(pageSize)}},
		Body: UserSearch{}, Repeatable: true,
	})
	if err != nil {
		return needs(mayViewUsers, err)
	}
	items, _, err := decodePage(resp)
	if err != nil {
		return newDecodeError(resp, err)
	}
	for _, item := range items {
		user, err := decode[User]("user", rest.Item{ID: idOf(item), Body: item})
		if err != nil {
			return err
		}
		p.known[user.ID] = user.Principal
	}
	return nil
}
