package privxapi

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Settings are the free-form documents of users: what the console remembers of each. PrivX replaces a document whole,
// and the console writes into it too, so a change here reads it first and touches its own keys only.
type Settings struct {
	client *Client
	// turns has two changes of one user's document go one after the other, so that they do not undo each other.
	turns rest.Turns
}

func settingsPath(user string) string {
	return usersPath + rest.Path(user, "settings")
}

// Get reads a user's document, with the JSON of each top-level key. user may be CurrentUser.
func (s *Settings) Get(ctx context.Context, user string) (map[string]json.RawMessage, error) {
	resp, err := s.do(ctx, user, rest.Request{Method: http.MethodGet, Path: settingsPath(user)})
	if err != nil {
		return nil, needs(mayViewUsers, err)
	}
	var doc map[string]json.RawMessage
	if err := resp.JSON(&doc); err != nil {
		return nil, newDecodeError(resp, err)
	}
	if doc == nil {
		doc = map[string]json.RawMessage{}
	}
	return doc, nil
}

// do is the client's, for answers that are a document.
func (s *Settings) do(ctx context.Context, user string, r rest.Request) (*rest.Response, error) {
	resp, err := s.client.rest.Do(ctx, s.client.session, r)
	if err == nil {
		err = failureOfDocument(resp)
	}
	return resp, s.client.confirmUserGone(ctx, user, err)
}

// Change sets and removes top-level keys, and keeps the others.
func (s *Settings) Change(ctx context.Context, user string, set map[string]json.RawMessage, remove []string) error {
	end, err := s.turns.Take(ctx, user)
	if err != nil {
		return err
	}
	defer end()
	var doc map[string]json.RawMessage
	read := func() (err error) {
		doc, err = s.Get(ctx, user)
		return err
	}
	if len(set) > 0 {
		err = untilThere(ctx, read)
	} else {
		err = read()
	}
	if err != nil {
		return err
	}
	for _, key := range remove {
		delete(doc, key)
	}
	maps.Copy(doc, set)
	_, err = s.do(ctx, user, rest.Request{Method: http.MethodPut, Path: settingsPath(user), Body: doc})
	s.client.forget()
	return needs(mayManageUsers, err)
}
