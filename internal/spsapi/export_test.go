package spsapi

import (
	"context"
	"time"
)

// Plug lets changes wait until the engine is released, so that a test can say which of them share a batch.
func (c *Client) Plug() (release func()) {
	e := c.engine
	for {
		e.mu.Lock()
		if !e.working {
			e.working = true
			e.mu.Unlock()
			return func() { go e.work(context.Background()) }
		}
		e.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
}

// Waiting is how many changes wait for a batch.
func (c *Client) Waiting() int {
	c.engine.mu.Lock()
	defer c.engine.mu.Unlock()
	return len(c.engine.waiting)
}
