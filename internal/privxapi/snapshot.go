package privxapi

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// snapshot turns the many reads of one refresh into few requests. The first object is read directly; as soon as a second one is
// asked for, the collection is listed once for all who wait. Every write by this process drops the listing.
type snapshot struct {
	listing rest.Memo[map[string]json.RawMessage]

	mu    sync.Mutex
	first string
}

// find gives the object from a listing. Without a listing that has it, ok is false, and the caller reads it directly:
// what is missing from a list is not gone before the server says so itself.
func (s *snapshot) find(ctx context.Context, id string) (raw json.RawMessage, ok bool) {
	if s.isFirst(id) && !s.listing.Known() {
		return nil, false
	}
	items, _, err := s.listing.Get(ctx)
	if err != nil {
		return nil, false
	}
	raw, ok = items[id]
	return raw, ok
}

// all gives every object, from the listing if there is one that did not fail.
func (s *snapshot) all(ctx context.Context) (map[string]json.RawMessage, error) {
	items, fresh, err := s.listing.Get(ctx)
	if err != nil && !fresh {
		s.listing.Drop()
		items, _, err = s.listing.Get(ctx)
	}
	return items, err
}

func (s *snapshot) isFirst(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first == "" {
		s.first = id
	}
	return s.first == id
}

// drop is called after every write, done or failed.
func (s *snapshot) drop() {
	s.mu.Lock()
	s.first = ""
	s.mu.Unlock()
	s.listing.Drop()
}
