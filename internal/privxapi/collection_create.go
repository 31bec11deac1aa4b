package privxapi

import (
	"context"
	"sync"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// creations is what a collection knows of the objects that were there before this process,
// and of those that it created.
type creations struct {
	// own are the ids that this process created.
	own sync.Map
	// turns has creations of one key go one after the other: what a lookup finds is then its own.
	turns rest.Turns

	listing rest.Turn
	before  map[string]string // the keys of all objects, by id; nil before the first creation
}

// Create creates an object and returns its id. An id together with an error means that the object exists and a later
// step failed. Beside an object of the same key that was there before this process it creates none (*ExistsError).
func (c *Collection[T]) Create(ctx context.Context, v T) (id string, err error) {
	body, err := c.newBody(v)
	if err != nil {
		return "", err
	}
	key := c.codec.key(v)
	end, err := c.creations.turns.Take(ctx, key)
	if err != nil {
		return "", err
	}
	defer end()
	before, err := c.listBefore(ctx)
	if err != nil {
		return "", err
	}
	if id := c.taken(ctx, before, key); id != "" {
		return "", c.exists(v, id, nil)
	}
	_, name := c.codec.label(v)
	id, err = c.client.create(ctx, creation{
		kind: c.codec.noun, name: name, path: c.codec.path, body: body,
		find: func(ctx context.Context) (equal, different []string, err error) {
			return c.madeSince(ctx, before, key, body)
		},
	})
	if IsConflict(err) {
		if holder := c.holder(ctx, key); holder != "" {
			err = c.exists(v, holder, err)
		}
	}
	if err != nil {
		return "", needs(c.codec.manage, err)
	}
	c.creations.own.Store(id, true)
	return id, nil
}

// newBody leaves out what is zero, which means the same and spares strict servers an empty enumeration.
func (c *Collection[T]) newBody(v T) (document, error) {
	wanted, err := documentOf(v)
	if err != nil {
		return nil, err
	}
	body := document{}
	merge(body, wanted, c.codec.whole...)
	c.codec.complete(body, v)
	return body, nil
}

// listBefore returns the objects that were there before this process created its first one. For a caller that may not
// list there are none: creating needs another permission.
func (c *Collection[T]) listBefore(ctx context.Context) (map[string]string, error) {
	end, err := c.creations.listing.Take(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	if c.creations.before != nil {
		return c.creations.before, nil
	}
	items, err := c.list(ctx)
	if err != nil && !isForbidden(err) {
		return nil, err
	}
	c.creations.before = make(map[string]string, len(items))
	for _, item := range items {
		c.creations.before[item.ID] = c.keyOf(item)
	}
	return c.creations.before, nil
}

// keyOf returns the key of an object, or nothing where the object cannot be read.
func (c *Collection[T]) keyOf(item rest.Item) string {
	v, err := decode[T](c.codec.noun, item)
	if err != nil {
		return ""
	}
	return c.codec.key(v)
}

// taken returns the id of an object that had the key before this process came, and still has it: it may have been
// deleted or renamed since, not least to be replaced.
func (c *Collection[T]) taken(ctx context.Context, before map[string]string, key string) string {
	for id, old := range before {
		if old != key {
			continue
		}
		raw, err := c.read(ctx, id)
		if err != nil && !IsNotFound(err) || err == nil && c.keyOf(rest.Item{ID: id, Body: raw}) == key {
			return id
		}
	}
	return ""
}

// madeSince looks for what a creation of unknown outcome left: objects of the key that were not there before and are
// not another creation's of this process.
func (c *Collection[T]) madeSince(ctx context.Context, before map[string]string, key string, body document) (
	equal, different []string, err error,
) {
	items, err := c.list(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, item := range items {
		_, old := before[item.ID]
		_, own := c.creations.own.Load(item.ID)
		if old || own || c.keyOf(item) != key {
			continue
		}
		found, err := decodeDocument(item.Body)
		if err != nil {
			return nil, nil, err
		}
		if merge(found, c.codec.withoutSecrets(body), c.codec.whole...) {
			different = append(different, item.ID)
		} else {
			equal = append(equal, item.ID)
		}
	}
	return equal, different, nil
}

// holder returns the id of an object that has the key now, or nothing where none is found.
func (c *Collection[T]) holder(ctx context.Context, key string) string {
	items, _ := c.list(ctx) // the refusal of the creation is the error to report
	for _, item := range items {
		if c.keyOf(item) == key {
			return item.ID
		}
	}
	return ""
}

func (c *Collection[T]) exists(v T, id string, cause error) error {
	_, name := c.codec.label(v)
	return &ExistsError{Kind: c.codec.noun, Name: name, ID: id, Otherwise: "choose another name", Cause: cause}
}
