package privxapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

func TestFirstReadIsDirect(t *testing.T) {
	t.Parallel()
	s := newStore(5)
	c := serve(t, s.ServeHTTP)
	read := func(id string) {
		t.Helper()
		if source, err := c.Sources.Get(t.Context(), id); err != nil || source.ID != id || source.Name != "source "+id {
			t.Fatalf("read %+v, %v", source, err)
		}
	}
	read(s.ids[0])
	read(s.ids[0])
	for _, id := range s.ids[1:] {
		read(id)
	}
	read(s.ids[0])
	one := "GET " + sourcesPath + "/" + s.ids[0]
	if got := s.log(); !slices.Equal(got, []string{one, one, "GET " + sourcesPath}) {
		t.Errorf("requests %q", got)
	}
	// The list of all is the same list.
	if list, err := c.Sources.List(t.Context()); err != nil || len(list) != 5 || len(s.log()) != 3 {
		t.Errorf("%d sources, %v with the requests %q", len(list), err, s.log())
	}
}

func TestManyReads(t *testing.T) {
	t.Parallel()
	s := newStore(1000)
	c := serve(t, s.ServeHTTP)
	var wg sync.WaitGroup
	for _, id := range s.ids {
		wg.Go(func() {
			if source, err := c.Sources.Get(t.Context(), id); err != nil || source.ID != id {
				t.Errorf("read %+v, %v", source.ID, err)
			}
		})
	}
	wg.Wait()
	if got := s.log(); len(got) > 3 || s.lists() != 1 {
		t.Errorf("%d requests, %d lists", len(got), s.lists())
	}
}

func TestMissingFromTheList(t *testing.T) {
	t.Parallel()
	s := newStore(3)
	hidden := s.ids[2]
	s.behave = func(s *store, w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != sourcesPath {
			return false
		}
		answer(w, 200, map[string]any{"count": 2, "items": s.items(s.ids[:2])})
		return true
	}
	c := serve(t, s.ServeHTTP)
	_, err := c.Sources.Get(t.Context(), s.ids[0])
	must(t, err)
	_, err = c.Sources.Get(t.Context(), s.ids[1])
	must(t, err)
	if source, err := c.Sources.Get(t.Context(), hidden); err != nil || source.ID != hidden {
		t.Errorf("what the list lacks is taken for gone: %+v, %v", source, err)
	}
	if _, err := c.Sources.Get(t.Context(), anID); !privxapi.IsNotFound(err) {
		t.Errorf("error %v", err)
	}
	direct := []string{"GET " + sourcesPath + "/" + hidden, "GET " + sourcesPath + "/" + anID}
	if got := s.log(); !slices.Equal(got[2:], direct) {
		t.Errorf("requests %q", got)
	}
}

// warm reads two objects, so that there is a snapshot.
func warm(t *testing.T, c *privxapi.Client, fake *privxfake.Server) (ids []string) {
	t.Helper()
	for i := range 3 {
		ids = append(ids, fake.Add("sources", map[string]any{
			"name": fmt.Sprint("s", i), "connection": map[string]any{"type": "LDAP"},
		}))
	}
	for _, id := range ids {
		_, err := c.Sources.Get(t.Context(), id)
		must(t, err)
	}
	return ids
}

// TestWritesDropTheSnapshot: another administrator's change is only seen after this process wrote, so the fake is
// edited before.
func TestWritesDropTheSnapshot(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(c *privxapi.Client, ids []string) error{
		"create": func(c *privxapi.Client, _ []string) error {
			_, err := c.Sources.Create(t.Context(), corp("new"))
			return err
		},
		"update": func(c *privxapi.Client, ids []string) error {
			return c.Sources.Update(t.Context(), ids[2], corp("changed"))
		},
		"delete": func(c *privxapi.Client, ids []string) error { return c.Sources.Delete(t.Context(), ids[2]) },
		"update that fails": func(c *privxapi.Client, ids []string) error {
			bad := corp("changed")
			bad.Connection.Port = 70000
			if err := c.Sources.Update(t.Context(), ids[2], bad); err == nil {
				return errors.New("accepted")
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{})
			ids := warm(t, c, fake)
			fake.Edit("sources/"+ids[1], func(doc map[string]any) { doc["comment"] = "edited" })
			if source, err := c.Sources.Get(t.Context(), ids[1]); err != nil || source.Comment != "" {
				t.Fatalf("there is no snapshot to drop: %+v, %v", source, err)
			}
			must(t, write(c, ids))
			if source, err := c.Sources.Get(t.Context(), ids[1]); err != nil || source.Comment != "edited" {
				t.Errorf("the snapshot outlives the write: %+v, %v", source, err)
			}
			list, err := c.Sources.List(t.Context())
			must(t, err)
			if want := len(fake.Documents("sources")); len(list) != want {
				t.Errorf("%d sources are listed, want %d", len(list), want)
			}
		})
	}
}

func TestOwnWriteIsRead(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	ids := warm(t, c, fake)
	for i, id := range ids {
		must(t, c.Sources.Update(t.Context(), id, corp(fmt.Sprint("changed", i))))
		if source, err := c.Sources.Get(t.Context(), id); err != nil || source.Name != fmt.Sprint("changed", i) {
			t.Errorf("read %q, %v after the update", source.Name, err)
		}
	}
	// An update reads past the snapshot: it would else write back what was true before.
	fake.Edit("sources/"+ids[0], func(doc map[string]any) { doc["x_new"] = "theirs" })
	for _, id := range ids {
		_, err := c.Sources.Get(t.Context(), id)
		must(t, err)
	}
	fake.Edit("sources/"+ids[0], func(doc map[string]any) { doc["x_new"] = "theirs, later" })
	must(t, c.Sources.Update(t.Context(), ids[0], corp("again")))
	if got := fake.Document("sources/" + ids[0])["x_new"]; got != "theirs, later" {
		t.Errorf("the other's change was overwritten with %v", got)
	}
}

// TestListingAcrossAWrite begins a listing before a write and ends it after: it holds what was true before, and later
// reads must not see it.
func TestListingAcrossAWrite(t *testing.T) {
	t.Parallel()
	s := newStore(3)
	listing, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	name := "before"
	s.behave = func(s *store, w http.ResponseWriter, r *http.Request) bool {
		doc := func() map[string]any {
			s.mu.Lock()
			defer s.mu.Unlock()
			return map[string]any{"id": s.ids[1], "name": name}
		}
		switch {
		case r.URL.Path == sourcesPath:
			old := doc()
			once.Do(func() { close(listing); <-release })
			answer(w, 200, map[string]any{"count": 3, "items": []any{s.item(s.ids[0]), old, s.item(s.ids[2])}})
		case r.Method == http.MethodPut:
			_, _ = io.Copy(io.Discard, r.Body)
			s.mu.Lock()
			name = "after"
			s.mu.Unlock()
		case strings.HasSuffix(r.URL.Path, s.ids[1]):
			answer(w, 200, doc())
		default:
			return false
		}
		return true
	}
	c := serve(t, s.ServeHTTP)
	_, err := c.Sources.Get(t.Context(), s.ids[0])
	must(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := c.Sources.Get(t.Context(), s.ids[2]); err != nil { // begins the listing
			t.Error(err)
		}
	})
	<-listing
	must(t, c.Sources.Update(t.Context(), s.ids[1], corp("after")))
	close(release)
	wg.Wait()
	if source, err := c.Sources.Get(t.Context(), s.ids[1]); err != nil || source.Name != "after" {
		t.Errorf("read %q, %v: a listing from before the write is in use", source.Name, err)
	}
}

// TestListingInsideAWrite begins and ends a listing while the write is under way, before the server has carried it out.
func TestListingInsideAWrite(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodPut, http.MethodDelete} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := newStore(3)
			var c *privxapi.Client
			written := false
			s.behave = func(s *store, w http.ResponseWriter, r *http.Request) bool {
				if r.Method == method {
					if _, err := c.Sources.Get(t.Context(), s.ids[2]); err != nil || s.lists() != 1 {
						t.Errorf("%d lists, %v", s.lists(), err)
					}
					s.mu.Lock()
					written = true
					s.mu.Unlock()
					return true
				}
				s.mu.Lock()
				defer s.mu.Unlock()
				if !written || !strings.HasSuffix(r.URL.Path, s.ids[1]) {
					return false
				}
				answer(w, 404, map[string]any{"error_code": "OBJECT_NOT_FOUND"})
				return true
			}
			c = serve(t, s.ServeHTTP)
			_, err := c.Sources.Get(t.Context(), s.ids[0])
			must(t, err)
			if method == http.MethodPut {
				err = c.Sources.Update(t.Context(), s.ids[1], corp("after"))
			} else {
				err = c.Sources.Delete(t.Context(), s.ids[1])
			}
			must(t, err)
			s.mu.Lock()
			s.ids = slices.Delete(slices.Clone(s.ids), 1, 2)
			s.mu.Unlock()
			if _, err := c.Sources.Get(t.Context(), "00000001-0000-0000-0000-000000000000"); !privxapi.IsNotFound(err) {
				t.Errorf("a listing from before the write is in use: %v", err)
			}
		})
	}
}

func TestListingFails(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(w http.ResponseWriter){
		"forbidden": func(w http.ResponseWriter) { answer(w, 403, map[string]any{"error_code": "PERMISSION_DENIED"}) },
		"500":       func(w http.ResponseWriter) { w.WriteHeader(500) },
		"web page":  func(w http.ResponseWriter) { webPage(w, 200) },
		"no list":   func(w http.ResponseWriter) { answer(w, 200, "ok") },
		"cut": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "99")
			_, _ = io.WriteString(w, "{")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStore(20)
			s.behave = func(_ *store, w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == sourcesPath {
					fail(w)
				}
				return r.URL.Path == sourcesPath
			}
			c := serve(t, s.ServeHTTP)
			var wg sync.WaitGroup
			for _, id := range s.ids {
				wg.Go(func() {
					if source, err := c.Sources.Get(t.Context(), id); err != nil || source.ID != id {
						t.Errorf("read %+v, %v", source, err)
					}
				})
			}
			wg.Wait()
			for _, id := range s.ids {
				_, err := c.Sources.Get(t.Context(), id)
				must(t, err)
			}
			if n := s.lists(); n != 1 {
				t.Errorf("%d lists: one after the other fails, and reads wait for each", n)
			}
			if _, err := c.Sources.List(t.Context()); err == nil {
				t.Error("listed")
			}
			s.behave = nil
			if list, err := c.Sources.List(t.Context()); err != nil || len(list) != 20 {
				t.Errorf("listed %d, %v, when lists work again", len(list), err)
			}
		})
	}
}

// TestCancelledListing: the one who lists for all may leave.
func TestCancelledListing(t *testing.T) {
	t.Parallel()
	s := newStore(5)
	listing, release := make(chan struct{}), make(chan struct{})
	begin, goOn := sync.OnceFunc(func() { close(listing) }), sync.OnceFunc(func() { close(release) })
	s.behave = func(_ *store, _ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == sourcesPath {
			begin()
			<-release
		}
		return false
	}
	c := serve(t, s.ServeHTTP)
	t.Cleanup(goOn)
	_, err := c.Sources.Get(t.Context(), s.ids[0])
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, err := c.Sources.Get(ctx, s.ids[1])
		left <- err
	}()
	<-listing
	waiting, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	if _, err := c.Sources.Get(waiting, s.ids[4]); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting for the listing did not give way to the context: %v", err)
	}
	if _, err := c.Sources.List(waiting); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting for the listing did not give way to the context: %v", err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if source, err := c.Sources.Get(t.Context(), s.ids[2]); err != nil || source.ID != s.ids[2] {
			t.Errorf("read %+v, %v", source, err)
		}
	})
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("the one who left got %v", err)
	}
	goOn()
	wg.Wait()
	if _, err := c.Sources.Get(t.Context(), s.ids[3]); err != nil || s.lists() != 1 {
		t.Errorf("%d lists, %v: the listing of one who left serves the others", s.lists(), err)
	}
}

// TestPaging lists from servers that page in all the ways that may be met.
func TestPaging(t *testing.T) {
	t.Parallel()
	number := func(r *http.Request, name string, byDefault int) int {
		if n, err := strconv.Atoi(r.URL.Query().Get(name)); err == nil {
			return n
		}
		return byDefault
	}
	pages := func(overlap, most, count int) func(*store, http.ResponseWriter, *http.Request) bool {
		return func(s *store, w http.ResponseWriter, r *http.Request) bool {
			if limit := number(r, "limit", 1); limit > 100 || limit < 1 {
				answer(w, 400, map[string]any{"error_code": "VALUE_OUT_OF_BOUNDS"})
				return true
			}
			from := min(max(number(r, "offset", 0)-overlap, 0), len(s.ids))
			to := min(from+min(number(r, "limit", 50), most), len(s.ids))
			answer(w, 200, map[string]any{"count": len(s.ids) + count, "items": s.items(s.ids[from:to])})
			return true
		}
	}
	for name, tc := range map[string]struct {
		n        int
		behave   func(*store, http.ResponseWriter, *http.Request) bool
		want     int
		requests []string // queries
	}{
		"none":          {0, nil, 0, []string{""}},
		"all at once":   {230, nil, 230, []string{""}},
		"pages of 50":   {230, pages(0, 100, 0), 230, []string{"", "?limit=100&offset=50", "?limit=100&offset=150"}},
		"just one page": {50, pages(0, 100, 0), 50, []string{""}},
		"one more":      {51, pages(0, 100, 0), 51, []string{"", "?limit=100&offset=50"}},
		"small pages": {
			95, pages(0, 30, 0), 95, []string{"", "?limit=100&offset=30", "?limit=100&offset=60", "?limit=100&offset=90"},
		},
		"duplicates":     {120, pages(7, 100, 0), 120, []string{"", "?limit=100&offset=50"}},
		"count too high": {120, pages(0, 100, 9), 120, []string{"", "?limit=100&offset=50", "?limit=100&offset=120"}},
		"count too low":  {40, pages(0, 100, -9), 40, []string{""}},
		"no count": {30, func(s *store, w http.ResponseWriter, _ *http.Request) bool {
			answer(w, 200, map[string]any{"items": s.items(s.ids)})
			return true
		}, 30, []string{""}},
		"null": {0, func(_ *store, w http.ResponseWriter, _ *http.Request) bool {
			answer(w, 200, map[string]any{"count": 0, "items": nil})
			return true
		}, 0, []string{""}},
		"null, but a count": {0, func(_ *store, w http.ResponseWriter, _ *http.Request) bool {
			answer(w, 200, map[string]any{"count": 7, "items": nil})
			return true
		}, 0, []string{""}},
		"elements of no use": {1, func(s *store, w http.ResponseWriter, _ *http.Request) bool {
			answer(w, 200, map[string]any{"count": 1, "items": []any{nil, 5, map[string]any{"name": "no id"}, s.item(s.ids[0])}})
			return true
		}, 1, []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStore(tc.n)
			s.behave = tc.behave
			c := serve(t, s.ServeHTTP)
			list, err := c.Sources.List(t.Context())
			must(t, err)
			if len(list) != tc.want {
				t.Errorf("%d sources, want %d", len(list), tc.want)
			}
			var queries []string
			for _, r := range s.log() {
				queries = append(queries, strings.TrimPrefix(r, "GET "+sourcesPath))
			}
			if !slices.Equal(queries, tc.requests) {
				t.Errorf("asked %q, want %q", queries, tc.requests)
			}
		})
	}
}

func TestLaterPageFails(t *testing.T) {
	t.Parallel()
	s := newStore(60)
	s.behave = func(s *store, w http.ResponseWriter, r *http.Request) bool {
		if r.URL.RawQuery != "" {
			w.WriteHeader(500)
			return true
		}
		answer(w, 200, map[string]any{"count": 60, "items": s.items(s.ids[:50])})
		return true
	}
	c := serve(t, s.ServeHTTP)
	if list, err := c.Sources.List(t.Context()); err == nil {
		t.Errorf("half a list is given for a whole one: %d", len(list))
	}
}

func TestUndecodableSourceInAList(t *testing.T) {
	t.Parallel()
	s := newStore(2)
	s.behave = func(s *store, w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != sourcesPath {
			return false
		}
		odd := map[string]any{"id": "odd", "ttl": "many"}
		answer(w, 200, map[string]any{"count": 2, "items": []any{s.item(s.ids[0]), odd}})
		return true
	}
	c := serve(t, s.ServeHTTP)
	_, err := c.Sources.List(t.Context())
	holds(t, err, "source odd")
	if source, err := c.Sources.Get(t.Context(), s.ids[0]); err != nil || source.ID != s.ids[0] {
		t.Errorf("one odd source hides the others: %+v, %v", source, err)
	}
}
