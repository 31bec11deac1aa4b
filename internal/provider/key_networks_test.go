package provider_test

import (
	"fmt"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

// TestGoodNetworksDiffer plans from one spelling of a network to another: IPv4 in the notation of IPv6 is the same
// network as in its own.
func TestGoodNetworksDiffer(t *testing.T) {
	t.Parallel()
	run := acctest.NewRun(t, newAccess(t).Block())
	with := func(address string) string {
		return userKey(acctest.Alice, ed25519Key, fmt.Sprintf("source_address = [%q]", address))
	}
	state := run.MustApply(aKey, acctest.State{}, with("::ffff:192.0.2.0/120"))
	if p := run.Plan(aKey, state, with("192.0.2.9/24")); len(p.Changes) > 0 {
		t.Errorf("the same network plans %v", p.Changes)
	}
	for _, other := range []string{
		"::ffff:198.51.100.0/120", "::ffff:192.0.2.0/96", "::ffff:192.0.2.0/64", "192.0.2.0/25",
	} {
		if p := run.Plan(aKey, state, with(other)); len(p.Changes) != 1 {
			t.Errorf("%s plans %v", other, p.Changes)
		}
	}
}
