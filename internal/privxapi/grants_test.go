package privxapi_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// newGrants is a server with one user and some roles, on which something may happen after each PUT of grants.
func newGrants(t *testing.T, roles int, afterPUT func(fake *privxfake.Server, n int)) (c *privxapi.Client, fake *privxfake.Server, user string, ids []string) {
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

// lookFirst lets the first write wait for the second read: on a busy machine it may overtake the look that went out before it.
func lookFirst(next http.HandlerFunc) http.HandlerFunc {
	var reads atomic.Int32
	looked := make(chan struct{})
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			<-looked
		}
		next(w, r)
		if r.Method == http.MethodGet && reads.Add(1) == 2 {
			close(looked)
		}
	}
}

func granted(fake *privxfake.Server, user string) (ids []string) {
	for _, g := range fake.Grants(user) {
		id, _ := g["id"].(string)
		ids = append(ids, id)
	}
	return ids
}

// TestGrantWrittenOver has another administrator's tool write over our grant at once: it is made again.
func TestGrantWrittenOver(t *testing.T) {
	t.Parallel()
	var role, alice string
	c, fake, user, roles := newGrants(t, 1, func(fake *privxfake.Server, n int) {
		if n <= 2 {
			fake.Revoke(alice, role)
		}
	})
	alice, role = user, roles[0]
	if _, err := c.Grants.Set(t.Context(), user, privxapi.Grant{RoleID: role, Type: privxapi.Permanent}); err != nil {
		t.Fatal(err)
	}
	if got := granted(fake, user); !slices.Equal(got, []string{role}) {
		t.Errorf("granted: %v", got)
	}
}

// TestGrantWrittenOverForEver gives up in the end, and says why.
func TestGrantWrittenOverForEver(t *testing.T) {
	t.Parallel()
	var role, alice string
	c, _, user, roles := newGrants(t, 1, func(fake *privxfake.Server, _ int) { fake.Revoke(alice, role) })
	alice, role = user, roles[0]
	_, err := c.Grants.Set(t.Context(), user, privxapi.Grant{RoleID: role, Type: privxapi.Permanent})
	if err == nil || !strings.Contains(err.Error(), "somebody else changed them back") {
		t.Errorf("the error is %v", err)
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
			_, err := c.Grants.Set(t.Context(), user, privxapi.Grant{RoleID: role, Type: privxapi.Permanent})
			errs <- err
		}()
	}
	failed := 0
	for range 4 {
		if err := <-errs; err != nil {
			failed++
		}
	}
	if failed != 1 || len(granted(fake, user)) != 3 {
		t.Errorf("%d failed, %d were granted", failed, len(granted(fake, user)))
	}
}

// TestGrantKeepsUnknownFields changes one grant beside another one that has a field of a newer server.
func TestGrantKeepsUnknownFields(t *testing.T) {
	t.Parallel()
	var body string
	fake := privxfake.New(privxfake.Options{})
	t.Cleanup(fake.Close)
	user := fake.AddUser("alice")
	other, ours := fake.AddRole("other"), fake.AddRole("ours")
	fake.Grant(user, map[string]any{"id": other})
	var reads atomic.Int32
	c := serve(t, lookFirst(func(w http.ResponseWriter, r *http.Request) {
		authorize(r)
		switch {
		case r.Method == http.MethodGet && reads.Add(1) <= 2:
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
	}))
	if _, err := c.Grants.Set(t.Context(), user, privxapi.Grant{RoleID: ours, Type: privxapi.Permanent}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(body, `"newer":{"n":12345678901234567}`) {
		t.Errorf("sent: %s", body)
	}
}

// TestGrantBesideHis has another administrator grant one role and take another one away between our read and our write: both stay as he
// has made them.
func TestGrantBesideHis(t *testing.T) {
	t.Parallel()
	fake := privxfake.New(privxfake.Options{})
	t.Cleanup(fake.Close)
	user := fake.AddUser("alice")
	old, his, ours := fake.AddRole("old"), fake.AddRole("his"), fake.AddRole("ours")
	fake.Grant(user, map[string]any{"id": old})
	var reads, writes atomic.Int32
	var read time.Time
	c := serve(t, lookFirst(func(w http.ResponseWriter, r *http.Request) {
		authorize(r)
		if r.Method == http.MethodPut && writes.Add(1) == 1 {
			if ahead := time.Since(read); ahead < privxapi.LookAhead {
				t.Errorf("written %s after the read: too soon for the look", ahead)
			}
		}
		fake.ServeHTTP(w, r)
		if r.Method == http.MethodGet && reads.Add(1) == 1 {
			read = time.Now()
			fake.Grant(user, map[string]any{"id": his, "grant_type": "FLOATING", "floating_length": 7})
			fake.Revoke(user, old)
		}
	}))
	if _, err := c.Grants.Set(t.Context(), user, privxapi.Grant{RoleID: ours, Type: privxapi.Permanent}); err != nil {
		t.Fatal(err)
	}
	got := granted(fake, user)
	slices.Sort(got)
	want := []string{his, ours}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("granted %v, want %v", got, want)
	}
	for _, g := range fake.Grants(user) {
		if g["id"] == his && g["grant_type"] != "FLOATING" {
			t.Errorf("his grant became %v", g)
		}
	}
}
