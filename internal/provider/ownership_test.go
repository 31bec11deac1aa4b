package provider_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// TestCommentChangesNothingElse takes every group out of the configuration and changes one plain attribute. All
// else in the server's document must stay the same: groups, secrets and, at every level, keys that the provider does
// not know.
func TestCommentChangesNothingElse(t *testing.T) {
	t.Parallel()
	for _, o := range sourceObjects {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			fake := acctest.NewPrivX(t, privxfake.Options{})
			state := acctest.NewRun(t, fake.Block()).MustApply(o.resource, acctest.State{}, o.full)
			where := "sources/" + state.Attribute(t, "id")
			fake.Edit(where, func(doc map[string]any) {
				doc["region_filter"] = []any{"eu-1"}
				section(doc, "connection")["root_certificates"] = "PEM"
				section(doc, "connection")["user_retention_ttl"] = 12345678901234567.0
				section(doc, "session_password_policy")["from_a_newer_server"] = true
				mapping, _ := doc["external_user_mapping"].([]any)
				section(map[string]any{"first": mapping[0]}, "first")["comment"] = "kept"
			})
			before := stable(fake.Document(where))
			body := plainOf(o.full) + strings.Replace(sourcePlain, "as configured", "another comment", 1)

			run := acctest.NewRun(t, fake.Block())
			state = run.MustRead(o.resource, state)
			plan := run.Plan(o.resource, state, body)
			if len(plan.Diagnostics.Warnings()) == 0 && strings.Contains(o.full, "{\n") {
				t.Error("no warning says that the groups stay on the server")
			}
			state = run.MustApply(o.resource, state, body)
			after := stable(fake.Document(where))
			if after["comment"] != "another comment" {
				t.Errorf("the comment is %v", after["comment"])
			}
			after["comment"] = before["comment"]
			if !reflect.DeepEqual(before, after) {
				t.Errorf("more than the comment changed: %s", difference(before, after))
			}

			// From now on the groups are not looked at: a change in them is nobody's drift, and nothing is written.
			fake.Edit(where, func(doc map[string]any) { section(doc, "connection")["mfa_type"] = "FIDO" })
			fake.ResetRequests()
			run = acctest.NewRun(t, fake.Block())
			state = run.MustRead(o.resource, state)
			if p := run.Plan(o.resource, state, body); len(p.Changes) > 0 {
				t.Errorf("a group that is not configured shows in the plan: %v", p.Changes)
			}
			run.MustApply(o.resource, state, body)
			if fake.Count(http.MethodPut, "/role-store/api/v1/"+where) > 0 {
				t.Error("an update that changes nothing was written")
			}
		})
	}
}

// plainOf are the lines of a configuration that belong to its kind and are in no group.
func plainOf(full string) string {
	var out string
	for line := range strings.Lines(full) {
		for _, name := range []string{"name", "type", "address", "port"} {
			if strings.HasPrefix(line, name+" ") {
				out += line
			}
		}
	}
	return out
}

// TestZeroIsNothing plans between all ways to say nothing: left out, null, empty and zero. None is a change, before or
// after an import.
func TestZeroIsNothing(t *testing.T) {
	t.Parallel()
	const kind = "name = \"n\"\ntype = \"LDAP\"\n"
	ways := map[string]string{
		"left out": kind + "ldap = { protocol = \"LDAP\" }",
		"null": kind + `comment = null
			tags = null
			port = null
			attribute_mapping = null
			external_user_mapping = null
			session_password_enabled = null
			child_session_auto_logout_delay = null
			enabled = null
			ttl = null
			ldap = { protocol = "LDAP", base = null, user_filter = null }`,
		"zero": kind + `comment = ""
			address = ""
			tags = []
			username_pattern = []
			attribute_mapping = {}
			external_user_mapping = []
			session_password_enabled = false
			child_session_auto_logout_delay = 0
			enabled = true
			ttl = 900
			ldap = { protocol = "LDAP", base = "", user_filter = "", bind_dn = "" }`,
	}
	for name, first := range ways {
		fake := acctest.NewPrivX(t, privxfake.Options{})
		state := acctest.NewRun(t, fake.Block()).MustApply("pam_privx_source", acctest.State{}, first)
		run := acctest.NewRun(t, fake.Block())
		imported, diags := run.Import("pam_privx_source", state.Attribute(t, "id"))
		diags.MustSucceed(t)
		for other, second := range ways {
			if p := run.Plan("pam_privx_source", run.MustRead("pam_privx_source", state), second); len(p.Changes) > 0 {
				t.Errorf("from %s to %s: %v", name, other, p.Changes)
			}
			if p := run.Plan("pam_privx_source", imported, second); len(p.Changes) > 0 {
				t.Errorf("imported, from %s to %s: %v", name, other, p.Changes)
			}
		}
	}
}
