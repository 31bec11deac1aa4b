package spsapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// codec describes one kind of object. T is the object as SPS writes it, by its JSON tags.
type codec[T any] struct {
	noun, path string
	// depth grows with what refers to the object: in one transaction, referrers are deleted first.
	depth int
	// defaults is what an answer means that leaves fields out.
	defaults T
	// key returns where an object has its key.
	key func(*T) *string
	// complete sets what a caller may leave out, and puts secrets into password objects. It changes nothing that v points
	// to. current is what the server has, nil at creation. The function is nil where objects are written as they are.
	complete func(v T, current document, keep keeper) (T, error)
	// leave takes an object out of those that refer to it, before it is deleted. It reports whether it wrote anything,
	// also beside an error. The function is nil where references refuse the delete.
	leave func(ctx context.Context, t *transaction, key string) (wrote bool, err error)
}

func (k codec[T]) decode(key string, body []byte) (T, error) {
	v := k.defaults
	err := json.Unmarshal(body, &v)
	if err != nil {
		err = fmt.Errorf("%s %s: %w", k.noun, key, err)
	}
	*k.key(&v) = key
	return v, err
}

// encode returns what this client manages of an object.
func (k codec[T]) encode(v T, current document, keep keeper) (document, error) {
	if k.complete != nil {
		var err error
		if v, err = k.complete(v, current, keep); err != nil {
			return nil, err
		}
	}
	return documentOf(v)
}

// Collection holds the objects of one kind in SPS's configuration.
type Collection[T any] struct {
	client  *Client
	codec   codec[T]
	objects *objects
}

func newCollection[T any](c *Client, k codec[T]) *Collection[T] {
	return &Collection[T]{client: c, codec: k, objects: c.objects(k.path)}
}

// List returns all objects in the server's order.
func (c *Collection[T]) List(ctx context.Context) ([]T, error) {
	return c.those(ctx, func(rest.Item) bool { return true })
}

// Named returns the objects of exactly this name.
func (c *Collection[T]) Named(ctx context.Context, name string) ([]T, error) {
	return c.those(ctx, func(item rest.Item) bool {
		var named struct {
			Name string `json:"name"`
		}
		return json.Unmarshal(item.Body, &named) == nil && named.Name == name
	})
}

func (c *Collection[T]) those(ctx context.Context, asked func(rest.Item) bool) ([]T, error) {
	items, err := c.objects.All(ctx)
	if err != nil {
		return nil, err
	}
	var list []T
	for _, item := range items {
		if !asked(item) {
			continue
		}
		v, err := c.codec.decode(item.ID, item.Body)
		if err != nil {
			return nil, c.client.unreadable(c.codec.path, err)
		}
		list = append(list, v)
	}
	return list, nil
}

// Get returns one object. The error satisfies IsNotFound when SPS says that the object does not exist.
func (c *Collection[T]) Get(ctx context.Context, key string) (T, error) {
	return c.read(ctx, key, c.objects.Get)
}

// Reread returns one object past the snapshot, which a write has dropped:
// else each write of many would list all the others.
func (c *Collection[T]) Reread(ctx context.Context, key string) (T, error) {
	return c.read(ctx, key, c.objects.read)
}

func (c *Collection[T]) read(
	ctx context.Context, key string, from func(ctx context.Context, key string) (json.RawMessage, error),
) (v T, err error) {
	raw, err := from(ctx, key)
	if err != nil {
		return v, err
	}
	v, err = c.codec.decode(key, raw)
	return v, c.client.unreadable(c.objects.pathOf(key), err)
}

// Create creates an object and commits it.
// A key beside an error is that of an object of which nobody knows whether it exists.
func (c *Collection[T]) Create(ctx context.Context, v T) (key string, err error) {
	err = c.client.engine.do(ctx, &change{
		order: creating,
		write: func(ctx context.Context, t *transaction) (bool, error) {
			wanted, err := c.codec.encode(v, nil, t.keeper(ctx))
			if err != nil {
				return false, err
			}
			key, err = t.create(ctx, c.codec.path, wanted)
			return err == nil, err
		},
		happened: func(ctx context.Context) (bool, error) { return c.client.exists(ctx, c.objects.pathOf(key)) },
	})
	var unknown *unknownError
	if err == nil || errors.As(err, &unknown) {
		return key, err
	}
	return "", c.explainTaken(ctx, v, "", err)
}

// Update changes what this client manages of an object, keeps the rest, and commits it.
func (c *Collection[T]) Update(ctx context.Context, key string, v T) error {
	path := c.objects.pathOf(key)
	var wanted document
	err := c.client.engine.do(ctx, &change{
		order: updating,
		write: func(ctx context.Context, t *transaction) (bool, error) {
			current, err := t.read(ctx, path)
			if err != nil {
				return false, err
			}
			if wanted, err = c.codec.encode(v, current, t.keeper(ctx)); err != nil {
				return false, err
			}
			if sent, _ := clone(wanted).(document); !merge(current, sent) {
				return false, nil
			}
			_, err = t.do(ctx, rest.Request{Method: http.MethodPut, Path: path, Body: current})
			return err == nil, err
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
			return covers(now, wanted), err
		},
	})
	if err == nil {
		return nil
	}
	return c.explainTaken(ctx, v, key, err)
}

// Delete deletes an object and commits that. One that is gone already is success.
func (c *Collection[T]) Delete(ctx context.Context, key string) error {
	path := c.objects.pathOf(key)
	err := c.client.engine.do(ctx, &change{
		order: deleting + c.codec.depth,
		write: func(ctx context.Context, t *transaction) (wrote bool, err error) {
			if c.codec.leave != nil {
				if wrote, err = c.codec.leave(ctx, t, key); err != nil {
					return wrote, err
				}
			}
			// Once: repeated after a lost answer, a 404 would hide that it is this transaction that deleted it.
			_, err = t.do(ctx, rest.Request{Method: http.MethodDelete, Path: path, Once: true})
			err = confirmGone(ctx, key, err, func(ctx context.Context) ([]envelope, error) {
				return c.client.list(ctx, t.session, c.codec.path)
			})
			if IsNotFound(err) {
				return wrote, nil
			}
			return wrote || err == nil, err
		},
		happened: func(ctx context.Context) (bool, error) {
			there, err := c.client.exists(ctx, path)
			return !there, err
		},
	})
	if err == nil {
		return nil
	}
	return c.client.explainInUse(ctx, c.codec.noun, c.codec.path, key, err)
}
