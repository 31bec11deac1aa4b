package privxapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// codec is what a Collection has to know of its objects, beside their JSON tags.
type codec[T any] struct {
	fields

	noun, path string
	// unpaged is for a list that has no pages in the vendor's documentation.
	unpaged bool
	// view, manage and remove are what the caller's role needs, for the errors of a 403.
	view, manage, remove string
	// label returns what an object is called, by the server and by people.
	label func(T) (id, name string)
	// key is what two creations of the same object have in common: an object of that key is in the way of a new one.
	key func(T) string
	// complete adds to the body of a creation what must be in it, zero or not.
	complete func(body document, v T)
	// resolve is the path under which PrivX finds objects by their exact names. It may answer with ids and names only.
	resolve string
}

// Collection is one kind of object of PrivX. Reads of one refresh share few requests; an update keeps what this client
// does not know or own; a creation of unknown outcome ends with one object,
// never with two or with one that nobody knows.
type Collection[T any] struct {
	client    *Client
	codec     codec[T]
	snapshot  *rest.Snapshot
	creations creations
}

func newCollection[T any](client *Client, k codec[T]) *Collection[T] {
	c := &Collection[T]{client: client, codec: k}
	c.snapshot = rest.NewSnapshot(c.list, c.read, IsNotFound)
	client.caches = append(client.caches, c.snapshot.Drop)
	return c
}

// List returns all objects, ordered by name and id.
func (c *Collection[T]) List(ctx context.Context) ([]T, error) {
	items, err := c.snapshot.All(ctx)
	if err != nil {
		return nil, err
	}
	return c.sorted(items)
}

// Named returns the objects of exactly that name. Of a role, only id and name are set.
func (c *Collection[T]) Named(ctx context.Context, name string) ([]T, error) {
	objects, err := c.candidates(ctx, name)
	return slices.DeleteFunc(objects, func(v T) bool {
		_, other := c.codec.label(v)
		return other != name
	}), err
}

// candidates returns objects of which some may have the name.
func (c *Collection[T]) candidates(ctx context.Context, name string) ([]T, error) {
	if c.codec.resolve == "" {
		return c.List(ctx)
	}
	items, err := c.client.listAll(ctx, listRequest{
		method: http.MethodPost, path: c.codec.resolve, body: []string{name}, unpaged: true,
	})
	if err != nil {
		return nil, needs(c.codec.view, err)
	}
	return c.sorted(items)
}

func (c *Collection[T]) sorted(items []rest.Item) ([]T, error) {
	objects, err := decodeAll[T](c.client.unreadable(c.codec.path, c.codec.noun), items)
	slices.SortFunc(objects, func(a, b T) int {
		idA, nameA := c.codec.label(a)
		idB, nameB := c.codec.label(b)
		if byName := strings.Compare(nameA, nameB); byName != 0 {
			return byName
		}
		return strings.Compare(idA, idB)
	})
	return objects, err
}

// Get reads one object. The error satisfies IsNotFound when PrivX says that it does not exist.
func (c *Collection[T]) Get(ctx context.Context, id string) (T, error) {
	raw, err := c.snapshot.Get(ctx, id)
	if err != nil {
		var none T
		return none, err
	}
	return decode[T](c.client.unreadable(c.objectPath(id), c.codec.noun), rest.Item{ID: id, Body: raw})
}

// Update writes what v says over what PrivX has, and keeps everything that v does not know or own.
func (c *Collection[T]) Update(ctx context.Context, id string, v T) error {
	raw, err := c.read(ctx, id)
	if err != nil {
		return err
	}
	current, err := decodeDocument(raw)
	if err != nil {
		return fmt.Errorf("%s %s: %w", c.codec.noun, id, err)
	}
	return needs(c.codec.manage, c.client.rewrite(ctx, c.objectPath(id), current, v, c.codec.fields))
}

// Delete deletes an object; one that is gone already is success.
func (c *Collection[T]) Delete(ctx context.Context, id string) error {
	err := c.client.write(ctx, rest.Request{Method: http.MethodDelete, Path: c.objectPath(id)})
	if err = c.confirmGone(ctx, id, err); IsNotFound(err) {
		return nil
	}
	return needs(c.codec.remove, err)
}

func (c *Collection[T]) objectPath(id string) string { return c.codec.path + rest.Path(id) }

// list reads the whole collection past all caches. What has no id is left out.
func (c *Collection[T]) list(ctx context.Context) ([]rest.Item, error) {
	items, err := c.client.listAll(ctx, listRequest{method: http.MethodGet, path: c.codec.path, unpaged: c.codec.unpaged})
	return identified(items), needs(c.codec.view, err)
}

// read fetches one object past all caches.
func (c *Collection[T]) read(ctx context.Context, id string) (json.RawMessage, error) {
	raw, err := c.client.object(ctx, c.objectPath(id))
	return raw, needs(c.codec.view, c.confirmGone(ctx, id, err))
}

// confirmGone asks the list about an object for which a 404 proves nothing.
func (c *Collection[T]) confirmGone(ctx context.Context, id string, err error) error {
	return confirmGone(ctx, c.codec.noun+" "+id, err, func(ctx context.Context) (bool, error) {
		items, err := c.list(ctx)
		return lists(items, id), err
	})
}
