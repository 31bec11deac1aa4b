package provider_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// TestRefreshOfAThousand refreshes 1,000 sources ten at a time, as Terraform does, and counts requests: one login, one direct read, one list.
// The number is the claim; time is measured elsewhere.
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
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	var workers sync.WaitGroup
	for range 10 {
		workers.Go(func() {
			for i := range next {
				states[i] = run.MustRead("pam_privx_source", states[i])
			}
		})
	}
	workers.Wait()
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
