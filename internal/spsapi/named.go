package spsapi

import (
	"context"
	"encoding/json"
)

// Named returns the objects of a name, upper and lower case told apart.
func (c *Collection[T]) Named(ctx context.Context, name string) (found []T, err error) {
	keys, bodies, err := c.snapshot.all(ctx)
	for i, body := range bodies {
		var named struct {
			Name string `json:"name"`
		}
		if err := json.Unmarshal(body, &named); err != nil || named.Name != name {
			continue
		}
		object, err := c.decode(keys[i], body)
		if err != nil {
			return nil, err
		}
		found = append(found, object)
	}
	return found, err
}

// LoginMethod returns the name of the login method with which the client logs in; empty is the server's default.
func (c *Client) LoginMethod() string { return c.engine.config.LoginMethod }
