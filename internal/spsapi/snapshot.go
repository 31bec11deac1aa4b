package spsapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// concurrentReads is how many objects of a list without bodies are read at once; the client's own bound may be lower.
const concurrentReads = 16

// snapshot turns the many reads of one refresh into few requests. The first object is read directly; as soon as a second one is
// asked for, the collection is listed once for all who wait. Where the list holds keys only, each object is read once for all
// who want it. Every commit of this process drops the listing.
type snapshot struct {
	client  *Client
	path    string
	listing rest.Memo[*listing]

	mu    sync.Mutex
	first string
}

type listing struct {
	keys    []string // in the server's order
	objects map[string]*rest.Memo[json.RawMessage]
}

func newSnapshot(c *Client, path string) *snapshot {
	s := &snapshot{client: c, path: path}
	s.listing.Load = s.list
	return s
}

func (s *snapshot) objectPath(key string) string { return s.path + rest.Path(key) }

func (s *snapshot) list(ctx context.Context) (*listing, error) {
	items, err := s.client.list(ctx, s.client.reader, rest.Request{Method: http.MethodGet, Path: s.path})
	if err != nil {
		return nil, err
	}
	l := &listing{objects: make(map[string]*rest.Memo[json.RawMessage], len(items))}
	for _, item := range items {
		if item.Key == "" || l.objects[item.Key] != nil {
			continue
		}
		object := &rest.Memo[json.RawMessage]{Load: func(ctx context.Context) (json.RawMessage, error) {
			return s.read(ctx, item.Key)
		}}
		if item.hasBody() {
			object.Remember(item.Body)
		}
		l.keys = append(l.keys, item.Key)
		l.objects[item.Key] = object
	}
	return l, nil
}

// list reads a collection; its items may lack bodies.
func (c *Client) list(ctx context.Context, s *rest.Session, r rest.Request) ([]envelope, error) {
	resp, err := c.send(ctx, s, r)
	if err != nil {
		return nil, err
	}
	items, err := decodeList(resp.Body)
	if err != nil {
		return nil, newDecodeError(resp, err)
	}
	return items, nil
}

func decodeList(body []byte) ([]envelope, error) {
	var list map[string]json.RawMessage
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	raw, ok := list["items"]
	if !ok {
		return nil, errors.New("it is no list of SPS's: it has no items")
	}
	var items []envelope
	err := json.Unmarshal(raw, &items)
	return items, err
}

// find gives the object from a listing. Without a listing that has it, ok is false, and the caller reads it directly:
// what is missing from a list is not gone before the server says so itself.
func (s *snapshot) find(ctx context.Context, key string) (raw json.RawMessage, ok bool) {
	if s.isFirst(key) && !s.listing.Known() {
		return nil, false
	}
	l, _, err := s.listing.Get(ctx)
	if err != nil || l.objects[key] == nil {
		return nil, false
	}
	raw, _, err = l.objects[key].Get(ctx)
	return raw, err == nil
}

// current gives the listing, a new one if the one that is there failed.
func (s *snapshot) current(ctx context.Context) (*listing, error) {
	l, fresh, err := s.listing.Get(ctx)
	if err != nil && !fresh && ctx.Err() == nil {
		s.listing.Drop()
		l, _, err = s.listing.Get(ctx)
	}
	return l, err
}

// all gives every object with its key, in the server's order.
func (s *snapshot) all(ctx context.Context) (keys []string, bodies []json.RawMessage, err error) {
	l, err := s.current(ctx)
	if err != nil {
		return nil, nil, err
	}
	found := make([]json.RawMessage, len(l.keys))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(concurrentReads)
	for i, key := range l.keys {
		group.Go(func() error {
			raw, _, err := l.objects[key].Get(groupCtx)
			if IsNotFound(err) {
				return nil // deleted since it was listed
			}
			found[i] = raw
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, nil, err
	}
	for i, raw := range found {
		if raw != nil {
			keys, bodies = append(keys, l.keys[i]), append(bodies, raw)
		}
	}
	return keys, bodies, nil
}

// get gives one object, from the listing if that saves a request.
func (s *snapshot) get(ctx context.Context, key string) (json.RawMessage, error) {
	if raw, ok := s.find(ctx, key); ok {
		return raw, nil
	}
	return s.read(ctx, key)
}

// read fetches one object past all caches.
func (s *snapshot) read(ctx context.Context, key string) (json.RawMessage, error) {
	raw, err := s.client.object(ctx, s.client.reader, rest.Request{Method: http.MethodGet, Path: s.objectPath(key)})
	var e *Error
	if errors.As(err, &e) && e.StatusCode == http.StatusNotFound && e.html && e.Path == s.objectPath(key) {
		err = s.confirmGone(ctx, key, e)
	}
	return raw, err
}

// object reads one object's body.
func (c *Client) object(ctx context.Context, s *rest.Session, r rest.Request) (json.RawMessage, error) {
	resp, err := c.send(ctx, s, r)
	if err != nil {
		return nil, err
	}
	var answer envelope
	if err := resp.JSON(&answer); err != nil {
		return nil, newDecodeError(resp, err)
	}
	if !answer.hasBody() {
		// Some other server's JSON: taken for an object, it would be one without any settings.
		return nil, newDecodeError(resp, errors.New("it is no object of SPS's: it has no body. Is url right, or does a proxy answer in its place?"))
	}
	return answer.Body, nil
}

// confirmGone asks the list about an object for which a web page said 404. That page may be a proxy's: only a list of SPS's own
// without the object makes it gone.
func (s *snapshot) confirmGone(ctx context.Context, key string, page *Error) error {
	l, err := s.list(ctx)
	if err != nil {
		return withoutStatus(page)
	}
	if l.objects[key] != nil {
		return withoutStatus(page)
	}
	gone := *page
	gone.html, gone.Message = false, "SPS does not list it"
	return &gone
}

func (s *snapshot) isFirst(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first == "" {
		s.first = key
	}
	return s.first == key
}

func (s *snapshot) forget() {
	s.mu.Lock()
	s.first = ""
	s.mu.Unlock()
	s.listing.Drop()
}
