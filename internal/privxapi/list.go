package privxapi

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
)

// pageSize is asked for from the second page on. It is the largest that every PrivX list accepts (api/privx.md §2.1).
const pageSize = 100

// list reads all pages of a collection. The first request names no page, because some collections have none and then give
// everything; further ones follow only while the server says that there is more and gives something new.
func (c *Client) list(ctx context.Context, path string) (map[string]json.RawMessage, error) {
	items := map[string]json.RawMessage{}
	var query url.Values
	for {
		var page struct {
			Count int               `json:"count"`
			Items []json.RawMessage `json:"items"`
		}
		if err := c.get(ctx, path, query, &page); err != nil {
			return nil, err
		}
		before := len(items)
		for _, item := range page.Items {
			var key struct {
				ID string `json:"id"`
			}
			if json.Unmarshal(item, &key) == nil && key.ID != "" {
				items[key.ID] = item
			}
		}
		if len(items) == before || len(items) >= page.Count {
			return items, nil
		}
		query = url.Values{"offset": {strconv.Itoa(len(items))}, "limit": {strconv.Itoa(pageSize)}}
	}
}
