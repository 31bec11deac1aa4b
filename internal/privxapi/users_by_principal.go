package privxapi

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// WithPrincipals finds the users who log in with one of the names, upper and lower case told apart; an empty source is
// any. Few names are searched for one by one; for many, all users are read if that takes fewer requests.
func (u *Users) WithPrincipals(ctx context.Context, principals []string, source string) ([]User, error) {
	var found []User
	keep := func(users []User, names []string) {
		for _, user := range users {
			if slices.Contains(names, user.Principal) && (source == "" || user.Source == source) {
				found = append(found, user)
			}
		}
	}
	if len(principals) > 1 {
		total, err := u.count(ctx, source)
		if err != nil {
			return nil, err
		}
		if pages := (total + pageSize - 1) / pageSize; total > 0 && pages <= len(principals) {
			users, err := u.Search(ctx, UserSearch{Source: source}, false)
			keep(users, principals)
			return found, err
		}
	}
	for _, name := range principals {
		users, err := u.Search(ctx, UserSearch{Keywords: name, Source: source}, false)
		if err != nil {
			return nil, err
		}
		keep(users, []string{name})
	}
	return found, nil
}

// count returns how many users there are, 0 from a server that does not count.
func (u *Users) count(ctx context.Context, source string) (int, error) {
	resp, err := u.client.do(ctx, rest.Request{
		Method: http.MethodPost, Path: usersPath + "/search", Query: url.Values{"limit": {"1"}},
		Body: UserSearch{Source: source}, Repeatable: true,
	})
	if err != nil {
		return 0, needs(mayViewUsers, err)
	}
	_, total, err := decodePage(resp)
	if err != nil {
		return 0, newDecodeError(resp, err)
	}
	return total, nil
}
