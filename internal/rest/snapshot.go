package rest

import (
	"context"
	"encoding/json"
	"sync"

	"golang.org/x/sync/errgroup"
)

// concurrentReads is how many objects of a list without bodies are read at once; the client's own bound may be lower.
const concurrentReads = 16

// Item is one object of a collection. Body is nil where the server lists ids only.
type Item struct {
	ID   string
	Body json.RawMessage
}

// Snapshot turns the many reads of one refresh into few requests. The first object is read directly; as soon as a
// second one is asked for, the collection is listed once for all who wait. Where the list holds ids only, each object
// is read once for all who want it. What the list lacks is read directly before it counts as gone. Every write by this
// process must Drop it.
type Snapshot struct {
	list func(context.Context) ([]Item, error)
	read func(ctx context.Context, id string) (json.RawMessage, error)
	gone func(error) bool

	listing Memo[*listing]
	mu      sync.Mutex
	first   string
}

type listing struct {
	items []Item // in the server's order, each id once
	place map[string]int
	reads Memos[json.RawMessage] // of the objects without a body
}

// NewSnapshot returns a snapshot of the collection that list reads whole. read fetches one object past all caches; gone
// reports whether its error says that the object does not exist.
func NewSnapshot(
	list func(context.Context) ([]Item, error),
	read func(ctx context.Context, id string) (json.RawMessage, error),
	gone func(error) bool,
) *Snapshot {
	s := &Snapshot{list: list, read: read, gone: gone}
	s.listing.Load = s.load
	return s
}

func (s *Snapshot) load(ctx context.Context) (*listing, error) {
	items, err := s.list(ctx)
	if err != nil {
		return nil, err
	}
	l := &listing{items: make([]Item, 0, len(items)), place: make(map[string]int, len(items))}
	l.reads.Load = s.read
	for _, item := range items {
		if _, twice := l.place[item.ID]; item.ID == "" || twice {
			continue
		}
		l.place[item.ID] = len(l.items)
		l.items = append(l.items, item)
	}
	return l, nil
}

func (l *listing) body(ctx context.Context, item Item) (json.RawMessage, error) {
	if item.Body != nil {
		return item.Body, nil
	}
	body, _, err := l.reads.Of(item.ID).Get(ctx)
	return body, err
}

// Get returns one object, from the listing where that saves a request.
func (s *Snapshot) Get(ctx context.Context, id string) (json.RawMessage, error) {
	if s.isFirst(id) && !s.listing.Known() {
		return s.read(ctx, id)
	}
	if l, _, err := s.listing.Get(ctx); err == nil {
		if place, listed := l.place[id]; listed {
			if body, err := l.body(ctx, l.items[place]); err == nil {
				return body, nil
			}
		}
	}
	return s.read(ctx, id)
}

// current returns the listing, a new one if the one that is there failed.
func (s *Snapshot) current(ctx context.Context) (*listing, error) {
	l, fresh, err := s.listing.Get(ctx)
	if err != nil && !fresh && ctx.Err() == nil {
		s.listing.Drop()
		l, _, err = s.listing.Get(ctx)
	}
	return l, err
}

// IDs returns the ids of all objects in the server's order.
func (s *Snapshot) IDs(ctx context.Context) ([]string, error) {
	l, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(l.items))
	for i, item := range l.items {
		ids[i] = item.ID
	}
	return ids, nil
}

// All returns every object with its body, in the server's order. Those deleted since they were listed are left out.
func (s *Snapshot) All(ctx context.Context) ([]Item, error) {
	l, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	bodies := make([]json.RawMessage, len(l.items))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(concurrentReads)
	for i, item := range l.items {
		if bodies[i] = item.Body; item.Body != nil {
			continue
		}
		group.Go(func() (err error) {
			if bodies[i], err = l.body(groupCtx, item); err != nil && s.gone(err) {
				return nil
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	all := make([]Item, 0, len(l.items))
	for i, item := range l.items {
		if bodies[i] != nil {
			all = append(all, Item{item.ID, bodies[i]})
		}
	}
	return all, nil
}

func (s *Snapshot) isFirst(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first == "" {
		s.first = id
	}
	return s.first == id
}

// Drop forgets the listing. It follows every write or commit, done or failed.
func (s *Snapshot) Drop() {
	s.mu.Lock()
	s.first = ""
	s.mu.Unlock()
	s.listing.Drop()
}
