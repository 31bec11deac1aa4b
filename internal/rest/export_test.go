package rest

import (
	"context"
	"net"
	"net/http"
)

// DialThrough makes all connections through dial.
func (c *Client) DialThrough(dial func(ctx context.Context, network, address string) (net.Conn, error)) {
	e, _ := c.retry.HTTPClient.Transport.(*exchange)
	t, _ := e.next.(*http.Transport)
	t.DialContext = dial
}
