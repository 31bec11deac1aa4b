package privxapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// newGrants runs a server with one user and some roles, on which something may happen after each PUT of grants.
func newGrants(t *testing.T, roles int, afterPUT func(fake *privxfake.Server, n int)) (
	c *privxapi.Client, fake *privxfake.Server, user string, ids []string,
) {
	t.Helper()
	fake = privxfake.New(privxfake.Options{})
	t.Cleanup(fake.Close)
	user = fake.AddUser("alice")
	for i := range roles {
		ids = append(ids, fake.AddRole(strings.Repeat("r", i+1)))
	}
	var puts atomic.Int32
	c = serve(t, func(w http.ResponseWriter, r *http.Request) {
		authorize(r)
		fake.ServeHTTP(w, r)
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/roles") && afterPUT != nil {
			afterPUT(fake, int(puts.Add(1)))
		}
	})
	return c, fake, user, ids
}

// authorize lets a request in: the client of these tests logs in to no server.
func authorize(r *http.Request) { r.Header.Set("Authorization", "Bearer "+privxfake.BearerToken) }

func permanent(role string) privxapi.Grant {
	return privxapi.Grant{RoleID: role, Type: privxapi.Permanent}
}

func set(t *testing.T, c *privxapi.Client, user, role string) {
	t.Helper()
	_, err := c.Grants.Set(t.Context(), user, permanent(role))
	must(t, err)
}

func granted(fake *privxfake.Server, user string) (ids []string) {
	for _, g := range fake.Grants(user) {
		id, _ := g["id"].(string)
		ids = append(ids, id)
	}
	return ids
}

// holdsGrants compares the grants of a user, in any order.
func holdsGrants(t *testing.T, fake *privxfake.Server, user string, want ...string) {
	t.Helper()
	got := granted(fake, user)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("granted %v, want %v", got, want)
	}
}

// methods are those of all requests, in their order.
func methods(fake *privxfake.Server) string {
	var all []string
	for _, r := range fake.Requests() {
		all = append(all, r.Method)
	}
	return strings.Join(all, " ")
}

// TestGrantRequests counts what a change costs: nothing but a look where it is there already.
func TestGrantRequests(t *testing.T) {
	t.Parallel()
	c, fake, user, roles := newGrants(t, 2, nil)
	for _, change := range []struct {
		name string
		do   func() error
		want string
	}{
		{"set", func() error { _, err := c.Grants.Set(t.Context(), user, permanent(roles[0])); return err }, "GET PUT GET"},
		{"set again", func() error { _, err := c.Grants.Set(t.Context(), user, permanent(roles[0])); return err }, "GET"},
		{"set all", func() error {
			return c.Grants.SetAll(t.Context(), user, []privxapi.Grant{permanent(roles[1])})
		}, "GET PUT GET"},
		{"remove what is not there", func() error { return c.Grants.Remove(t.Context(), user, roles[0]) }, "GET"},
		{"remove", func() error { return c.Grants.Remove(t.Context(), user, roles...) }, "GET PUT GET"},
		{"set none", func() error { return c.Grants.SetAll(t.Context(), user, nil) }, "GET"},
	} {
		fake.ResetRequests()
		must(t, change.do())
		if got := methods(fake); got != change.want {
			t.Errorf("%s: %s, want %s", change.name, got, change.want)
		}
	}
}

// atFirst returns a handler that stops at the first request of the method until goOn is closed, and a channel that is
// closed when it is reached.
func atFirst(method string, next http.HandlerFunc) (handler http.HandlerFunc, reached, goOn chan struct{}) {
	reached, goOn = make(chan struct{}), make(chan struct{})
	var once sync.Once
	return func(w http.ResponseWriter, r *http.Request) {
		authorize(r)
		if r.Method == method {
			once.Do(func() {
				close(reached)
				<-goOn
			})
		}
		next(w, r)
	}, reached, goOn
}

// waitFor returns when so many changes of the user's grants wait.
func waitFor(c *privxapi.Client, user string, changes int) {
	for c.Grants.Waiting(user) < changes {
		runtime.Gosched()
	}
}

// TestWaitingChangesShareAPUT has ten changes arrive while the first one is read.
func TestWaitingChangesShareAPUT(t *testing.T) {
	t.Parallel()
	const n = 10
	_, fake, user, roles := newGrants(t, n+1, nil)
	handler, reading, goOn := atFirst(http.MethodGet, fake.ServeHTTP)
	c := serve(t, handler)
	var changes sync.WaitGroup
	for i, role := range roles {
		changes.Go(func() { set(t, c, user, role) })
		if i == 0 {
			<-reading
		}
	}
	waitFor(c, user, n)
	close(goOn)
	changes.Wait()
	holdsGrants(t, fake, user, roles...)
	if got := methods(fake); got != "GET PUT GET GET PUT GET" {
		t.Errorf("requests: %s", got)
	}
}

// TestGrantOfOthersIsSeen sets what another administrator has granted since the last read: later reads have it, though
// nothing was written.
func TestGrantOfOthersIsSeen(t *testing.T) {
	t.Parallel()
	c, fake, user, roles := newGrants(t, 1, nil)
	if grants, err := c.Grants.List(t.Context(), user); err != nil || len(grants) != 0 {
		t.Fatalf("granted: %v, %v", grants, err)
	}
	fake.Grant(user, map[string]any{"id": roles[0]})
	set(t, c, user, roles[0])
	if grants, err := c.Grants.List(t.Context(), user); err != nil || len(grants) != 1 {
		t.Errorf("granted: %v, %v", grants, err)
	}
}

// TestGrantWrittenOver has another administrator's tool write over our grant at once: it is made again, beside theirs.
func TestGrantWrittenOver(t *testing.T) {
	t.Parallel()
	var alice string
	var role []string
	c, fake, user, roles := newGrants(t, 2, func(fake *privxfake.Server, n int) {
		if n <= 2 {
			fake.Revoke(alice, role[0])
			fake.Grant(alice, map[string]any{"id": role[1]})
		}
	})
	alice, role = user, roles
	set(t, c, user, roles[0])
	holdsGrants(t, fake, user, roles...)
}

// TestGrantWrittenOverForEver checks that the client stops in the end, and says why.
func TestGrantWrittenOverForEver(t *testing.T) {
	t.Parallel()
	var role, alice string
	puts := 0
	c, _, user, roles := newGrants(t, 1, func(fake *privxfake.Server, n int) {
		fake.Revoke(alice, role)
		puts = n
	})
	alice, role = user, roles[0]
	_, err := c.Grants.Set(t.Context(), user, permanent(role))
	holds(t, err, "changed 5 times, and somebody else changed them back")
	if puts != 5 {
		t.Errorf("%d PUTs, want 5", puts)
	}
}

// TestGrantsFailAlone has one role of a batch that does not exist: the others are granted.
func TestGrantsFailAlone(t *testing.T) {
	t.Parallel()
	c, fake, user, roles := newGrants(t, 3, nil)
	unknown := "00000000-0000-0000-0000-000000000000"
	errs := make(chan error, 4)
	for _, role := range append(slices.Clone(roles), unknown) {
		go func() {
			_, err := c.Grants.Set(t.Context(), user, permanent(role))
			errs <- err
		}()
	}
	failed := 0
	for range 4 {
		if err := <-errs; err != nil {
			failed++
			holds(t, err, "not found")
		}
	}
	if failed != 1 {
		t.Errorf("%d failed, want 1", failed)
	}
	holdsGrants(t, fake, user, roles...)
}

// TestGrantKeepsUnknownFields changes one grant beside another one that has a field of a newer server.
func TestGrantKeepsUnknownFields(t *testing.T) {
	t.Parallel()
	var body string
	_, fake, user, roles := newGrants(t, 2, nil)
	other, ours := roles[0], roles[1]
	fake.Grant(user, map[string]any{"id": other})
	var reads atomic.Int32
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		authorize(r)
		switch {
		case r.Method == http.MethodGet && reads.Add(1) == 1:
			answer(w, http.StatusOK, map[string]any{"count": 1, "items": []any{map[string]any{
				"id": other, "explicit": true, "grant_type": "PERMANENT", "newer": map[string]any{"n": 12345678901234567},
			}}})
		case r.Method == http.MethodPut:
			content, _ := io.ReadAll(r.Body)
			body = string(content)
			w.WriteHeader(http.StatusOK)
			fake.Grant(user, map[string]any{"id": ours})
		default:
			fake.ServeHTTP(w, r)
		}
	})
	set(t, c, user, ours)
	if !strings.Contains(body, `"newer":{"n":12345678901234567}`) {
		t.Errorf("sent: %s", body)
	}
}

// TestGrantBesideOthers has another administrator grant one role and take another one away right after the last look at
// our first change, while the next one waits: both stay as they were left, for each PUT stands on a look of its own.
func TestGrantBesideOthers(t *testing.T) {
	t.Parallel()
	_, fake, user, roles := newGrants(t, 4, nil)
	old, theirs, first, second := roles[0], roles[1], roles[2], roles[3]
	fake.Grant(user, map[string]any{"id": old})
	var reads atomic.Int32
	handler, writing, goOn := atFirst(http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
		fake.ServeHTTP(w, r)
		if r.Method == http.MethodGet && reads.Add(1) == 2 {
			fake.Grant(user, map[string]any{"id": theirs, "grant_type": "FLOATING", "floating_length": 7})
			fake.Revoke(user, old)
		}
	})
	c := serve(t, handler)
	var changes sync.WaitGroup
	changes.Go(func() { set(t, c, user, first) })
	<-writing
	changes.Go(func() { set(t, c, user, second) })
	waitFor(c, user, 1)
	close(goOn)
	changes.Wait()
	holdsGrants(t, fake, user, theirs, first, second)
	for _, g := range fake.Grants(user) {
		if g["id"] == theirs && g["grant_type"] != "FLOATING" {
			t.Errorf("the other's grant became %v", g)
		}
	}
}

// TestCancelledGrant has a caller leave while its change waits for another one: it returns at once, and the change is
// not made.
func TestCancelledGrant(t *testing.T) {
	t.Parallel()
	_, fake, user, roles := newGrants(t, 2, nil)
	handler, writing, goOn := atFirst(http.MethodPut, fake.ServeHTTP)
	c := serve(t, handler)
	var changes sync.WaitGroup
	changes.Go(func() { set(t, c, user, roles[0]) })
	<-writing
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, err := c.Grants.Set(ctx, user, permanent(roles[1]))
		left <- err
	}()
	waitFor(c, user, 1)
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("the one who left got %v", err)
	}
	close(goOn)
	changes.Wait()
	set(t, c, user, roles[0]) // after what waited
	holdsGrants(t, fake, user, roles[0])
}

// TestCancelledGrantUnderWay has a caller leave while its change is being written: it gets the outcome.
func TestCancelledGrantUnderWay(t *testing.T) {
	t.Parallel()
	_, fake, user, roles := newGrants(t, 1, nil)
	ctx, cancel := context.WithCancel(t.Context())
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		authorize(r)
		if r.Method == http.MethodPut {
			cancel()
		}
		fake.ServeHTTP(w, r)
	})
	_, err := c.Grants.Set(ctx, user, permanent(roles[0]))
	must(t, err)
	holdsGrants(t, fake, user, roles...)
}

// TestCancelledWaitForAUser has a caller leave who waits for a user that the role store does not know yet.
func TestCancelledWaitForAUser(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	reads := 0
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if reads++; reads == 2 {
			cancel()
		}
		answer(w, http.StatusNotFound, map[string]any{"error_code": "OBJECT_NOT_FOUND"})
	})
	_, err := c.Grants.Set(ctx, anID, permanent(anID))
	if err == nil || reads != 2 {
		t.Errorf("%d reads, %v", reads, err)
	}
	if err := c.Grants.Remove(t.Context(), anID, anID); err != nil || reads != 3 {
		t.Errorf("%d reads: a user who is gone has no grants: %v", reads, err)
	}
}

// TestUnknownRoleIsNotWaitedFor has PrivX say 404 of the role that is to be granted, and not of the user.
func TestUnknownRoleIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	puts := 0
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			answer(w, http.StatusOK, map[string]any{"count": 0, "items": []any{}})
			return
		}
		puts++
		answer(w, http.StatusNotFound, map[string]any{"error_code": "OBJECT_NOT_FOUND"})
	})
	_, err := c.Grants.Set(t.Context(), anID, permanent(anID))
	if !privxapi.IsNotFound(err) || puts != 1 {
		t.Errorf("%d PUTs, %v", puts, err)
	}
}
