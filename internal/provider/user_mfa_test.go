package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

// TestMFANotManaged leaves enabled out, as generated configuration of a user does whose directory decides.
func TestMFANotManaged(t *testing.T) {
	t.Parallel()
	const resource = "pam_privx_user_mfa"
	fake := newAccess(t)
	fake.Edit("users/"+acctest.Alice, func(doc map[string]any) {
		doc["mfa"] = map[string]any{"user_mfa_status": "DEFAULT", "mfa_status": "DISABLED"}
	})
	run := acctest.NewRun(t, fake.Block())
	user := "user_id = \"" + acctest.Alice + "\"\n"
	const mfa = "/role-store/api/v1/users/mfa/"
	switched := func() int {
		return fake.Count(http.MethodPost, mfa+"enable") + fake.Count(http.MethodPost, mfa+"disable")
	}

	imported, diags := run.Import(resource, acctest.Alice)
	diags.MustSucceed(t)
	if p := run.Plan(resource, imported, user+"enabled = null\n"); p.Diagnostics.Failed() || len(p.Changes) > 0 {
		t.Errorf("an import plans %v %v", p.Changes, p.Diagnostics)
	}
	state := run.MustApply(resource, acctest.State{}, user)
	state = run.MustApply(resource, state, user+"reset_triggers = { phone = 1 }\n")
	if n := switched(); n > 0 || fake.Count(http.MethodPost, mfa+"reset") != 1 {
		t.Errorf("%d switches of what is not managed, and %d resets", n, fake.Count(http.MethodPost, mfa+"reset"))
	}
	state = run.MustApply(resource, state, user+"enabled = false\n")
	if p := run.Plan(resource, state, user); len(p.Changes) > 0 {
		t.Errorf("to manage it no more plans %v", p.Changes)
	}
	before := switched()
	state = run.MustApply(resource, state, user+"reset_triggers = { phone = 2 }\n")
	if got := state.Attribute(t, "enabled"); got != "false" || switched() != before+1 {
		t.Errorf("after a reset enabled is %q, with %d more switches; an exempt user stays exempt", got, switched()-before)
	}
	if _, diags := run.Import(resource, "current"); !diags.Failed() ||
		!strings.Contains(strings.Join(diags.Errors(), " "), "current") {
		t.Errorf("an import of current: %v", diags)
	}
}
