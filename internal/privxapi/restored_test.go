package privxapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// afterGET runs a server on which something happens after the answers to some GETs of grants, counted from 1.
func afterGET(t *testing.T, fake *privxfake.Server, happens map[int32]func()) *privxapi.Client {
	t.Helper()
	var gets atomic.Int32
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		authorize(r)
		fake.ServeHTTP(w, r)
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/roles") {
			if do := happens[gets.Add(1)]; do != nil {
				do()
			}
		}
	})
	c.LookSoon()
	return c
}

// TestWrittenOverAfterTheLastLook has another administrator's whole list, read before our PUT, land after the GET that
// saw our grant, and once more after it was put back.
func TestWrittenOverAfterTheLastLook(t *testing.T) {
	t.Parallel()
	_, fake, user, roles := newGrants(t, 3, nil)
	fake.Grant(user, map[string]any{"id": roles[1]})
	over := func() {
		fake.Revoke(user, roles[0])
		fake.Grant(user, map[string]any{"id": roles[2]})
	}
	c := afterGET(t, fake, map[int32]func(){2: over, 4: over})
	set(t, c, user, roles[0])
	must(t, c.Close(t.Context()))
	holdsGrants(t, fake, user, roles...)
}

// TestTakenAwayAndBack has such a list bring a grant back that this run took away.
func TestTakenAwayAndBack(t *testing.T) {
	t.Parallel()
	_, fake, user, roles := newGrants(t, 2, nil)
	fake.Grant(user, map[string]any{"id": roles[0]})
	fake.Grant(user, map[string]any{"id": roles[1]})
	c := afterGET(t, fake, map[int32]func(){2: func() { fake.Grant(user, map[string]any{"id": roles[0]}) }})
	must(t, c.Grants.Remove(t.Context(), user, roles[0]))
	must(t, c.Close(t.Context()))
	holdsGrants(t, fake, user, roles[1])
}

// TestTakenAwayForEver stops putting a grant back that somebody takes away again each time.
func TestTakenAwayForEver(t *testing.T) {
	t.Parallel()
	puts := 0
	_, fake, user, roles := newGrants(t, 1, nil)
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		authorize(r)
		fake.ServeHTTP(w, r)
		switch {
		case r.Method == http.MethodPut:
			puts++
		case r.Method == http.MethodGet && len(granted(fake, user)) > 0:
			fake.Revoke(user, roles[0])
		}
	})
	c.LookSoon()
	set(t, c, user, roles[0])
	must(t, c.Close(t.Context()))
	if puts > 6 {
		t.Errorf("%d PUTs", puts)
	}
}

// TestPuttingBackWhatIsRefused grants a role beside one that was granted before and whose role is gone since.
func TestPuttingBackWhatIsRefused(t *testing.T) {
	t.Parallel()
	c, fake, user, roles := newGrants(t, 2, nil)
	set(t, c, user, roles[0])
	fake.Remove("roles/" + roles[0])
	set(t, c, user, roles[1])
	holdsGrants(t, fake, user, roles[1])
}

// TestOwnersOfOneGrant has two resources of one configuration ask for opposite things at the same time: each is made
// once, and the last one stays.
func TestOwnersOfOneGrant(t *testing.T) {
	t.Parallel()
	c, fake, user, roles := newGrants(t, 2, nil)
	errs := make(chan error, 2)
	go func() {
		_, err := c.Grants.Set(t.Context(), user, permanent(roles[0]))
		errs <- err
	}()
	waitFor(c, user, 1)
	go func() { errs <- c.Grants.SetAll(t.Context(), user, []privxapi.Grant{permanent(roles[1])}) }()
	must(t, <-errs)
	must(t, <-errs)
	if puts := strings.Count(methods(fake), "PUT"); puts > 2 {
		t.Errorf("%d PUTs", puts)
	}
	holdsGrants(t, fake, user, roles[1])
}

// TestGrantKeptOtherwise has a server that rounds what it is sent: the grant is there, which is a success.
func TestGrantKeptOtherwise(t *testing.T) {
	t.Parallel()
	var alice, role string
	c, fake, user, roles := newGrants(t, 1, func(fake *privxfake.Server, _ int) {
		fake.Grant(alice, map[string]any{
			"id": role, "grant_type": "TIME_RESTRICTED", "grant_validity_periods": []any{map[string]any{
				"grant_start": "2046-01-01T00:00:00Z", "grant_end": "2046-01-02T00:00:00Z",
			}},
		})
	})
	alice, role = user, roles[0]
	_, err := c.Grants.Set(t.Context(), user, privxapi.Grant{
		RoleID: role, Type: privxapi.TimeRestricted,
		Periods: []privxapi.Period{{Start: "2046-01-01T00:00:00Z", End: "2046-01-02T00:07:00Z"}},
	})
	must(t, err)
	if puts := strings.Count(methods(fake), "PUT"); puts != 2 {
		t.Errorf("%d PUTs", puts)
	}
}

// TestTwoRuns has two clients change one user's grants, and the keys of one user's settings, at the same time. Nothing
// of what both report as done is missing in the end.
func TestTwoRuns(t *testing.T) {
	t.Parallel()
	const each, rounds = 20, 3
	for _, latency := range []time.Duration{0, 10 * time.Millisecond} {
		t.Run(latency.String(), func(t *testing.T) {
			t.Parallel()
			fake := privxfake.New(privxfake.Options{})
			t.Cleanup(fake.Close)
			server := httptest.NewServer(fake)
			t.Cleanup(server.Close)
			roles := make([]string, 2*each)
			for i := range roles {
				roles[i] = fake.AddRole(fmt.Sprint("role ", i))
			}
			fake.SetLatency(latency)
			lost, took := 0, time.Duration(0)
			for round := range rounds {
				user := fake.AddUser(fmt.Sprint("user ", round))
				start := time.Now()
				clients := inTwoRuns(t, server.URL, each, func(c *privxapi.Client, n int) error {
					if _, err := c.Grants.Set(t.Context(), user, permanent(roles[n])); err != nil {
						return err
					}
					set := map[string]json.RawMessage{fmt.Sprint("key ", n): json.RawMessage(fmt.Sprint(n))}
					return c.Settings.Change(t.Context(), user, set, nil)
				})
				took += time.Since(start)
				missing := func() int { return 4*each - len(granted(fake, user)) - len(fake.Document("settings/"+user)) }
				// On a busy machine writes are under way for so long that one look does not do.
				_, err := rest.Poll{First: 50 * time.Millisecond, Total: 20 * time.Second}.Until(t.Context(),
					func(context.Context) (bool, error) { return missing() == 0, nil })
				must(t, err)
				for _, c := range clients {
					must(t, c.Close(t.Context()))
				}
				lost += missing()
			}
			t.Logf("%d of %d lost, %v a round", lost, rounds*4*each, took/rounds)
			if lost > 0 {
				t.Errorf("%d of %d lost", lost, rounds*4*each)
			}
		})
	}
}

// inTwoRuns does things in two clients at the same time, ten at a time in each, and returns the clients.
func inTwoRuns(t *testing.T, url string, each int, do func(c *privxapi.Client, n int) error) (both []*privxapi.Client) {
	t.Helper()
	var runs sync.WaitGroup
	for i := range 2 {
		c, err := privxapi.New(privxapi.Config{
			Config: rest.Config{URL: url, MaxConcurrent: 10}, BearerToken: privxfake.BearerToken,
		})
		must(t, err)
		both = append(both, c)
		next := make(chan int, each)
		for n := range each {
			next <- i*each + n
		}
		close(next)
		for range 10 {
			runs.Go(func() {
				for n := range next {
					if err := do(c, n); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	runs.Wait()
	return both
}
