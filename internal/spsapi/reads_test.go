package spsapi_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
)

func withGroups(t *testing.T, n int) (*spsapi.Client, *sps) {
	t.Helper()
	c, s := start(t)
	for i := range n {
		s.add(groupsPath, fmt.Sprintf("g%02d", i),
			map[string]any{"name": fmt.Sprintf("group-%02d", i), "members": []any{"key-1"}})
	}
	return c, s
}

func TestReadsAtScale(t *testing.T) {
	t.Parallel()
	for _, bodies := range []bool{true, false} {
		t.Run(fmt.Sprint(bodies), func(t *testing.T) {
			t.Parallel()
			const n = 50
			c, s := withGroups(t, n)
			s.bodies = bodies
			_, err := c.Usergroups.Get(t.Context(), "g07")
			must(t, err)
			equal(t, "log of one read", s.log(), []string{"GET login", "GET g07"})
			var wg sync.WaitGroup
			for range 3 {
				for i := range n {
					wg.Go(func() {
						g, err := c.Usergroups.Get(t.Context(), fmt.Sprintf("g%02d", i))
						if err != nil || g.Key != fmt.Sprintf("g%02d", i) || g.Name != fmt.Sprintf("group-%02d", i) ||
							!slices.Equal(g.Members, []string{"key-1"}) {
							t.Errorf("%+v, %v", g, err)
						}
					})
				}
			}
			wg.Wait()
			want := 1 + 1 + 1 // login, the first, the list
			if !bodies {
				want += n
			}
			// Until the list is asked for, the first may be read once more.
			if got := len(s.Requests()); got < want || got > want+3 {
				t.Errorf("%d requests, want %d", got, want)
			}
			all, err := c.Usergroups.List(t.Context())
			must(t, err)
			if len(all) != n || all[0].Name != "group-00" || all[n-1].Name != "group-49" {
				t.Errorf("%d groups: %+v", len(all), all)
			}
			equal(t, "lists", s.count("GET", groupsPath), 1)
		})
	}
}

func TestCommitDropsListings(t *testing.T) {
	t.Parallel()
	c, s := withGroups(t, 3)
	_, err := c.Usergroups.List(t.Context())
	must(t, err)
	must(t, c.Usergroups.Update(t.Context(), "g01", spsapi.Usergroup{Name: "renamed"}))
	g, err := c.Usergroups.Get(t.Context(), "g01")
	must(t, err)
	equal(t, "name", g.Name, "renamed")
	key, err := c.Usergroups.Create(t.Context(), spsapi.Usergroup{Name: "new"})
	must(t, err)
	all, err := c.Usergroups.List(t.Context())
	must(t, err)
	equal(t, "last key", all[len(all)-1].Key, key)
	must(t, c.Usergroups.Delete(t.Context(), key))
	if _, err := c.Usergroups.Get(t.Context(), key); !spsapi.IsNotFound(err) {
		t.Errorf("error %v", err)
	}
	must(t, c.Usergroups.Delete(t.Context(), key)) // gone is gone
	equal(t, "lists", s.count("GET", groupsPath), 2)
}

// TestCommitDropsEverySnapshot: a collection that was read is listed anew after a commit of any kind, one made on the
// way too.
func TestCommitDropsEverySnapshot(t *testing.T) {
	t.Parallel()
	const plugins = "/api/configuration/plugins"
	c, s := start(t)
	paths := []string{
		groupsPath, usersPath, storesPath, methodsPath, "/api/configuration/aaa/ldap_servers",
		"/api/configuration/policies/usermapping_policies", plugins + "/aa", plugins + "/credentialstore",
	}
	s.edit(func(st state) {
		st[plugins] = []object{{Key: "aa"}, {Key: "credentialstore"}}
		for _, path := range paths {
			st[path] = append(st[path], object{"one", map[string]any{"name": "one"}})
		}
	})
	list := func() {
		t.Helper()
		for what, list := range map[string]func() (int, error){
			"usergroups":          count(t, c.Usergroups.List),
			"users":               count(t, c.Users.List),
			"trust stores":        count(t, c.TrustStores.List),
			"LDAP servers":        count(t, c.LDAPServers.List),
			"login methods":       count(t, c.LoginMethods.List),
			"usermapping":         count(t, c.UsermappingPolicies.List),
			"plugins of all type": count(t, c.Plugins.List),
		} {
			if n, err := list(); err != nil || n == 0 {
				t.Errorf("%d %s, %v", n, what, err)
			}
		}
	}
	for commits := range 3 {
		list()
		list()
		for _, path := range paths {
			if n := s.count("GET", path); n != commits+1 {
				t.Errorf("%s was listed %d times after %d commits", path, n, commits)
			}
		}
		must(t, createGroup(t, c, fmt.Sprintf("group-%d", commits))())
	}
}

func count[T any](t *testing.T, list func(context.Context) ([]T, error)) func() (int, error) {
	return func() (int, error) {
		found, err := list(t.Context())
		return len(found), err
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	for key, name := range map[string]string{"k1": "ops", "k2": "Ops", "k3": "ops", "k4": "ops2"} {
		s.add(usersPath, key, map[string]any{"name": name})
	}
	for name, want := range map[string][]string{"ops": {"k1", "k3"}, "Ops": {"k2"}, "OPS": nil, "": nil} {
		found, err := c.Users.Named(t.Context(), name)
		must(t, err)
		var keys []string
		for _, user := range found {
			if user.Name != name {
				t.Errorf("%s is named %q, want %q", user.Key, user.Name, name)
			}
			keys = append(keys, user.Key)
		}
		slices.Sort(keys)
		equal(t, "keys of "+name, keys, want)
	}
	equal(t, "lists", s.count("GET", usersPath), 1)
	s.Fail(fakehttp.Fault{Path: "groups$", Status: 403})
	if found, err := c.Usergroups.Named(t.Context(), "ops"); err == nil {
		t.Errorf("no error beside %v", found)
	}
}

func TestGoneOnlyIfGone(t *testing.T) {
	t.Parallel()
	c, s := withGroups(t, 2)
	_, err := c.Usergroups.List(t.Context())
	must(t, err)
	// Made after the list was read: the list does not say that it is not there.
	s.add(groupsPath, "late", map[string]any{"name": "late"})
	g, err := c.Usergroups.Get(t.Context(), "late")
	must(t, err)
	equal(t, "name", g.Name, "late")
	if _, err := c.Usergroups.Get(t.Context(), "never"); !spsapi.IsNotFound(err) {
		t.Errorf("error %v", err)
	}
	for name, fault := range map[string]fakehttp.Fault{
		"unavailable":       {Status: 503},
		"web page":          {Kind: fakehttp.HTML, Status: 200},
		"web page with 404": {Kind: fakehttp.HTML, Status: 404},
		"no right":          {Status: 403},
		"other JSON":        {Status: 200, Body: `{"hello":"world"}`},
		"no JSON":           {Status: 200, Body: `hello`},
		"redirected":        {Status: 302},
		"reset":             {Kind: fakehttp.Reset},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := withGroups(t, 2)
			fault.Path = "groups/g00$"
			s.Fail(fault)
			_, err := c.Usergroups.Get(t.Context(), "g00")
			if err == nil || spsapi.IsNotFound(err) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestWebPageSaysGone: SPS itself confirms that an object is gone for which a web page said 404.
func TestWebPageSaysGone(t *testing.T) {
	t.Parallel()
	c, s := withGroups(t, 1)
	s.Fail(fakehttp.Fault{Kind: fakehttp.HTML, Status: 404, Path: "groups/gone$"})
	if _, err := c.Usergroups.Get(t.Context(), "gone"); !spsapi.IsNotFound(err) {
		t.Errorf("error %v", err)
	}
	s.Fail(fakehttp.Fault{Kind: fakehttp.HTML, Status: 404, Method: "DELETE", Path: "groups/g00$"})
	if err := c.Usergroups.Delete(t.Context(), "g00"); err == nil {
		t.Error("a web page deleted a group")
	}
}

// TestReadersSeeWhatIsCommitted while a transaction is open.
func TestReadersSeeWhatIsCommitted(t *testing.T) {
	t.Parallel()
	c, s := withGroups(t, 1)
	s.Fail(fakehttp.Fault{Kind: fakehttp.Hang, Method: "PUT", Path: "^" + transaction, Times: 1})
	done := make(chan error)
	go func() { done <- c.Usergroups.Delete(t.Context(), "g00") }()
	for !slices.Contains(s.log(), "PUT transaction") {
		_, err := c.Usergroups.Get(t.Context(), "g00")
		must(t, err)
	}
	s.Close() // lets go of it
	must(t, <-done)
	if s.openTransactions() != 0 {
		t.Error("a transaction was left open")
	}
}

func TestEmptyKey(t *testing.T) {
	t.Parallel()
	c, s := withGroups(t, 1)
	_, getErr := c.Usergroups.Get(t.Context(), "")
	for _, err := range []error{
		getErr, c.Usergroups.Delete(t.Context(), ""),
		c.Usergroups.Update(t.Context(), "", spsapi.Usergroup{Name: "x"}),
	} {
		if err == nil || spsapi.IsNotFound(err) {
			t.Errorf("error %v", err)
		}
	}
	equal(t, "groups", names(s.docs(groupsPath)), []string{"group-00"})
}

func TestOrder(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	for _, key := range []string{"m1", "m2", "m3", "m4"} {
		s.add(methodsPath, key, map[string]any{"type": "ldap", "name": key})
	}
	order, err := c.LoginMethods.Order(t.Context())
	must(t, err)
	equal(t, "order", order, []string{"m1", "m2", "m3", "m4"})
	must(t, c.LoginMethods.SetOrder(t.Context(), []string{"m4", "m2"}))
	order, err = c.LoginMethods.Order(t.Context())
	must(t, err)
	equal(t, "order", order, []string{"m4", "m2", "m1", "m3"})
	last := s.Requests()
	i := slices.IndexFunc(last, func(r fakehttp.Request) bool { return r.Path == methodsPath+"/@order" })
	equal(t, "body", string(last[i].Body), `["m4","m2","m1","m3"]`)
	must(t, c.LoginMethods.SetOrder(t.Context(), []string{"m4"})) // it is so already
	equal(t, "commits", len(s.commits), 1)
}

func TestPlugins(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	const plugins = "/api/configuration/plugins"
	s.edit(func(st state) {
		st[plugins] = []object{{Key: "aa"}, {Key: "credentialstore"}}
		st[plugins+"/credentialstore"] = []object{{"p1", map[string]any{"name": "store", "version": 1.5, "api": "1.6"}}}
		st[plugins+"/aa"] = []object{{"p2", map[string]any{"name": "x"}}}
	})
	all, err := c.Plugins.List(t.Context())
	must(t, err)
	same(t, "plugins", all, []spsapi.Plugin{
		{Key: "p2", Type: "aa", Name: "x"}, {
			Key: "p1", Type: "credentialstore", Name: "store", Version: "1.5",
			API: "1.6",
		},
	})
	one, err := c.Plugins.Get(t.Context(), "credentialstore", "p1")
	must(t, err)
	same(t, "plugin", one, all[1])
	// The answer of seeds/004.
	s.Fail(fakehttp.Fault{Method: "POST", Path: "/upload/plugins$", Status: 201, Times: 1, Body: `{
		"meta": {"href": "/api/configuration/plugins/aa/aa423b72", "parent": "/api/configuration/plugins/aa"},
			"key": "aa423b72",
		"body": {"name": "Sample-Authentication-Plugin", "description": "My custom authentication plugin",
			"version": "1.12",
			"path": "/opt/scb/var/plugins/aa/Sample-Authentication-Plugin", "api": "1.0"}}`})
	s.ResetRequests()
	zip := []byte("PK\x03\x04\x00\xff")
	uploaded, err := c.Plugins.Upload(t.Context(), zip)
	must(t, err)
	same(t, "uploaded", uploaded, spsapi.Plugin{
		Key: "aa423b72", Type: "aa", Name: "Sample-Authentication-Plugin",
		Description: "My custom authentication plugin", Version: "1.12",
		API: "1.0", Path: "/opt/scb/var/plugins/aa/Sample-Authentication-Plugin",
	})
	r := s.Requests()[2]
	if r.Header.Get("Content-Type") != "application/zip" || string(r.Body) != string(zip) {
		t.Errorf("uploaded %q as %s", r.Body, r.Header.Get("Content-Type"))
	}
	must(t, c.Plugins.Delete(t.Context(), "aa", "p2"))
	if _, err := c.Plugins.Get(t.Context(), "aa", "p2"); !spsapi.IsNotFound(err) {
		t.Errorf("error %v", err)
	}
	equal(t, "commits", len(s.commits), 2)
	// Deploying fails: seeds/004.
	s.Fail(fakehttp.Fault{
		Method: "POST", Path: "/upload/plugins$", Status: 422,
		Body: `{"error":{"type":"TransactionProcessingError"}}`,
	})
	var e *spsapi.Error
	if _, err := c.Plugins.Upload(t.Context(), zip); !errors.As(err, &e) || e.Type != "TransactionProcessingError" {
		t.Errorf("error %v", err)
	}
	// An answer that only holds the key.
	s.ClearFaults()
	s.Fail(fakehttp.Fault{Method: "POST", Path: "/upload/plugins$", Status: 201, Body: `{"key":"p1"}`})
	found, err := c.Plugins.Upload(t.Context(), zip)
	must(t, err)
	same(t, "found", found, all[1])
}

func TestACLsAndInfo(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.Fail(fakehttp.Fault{
		Path: "/acls$", Status: 200,
		Body: `{"body":[{"group":"basic-view","objects":["/special/basic"],"permission":"read"}],"key":"acls"}`,
	})
	s.Fail(fakehttp.Fault{
		Path: "/info$", Status: 200,
		Body: `{"body":{"firmware_version":"7.4.0","version":"7.4"},"key":"info"}`,
	})
	acls, err := c.ACLs(t.Context())
	must(t, err)
	equal(t, "ACLs", acls, []spsapi.ACL{{Group: "basic-view", Permission: "read", Objects: []string{"/special/basic"}}})
	info, err := c.Info(t.Context())
	must(t, err)
	equal(t, "info", info, spsapi.Info{FirmwareVersion: "7.4.0", Version: "7.4"})
}

func TestUpdateKeepsTheRest(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.add(passwords, "key-p", map[string]any{})
	s.add(usersPath, "key-u", map[string]any{
		"name": "u", "password": "key-p", "password_created": 7,
		"new_field": map[string]any{"store": "key-s", "number": 12345678901234567},
	})
	must(t, c.Users.Update(t.Context(), "key-u", spsapi.User{Name: "v"}))
	equal(t, "user", s.docs(usersPath)["v"], map[string]any{
		"name": "v", "password": "key-p", "password_created": 7,
		"new_field": map[string]any{"store": "key-s", "number": 12345678901234567},
	})
	i := slices.IndexFunc(s.Requests(), func(r fakehttp.Request) bool { return r.Method == "PUT" })
	if sent := string(s.Requests()[i].Body); strings.Contains(sent, "meta") {
		t.Errorf("sent %s", sent)
	}
	// What is so already is neither sent nor committed.
	s.ResetRequests()
	must(t, c.Users.Update(t.Context(), "key-u", spsapi.User{Name: "v"}))
	equal(t, "log", s.log(), []string{"POST transaction", "GET key", "DELETE transaction"})
	if err := c.Users.Update(t.Context(), "key-none", spsapi.User{Name: "v"}); !spsapi.IsNotFound(err) {
		t.Errorf("error %v", err)
	}
}
