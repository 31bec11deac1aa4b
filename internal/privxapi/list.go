package privxapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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

// listAll reads all pages of a collection. Further pages follow while the server says that there is more. A list that
// does not end as its first page says is an error, never a shorter list: what is not in a list counts as gone.
func (c *Client) listAll(ctx context.Context, r listRequest) ([]rest.Item, error) {
	all := &listing{seen: map[string]bool{}}
	for {
		query := url.Values{"offset": {strconv.Itoa(len(all.items))}, "limit": {strconv.Itoa(pageSize)}}
		if r.unpaged && len(all.items) == 0 {
			query = nil
		}
		resp, err := c.do(ctx, rest.Request{Method: r.method, Path: r.path, Query: query, Body: r.body, Repeatable: true})
		if err != nil {
			return nil, err
		}
		page, count, err := decodePage(resp)
		if err == nil {
			err = all.add(page, count)
		}
		if err != nil {
			return nil, newDecodeError(resp, err)
		}
		// Without a count, a full page may be followed by another.
		more := len(all.items) < count || count == 0 && !r.unpaged && len(page) == pageSize
		if r.unpaged && r.method == http.MethodPost {
			more = false // a question to the directories: they bound their answers
		}
		if !more || len(page) == 0 || all.ended {
			return all.items, nil
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

// listing is a list of which some pages are read.
type listing struct {
	items []rest.Item
	seen  map[string]bool
	pages int
	// count is the first page's; 0 if it has none. size is what the items need, in bytes; repeated is how many came twice.
	count, size, repeated int
	// ended says that a page held nothing new, after all that the first page counted.
	ended bool
}

const (
	// maxGrowth is how many objects others may add while a list is read, and maxRepeated how many they may so push from
	// one page to the next.
	maxGrowth   = 10 * pageSize
	maxRepeated = pageSize
	// itemSize is what an item needs beside its text.
	itemSize = 256
)

// add takes the items that are new, and fails when the list cannot end.
func (l *listing) add(page []json.RawMessage, count int) error {
	l.pages++
	if l.pages == 1 {
		l.count = count
	}
	before := len(l.items)
	for _, body := range page {
		item := rest.Item{ID: idOf(body), Body: body}
		switch {
		case l.seen[item.ID]:
			l.repeated++
			continue
		case item.ID != "":
			l.seen[item.ID] = true
		case l.pages > 1:
			continue // what has no id cannot be told apart over pages
		}
		l.items = append(l.items, item)
		l.size += len(body) + itemSize
	}
	nothingNew := l.pages > 1 && len(page) > 0 && len(l.items) == before
	l.ended = nothingNew && l.count > 0 && len(l.items) >= l.count // what others added stands on pages read before
	switch {
	case l.size > rest.MaxAnswer:
		return fmt.Errorf("the list is larger than %d MiB", rest.MaxAnswer>>20)
	case nothingNew && !l.ended || l.repeated > maxRepeated:
		return fmt.Errorf("the list does not end: it has %d objects by its own count, of which %d came, and page %d "+
			"repeats what was there before. Does a proxy drop offset and limit?", count, len(l.items), l.pages)
	case l.count > 0 && len(l.items) > l.count+maxGrowth:
		return fmt.Errorf("the list does not end: it had %d objects by its own count, and %d came", l.count, len(l.items))
	}
	return nil
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
