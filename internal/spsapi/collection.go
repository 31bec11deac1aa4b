package spsapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// codec says how one kind of object is written.
type codec[T any] struct {
	kind, path string
	// depth grows with what refers to the object: in one transaction, referrers are deleted first.
	depth  int
	decode func(key string, body []byte) (T, error)
	// encode gives what this client manages of the object. current is what the server has, nil at creation.
	encode func(v T, current document, keep keeper) (any, error)
}

// Collection is one kind of object of SPS's configuration.
type Collection[T any] struct {
	client   *Client
	codec    codec[T]
	snapshot *snapshot
}

func newCollection[T any](c *Client, k codec[T]) *Collection[T] {
	return &Collection[T]{client: c, codec: k, snapshot: newSnapshot(c, k.path)}
}

func (c *Collection[T]) forget() { c.snapshot.forget() }

// List gives all objects in the server's order.
func (c *Collection[T]) List(ctx context.Context) ([]T, error) {
	keys, bodies, err := c.snapshot.all(ctx)
	if err != nil {
		return nil, err
	}
	objects := make([]T, len(keys))
	for i, key := range keys {
		if objects[i], err = c.decode(key, bodies[i]); err != nil {
			return nil, err
		}
	}
	return objects, nil
}

// Get reads one object. The error satisfies IsNotFound when SPS says that it does not exist.
func (c *Collection[T]) Get(ctx context.Context, key string) (T, error) {
	raw, err := c.snapshot.get(ctx, key)
	if err != nil {
		var none T
		return none, err
	}
	return c.decode(key, raw)
}

// Reread reads one object past the listing, after a write has dropped it: else each write of many would list all the others.
func (c *Collection[T]) Reread(ctx context.Context, key string) (T, error) {
	raw, err := c.snapshot.read(ctx, key)
	if err != nil {
		var none T
		return none, err
	}
	return c.decode(key, raw)
}

func (c *Collection[T]) decode(key string, raw json.RawMessage) (T, error) {
	v, err := c.codec.decode(key, raw)
	if err != nil {
		err = fmt.Errorf("the %s %s of SPS cannot be read: %w", c.codec.kind, key, err)
	}
	return v, err
}

// Create makes an object and commits it. The key beside an error is that of an object of which nobody knows whether it exists.
func (c *Collection[T]) Create(ctx context.Context, v T) (key string, err error) {
	err = c.client.engine.do(ctx, &change{
		order: creating,
		write: func(ctx context.Context, t *transaction) (bool, error) {
			wanted, err := c.codec.encode(v, nil, t.keeper(ctx))
			if err != nil {
				return false, err
			}
			key, err = t.create(ctx, c.codec.path, wanted)
			return true, err
		},
		happened: func(ctx context.Context) (bool, error) { return c.client.exists(ctx, c.snapshot.objectPath(key)) },
	})
	var unknown *unknownError
	if err != nil && !errors.As(err, &unknown) {
		key = ""
	}
	return key, err
}

// Update changes what this client manages of an object, keeps the rest, and commits it.
func (c *Collection[T]) Update(ctx context.Context, key string, v T) error {
	path := c.snapshot.objectPath(key)
	var managed document
	return c.client.engine.do(ctx, &change{
		order: updating,
		write: func(ctx context.Context, t *transaction) (bool, error) {
			current, err := t.read(ctx, path)
			if err != nil {
				return false, err
			}
			wanted, err := c.codec.encode(v, current, t.keeper(ctx))
			if err != nil {
				return false, err
			}
			if managed, err = documentOf(wanted); err != nil {
				return false, err
			}
			if sent, _ := clone(managed).(document); !merge(current, sent) {
				return false, nil
			}
			_, err = t.do(ctx, rest.Request{Method: http.MethodPut, Path: path, Body: current})
			return true, err
		},
		happened: func(ctx context.Context) (bool, error) {
			raw, err := c.client.object(ctx, c.client.reader, rest.Request{Method: http.MethodGet, Path: path})
			if IsNotFound(err) {
				return false, nil
			}
			if err != nil {
				return false, err
			}
			now, err := decodeDocument(raw)
			collapse(now)
			return covers(now, managed), err
		},
	})
}

// Delete deletes an object and commits that. One that is gone already is success.
func (c *Collection[T]) Delete(ctx context.Context, key string) error {
	return c.client.remove(ctx, c.snapshot.objectPath(key), c.codec.depth)
}

func (c *Client) remove(ctx context.Context, path string, depth int) error {
	return c.engine.do(ctx, &change{
		order: deleting + depth,
		write: func(ctx context.Context, t *transaction) (bool, error) {
			// Once: repeated after a lost answer, a 404 would hide that it is this transaction that deleted it.
			_, err := t.do(ctx, rest.Request{Method: http.MethodDelete, Path: path, Once: true})
			if IsNotFound(err) {
				return false, nil
			}
			return true, err
		},
		happened: func(ctx context.Context) (bool, error) {
			there, err := c.exists(ctx, path)
			return !there, err
		},
	})
}

// exists looks an object up past all caches.
func (c *Client) exists(ctx context.Context, path string) (bool, error) {
	_, err := c.object(ctx, c.reader, rest.Request{Method: http.MethodGet, Path: path})
	if IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}
