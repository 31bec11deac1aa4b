package spsapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// kept is one kind of object that may be gone.
type kept struct {
	collection string
	fields     map[string]any
	read       func(c *spsapi.Client, key string) error
	destroy    func(c *spsapi.Client, key string) error
}

func of[T any](collection string, fields map[string]any, in func(c *spsapi.Client) *spsapi.Collection[T]) kept {
	return kept{
		collection: collection, fields: fields,
		read: func(c *spsapi.Client, key string) error {
			_, err := in(c).Get(context.Background(), key)
			return err
		},
		destroy: func(c *spsapi.Client, key string) error { return in(c).Delete(context.Background(), key) },
	}
}

// kinds are all kinds of objects of SPS.
func kinds() map[string]kept {
	return map[string]kept{
		"usergroup": of("aaa/local_database/groups", map[string]any{"name": "x", "members": []any{}},
			func(c *spsapi.Client) *spsapi.Collection[spsapi.Usergroup] { return c.Usergroups }),
		"user": of("aaa/local_database/users", map[string]any{"name": "x"},
			func(c *spsapi.Client) *spsapi.Collection[spsapi.User] { return c.Users }),
		"trust store": of("trust_stores", map[string]any{"name": "x"},
			func(c *spsapi.Client) *spsapi.Collection[spsapi.TrustStore] { return c.TrustStores }),
		"LDAP server": of("aaa/ldap_servers", map[string]any{
			"name": "x", "schema": map[string]any{"selection": "ad", "membership_check": map[string]any{"enabled": false}},
		}, func(c *spsapi.Client) *spsapi.Collection[spsapi.LDAPServer] { return c.LDAPServers }),
		"login method": of("aaa/login_methods", map[string]any{"type": "local", "name": "x", "active": false},
			func(c *spsapi.Client) *spsapi.Collection[spsapi.LoginMethod] { return c.LoginMethods.Collection }),
		"usermapping policy": of("policies/usermapping_policies", map[string]any{"name": "x", "mappings": []any{}},
			func(c *spsapi.Client) *spsapi.Collection[spsapi.UsermappingPolicy] { return c.UsermappingPolicies }),
		"plugin": {
			collection: "plugins/aa", fields: map[string]any{"name": "x", "version": "1"},
			read: func(c *spsapi.Client, key string) error {
				_, err := c.Plugins.Get(context.Background(), "aa", key)
				return err
			},
			destroy: func(c *spsapi.Client, key string) error { return c.Plugins.Delete(context.Background(), "aa", key) },
		},
	}
}

// TestStrangersNotFound: what somebody else than SPS says with a 404 proves nothing, for any kind of object: it is
// there until its collection lacks it.
func TestStrangersNotFound(t *testing.T) {
	t.Parallel()
	for kind, k := range kinds() {
		for name := range fakehttp.NotFounds("") {
			t.Run(kind+", "+name, func(t *testing.T) {
				t.Parallel()
				c, fake := startFake(t, spsfake.Options{})
				key := fake.Add(k.collection, k.fields)
				fake.Fail(fakehttp.NotFounds(key + "$")[name])
				for _, err := range []error{k.read(c, key), k.destroy(c, key)} {
					if err == nil || spsapi.IsNotFound(err) || fake.Document(k.collection+"/"+key) == nil {
						t.Errorf("there is %v, error %v", fake.Document(k.collection+"/"+key), err)
					}
					holds(t, err, "http://127.0.0.1:", key, "status 404", "proxy")
				}
				equal(t, "open transactions", fake.OpenTransactions(), 0)
				fake.Remove(k.collection + "/" + key)
				c.Forget()
				if err := k.read(c, key); !spsapi.IsNotFound(err) {
					t.Errorf("what is gone was read: %v", err)
				}
				must(t, k.destroy(c, key))
				equal(t, "commits", fake.Commits(), 0)
			})
		}
	}
}

// TestNothingButStrangers: where nobody answers in SPS's shape, nothing is gone.
func TestNothingButStrangers(t *testing.T) {
	t.Parallel()
	for name := range fakehttp.NotFounds("") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := startFake(t, spsfake.Options{})
			key := fake.Add("aaa/local_database/groups", map[string]any{"name": "x", "members": []any{}})
			fake.Fail(fakehttp.NotFounds("^/api/(configuration|info)")[name])
			for kind, k := range kinds() {
				if err := k.read(c, key); err == nil || spsapi.IsNotFound(err) {
					t.Errorf("%s: read: %v", kind, err)
				}
				if err := k.destroy(c, key); err == nil || spsapi.IsNotFound(err) {
					t.Errorf("%s: destroyed: %v", kind, err)
				}
			}
			_, aclErr := c.ACLs(t.Context())
			_, infoErr := c.Info(t.Context())
			_, orderErr := c.LoginMethods.Order(t.Context())
			for _, err := range []error{aclErr, infoErr, orderErr} {
				if err == nil || spsapi.IsNotFound(err) {
					t.Errorf("error %v", err)
				}
			}
			equal(t, "open transactions", fake.OpenTransactions(), 0)
		})
	}
}

// TestOrdinaryNotFound costs no request more.
func TestOrdinaryNotFound(t *testing.T) {
	t.Parallel()
	for kind, k := range kinds() {
		c, fake := startFake(t, spsfake.Options{})
		key := fake.Add(k.collection, k.fields)
		must(t, k.read(c, key)) // logs in
		c.Forget()
		fake.Remove(k.collection + "/" + key)
		fake.ResetRequests()
		if err := k.read(c, key); !spsapi.IsNotFound(err) || len(fake.Requests()) != 1 {
			t.Errorf("%s: %d requests, %v", kind, len(fake.Requests()), err)
		}
		fake.ResetRequests()
		must(t, k.destroy(c, key))
		if slices.ContainsFunc(fake.Requests(), func(r fakehttp.Request) bool {
			if kind == "user" && strings.HasSuffix(r.Path, "/groups") { // of which it may be a member
				return false
			}
			return r.Method == http.MethodGet && strings.HasPrefix(r.Path, "/api/configuration")
		}) {
			t.Errorf("%s: it was looked for", kind)
		}
	}
}

// TestErrorsUnderSuccess: an error is the error it says, whatever the status, for every call.
func TestErrorsUnderSuccess(t *testing.T) {
	t.Parallel()
	group := spsapi.Usergroup{Name: "new"}
	for name, call := range map[string]struct {
		method, path string
		do           func(c *spsapi.Client, fake *spsfake.Server, key string) error
	}{
		"log in": {"GET", authenticate, func(c *spsapi.Client, _ *spsfake.Server, key string) error {
			_, err := c.Usergroups.Get(t.Context(), key)
			return err
		}},
		"read": {"GET", "groups/", func(c *spsapi.Client, _ *spsfake.Server, key string) error {
			_, err := c.Usergroups.Get(t.Context(), key)
			return err
		}},
		"list": {"GET", "groups$", func(c *spsapi.Client, _ *spsfake.Server, _ string) error {
			_, err := c.Usergroups.List(t.Context())
			return err
		}},
		"list plugins": {"GET", "plugins$", func(c *spsapi.Client, _ *spsfake.Server, _ string) error {
			_, err := c.Plugins.List(t.Context())
			return err
		}},
		"ACLs": {"GET", "acls$", func(c *spsapi.Client, _ *spsfake.Server, _ string) error {
			_, err := c.ACLs(t.Context())
			return err
		}},
		"info": {"GET", "info$", func(c *spsapi.Client, _ *spsfake.Server, _ string) error {
			_, err := c.Info(t.Context())
			return err
		}},
		"open": {"POST", transaction + "$", func(c *spsapi.Client, _ *spsfake.Server, key string) error {
			return c.Usergroups.Delete(t.Context(), key)
		}},
		"commit": {"PUT", transaction + "$", func(c *spsapi.Client, _ *spsfake.Server, key string) error {
			return c.Usergroups.Delete(t.Context(), key)
		}},
		"create": {"POST", "groups$", func(c *spsapi.Client, _ *spsfake.Server, _ string) error {
			_, err := c.Usergroups.Create(t.Context(), group)
			return err
		}},
		"create a password": {"POST", "passwords$", func(c *spsapi.Client, _ *spsfake.Server, _ string) error {
			_, err := c.Users.Create(t.Context(), spsapi.User{Name: "u", Password: secret("Secret-1")})
			return err
		}},
		"read to update": {"GET", "groups/", func(c *spsapi.Client, _ *spsfake.Server, key string) error {
			return c.Usergroups.Update(t.Context(), key, group)
		}},
		"update": {"PUT", "groups/", func(c *spsapi.Client, _ *spsfake.Server, key string) error {
			return c.Usergroups.Update(t.Context(), key, group)
		}},
		"delete": {"DELETE", "groups/", func(c *spsapi.Client, _ *spsfake.Server, key string) error {
			return c.Usergroups.Delete(t.Context(), key)
		}},
		"reorder": {"PUT", "@order$", func(c *spsapi.Client, fake *spsfake.Server, _ string) error {
			fake.Add("aaa/login_methods", map[string]any{"type": "local", "name": "x", "active": false})
			keys := fake.Keys("aaa/login_methods")
			slices.Reverse(keys)
			return c.LoginMethods.SetOrder(t.Context(), keys)
		}},
		"upload": {"POST", "upload/plugins$", func(c *spsapi.Client, _ *spsfake.Server, _ string) error {
			_, err := c.Plugins.Upload(t.Context(), pluginZip(t))
			return err
		}},
	} {
		for body, want := range map[string]string{
			`{"error":{"type":"SemanticError","message":"it was refused"}}`:                           "it was refused",
			`{"error":{"type":"Unauthorized","message":"no right"},"meta":{"href":"/api"},"key":"k"}`: "no right",
			`{"error":"it is broken"}`:            "it is broken",
			"<html><title>Sign in</title></html>": "a web page (Sign in)",
			"OK":                                  "text (OK)",
			`["a list"]`:                          "a list",
		} {
			t.Run(name+", "+want, func(t *testing.T) {
				t.Parallel()
				c, fake := startFake(t, spsfake.Options{}, func(c *spsapi.Config) { c.MinBackoff = 1 })
				key := fake.Add("aaa/local_database/groups", map[string]any{"name": "x", "members": []any{}})
				fake.Fail(fakehttp.Fault{Method: call.method, Path: call.path, Status: 200, Body: body})
				err := call.do(c, fake, key)
				if err == nil || spsapi.IsNotFound(err) {
					t.Errorf("error %v", err)
				}
				holds(t, err, "http://127.0.0.1:", "status 200", want)
				if strings.HasPrefix(want, "it was") && len(fake.Requests()) > 20 {
					t.Errorf("%d requests for a refusal", len(fake.Requests()))
				}
				equal(t, "commits", fake.Commits(), 0)
				equal(t, "open transactions", fake.OpenTransactions(), 0)
			})
		}
	}
}

// TestStrangersObjects: JSON that is not SPS's is no object and no success.
func TestStrangersObjects(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"status":"maintenance"}`, `{"message":"ok"}`, `[]`, `null`, `7`} {
		c, fake := startFake(t, spsfake.Options{}, func(c *spsapi.Config) { c.MinBackoff = 1 })
		key := fake.Add("aaa/local_database/groups", map[string]any{"name": "x", "members": []any{}})
		_, err := c.Usergroups.Get(t.Context(), key) // logs in
		must(t, err)
		fake.Fail(fakehttp.Fault{Path: "^/api/(configuration|info)", Status: 200, Body: body})
		_, getErr := c.Users.Get(t.Context(), key)
		_, listErr := c.Users.List(t.Context())
		_, aclErr := c.ACLs(t.Context())
		_, infoErr := c.Info(t.Context())
		for name, err := range map[string]error{
			"get": getErr, "list": listErr, "ACLs": aclErr, "info": infoErr,
			"delete": c.Usergroups.Delete(t.Context(), key),
			"update": c.Usergroups.Update(t.Context(), key, spsapi.Usergroup{Name: "y"}),
		} {
			if err == nil || spsapi.IsNotFound(err) {
				t.Errorf("%s: %s: %v", body, name, err)
			}
			holds(t, err, "Check url (http://")
		}
	}
}

// TestUnreadableObject: what has a type that no such object has says where it comes from.
func TestUnreadableObject(t *testing.T) {
	t.Parallel()
	c, fake := startFake(t, spsfake.Options{})
	fake.Fail(fakehttp.Fault{Path: "groups/g$", Status: 200, Body: `{"key":"g","body":{"name":5},"meta":{}}`})
	fake.Fail(fakehttp.Fault{
		Path: "groups$", Status: 200, Body: `{"items":[{"key":"g","body":{"members":5}}],"meta":{}}`,
	})
	fake.Fail(fakehttp.Fault{Path: "info$", Status: 200, Body: `{"body":{"version":[]},"meta":{}}`})
	_, getErr := c.Usergroups.Get(t.Context(), "g")
	_, listErr := c.Usergroups.List(t.Context())
	_, infoErr := c.Info(t.Context())
	for path, err := range map[string]error{groupsPath + "/g": getErr, groupsPath: listErr, "/api/info": infoErr} {
		holds(t, err, "the answer of http://127.0.0.1:", path+" cannot be read")
	}
}

// TestWrongURL: what somebody else than SPS answers to a login says where, what was met, and what is likely wrong.
func TestWrongURL(t *testing.T) {
	t.Parallel()
	privx := privxfake.New(privxfake.Options{})
	t.Cleanup(privx.Close)
	for name, tc := range map[string]struct {
		handler http.Handler
		fault   fakehttp.Fault
		want    []string
	}{
		"PrivX":        {handler: privx, want: []string{"It looks like PrivX's"}},
		"no such path": {handler: http.NotFoundHandler(), want: []string{"status 404", "text (404 page not found)"}},
		"a page":       {fault: fakehttp.Fault{Kind: fakehttp.HTML, Status: 200}, want: []string{"200", "a web page"}},
		"a page, 401":  {fault: fakehttp.Fault{Kind: fakehttp.HTML, Status: 401}, want: []string{"401", "a web page (401"}},
		"a gateway":    {fault: fakehttp.Fault{Status: 401, Body: `{"message":"No key"}`}, want: []string{"JSON of another"}},
		"a redirect": {
			fault: fakehttp.Fault{
				Kind: fakehttp.HTML, Status: 302, Header: http.Header{"Location": {"https://sso.example.com/x?state=1"}},
			},
			want: []string{"status 302", "redirects to https://sso.example.com"},
		},
		"nothing":   {fault: fakehttp.Fault{Status: 404}, want: []string{"the answer is empty"}},
		"no cookie": {fault: fakehttp.Fault{Status: 200, Body: `{"a":1}`}, want: []string{"no cookie session_id"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.handler == nil {
				seams := fakehttp.NewSeams(1)
				seams.Fail(tc.fault)
				tc.handler = seams.Wrap(http.NotFoundHandler())
			}
			server := httptest.NewServer(tc.handler)
			t.Cleanup(server.Close)
			c, err := spsapi.New(config(server.URL + "/base"))
			must(t, err)
			_, err = c.Usergroups.List(t.Context())
			holds(t, err, append(tc.want, server.URL+"/base"+authenticate)...)
			if spsapi.IsNotFound(err) || !errors.As(err, new(*spsapi.LoginError)) ||
				strings.Contains(err.Error(), "Check username") ||
				strings.Contains(name, "redirect") && strings.Contains(err.Error(), "web page") {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestLoginRefusedUnderSuccess: a refusal is not tried again, under any status.
func TestLoginRefusedUnderSuccess(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.Fail(fakehttp.Fault{Path: authenticate, Status: 200, Body: `{"error":{"type":"AuthenticationFailure"}}`})
	for range 3 {
		_, err := c.Usergroups.List(t.Context())
		holds(t, err, "status 200: AuthenticationFailure", "Check username")
	}
	equal(t, "logins", s.count("GET", authenticate), 1)
}

func holds(t *testing.T, err error, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if err == nil || !strings.Contains(fmt.Sprint(err), text) {
			t.Errorf("the error is %v, want %q in it", err, text)
		}
	}
}
