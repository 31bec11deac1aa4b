package provider_test

import (
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// BenchmarkSource measures what the framework and this provider cost for one unchanged source, without Terraform's own share.
func BenchmarkSource(b *testing.B) {
	for _, o := range []object{sourceObjects[0], sourceObjects[4], sourceObjects[8]} {
		fake := acctest.NewPrivX(b, privxfake.Options{})
		run := acctest.NewRun(b, fake.Block())
		state := run.MustApply(o.resource, acctest.State{}, o.full)
		b.Run(o.name+"/plan", func(b *testing.B) {
			for b.Loop() {
				run.Plan(o.resource, state, o.full)
			}
		})
		b.Run(o.name+"/validate", func(b *testing.B) {
			for b.Loop() {
				run.Validate(o.resource, o.full)
			}
		})
		b.Run(o.name+"/read", func(b *testing.B) {
			for b.Loop() {
				run.MustRead(o.resource, state)
			}
		})
	}
}
