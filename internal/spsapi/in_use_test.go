package spsapi_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// TestInUse: who may not delete an object learns the names of both ends, and what to do.
func TestInUse(t *testing.T) {
	t.Parallel()
	manageable := []string{"create_before_destroy = true", "two steps"}
	for _, bare := range []bool{false, true} {
		for name, test := range map[string]struct {
			del  func(c *spsapi.Client) error
			want []string
		}{
			"trust store": {
				func(c *spsapi.Client) error { return c.TrustStores.Delete(t.Context(), "key-store") },
				append([]string{
					`trust store "corporate CA" (key-store)`, `LDAP server "corp-ad" (key-ldap)`, `login method "cards" (key-cards)`,
				}, manageable...),
			},
			"LDAP server": {
				func(c *spsapi.Client) error { return c.LDAPServers.Delete(t.Context(), "key-ldap") },
				append([]string{
					`LDAP server "corp-ad" (key-ldap)`, `login method "directory" (key-directory)`, `login method "cards" (key-cards)`,
				}, manageable...),
			},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				c, fake := startFake(t, spsfake.Options{BareLists: bare})
				addReferrers(t, fake)
				err := test.del(c)
				refusedWith(t, err, test.want...)
			})
		}
	}
}

// addReferrers adds a trust store, an LDAP server that refers to it, and login methods that refer to both.
func addReferrers(t *testing.T, fake *spsfake.Server) {
	t.Helper()
	fake.Add("trust_stores", map[string]any{
		"key": "key-store", "name": "corporate CA", "authorities": []any{authority(t)},
	})
	fake.Add("aaa/ldap_servers", map[string]any{
		"key": "key-ldap", "name": "corp-ad", "user_base_dn": "dc=x", "group_base_dn": "dc=x",
		"encryption": map[string]any{"selection": "ssl", "trust_store": "key-store", "client_authentication": nil},
		"servers":    []any{map[string]any{"host": map[string]any{"selection": "ip", "value": "192.0.2.1"}, "port": 636}},
		"schema": map[string]any{
			"selection": "ad", "membership_check": map[string]any{"enabled": true, "nested_groups": false},
			"memberof_check": map[string]any{"enabled": false}, "user_dn_in_groups": []any{},
		},
	})
	fake.Add("aaa/login_methods", map[string]any{
		"key": "key-directory", "name": "directory", "type": "ldap", "ldap_server": "key-ldap",
	})
	fake.Add("aaa/login_methods", map[string]any{
		"key": "key-cards", "name": "cards", "type": "x509", "trust_store": "key-store",
		"username_attribute": "commonName", "groups": map[string]any{"type": "ldap", "ldap_server": "key-ldap"},
	})
}

func refusedWith(t *testing.T, err error, want ...string) {
	t.Helper()
	var e *spsapi.Error
	if !errors.As(err, &e) || e.StatusCode < http.StatusBadRequest {
		t.Fatalf("error %v", err)
	}
	for _, words := range append(want, e.Message) {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("%q is not in: %v", words, err)
		}
	}
}

// TestInUseElsewhere has referrers that the fake does not check, and SPS may.
func TestInUseElsewhere(t *testing.T) {
	t.Parallel()
	refusal := func(status int, message string) fakehttp.Fault {
		return fakehttp.Fault{
			Method: http.MethodDelete, Path: "^/api/configuration", Status: status,
			Body: `{"error":{"type":"SemanticError","message":"` + message + `"}}`,
		}
	}
	t.Run("usergroup with privileges", func(t *testing.T) {
		t.Parallel()
		c, fake := startFake(t, spsfake.Options{})
		key := fake.Add("aaa/local_database/groups", map[string]any{"name": "search"})
		fake.Add("policies/usermapping_policies", map[string]any{
			"key": "key-policy", "name": "root only", "mappings": []any{
				map[string]any{"remote_user": "root", "allowed_groups": []any{"search"}},
				map[string]any{"remote_user": "search", "allowed_groups": []any{"dba"}},
			},
		})
		fake.Fail(refusal(http.StatusBadRequest, "in use"))
		err := c.Usergroups.Delete(t.Context(), key)
		refusedWith(t, err, `usergroup "search" (`+key+`)`, `privilege "read /special/search"`, "console of SPS only",
			`usermapping policy "root only" (key-policy)`)
	})
	t.Run("plugin in a policy", func(t *testing.T) {
		t.Parallel()
		c, fake := startFake(t, spsfake.Options{})
		plugin, err := c.Plugins.Upload(t.Context(), pluginZip(t))
		must(t, err)
		fake.Add("policies/userlists", map[string]any{"key": "key-list", "name": "mfa for all", "plugin": plugin.Key})
		fake.Fail(refusal(http.StatusConflict, "in use"))
		err = c.Plugins.Delete(t.Context(), plugin.Type, plugin.Key)
		refusedWith(t, err, `plugin "sample" (`+plugin.Key+`)`, `object in policies/userlists "mfa for all" (key-list)`)
	})
	t.Run("named by SPS", func(t *testing.T) {
		t.Parallel()
		c, fake := startFake(t, spsfake.Options{})
		addReferrers(t, fake)
		fake.Add("policies/audit_policies", map[string]any{"key": "key-audit", "name": "audit"})
		fake.Fail(refusal(http.StatusBadRequest, "/api/configuration/aaa/ldap_servers/key-ldap is used by "+
			"/api/configuration/policies/audit_policies/key-audit."))
		refusedWith(t, c.LDAPServers.Delete(t.Context(), "key-ldap"),
			`object in policies/audit_policies "audit" (key-audit)`, `login method "cards" (key-cards)`)
	})
	t.Run("nothing refers to it", func(t *testing.T) {
		t.Parallel()
		c, fake := startFake(t, spsfake.Options{})
		key := fake.Add("aaa/local_database/groups", map[string]any{"name": "g"})
		fake.Fail(refusal(http.StatusBadRequest, "it is built in"))
		if err := c.Usergroups.Delete(t.Context(), key); err == nil || strings.Contains(err.Error(), "in use") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("another administrator was faster", func(t *testing.T) {
		t.Parallel()
		c, fake := startFake(t, spsfake.Options{})
		_, err := c.LoginMethods.List(t.Context())
		must(t, err)
		_, err = c.LDAPServers.List(t.Context())
		must(t, err)
		addReferrers(t, fake)
		refusedWith(t, c.TrustStores.Delete(t.Context(), "key-store"), `LDAP server "corp-ad" (key-ldap)`)
	})
}
