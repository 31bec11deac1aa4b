package provider_test

import (
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

// TestReadOnlyIdentity plans each object as somebody who may read and not write: changed, deleted and made anew.
func TestReadOnlyIdentity(t *testing.T) {
	t.Parallel()
	for _, o := range objects {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			fake := newFake(t, o)
			settings := fake.Block()
			if o.sps {
				settings = fake.SPS.Block()
			}
			state := acctest.NewRun(t, settings).MustApply(o.resource, acctest.State{}, o.full)
			fake.SetScopes("sourcesView", "rolesView", "usersView", "authorizedKeysView", "mobilegwView")
			if fake.SPS != nil {
				fake.SPS.SetPrivileges(false)
			}
			run := acctest.NewRun(t, settings)
			state = run.MustRead(o.resource, state)
			for name, body := range map[string]string{"as it is": o.full, "changed": o.other} {
				if errs := run.Plan(o.resource, state, body).Diagnostics.Errors(); len(errs) > 0 {
					t.Errorf("%s: %v", name, errs)
				}
			}
			if errs := run.Plan(o.resource, acctest.State{}, o.full).Diagnostics.Errors(); len(errs) > 0 {
				t.Errorf("new: %v", errs)
			}
			// The gateway's other configuration differs in what only Terraform knows.
			if _, diags := run.Apply(o.resource, state, o.other); !diags.Failed() && o.name != "mobile_gateway" {
				t.Error("the identity may write")
			}
		})
	}
}
