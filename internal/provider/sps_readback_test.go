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

// TestCommittedButUnreadable has SPS refuse to show what was just committed. Called failed, the change would be made
// again, and its secret sent again.
func TestCommittedButUnreadable(t *testing.T) {
	t.Parallel()
	const resource = "pam_sps_user"
	user := func(version int) string {
		return fmt.Sprintf("name = \"carol\"\npassword_wo = \"%s%d\"\npassword_wo_version = %d\n",
			canaryPassword, version, version)
	}
	unreadable := func(fake *acctest.SPS, skip int) {
		fake.Fail(fakehttp.Fault{
			Status: http.StatusForbidden, Method: http.MethodGet, Path: "local_database/users/", Skip: skip,
		})
	}
	warned := func(diags acctest.Diagnostics, what string) {
		t.Helper()
		diags.MustSucceed(t)
		if w := strings.Join(diags.Warnings(), " "); !strings.Contains(w, what+", but could not be read") {
			t.Errorf("warnings: %q", w)
		}
	}
	fake := acctest.NewSPS(t, spsfake.Options{})
	run := acctest.NewRun(t, fake.Block())
	unreadable(fake, 0)
	state, diags := run.Apply(resource, acctest.State{}, user(1))
	warned(diags, "was created")
	fake.ClearFaults()
	unreadable(fake, 1) // an update reads the object itself, in its transaction
	state, diags = run.Apply(resource, state, user(2))
	warned(diags, "was updated")
	fake.ClearFaults()

	keys := fake.Keys("aaa/local_database/users")
	// The first user is built in.
	if n := len(keys); n != 2 || fake.Commits() != 2 || state.Attribute(t, "id") != keys[1] ||
		state.Attribute(t, "password_wo_version") != "2" {
		t.Errorf("%d users, %d commits, state %v", n, fake.Commits(), state.Value)
	}
	state = run.MustRead(resource, state)
	if changes := run.Plan(resource, state, user(2)).Changes; len(changes) > 0 {
		t.Errorf("the next plan changes %v", changes)
	}
}
