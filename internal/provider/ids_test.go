package provider_test

import (
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// TestLookUpsInPlainWords hands look-ups none of what they look by, and all of it.
func TestLookUpsInPlainWords(t *testing.T) {
	t.Parallel()
	run := acctest.NewRun(t, acctest.Nowhere)
	id := "id = \"" + acctest.Alice + "\"\n"
	for _, c := range []struct{ data, body, attribute, message string }{
		{"pam_privx_role", "", "id", "Set one of id, name."},
		{"pam_privx_role", id + "name = \"x\"\n", "id", "Set one of id, name, not id and name together."},
		{"pam_privx_user", "", "id", "Set one of id, principal."},
		{"pam_privx_user", id + "principal = \"alice\"\n", "id", "not id and principal together"},
		{"pam_sps_user", "", "id", "Set one of id, name."},
		{"pam_privx_role", "id = \"Linux admins\"\n", "id", `data "pam_privx_role" finds it by name`},
		{"pam_privx_source", "id = \"corp-ad\"\n", "id", `data "pam_privx_source" finds it by name`},
		{"pam_privx_user_effective_roles", "user_id = \"alice\"\n", "user_id", `data "pam_privx_user" finds it by principal`},
		{"pam_sps_ldap_server", "id = \"corp ad\"\n", "id", `data "pam_sps_ldap_server" finds it by name`},
	} {
		_, diags := run.Data(c.data, c.body)
		if diags.MustFail(t, c.attribute, c.message); len(diags.Errors()) != 1 {
			t.Errorf("%s: %v", c.data, diags.Errors())
		}
	}
}

// TestOrderOfUnknownMethods orders a login method by its name, which looks like a key.
func TestOrderOfUnknownMethods(t *testing.T) {
	t.Parallel()
	fake := acctest.NewSPS(t, spsfake.Options{})
	run := acctest.NewRun(t, fake.Block())
	_, diags := run.Apply("pam_sps_login_method_order", acctest.State{}, `keys = ["local"]`)
	said := strings.Join(diags.Errors(), " ")
	if !strings.Contains(said, `no login method has the key "local"; data "pam_sps_login_method" finds the key by name`) {
		t.Errorf("errors: %s", said)
	}
}
