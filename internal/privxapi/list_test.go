package privxapi_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

// TestEmptyObjectIsNoList has a web page say 404 for a source, and JSON that is no list in place of the list: the
// source is not gone.
func TestEmptyObjectIsNoList(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `null`, `{"status":"ok"}`, ``} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == sourcesPath {
				_, _ = w.Write([]byte(body))
				return
			}
			webPage(w, http.StatusNotFound)
		})
		if _, err := c.Sources.Get(t.Context(), anID); err == nil || privxapi.IsNotFound(err) {
			t.Errorf("list %q: %v", body, err)
		}
	}
}

// TestEndlessListsFail pages through lists that never come to the end of which their first page speaks.
func TestEndlessListsFail(t *testing.T) {
	t.Parallel()
	numbered := func(from, n int) (items []any) {
		for i := range n {
			items = append(items, map[string]any{"id": fmt.Sprintf("id-%d", from+i), "name": strings.Repeat("x", 50)})
		}
		return items
	}
	const many = 1_000_000
	for name, tc := range map[string]struct {
		page     func(offset, n int) map[string]any
		requests int // at most
		want     string
	}{
		"offset ignored": {func(int, int) map[string]any {
			return map[string]any{"count": 300, "items": numbered(0, 100)}
		}, 2, "page 2 repeats"},
		"offset ignored, count too high": {func(int, int) map[string]any {
			return map[string]any{"count": 99, "items": numbered(0, 30)}
		}, 2, "page 2 repeats"},
		"offset ignored, no count": {func(int, int) map[string]any {
			return map[string]any{"items": numbered(0, 100)}
		}, 2, "page 2 repeats"},
		"no ids": {func(int, int) map[string]any {
			return map[string]any{"count": many, "items": []any{map[string]any{"name": "no id"}}}
		}, 2, "page 2 repeats"},
		"one new object a page": {func(_, n int) map[string]any {
			return map[string]any{"count": many, "items": numbered(n, 100)}
		}, 4, "repeats"},
		"count that grows": {func(offset, _ int) map[string]any {
			return map[string]any{"count": offset + 101, "items": numbered(offset, 100)}
		}, 13, "had 101 objects"},
		"no count": {func(offset, n int) map[string]any {
			items := numbered(offset, 100)
			for i := range items {
				items[i] = map[string]any{"id": fmt.Sprintf("id-%d", offset+i), "name": strings.Repeat("x", 100_000)}
			}
			return map[string]any{"items": items}
		}, 8, "larger than 64 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := 0
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
				answer(w, http.StatusOK, tc.page(offset, n))
				n++
			})
			_, err := c.Users.Search(t.Context(), privxapi.UserSearch{}, false)
			holds(t, err, tc.want)
			holds(t, err, "/search")
			if n > tc.requests {
				t.Errorf("%d requests, want at most %d", n, tc.requests)
			}
		})
	}
}

// TestListThatShifts has others add objects while a list is read: what is pushed to the next page comes twice.
func TestListThatShifts(t *testing.T) {
	t.Parallel()
	n := 0
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		shift := 5 * n
		var items []any
		for i := max(offset-shift, 0); i < min(offset-shift+100, 250); i++ {
			items = append(items, map[string]any{"id": fmt.Sprintf("id-%d", i)})
		}
		answer(w, http.StatusOK, map[string]any{"count": 250 + shift, "items": items})
		n++
	})
	users, err := c.Users.Search(t.Context(), privxapi.UserSearch{}, false)
	must(t, err)
	if len(users) != 250 {
		t.Errorf("%d users in %d pages, want 250", len(users), n)
	}
}

// TestEmptyIDReachesNothing has an empty id where the path would else be the collection's.
func TestEmptyIDReachesNothing(t *testing.T) {
	t.Parallel()
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s %s", r.Method, r.URL.Path) })
	if err := c.Sources.Delete(t.Context(), ""); err == nil {
		t.Error("nothing was deleted without an error")
	}
	if _, err := c.AuthorizedKeys.Get(t.Context(), "", anID); err == nil {
		t.Error("the key of nobody was read")
	}
}
