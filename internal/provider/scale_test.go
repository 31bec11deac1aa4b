package provider_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// TestRefreshOfAThousand refreshes 1,000 sources ten at a time, as Terraform does, and counts requests: one login, one
// direct read, one list. The number is the claim; time is measured elsewhere.
func TestRefreshOfAThousand(t *testing.T) {
	t.Parallel()
	const n = 1000
	fake := acctest.NewPrivX(t, privxfake.Options{})
	for i := range n {
		fake.Add("sources", map[string]any{
			"name": fmt.Sprint("source ", i), "enabled": true, "ttl": 900, "connection": map[string]any{"type": "LOCAL"},
		})
	}
	states := make([]acctest.State, 0, n)
	run := acctest.NewRun(t, fake.Block())
	for _, doc := range fake.Documents("sources") {
		state, diags := run.Import("pam_privx_source", fmt.Sprint(doc["id"]))
		diags.MustSucceed(t)
		states = append(states, state)
	}
	if got := len(fake.Requests()); got > 15 {
		t.Errorf("importing %d sources took %d requests", n, got)
	}

	fake.Edit("sources/"+states[500].Attribute(t, "id"), func(doc map[string]any) { doc["comment"] = "changed elsewhere" })
	fake.Remove("sources/" + states[501].Attribute(t, "id"))
	fake.ResetRequests()
	run = acctest.NewRun(t, fake.Block())
	inParallel(n, func(i int) { states[i] = run.MustRead("pam_privx_source", states[i]) })
	if got := len(fake.Requests()); got > 15 {
		t.Errorf("refreshing %d sources took %d requests", n, got)
	}
	t.Logf("%d requests", len(fake.Requests()))
	if states[500].Attribute(t, "comment") != "changed elsewhere" {
		t.Error("another administrator's change was not seen")
	}
	if states[501].Exists() {
		t.Error("a deleted source is still in the state")
	}
}

// TestNoOldValueInARun writes and reads in one run, as an apply does whose data sources and read-backs come between its
// writes: what was remembered of the objects before must not be shown after.
func TestNoOldValueInARun(t *testing.T) {
	t.Parallel()
	for _, o := range objects {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			fake := newFake(t, o)
			run := acctest.NewRun(t, fake.Block())
			remembered := func(states ...acctest.State) {
				for range 2 { // the second read of the second object comes from what is remembered, if anything does
					for _, state := range states {
						run.MustRead(o.resource, state)
					}
				}
			}
			all := []acctest.State{run.MustApply(o.resource, acctest.State{}, o.full)}
			// A collection is listed for the second object of it.
			all = append(all, run.MustApply(o.resource, acctest.State{}, another(o.full)))
			remembered(all...)
			all[0] = run.MustApply(o.resource, all[0], o.other)
			if got := run.MustRead(o.resource, all[0]); !got.Value.Equal(all[0].Value) {
				t.Errorf("after the update: %v, want %v", got.Value, all[0].Value)
			}
			if o.stays {
				return
			}
			remembered(all...)
			run.Destroy(o.resource, all[0]).MustSucceed(t)
			if got := run.MustRead(o.resource, all[0]); got.Exists() && got.Value.Equal(all[0].Value) {
				t.Errorf("after the delete: %v", got.Value) // all grants and settings of a user are there always, but empty
			}
		})
	}
}

// another returns the configuration of another object: of another name, and with another key.
func another(body string) string {
	named := regexp.MustCompile(`(?m)^(\s*name\s*= )".*"`).ReplaceAllString(body, `$1"another"`)
	return strings.ReplaceAll(named, ed25519Key, ecdsaKey)
}

// TestRefreshOfManyOnSPS refreshes 300 usergroups and policies ten at a time: a list of each. Where lists have no
// bodies, it is a request an object.
func TestRefreshOfManyOnSPS(t *testing.T) {
	t.Parallel()
	const n = 300
	fake := acctest.NewSPS(t, spsfake.Options{})
	for collection, resource := range map[string]string{
		"aaa/local_database/groups": "pam_sps_usergroup", "policies/usermapping_policies": "pam_sps_usermapping_policy",
	} {
		before := len(fake.Keys(collection))
		for i := range n {
			fake.Add(collection, map[string]any{"name": fmt.Sprint("object-", i)})
		}
		run := acctest.NewRun(t, fake.Block())
		states := make([]acctest.State, n)
		keys := fake.Keys(collection)[before:]
		inParallel(n, func(i int) {
			var diags acctest.Diagnostics
			states[i], diags = run.Import(resource, keys[i])
			diags.MustSucceed(t)
		})
		fake.Edit(collection+"/"+keys[150], func(doc map[string]any) { doc["name"] = "renamed-elsewhere" })
		fake.Remove(collection + "/" + keys[151])
		fake.ResetRequests()
		run = acctest.NewRun(t, fake.Block())
		inParallel(n, func(i int) { states[i] = run.MustRead(resource, states[i]) })
		if got := len(fake.Requests()); got > 15 {
			t.Errorf("refreshing %d of %s took %d requests", n, resource, got)
		}
		if got := states[150].Attribute(t, "name"); got != "renamed-elsewhere" {
			t.Errorf("another administrator's change was not seen: %s", got)
		}
		if states[151].Exists() || !states[152].Exists() {
			t.Error("what was deleted elsewhere is still in the state, or something else is not")
		}
	}
}
