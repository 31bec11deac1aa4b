package provider_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/provider"
)

// plannedAsIs are resources of which there are thousands.
var plannedAsIs = []string{
	"pam_privx_authorized_key", "pam_privx_source", "pam_privx_user_role", "pam_privx_user_roles",
	"pam_sps_user", "pam_sps_usergroup", "pam_sps_usermapping_policy",
}

// TestNoOpPlans plans objects that are as they are configured, which must not reach the framework, and changed ones,
// which must.
func TestNoOpPlans(t *testing.T) {
	t.Parallel()
	all := provider.PlannedAsIs()
	for _, resource := range plannedAsIs {
		if !slices.Contains(all, resource) {
			t.Errorf("%s has lost its PlansAsIs", resource)
		}
	}
	for _, resource := range all {
		rows := 0
		for _, o := range objects {
			if o.resource != resource {
				continue
			}
			rows++
			t.Run(resource+"/"+o.name, func(t *testing.T) {
				t.Parallel()
				for body, changed := range map[string]string{o.full: o.other, o.other: o.full} {
					run := acctest.NewRun(t, newFake(t, o).Block())
					state := run.MustRead(resource, run.MustApply(resource, acctest.State{}, body))
					asksFramework(t, run, o, state, body, false)
					asksFramework(t, run, o, state, changed, true)
				}
			})
		}
		if rows == 0 {
			t.Errorf("%s has no row in objects", resource)
		}
	}
}

func asksFramework(t *testing.T, run *acctest.Run, o object, state acctest.State, body string, want bool) {
	t.Helper()
	request := run.PlanRequest(o.resource, state, body)
	server, asked := provider.NewServerWithoutFramework()
	resp, err := server.PlanResourceChange(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if *asked != want {
		t.Fatalf("asked the framework: %t, want %t", *asked, want)
	}
	if !want && !bytes.Equal(resp.PlannedState.MsgPack, request.PriorState.MsgPack) {
		t.Error("something else than the state is planned")
	}
}
