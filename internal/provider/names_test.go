package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// TestMemberNames plans usergroups: the names of members are known before the apply, and cost one request a refresh.
func TestMemberNames(t *testing.T) {
	t.Parallel()
	const resource = "pam_sps_usergroup"
	fake := acctest.NewSPS(t, spsfake.Options{})
	keys := make([]string, 2)
	for i, name := range []string{"alice", "bob"} {
		keys[i] = fake.Add("aaa/local_database/users", map[string]any{"name": name, "password": nil})
	}
	group := func(members ...string) string {
		return fmt.Sprintf("name = \"admins\"\nmembers = %s", strings.ReplaceAll(fmt.Sprintf("%q", members), " ", ", "))
	}
	named := func(of interface {
		Attribute(t testing.TB, name string) string
	}, alice, bob string,
	) {
		t.Helper()
		for i, want := range []string{alice, bob} {
			if got := of.Attribute(t, "member_names."+keys[i]); got != want {
				t.Errorf("member %d is named %s, want %s", i+1, got, want)
			}
		}
	}
	run := acctest.NewRun(t, fake.Block())
	p := run.Plan(resource, acctest.State{}, group(keys...))
	named(p, "alice", "bob")
	state := run.MustApply(resource, acctest.State{}, group(keys...))
	named(state, "alice", "bob")
	state = run.MustApply(resource, state, group(keys[1]))
	named(state, "null", "bob")

	fake.Edit("aaa/local_database/users/"+keys[1], func(doc map[string]any) { doc["name"] = "robert" })
	run = acctest.NewRun(t, fake.Block())
	before := len(fake.Requests())
	state = run.MustRead(resource, state)
	named(state, "null", "robert")
	if n := len(fake.Requests()) - before; n > 3 {
		t.Errorf("%d requests: a login, the group, the users", n)
	}
	if p := run.Plan(resource, state, group(keys[1])); len(p.Changes) > 0 {
		t.Errorf("a new name is a change: %v", p.Changes)
	}

	fake.Fail(fakehttp.Fault{Status: http.StatusForbidden, Method: http.MethodGet, Path: "local_database/users"})
	run = acctest.NewRun(t, fake.Block())
	read, diags := run.Read(resource, state)
	warnedOf(t, diags, "Names are not shown", "admins")
	named(read, "null", "null")
	if _, diags := run.Read(resource, state); len(diags.Warnings()) > 0 {
		t.Errorf("warned again: %v", diags.Warnings())
	}
	if p := run.Plan(resource, read, group(keys[1])); len(p.Changes) > 0 {
		t.Errorf("changes without names: %v", p.Changes)
	}
}

// TestGrantNames plans grants and keys: whose they are and what the roles are called is known before the apply.
func TestGrantNames(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	run := acctest.NewRun(t, fake.Block())
	one := fmt.Sprintf("user_id = %q\nrole_id = %q", acctest.Alice, acctest.LinuxAdmins)
	all := fmt.Sprintf("user_id = %q\nroles = { %q = { grant_type = \"PERMANENT\" } }",
		acctest.Bob, acctest.DatabaseReaders)
	key := fmt.Sprintf("user_id = %q\nname = \"k\"\npublic_key = %q", acctest.Alice, madeKey(t, 1))
	for _, row := range []struct{ resource, body, attribute, name string }{
		{"pam_privx_user_role", one, "username", "alice"},
		{"pam_privx_user_role", one, "role_name", "Linux admins"},
		{"pam_privx_user_roles", all, "username", "bob"},
		{"pam_privx_user_roles", all, "role_names." + acctest.DatabaseReaders, "Database readers"},
		{"pam_privx_authorized_key", key, "username", "alice"},
	} {
		p := run.Plan(row.resource, acctest.State{}, row.body)
		p.Diagnostics.MustSucceed(t)
		if got := p.Attribute(t, row.attribute); got != row.name {
			t.Errorf("%s: %s is planned as %s", row.resource, row.attribute, got)
		}
	}
	// A name that the same plan changes is not known before the apply.
	renaming := acctest.NewRun(t, fake.Block())
	role, diags := renaming.Import("pam_privx_role", acctest.LinuxAdmins)
	diags.MustSucceed(t)
	renaming.Plan("pam_privx_role", role, "name = \"Linux administrators\"")
	if got := renaming.Plan("pam_privx_user_role", acctest.State{}, one).Attribute(t, "role_name"); got == "Linux admins" {
		t.Errorf("a name that changes is planned as %s", got)
	}
	state := run.MustApply("pam_privx_user_role", acctest.State{}, one)
	states := run.MustApply("pam_privx_user_roles", acctest.State{}, all)

	fake.Edit("roles/"+acctest.LinuxAdmins, func(doc map[string]any) { doc["name"] = "Linux people" })
	fake.Edit("users/"+acctest.Alice, func(doc map[string]any) { doc["principal"] = "alicia" })
	run = acctest.NewRun(t, fake.Block())
	state = run.MustRead("pam_privx_user_role", state)
	if user, role := state.Attribute(t, "username"), state.Attribute(t, "role_name"); user != "alicia" ||
		role != "Linux people" {
		t.Errorf("renamed to %s, %s", user, role)
	}
	if p := run.Plan("pam_privx_user_role", state, one); len(p.Changes) > 0 {
		t.Errorf("new names are a change: %v", p.Changes)
	}

	fake.Fail(fakehttp.Fault{Status: http.StatusForbidden, Path: "users/" + acctest.Bob + "$"})
	run = acctest.NewRun(t, fake.Block())
	read, diags := run.Read("pam_privx_user_roles", states)
	warnedOf(t, diags, "Names are not shown")
	if got := read.Attribute(t, "username"); got != "null" {
		t.Errorf("the name of bob is %s", got)
	}
}
