package privxapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// pageSize is the largest that every PrivX list accepts (api/privx.md §2.1).
const pageSize = 100

// listRequest asks for a collection. A search is a POST with a body that changes nothing.
type listRequest struct {
	method, path string
	body         any
	// unpaged collections have no pages in the vendor's documentation, so that the first request must not name one.
	unpaged bool
}

// listAll reads all pages of a collection. Further pages follow while the server says that there is more and answers
// with something new: servers ignore paging where the vendor's page has none, and their counts are not to be relied on.
func (c *Client) listAll(ctx context.Context, r listRequest) ([]rest.Item, error) {
	var items []rest.Item
	seen := map[string]bool{}
	for first := true; ; first = false {
		query := url.Values{"offset": {strconv.Itoa(len(items))}, "limit": {strconv.Itoa(pageSize)}}
		if r.unpaged && len(items) == 0 {
			query = nil
		}
		resp, err := c.do(ctx, rest.Request{Method: r.method, Path: r.path, Query: query, Body: r.body, Repeatable: true})
		if err != nil {
			return nil, err
		}
		page, count, err := decodePage(resp)
		if err != nil {
			return nil, newDecodeError(resp, err)
		}
		news := 0
		for _, body := range page {
			item := rest.Item{ID: idOf(body), Body: body}
			switch {
			case item.ID == "" && first:
				items = append(items, item) // what has no id cannot be told apart over pages
			case item.ID != "" && !seen[item.ID]:
				seen[item.ID] = true
				items = append(items, item)
				news++
			}
		}
		// Without a count, a full page may be followed by another.
		more := len(items) < count || count == 0 && !r.unpaged && len(page) == pageSize
		if news == 0 || !more {
			return items, nil
		}
	}
}

// list reads a list that has no pages. It may hold what has no id.
func (c *Client) list(ctx context.Context, path string) ([]json.RawMessage, error) {
	resp, err := c.do(ctx, rest.Request{Method: http.MethodGet, Path: path})
	if err != nil {
		return nil, err
	}
	items, _, err := decodePage(resp)
	if err != nil {
		return nil, newDecodeError(resp, err)
	}
	return items, nil
}

// identified returns the items that have an id.
func identified(items []rest.Item) []rest.Item {
	return slices.DeleteFunc(items, func(item rest.Item) bool { return item.ID == "" })
}

func idOf(item json.RawMessage) string {
	var key struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(item, &key) // what has no id has no identity
	return key.ID
}

func decodePage(resp *rest.Response) (items []json.RawMessage, count int, err error) {
	p := &page{}
	if err = resp.JSON(&p); err == nil && p == nil {
		err = errors.New("it is no list of PrivX's, but null")
	}
	if err != nil {
		return nil, 0, err
	}
	return p.items, p.count, nil
}

// page is a list, which comes as {"items": [...]} or bare: the vendor's page and clients differ for some.
type page struct {
	items []json.RawMessage
	count int
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *page) UnmarshalJSON(raw []byte) error {
	if raw[0] == '[' {
		return json.Unmarshal(raw, &p.items)
	}
	if raw[0] == 'n' { // null, where a list inside an object is empty
		return nil
	}
	var envelope struct {
		Items []json.RawMessage `json:"items"`
		Count *int              `json:"count"`
	}
	if err := json.Unmarshal(raw, &envelope); err != nil {
		return err
	}
	if envelope.Items == nil && envelope.Count == nil {
		return errors.New("it is no list of PrivX's: it has neither items nor count")
	}
	p.items = envelope.Items
	if envelope.Count != nil {
		p.count = *envelope.Count
	}
	return nil
}
