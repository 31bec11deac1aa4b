package privxapi

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Settings are the free-form documents of users: what the console remembers of each. PrivX replaces a document whole,
// and the console writes into it too, so a change touches its own keys only.
type Settings struct {
	client *Client
	wholes wholes[json.RawMessage]
}

func newSettings(c *Client) *Settings {
	s := &Settings{client: c}
	never := func(json.RawMessage, time.Time) bool { return false }
	s.wholes = wholes[json.RawMessage]{
		noun: "settings", load: s.load, store: s.replace, drop: func(string) {},
		holds: func(has, want json.RawMessage, _ time.Time, _ bool) bool { return sameJSON(has, want) },
		over:  never, lapsed: never, now: c.Now, lookAfter: c.lookAfter, queues: map[string]*queue[json.RawMessage]{},
	}
	return s
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

func (s *Settings) load(ctx context.Context, user string) ([]item[json.RawMessage], error) {
	doc, err := s.Get(ctx, user)
	return itemsOf(doc), err
}

func itemsOf(doc map[string]json.RawMessage) []item[json.RawMessage] {
	items := make([]item[json.RawMessage], 0, len(doc))
	for _, key := range slices.Sorted(maps.Keys(doc)) {
		items = append(items, item[json.RawMessage]{key, doc[key], doc[key]})
	}
	return items
}

func (s *Settings) replace(ctx context.Context, user string, items []item[json.RawMessage]) error {
	doc := make(map[string]json.RawMessage, len(items))
	for _, x := range items {
		doc[x.key] = x.value
	}
	_, err := s.do(ctx, user, rest.Request{Method: http.MethodPut, Path: settingsPath(user), Body: doc})
	s.client.forget()
	return needs(mayManageUsers, err)
}

// Change sets and removes top-level keys, and keeps the others.
func (s *Settings) Change(ctx context.Context, user string, set map[string]json.RawMessage, remove []string) error {
	return s.wholes.do(ctx, user, &change[json.RawMessage]{
		set: itemsOf(set), stays: func(key string) bool { return !slices.Contains(remove, key) },
	})
}

// sameJSON reports whether two JSON values mean the same.
func sameJSON(a, b json.RawMessage) bool {
	decode := func(raw json.RawMessage) (v any) {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		_ = d.Decode(&v)
		return v
	}
	return reflect.DeepEqual(decode(a), decode(b))
}
