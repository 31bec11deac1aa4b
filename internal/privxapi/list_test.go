package privxapi_test

import (
	"context"
	"net/http"
	"testing"
	"time"

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

// TestItemsWithoutIDsEnd pages through a list that never says anything new.
func TestItemsWithoutIDsEnd(t *testing.T) {
	t.Parallel()
	n := 0
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		n++
		answer(w, http.StatusOK, map[string]any{"count": 1000000, "items": []any{map[string]any{"name": "no id"}}})
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := c.Sources.List(ctx); n > 3 {
		t.Errorf("%d requests, %v", n, err)
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
