package spsapi

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// snapshots are those of all collections that were asked for, by path.
type snapshots struct {
	mu  sync.Mutex
	all map[string]*objects
}

// objects are those of one collection as they are committed, read through a snapshot.
type objects struct {
	*rest.Snapshot
	client *Client
	path   string
}

// objects returns the objects below a path. Every commit drops their snapshot.
func (c *Client) objects(path string) *objects {
	c.snapshots.mu.Lock()
	defer c.snapshots.mu.Unlock()
	if c.snapshots.all == nil {
		c.snapshots.all = map[string]*objects{}
	}
	o := c.snapshots.all[path]
	if o == nil {
		o = &objects{client: c, path: path}
		o.Snapshot = rest.NewSnapshot(o.list, o.read, IsNotFound)
		c.snapshots.all[path] = o
	}
	return o
}

// forget drops all snapshots. It follows every commit, done or failed.
func (c *Client) forget() {
	c.snapshots.mu.Lock()
	defer c.snapshots.mu.Unlock()
	for _, o := range c.snapshots.all {
		o.Drop()
	}
}

func (o *objects) pathOf(key string) string { return o.path + rest.Path(key) }

func (o *objects) list(ctx context.Context) ([]rest.Item, error) {
	found, err := o.client.list(ctx, o.client.reader, o.path)
	if err != nil {
		return nil, err
	}
	items := make([]rest.Item, len(found))
	for i, e := range found {
		items[i] = rest.Item{ID: e.Key}
		if e.hasBody() {
			items[i].Body = e.Body
		}
	}
	return items, nil
}

// read fetches one object past all caches.
func (o *objects) read(ctx context.Context, key string) (json.RawMessage, error) {
	raw, err := o.client.object(ctx, o.client.reader, rest.Request{Method: http.MethodGet, Path: o.pathOf(key)})
	return raw, confirmGone(ctx, key, err, func(ctx context.Context) ([]envelope, error) {
		return o.client.list(ctx, o.client.reader, o.path)
	})
}
