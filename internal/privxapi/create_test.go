package privxapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const createPath = sourcesPath + "$"

// hangTime is how long a client waits for an answer that never comes. A request that is answered must arrive within it,
// on a busy machine too.
const hangTime = 3 * time.Second

// TestCreateOfUnknownOutcome ends with one object and its id, whatever became of the first request.
func TestCreateOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	applied := fakehttp.Fault{Kind: fakehttp.AppliedNoAnswer}
	for name, tc := range map[string]struct {
		faults  []fakehttp.Fault
		options privxfake.Options
		posts   int
	}{
		"applied, no answer": {faults: []fakehttp.Fault{applied}, posts: 1},
		"applied, echoing secrets": {
			faults: []fakehttp.Fault{applied}, options: privxfake.Options{EchoSecrets: true}, posts: 1,
		},
		"applied, unique names": {
			faults: []fakehttp.Fault{applied}, options: privxfake.Options{UniqueSourceNames: true}, posts: 1,
		},
		"applied, hangs":                  {faults: []fakehttp.Fault{{Kind: fakehttp.AppliedHang}}, posts: 1},
		"reset before":                    {faults: []fakehttp.Fault{{Kind: fakehttp.Reset}}, posts: 2},
		"hangs before":                    {faults: []fakehttp.Fault{{Kind: fakehttp.Hang}}, posts: 2},
		"502 as a web page, not executed": {faults: []fakehttp.Fault{{Kind: fakehttp.HTML}}, posts: 2},
		"200 as a web page, not executed": {faults: []fakehttp.Fault{{Kind: fakehttp.HTML, Status: 200}}, posts: 2},
		"500":                             {faults: []fakehttp.Fault{{Status: 500}}, posts: 2},
		"504":                             {faults: []fakehttp.Fault{{Status: 504}}, posts: 2},
		"408":                             {faults: []fakehttp.Fault{{Status: 408}}, posts: 2},
		"503":                             {faults: []fakehttp.Fault{{Status: 503}}, posts: 2},
		"429":                             {faults: []fakehttp.Fault{{Status: 429}}, posts: 2},
		"201 without an id, not executed": {faults: []fakehttp.Fault{{Status: 201, Body: "{}"}}, posts: 2},
		"reset, then applied":             {faults: []fakehttp.Fault{{Kind: fakehttp.Reset}, applied}, posts: 2},
		"502, then 503, then applied": {
			faults: []fakehttp.Fault{{Kind: fakehttp.HTML}, {Status: 503}, applied}, posts: 3,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, tc.options, func(c *privxapi.Config) {
				if strings.Contains(name, "hangs") {
					c.Timeout = hangTime
				}
			})
			fake.Add("sources", map[string]any{"name": "corp", "connection": map[string]any{"type": "OIDC"}}) // another type
			fake.Add("sources", map[string]any{"name": "other", "connection": map[string]any{"type": "LDAP"}})
			if tc.options.UniqueSourceNames {
				fake.Remove("sources/" + fmt.Sprint(fake.Documents("sources")[0]["id"]))
			}
			had := len(fake.Documents("sources"))
			for _, f := range tc.faults {
				f.Method, f.Path, f.Times = http.MethodPost, createPath, 1
				fake.Fail(f)
			}
			id, err := c.Sources.Create(t.Context(), corp("corp"))
			must(t, err)
			docs := fake.Documents("sources")
			if len(docs) != had+1 || docs[had]["id"] != id {
				t.Errorf("%d sources more, and the id %s", len(docs)-had, id)
			}
			posts := 0
			for _, r := range fake.Requests() {
				if r.Method == http.MethodPost && r.Path == sourcesPath {
					posts++
				}
			}
			if posts != tc.posts {
				t.Errorf("%d POSTs, want %d", posts, tc.posts)
			}
			source, err := c.Sources.Get(t.Context(), id)
			if err != nil || source.Name != "corp" {
				t.Errorf("read %+v, %v", source, err)
			}
		})
	}
}

// TestGatewayGivesUp: a gateway does not wait for the end of a request that the server carries out.
func TestGatewayGivesUp(t *testing.T) {
	t.Parallel()
	for name, reply := range map[string]func(http.ResponseWriter){
		"502 as a web page":    func(w http.ResponseWriter) { webPage(w, 502) },
		"504 without a body":   func(w http.ResponseWriter) { w.WriteHeader(504) },
		"500":                  func(w http.ResponseWriter) { answer(w, 500, map[string]any{"error_code": "GENERAL_ERROR"}) },
		"201 as a web page":    func(w http.ResponseWriter) { webPage(w, 201) },
		"201 cut":              func(w http.ResponseWriter) { w.Header().Set("Content-Length", "99"); w.WriteHeader(201) },
		"200 of another shape": func(w http.ResponseWriter) { answer(w, 200, []string{"ok"}) },
	} {
		for _, late := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", late: ", late), func(t *testing.T) {
				t.Parallel()
				s := newStore(2)
				var made, looked atomic.Bool
				var answered time.Time
				s.behave = func(s *store, w http.ResponseWriter, r *http.Request) bool {
					switch {
					case r.Method == http.MethodPost:
						looked.Store(!late)
						if made.Swap(true) {
							t.Error("created twice")
						}
						reply(w)
					case !made.Load() || r.URL.Path != sourcesPath:
						return false
					case !looked.Load(): // the first lookup comes too early
						answered = time.Now()
						looked.Store(true)
						answer(w, 200, map[string]any{"count": 2, "items": s.items(s.ids)})
					default:
						if waited := time.Since(answered); late && waited < privxapi.FinishTime {
							t.Errorf("looked again after %s", waited)
						}
						body := map[string]any{"id": anID, "name": "corp", "enabled": true, "connection": map[string]any{"type": "LDAP"}}
						answer(w, 200, map[string]any{"count": 3, "items": []any{s.item(s.ids[0]), body, s.item(s.ids[1])}})
					}
					return true
				}
				c := serve(t, s.ServeHTTP)
				source := privxapi.Source{Name: "corp", Enabled: true, Connection: privxapi.Connection{Type: privxapi.SourceLDAP}}
				if id, err := c.Sources.Create(t.Context(), source); err != nil || id != anID {
					t.Errorf("created %q, %v", id, err)
				}
			})
		}
	}
}

func TestIDOnlyInLocation(t *testing.T) {
	t.Parallel()
	for _, location := range []string{sourcesPath + "/" + anID, "https://privx.example.com" + sourcesPath + "/" + anID} {
		lists := 0
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				lists++
				answer(w, 200, map[string]any{"count": 0, "items": nil})
				return
			}
			w.Header().Set("Location", location)
			w.WriteHeader(201)
		})
		if id, err := c.Sources.Create(t.Context(), corp("corp")); err != nil || id != anID || lists != 1 {
			t.Errorf("created %q, %v with %d lists", id, err, lists)
		}
	}
}

// TestRefusedCreationIsNotRepeated for answers that say that nothing was made.
func TestRefusedCreationIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, status := range []int{302, 400, 401, 403, 404, 409, 501} {
		c, fake := start(t, privxfake.Options{}, func(c *privxapi.Config) { c.BearerToken = privxfake.BearerToken })
		fake.Fail(fakehttp.Fault{Method: http.MethodPost, Path: createPath, Status: status})
		_, err := c.Sources.Create(t.Context(), corp("corp"))
		if e := refused(t, err); e.StatusCode != status {
			t.Errorf("error %v, want status %d", err, status)
		}
		want := 2
		if status == http.StatusConflict {
			want = 3 // and who has the name is looked up
		}
		if n := count(fake, "POST", sourcesPath); n != 1 || len(fake.Requests()) != want {
			t.Errorf("status %d: %d POSTs in %d requests, want 1 in %d", status, n, len(fake.Requests()), want)
		}
	}
}

func TestCreateGivesUp(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	fake.Fail(fakehttp.Fault{Method: http.MethodPost, Path: createPath, Kind: fakehttp.Reset})
	id, err := c.Sources.Create(t.Context(), corp("corp"))
	var e *rest.ConnectionError
	if !errors.As(err, &e) || id != "" || len(fake.Documents("sources")) != 0 {
		t.Errorf("created %q, %v", id, err)
	}
	if n := count(fake, "POST", sourcesPath); n != 3 {
		t.Errorf("%d POSTs, want 3", n)
	}
}

func TestFoundButDifferent(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]map[string]any{
		"ttl":     {"name": "corp", "ttl": 5, "connection": map[string]any{"type": "LDAP"}},
		"bare":    {"name": "corp", "connection": map[string]any{"type": "LDAP"}},
		"enabled": {"name": "corp", "enabled": true, "connection": map[string]any{"type": "LDAP", "port": 1}},
		"everything": {
			"name": "corp", "enabled": true, "ttl": 900,
			"connection": map[string]any{"type": "LDAP", "address": "elsewhere"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{})
			_, err := c.Sources.Create(t.Context(), corp("first")) // the list of before is taken
			must(t, err)
			other := fake.Add("sources", edit) // another administrator
			fake.Fail(fakehttp.Fault{Method: http.MethodPost, Path: createPath, Kind: fakehttp.Reset})
			id, err := c.Sources.Create(t.Context(), corp("corp"))
			var e *privxapi.LostError
			if !errors.As(err, &e) || id != "" || e.Kind != "source" || e.Name != "corp" {
				t.Fatalf("created %q, %v", id, err)
			}
			holds(t, err, other, "import", "corp")
			var cause *rest.ConnectionError
			if !errors.As(err, &cause) {
				t.Errorf("the cause is lost: %v", err)
			}
			if n := len(fake.Documents("sources")); n != 2 {
				t.Errorf("%d sources, want 2", n)
			}
		})
	}
}

func TestLookupFails(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	fake.Fail(fakehttp.Fault{Method: http.MethodPost, Path: createPath, Kind: fakehttp.AppliedNoAnswer})
	fake.Fail(fakehttp.Fault{Method: http.MethodGet, Path: createPath, Status: 400, Skip: 1})
	_, err := c.Sources.Create(t.Context(), corp("corp"))
	var e *privxapi.LostError
	if !errors.As(err, &e) {
		t.Fatalf("error %v", err)
	}
	holds(t, err, "status 400", "import")
	if n := count(fake, "POST", sourcesPath); n != 1 {
		t.Errorf("%d POSTs, want 1: the outcome of the first is unknown", n)
	}
}

// TestTwoAlike: two creations of the very same source, each of which loses its answer.
func TestTwoAlike(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]fakehttp.Kind{"applied": fakehttp.AppliedNoAnswer, "reset": fakehttp.Reset} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{})
			fake.Fail(fakehttp.Fault{Method: http.MethodPost, Path: createPath, Kind: kind, Times: 2})
			fake.SetLatency(5 * time.Millisecond)
			var wg sync.WaitGroup
			var mu sync.Mutex
			ids := map[string]bool{}
			for range 2 {
				wg.Go(func() {
					id, err := c.Sources.Create(t.Context(), corp("corp"))
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					ids[id] = true
				})
			}
			wg.Wait()
			if n := len(fake.Documents("sources")); n != 2 || len(ids) != 2 {
				t.Errorf("%d sources with the ids %v, want 2 and 2", n, ids)
			}
		})
	}
}

// TestManyLostAnswers: creations of different names do not wait for each other.
func TestManyLostAnswers(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	fake.Fail(fakehttp.Fault{Method: http.MethodPost, Path: createPath, Kind: fakehttp.AppliedHang, Times: 6})
	ctx, cancel := context.WithTimeout(t.Context(), rest.DefaultTimeout/2) // who waits for another one waits longer
	defer cancel()
	go func() {
		for len(fake.Documents("sources")) < 6 && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			if id, err := c.Sources.Create(ctx, corp(fmt.Sprint("s", i))); id == "" || err != nil {
				t.Errorf("created %q, %v", id, err)
			}
		})
	}
	wg.Wait()
	if n := len(fake.Documents("sources")); n != 6 {
		t.Errorf("%d sources, want 6: one waited for another", n)
	}
}

func TestExists(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	id, err := c.Sources.Create(t.Context(), corp("corp"))
	must(t, err)
	// Another run finds what this one left.
	second, err := privxapi.New(password(serverOf(t, fake)))
	must(t, err)
	fake.ResetRequests()
	_, err = second.Sources.Create(t.Context(), corp("corp"))
	var e *privxapi.ExistsError
	if !errors.As(err, &e) || e.ID != id || e.Name != "corp" {
		t.Fatalf("error %v", err)
	}
	holds(t, err, id, "import", "choose another name")
	if n := count(fake, "POST", sourcesPath); n != 0 || len(fake.Documents("sources")) != 1 {
		t.Errorf("%d POSTs", n)
	}
	// Of another type it is another source.
	oidc := privxapi.Source{Name: "corp", Connection: privxapi.Connection{Type: privxapi.SourceOIDC}}
	if _, err := second.Sources.Create(t.Context(), oidc); err != nil {
		t.Errorf("another type: %v", err)
	}
}

// TestCreateBesideOthers: what has another name is not read.
func TestCreateBesideOthers(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	for i := range 5 {
		fake.Add("sources", map[string]any{"name": fmt.Sprint("old", i), "connection": map[string]any{"type": "LDAP"}})
	}
	for i := range 3 {
		_, err := c.Sources.Create(t.Context(), corp(fmt.Sprint("s", i)))
		must(t, err)
	}
	if gets, posts := count(fake, "GET", sourcesPath), count(fake, "POST", sourcesPath); gets != 1 || posts != 3 {
		t.Errorf("%d GETs and %d POSTs, want 1 and 3", gets, posts)
	}
}

// serverOf serves a fake once more.
func serverOf(t *testing.T, fake *privxfake.Server) string {
	t.Helper()
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	return server.URL
}

// TestReplaced creates a source in place of one that was there before the run and is no longer, or not under its name.
func TestReplaced(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]func(*privxapi.Client, *privxfake.Server, string) error{
		"deleted": func(c *privxapi.Client, _ *privxfake.Server, id string) error {
			return c.Sources.Delete(t.Context(), id)
		},
		"renamed": func(c *privxapi.Client, _ *privxfake.Server, id string) error {
			return c.Sources.Update(t.Context(), id, corp("another"))
		},
		"removed by another": func(_ *privxapi.Client, fake *privxfake.Server, id string) error {
			fake.Remove("sources/" + id)
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{})
			old := fake.Add("sources", map[string]any{"name": "corp", "connection": map[string]any{"type": "LDAP"}})
			_, err := c.Sources.Create(t.Context(), corp("first"))
			must(t, err)
			must(t, away(c, fake, old))
			if id, err := c.Sources.Create(t.Context(), corp("corp")); err != nil || id == old {
				t.Errorf("created %q, %v", id, err)
			}
		})
	}
}

// TestOldIsNotAdopted: it equals what was to be created, but was there before.
func TestOldIsNotAdopted(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	old, err := c.Sources.Create(t.Context(), corp("corp"))
	must(t, err)
	other, err := privxapi.New(password(serverOf(t, fake)))
	must(t, err)
	_, err = other.Sources.Create(t.Context(), corp("first")) // sees the old one
	must(t, err)
	must(t, c.Sources.Delete(t.Context(), old))
	fake.Fail(fakehttp.Fault{Method: http.MethodPost, Path: createPath, Kind: fakehttp.AppliedNoAnswer, Times: 1})
	id, err := other.Sources.Create(t.Context(), corp("corp"))
	if err != nil || id == old || fake.Document("sources/"+id) == nil {
		t.Errorf("created %q, %v", id, err)
	}
}

func TestCancelledCreateFindsWhatItMade(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	fake.Fail(fakehttp.Fault{Method: http.MethodPost, Path: createPath, Kind: fakehttp.AppliedHang, Times: 1})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for len(fake.Documents("sources")) == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	id, err := c.Sources.Create(ctx, corp("corp"))
	if err != nil || id == "" || fake.Document("sources/"+id) == nil {
		t.Errorf("created %q, %v", id, err)
	}
}

func TestCancelledCreateThatMadeNothing(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	fake.Fail(fakehttp.Fault{Method: http.MethodPost, Path: createPath, Kind: fakehttp.Hang, Times: 1})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for count(fake, "POST", sourcesPath) == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	id, err := c.Sources.Create(ctx, corp("corp"))
	if !errors.Is(err, context.Canceled) || id != "" {
		t.Errorf("created %q, %v", id, err)
	}
	if n := count(fake, "POST", sourcesPath); n != 1 || len(fake.Documents("sources")) != 0 {
		t.Errorf("%d POSTs after the run was cancelled", n)
	}
}

func TestCancelledBeforeCreate(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Sources.Create(ctx, corp("corp")); !errors.Is(err, context.Canceled) || len(fake.Requests()) != 0 {
		t.Errorf("%d requests, %v", len(fake.Requests()), err)
	}
}

// TestCreateWithoutList: who may create need not be allowed to list.
func TestCreateWithoutList(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	fake.SetScopes("sourcesManage")
	for i := range 3 {
		id, err := c.Sources.Create(t.Context(), corp(fmt.Sprint("s", i)))
		if err != nil || fake.Document("sources/"+id) == nil {
			t.Errorf("created %q, %v", id, err)
		}
	}
	if n := count(fake, "GET", sourcesPath); n != 1 {
		t.Errorf("%d lists, want 1", n)
	}
	// What cannot be looked up is not adopted, and not made twice.
	fake.Fail(fakehttp.Fault{Method: http.MethodPost, Path: createPath, Kind: fakehttp.AppliedNoAnswer, Times: 1})
	_, err := c.Sources.Create(t.Context(), corp("lost"))
	var e *privxapi.LostError
	if !errors.As(err, &e) {
		t.Errorf("error %v", err)
	}
	holds(t, err, "sources-view", "import")
	if n := len(fake.Documents("sources")); n != 4 {
		t.Errorf("%d sources, want 4", n)
	}
}

func TestListBeforeFails(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	fake.Fail(fakehttp.Fault{Method: http.MethodGet, Path: createPath, Status: 400, Times: 1})
	_, err := c.Sources.Create(t.Context(), corp("corp"))
	if e := refused(t, err); e.StatusCode != 400 || count(fake, "POST", sourcesPath) != 0 {
		t.Errorf("error %v", err)
	}
	_, err = c.Sources.Create(t.Context(), corp("corp"))
	must(t, err)
}

// TestFoundTwice: the first POST is carried out after all, behind the lookup;
// then there are two, and a human must look.
func TestFoundTwice(t *testing.T) {
	t.Parallel()
	s := newStore(0)
	s.behave = func(s *store, w http.ResponseWriter, r *http.Request) bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		if r.Method == http.MethodPost {
			_, _ = io.Copy(io.Discard, r.Body)
			s.ids = []string{"one", "two"}
			w.WriteHeader(500)
			return true
		}
		items := []any{}
		for _, id := range s.ids {
			items = append(items, map[string]any{"id": id, "name": "corp", "connection": map[string]any{"type": "LOCAL"}})
		}
		answer(w, 200, map[string]any{"count": len(items), "items": items})
		return true
	}
	c := serve(t, s.ServeHTTP)
	_, err := c.Sources.Create(t.Context(), local("corp"))
	var e *privxapi.LostError
	if !errors.As(err, &e) {
		t.Fatalf("error %v", err)
	}
	holds(t, err, "one", "two", "import")
}
