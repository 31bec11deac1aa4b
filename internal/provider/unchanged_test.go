package provider

import "testing"

// TestCountlessArePlannedHere fails for a resource with an attribute of a kind that only the framework can plan.
func TestCountlessArePlannedHere(t *testing.T) {
	t.Parallel()
	all := newUnchanged()
	for name, of := range all {
		if of().defaults == nil {
			t.Errorf("%s has an attribute of an unknown kind", name)
		}
	}
	if len(all) != 7 {
		t.Errorf("%d of %d resources", len(all), 7)
	}
}
