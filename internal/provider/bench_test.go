package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// The benchmarks measure what the framework and this provider take for one unchanged object, without Terraform's own
// share and without a server: reads come from the snapshot. Compare two of their outputs with benchstat.

func BenchmarkSource(b *testing.B) {
	fake := acctest.NewPrivX(b, privxfake.Options{})
	benchmark(b, fake.Block(), "pam_privx_source", `
		name = "directory" 
		type = "LDAP" 
		address = "ldap.example.com" 
		port = 636 
		tags = ["europe", "staff"]
		enable_user_authentication = true
		ldap = {
			protocol = "LDAPS"
			base = "ou=people,dc=example,dc=com"
			user_filter = "(objectClass=person)"
			bind_dn = "cn=privx,dc=example,dc=com"
		}
	`)
}

func BenchmarkUserRole(b *testing.B) {
	fake := acctest.NewPrivX(b, privxfake.Options{})
	acctest.SeedAccess(fake)
	benchmark(b, fake.Block(), "pam_privx_user_role",
		fmt.Sprintf("user_id = %q\nrole_id = %q\n", acctest.Alice, acctest.LinuxAdmins))
}

func BenchmarkUsergroupOfAThousand(b *testing.B) {
	fake := acctest.NewSPS(b, spsfake.Options{})
	var members strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&members, "%q,", fake.Add("aaa/local_database/users", map[string]any{"name": fmt.Sprint("user-", i)}))
	}
	benchmark(b, fake.Block(), "pam_sps_usergroup", fmt.Sprintf("name = \"everyone\"\nmembers = [%s]\n", members.String()))
}

func BenchmarkPolicyOfTwoHundred(b *testing.B) {
	fake := acctest.NewSPS(b, spsfake.Options{})
	var mappings strings.Builder
	for i := range 200 {
		fmt.Fprintf(&mappings, "account-%d = { allowed_groups = [\"group-%d\", \"operators\"] }\n", i, i)
	}
	benchmark(b, fake.Block(), "pam_sps_usermapping_policy",
		fmt.Sprintf("name = \"servers\"\n"+
			"allow_other_remote_users_without_mapping = false\nmappings = {\n%s}\n", mappings.String()))
}

// benchmark makes the object, and a second read so that the collection's snapshot is there.
func benchmark(b *testing.B, settings, resource, body string) {
	b.Helper()
	state := acctest.NewRun(b, settings).MustApply(resource, acctest.State{}, body)
	run := acctest.NewRun(b, settings)
	state = run.MustRead(resource, run.MustRead(resource, state))
	calls := run.Calls(resource, state, body)
	for _, c := range []struct {
		name string
		call func()
	}{{"validate", calls.Validate}, {"read", calls.Read}, {"plan", calls.Plan}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.call()
			}
		})
	}
}
