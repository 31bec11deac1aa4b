package privxapi_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

const (
	publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAyTWogT7x8cr6JhpdvCldaQvyNw+8YpLdAo039kskyr"
	otherKey  = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGbM7B0sYkqPGHeSSVnEH5l4t9RfkhnsFqJ1Q0y3CF0m"
)

// kept is one kind of object that may be gone, and how to see that it is not.
type kept struct {
	path    string // of the object, as a regular expression
	there   func() bool
	remove  func()
	read    func() error
	destroy func() error // nil where destroying leaves the object alone
}

// everyKind fills a PrivX with one object of each kind.
func everyKind(t *testing.T, c *privxapi.Client, fake *privxfake.Server) map[string]kept {
	t.Helper()
	ctx := t.Context()
	user := fake.AddUser("alice")
	source := fake.Add("sources", map[string]any{"name": "corp", "connection": map[string]any{"type": "LDAP"}})
	role := fake.AddRole("ops")
	fake.Grant(user, map[string]any{"id": role, "grant_type": "PERMANENT"})
	fake.Add("settings", map[string]any{"id": user, "theme": "dark"})
	key := fake.Add("authorized_keys", map[string]any{"user_id": user, "name": "laptop", "public_key": publicKey})
	removeUser := func() { fake.Remove("users/" + user) }
	exists := func(path string) func() bool {
		return func() bool { return fake.Document(path) != nil }
	}
	settings := func() bool { return fake.Document("settings/" + user)["theme"] != nil }
	return map[string]kept{
		"source": {
			path: sourcesPath + "/" + source, there: exists("sources/" + source),
			remove:  func() { fake.Remove("sources/" + source) },
			read:    func() error { _, err := c.Sources.Get(ctx, source); return err },
			destroy: func() error { return c.Sources.Delete(ctx, source) },
		},
		"role": {
			path: rolesPath + "/" + role, there: exists("roles/" + role), remove: func() { fake.Remove("roles/" + role) },
			read:    func() error { _, err := c.Roles.Get(ctx, role); return err },
			destroy: func() error { return c.Roles.Delete(ctx, role) },
		},
		"key": {
			path: "authorizedkeys/" + key, there: exists("authorized_keys/" + key),
			remove: func() { fake.Remove("authorized_keys/" + key) },
			read: func() error {
				fake.Fail(fakehttp.Fault{Path: "authorizedkeys$", Status: 400, Times: 1}) // else the list has it
				_, err := c.AuthorizedKeys.Get(ctx, user, key)
				return err
			},
			destroy: func() error { return c.AuthorizedKeys.Delete(ctx, user, key) },
		},
		"keys of a user": {
			path: "authorizedkeys(/.*)?", there: exists("authorized_keys/" + key), remove: removeUser,
			read:    func() error { _, err := c.AuthorizedKeys.Get(ctx, user, key); return err },
			destroy: func() error { return c.AuthorizedKeys.Delete(ctx, user, key) },
		},
		"grant": {
			path: user + "/roles", there: func() bool { return len(fake.Grants(user)) == 1 }, remove: removeUser,
			read: func() error {
				_, ok, err := c.Grants.Get(ctx, user, role)
				if err == nil && !ok {
					t.Error("the user has no grant")
				}
				return err
			},
			destroy: func() error { return c.Grants.Remove(ctx, user, role) },
		},
		"grants": {
			path: user + "/roles", there: func() bool { return len(fake.Grants(user)) == 1 }, remove: removeUser,
			read:    func() error { _, err := c.Grants.List(ctx, user); return err },
			destroy: func() error { return c.Grants.Remove(ctx, user, role) },
		},
		"settings": {
			path: user + "/settings", there: settings, remove: removeUser,
			read: func() error { _, err := c.Settings.Get(ctx, user); return err },
			destroy: func() error {
				err := c.Settings.Change(ctx, user, nil, []string{"theme"})
				if privxapi.IsNotFound(err) { // as the resource has it
					return nil
				}
				return err
			},
		},
		"settings and user": {
			path: user + "(/settings)?", there: settings, remove: removeUser,
			read: func() error { _, err := c.Settings.Get(ctx, user); return err },
		},
		"MFA of a user": {
			path: "users/" + user, there: exists("users/" + user), remove: removeUser,
			read: func() error { _, err := c.Users.Get(ctx, user); return err },
		},
		"roles that hold": {
			path: user + "/resolve", there: exists("users/" + user), remove: removeUser,
			read: func() error { _, err := c.Users.Resolve(ctx, user); return err },
		},
	}
}

// TestStrangersNotFound: what somebody else than PrivX says with a 404 proves nothing, for any kind of object: it is
// there until what should list it, or the user who owns it, says otherwise.
func TestStrangersNotFound(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	for _, kind := range slices.Sorted(maps.Keys(everyKind(t, c, fake))) {
		for name := range fakehttp.NotFounds("") {
			t.Run(kind+", "+name, func(t *testing.T) {
				t.Parallel()
				c, fake := start(t, privxfake.Options{})
				k := everyKind(t, c, fake)[kind]
				fake.Fail(fakehttp.NotFounds(k.path + "$")[name])
				strange := func(err error) {
					t.Helper()
					if err == nil || privxapi.IsNotFound(err) || !k.there() {
						t.Errorf("there is %v, error %v", k.there(), err)
					}
					holds(t, err, "http://127.0.0.1:", "/role-store/api/v1/", "status 404", "proxy")
				}
				strange(k.read())
				if k.destroy != nil {
					strange(k.destroy())
				}
				k.remove()
				if err := k.read(); !privxapi.IsNotFound(err) {
					t.Errorf("what is gone was read: %v", err)
				}
				if k.destroy != nil {
					must(t, k.destroy())
				}
			})
		}
	}
}

// TestNothingButStrangers: where nobody answers in PrivX's shape, nothing is gone.
func TestNothingButStrangers(t *testing.T) {
	t.Parallel()
	for name := range fakehttp.NotFounds("") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{})
			kinds := everyKind(t, c, fake)
			fake.Fail(fakehttp.NotFounds("^/(role-store|license-manager)/")[name])
			for kind, k := range kinds {
				if err := k.read(); err == nil || privxapi.IsNotFound(err) {
					t.Errorf("%s: read: %v", kind, err)
				}
				if k.destroy == nil {
					continue
				}
				if err := k.destroy(); err == nil || privxapi.IsNotFound(err) {
					t.Errorf("%s: destroyed: %v", kind, err)
				}
			}
			for kind, err := range map[string]error{
				"mobile gateway": func() error { _, err := c.MobileGateway.Status(t.Context()); return err }(),
				"unregister":     c.MobileGateway.Unregister(t.Context()),
				"reset":          c.Users.ResetMFA(t.Context(), anID),
				"current user":   func() error { _, err := c.Users.Current(t.Context()); return err }(),
				"own settings": func() error {
					_, err := c.Settings.Get(t.Context(), privxapi.CurrentUser)
					return err
				}(),
			} {
				if err == nil || privxapi.IsNotFound(err) {
					t.Errorf("%s: %v", kind, err)
				}
			}
		})
	}
}

// TestOrdinaryNotFound costs no request more.
func TestOrdinaryNotFound(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"source", "role", "grant", "settings", "MFA of a user", "roles that hold"} {
		c, fake := start(t, privxfake.Options{})
		k := everyKind(t, c, fake)[kind]
		must(t, k.read()) // logs in
		c.Forget()
		k.remove()
		fake.ResetRequests()
		if err := k.read(); !privxapi.IsNotFound(err) || len(fake.Requests()) != 1 {
			t.Errorf("%s: %d requests, %v", kind, len(fake.Requests()), err)
		}
	}
}

// TestErrorsUnderSuccess: an error is the error it says, whatever the status, for every call.
func TestErrorsUnderSuccess(t *testing.T) {
	t.Parallel()
	newKey := privxapi.AuthorizedKey{Name: "new", PublicKey: otherKey}
	for name, call := range map[string]struct {
		method, path string
		do           func(c *privxapi.Client, user, source, role, key string) error
	}{
		"read a source": {"GET", "sources/[^/]+$", func(c *privxapi.Client, _, source, _, _ string) error {
			_, err := c.Sources.Get(t.Context(), source)
			return err
		}},
		"list sources": {"GET", "sources$", func(c *privxapi.Client, _, _, _, _ string) error {
			_, err := c.Sources.List(t.Context())
			return err
		}},
		"create a source": {"POST", "sources$", func(c *privxapi.Client, _, _, _, _ string) error {
			_, err := c.Sources.Create(t.Context(), corp("new"))
			return err
		}},
		"update a source": {"PUT", "sources/", func(c *privxapi.Client, _, source, _, _ string) error {
			return c.Sources.Update(t.Context(), source, corp("new"))
		}},
		"delete a source": {"DELETE", "sources/", func(c *privxapi.Client, _, source, _, _ string) error {
			return c.Sources.Delete(t.Context(), source)
		}},
		"refresh": {"POST", "refresh$", func(c *privxapi.Client, _, source, _, _ string) error {
			return c.Sources.Refresh(t.Context(), source)
		}},
		"create a role": {"POST", "roles$", func(c *privxapi.Client, _, _, _, _ string) error {
			_, err := c.Roles.Create(t.Context(), privxapi.Role{Name: "new"})
			return err
		}},
		"update a role": {"PUT", "v1/roles/", func(c *privxapi.Client, _, _, role, _ string) error {
			return c.Roles.Update(t.Context(), role, privxapi.Role{Name: "new"})
		}},
		"delete a role": {"DELETE", "v1/roles/", func(c *privxapi.Client, _, _, role, _ string) error {
			return c.Roles.Delete(t.Context(), role)
		}},
		"find roles": {"POST", "resolve$", func(c *privxapi.Client, _, _, _, _ string) error {
			_, err := c.Roles.Named(t.Context(), "ops")
			return err
		}},
		"read grants": {"GET", "users/[^/]+/roles$", func(c *privxapi.Client, user, _, _, _ string) error {
			_, err := c.Grants.List(t.Context(), user)
			return err
		}},
		"grant": {"PUT", "users/[^/]+/roles$", func(c *privxapi.Client, user, _, _, _ string) error {
			return c.Grants.SetAll(t.Context(), user, nil)
		}},
		"revoke": {"PUT", "users/[^/]+/roles$", func(c *privxapi.Client, user, _, role, _ string) error {
			return c.Grants.Remove(t.Context(), user, role)
		}},
		"list keys": {"GET", "authorizedkeys$", func(c *privxapi.Client, user, _, _, _ string) error {
			_, err := c.AuthorizedKeys.List(t.Context(), user)
			return err
		}},
		"create a key": {"POST", "authorizedkeys$", func(c *privxapi.Client, user, _, _, _ string) error {
			_, err := c.AuthorizedKeys.Create(t.Context(), user, newKey)
			return err
		}},
		"update a key": {"PUT", "authorizedkeys/", func(c *privxapi.Client, user, _, _, key string) error {
			return c.AuthorizedKeys.Update(t.Context(), user, key, privxapi.AuthorizedKey{Name: "new", PublicKey: publicKey})
		}},
		"delete a key": {"DELETE", "authorizedkeys/", func(c *privxapi.Client, user, _, _, key string) error {
			return c.AuthorizedKeys.Delete(t.Context(), user, key)
		}},
		"read settings": {"GET", "settings$", func(c *privxapi.Client, user, _, _, _ string) error {
			_, err := c.Settings.Get(t.Context(), user)
			return err
		}},
		"change settings": {"PUT", "settings$", func(c *privxapi.Client, user, _, _, _ string) error {
			return c.Settings.Change(t.Context(), user, nil, []string{"theme"})
		}},
		"read a user": {"GET", "users/[^/]+$", func(c *privxapi.Client, user, _, _, _ string) error {
			_, err := c.Users.Get(t.Context(), user)
			return err
		}},
		"find users": {"POST", "search$", func(c *privxapi.Client, _, _, _, _ string) error {
			_, err := c.Users.Search(t.Context(), privxapi.UserSearch{}, false)
			return err
		}},
		"enable MFA": {"POST", "mfa/enable$", func(c *privxapi.Client, user, _, _, _ string) error {
			return c.Users.SetMFA(t.Context(), user, true)
		}},
		"disable MFA": {"POST", "mfa/disable$", func(c *privxapi.Client, user, _, _, _ string) error {
			return c.Users.SetMFA(t.Context(), user, false)
		}},
		"reset MFA": {"POST", "mfa/reset$", func(c *privxapi.Client, user, _, _, _ string) error {
			return c.Users.ResetMFA(t.Context(), user)
		}},
		"read the gateway": {"GET", "mobilegw/status$", func(c *privxapi.Client, _, _, _, _ string) error {
			_, err := c.MobileGateway.Status(t.Context())
			return err
		}},
		"register": {"POST", "mobilegw/register$", func(c *privxapi.Client, _, _, _, _ string) error {
			return c.MobileGateway.Register(t.Context())
		}},
	} {
		for body, want := range map[string]string{
			`{"error_code":"INVALID_REQUEST_DATA","error_message":"it was refused","property":"name"}`: "it was refused",
			`{"error_code":"PERMISSION_DENIED"}`:                               "PERMISSION_DENIED",
			`{"error_code":"GENERAL_ERROR","error_message":"broken","id":"x"}`: "broken",
			"<html><title>Sign in</title></html>":                              "a web page (Sign in)",
			"OK":                                                               "text (OK)",
			`"OK"`:                                                             `"OK"`,
		} {
			t.Run(name+", "+want, func(t *testing.T) {
				t.Parallel()
				c, fake := start(t, privxfake.Options{})
				user, role := fake.AddUser("alice"), fake.AddRole("ops")
				source := fake.Add("sources", map[string]any{"name": "corp", "connection": map[string]any{"type": "LDAP"}})
				fake.Grant(user, map[string]any{"id": role, "grant_type": "PERMANENT"})
				fake.Add("settings", map[string]any{"id": user, "theme": "dark"})
				key := fake.Add("authorized_keys", map[string]any{"user_id": user, "name": "laptop", "public_key": publicKey})
				if strings.Contains(name, "settings") && want == "broken" {
					return // with another key it is a document
				}
				fake.Fail(fakehttp.Fault{Method: call.method, Path: call.path, Status: 200, Body: body})
				before := len(fake.Requests())
				err := call.do(c, user, source, role, key)
				if err == nil || privxapi.IsNotFound(err) {
					t.Errorf("error %v", err)
				}
				holds(t, err, "http://127.0.0.1:", "status 200", want)
				if strings.HasPrefix(want, "it was") && len(fake.Requests()) > before+5 {
					t.Errorf("%d requests for a refusal", len(fake.Requests())-before)
				}
			})
		}
	}
}

// TestSettingsAreAnything: a document of a user's may hold any key.
func TestSettingsAreAnything(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"error_code":"E42"}`, `{"error_code":"mine","error_message":"x"}`, `{"error_code":5}`, `{"error":"x"}`,
		`{"error_code":"GENERAL_ERROR","theme":"dark"}`, `{"error_code":{"a":1},"details":[]}`, `{}`, `null`,
	} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		if _, err := c.Settings.Get(t.Context(), anID); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		if err := c.Settings.Change(t.Context(), anID, nil, []string{"x"}); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// TestEmptySuccess: PrivX answers most writes with nothing.
func TestEmptySuccess(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", " \n", "null", "{}", "[]", `{"id":"x","message":"done"}`} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				_, _ = io.WriteString(w, `{"id":"x","count":0,"items":[]}`)
				return
			}
			_, _ = io.WriteString(w, body)
		})
		for _, err := range []error{
			c.Sources.Delete(t.Context(), anID), c.Sources.Update(t.Context(), anID, corp("x")),
			c.Users.SetMFA(t.Context(), anID, true), c.Sources.Refresh(t.Context(), anID),
		} {
			if err != nil {
				t.Errorf("%q: %v", body, err)
			}
		}
	}
}

// TestStrangersObjects: JSON that is not PrivX's is no object, no list and no registration.
func TestStrangersObjects(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"status":"maintenance"}`, `{"message":"ok"}`, `{}`, `[{"x":1}]`, `null`, `7`, ``} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		for name, err := range map[string]error{
			"source":  func() error { _, err := c.Sources.Get(t.Context(), anID); return err }(),
			"user":    func() error { _, err := c.Users.Get(t.Context(), anID); return err }(),
			"gateway": func() error { _, err := c.MobileGateway.Status(t.Context()); return err }(),
		} {
			if err == nil || privxapi.IsNotFound(err) {
				t.Errorf("%s: %s was read: %v", body, name, err)
			}
			holds(t, err, "Check url (http://")
		}
		if body == `[{"x":1}]` {
			continue // some lists are bare
		}
		if grants, err := c.Grants.List(t.Context(), anID); err == nil {
			t.Errorf("%s was read as the grants %v", body, grants)
		}
	}
}

// TestBusy: PrivX's own words for having too much to do are no answer, under any status.
func TestBusy(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"MAX_LOAD", "TOO_MANY_CONNECTIONS", "OUT_OF_RESOURCES"} {
		for _, status := range []int{200, 400, 403, 404, 500} {
			t.Run(fmt.Sprint(code, " ", status), func(t *testing.T) {
				t.Parallel()
				c, fake := start(t, privxfake.Options{})
				busy := fakehttp.Fault{
					Status: status, Body: `{"error_code":"` + code + `","error_message":"try again later"}`, Times: 2,
				}
				fail := func(method, path string) {
					busy.Method, busy.Path = method, path
					fake.Fail(busy)
				}
				fail("POST", tokenPath)
				fail("POST", createPath)
				id, err := c.Sources.Create(t.Context(), corp("corp"))
				must(t, err)
				if n := count(fake, "POST", sourcesPath); n != 3 || len(fake.Documents("sources")) != 1 {
					t.Errorf("%d POSTs made %d sources", n, len(fake.Documents("sources")))
				}
				fail("GET", sourcesPath+"/")
				fail("PUT", sourcesPath+"/")
				must(t, c.Sources.Update(t.Context(), id, corp("other")))
				fail("DELETE", sourcesPath+"/")
				must(t, c.Sources.Delete(t.Context(), id))
				// For good: then it is named, and the source is neither gone nor forbidden.
				busy.Times = 0
				fail("", "sources")
				_, err = c.Sources.Get(t.Context(), id)
				if err == nil || privxapi.IsNotFound(err) || strings.Contains(err.Error(), "role needs") {
					t.Errorf("error %v", err)
				}
				holds(t, err, code, "try again later", "too much to do")
				fake.ResetRequests()
				if _, err := c.Sources.Create(t.Context(), corp("new")); err == nil || errors.As(err, new(*privxapi.LostError)) {
					t.Errorf("error %v", err)
				}
			})
		}
	}
}
