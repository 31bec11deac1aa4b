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
