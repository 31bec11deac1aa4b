package provider_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// TestDestroyBehindAProxy: what a proxy says is no success of a destroy, with a refresh before it or without.
func TestDestroyBehindAProxy(t *testing.T) {
	t.Parallel()
	privx, sps := acctest.NewPrivX(t, privxfake.Options{}), acctest.NewSPS(t, spsfake.Options{})
	w := acctest.NewWorkspace(t, slices.Concat(privx.Env(), sps.Env())...)
	user, role := privx.AddUser("alice"), privx.AddRole("ops")
	w.Write("main.tf", fmt.Sprintf(`
resource "pam_privx_source" "it" {
  name = "corp"
  type = "LOCAL"
}
resource "pam_privx_user_role" "it" {
  user_id    = %q
  role_id    = %q
  grant_type = "PERMANENT"
}
resource "pam_privx_authorized_key" "it" {
  user_id    = %[1]q
  name       = "laptop"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAyTWogT7x8cr6JhpdvCldaQvyNw+8YpLdAo039kskyr"
}
resource "pam_privx_user_settings" "it" {
  user_id  = %[1]q
  settings = jsonencode({ theme = "dark" })
}
resource "pam_sps_usergroup" "it" {
  name = "ops"
}
`, user, role))
	w.Must(0, "apply", "-auto-approve")
	const mine = "sources/|authorizedkeys/|users/[^/]+/(roles|settings)$|groups/"
	privx.Fail(fakehttp.NotFounds(mine)["text"])
	sps.Fail(fakehttp.NotFounds(mine)["kong"])
	for command, want := range map[string]int{
		"destroy -auto-approve -refresh=false": 5,
		"plan":                                 4, // the list of keys is readable
	} {
		flat := strings.Join(strings.Fields(w.Must(1, strings.Fields(command)...)), " ")
		if n := strings.Count(flat, "Error:"); n != want {
			t.Errorf("%s: %d errors, want %d:\n%s", command, n, want, flat)
		}
	}
	privx.ClearFaults()
	sps.ClearFaults()
	for _, path := range []string{"sources/", "authorizedkeys/", "users/[^/]+/(roles|settings)$"} {
		fault := privxfake.ErrorUnderSuccess(path)
		fault.Method = http.MethodPut
		privx.Fail(fault)
		fault.Method = http.MethodDelete
		privx.Fail(fault)
	}
	refusal := spsfake.ErrorUnderSuccess("^/api/transaction$")
	refusal.Method = http.MethodPut
	sps.Fail(refusal)
	flat := strings.Join(strings.Fields(w.Must(1, "destroy", "-auto-approve")), " ")
	if n := strings.Count(flat, "Nothing was done"); n != 5 {
		t.Errorf("%d errors under success, want 5:\n%s", n, flat)
	}
	if len(privx.Documents("sources")) != 1 || len(privx.Documents("authorized_keys")) != 1 ||
		len(privx.Grants(user)) != 1 || privx.Document("settings/" + user)["theme"] == nil {
		t.Error("something is gone")
	}
	privx.ClearFaults()
	sps.ClearFaults()
	w.Must(0, "destroy", "-auto-approve", "-refresh=false")
}
