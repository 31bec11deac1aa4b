package privxapi

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"sync"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Settings are the free-form documents of users: what the console remembers of each. PrivX replaces a document whole, and the console
// writes into it too, so a change here reads it first and touches its own keys only.
type Settings struct {
	client *Client
	// locks hold one mutex a user, so that two changes of one document do not undo each other.
	locks sync.Map
}

func settingsPath(user string) string {
	return rest.Path("role-store", "api", "v1", "users", user, "settings")
}

// Get reads a user's document, with the JSON of each top-level key. user may be CurrentUser.
func (s *Settings) Get(ctx context.Context, user string) (map[string]json.RawMessage, error) {
	doc := map[string]json.RawMessage{}
	err := s.client.get(ctx, settingsPath(user), &doc)
	if doc == nil {
		doc = map[string]json.RawMessage{}
	}
	return doc, needs(mayViewUsers, err)
}

// Change sets and removes top-level keys, and keeps the others.
func (s *Settings) Change(ctx context.Context, user string, set map[string]json.RawMessage, remove []string) error {
	made, _ := s.locks.LoadOrStore(user, make(chan struct{}, 1))
	lock, _ := made.(chan struct{})
	select {
	case lock <- struct{}{}:
		defer func() { <-lock }()
	case <-ctx.Done():
		return ctx.Err()
	}
	var doc map[string]json.RawMessage
	read := func() (err error) {
		doc, err = s.Get(ctx, user)
		return err
	}
	var err error
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
	_, err = s.client.do(ctx, rest.Request{Method: http.MethodPut, Path: settingsPath(user), Body: doc})
	return needs(mayManageUsers, err)
}
