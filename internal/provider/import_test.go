package provider_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// TestImport imports each object into an empty state, by id and by identity. The plan after it has nothing but the
// versions of secrets, which are then sent once.
func TestImport(t *testing.T) {
	t.Parallel()
	for _, o := range objects {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			fake := newFake(t, o)
			made := acctest.NewRun(t, fake.Block()).MustApply(o.resource, acctest.State{}, o.full)
			run := acctest.NewRun(t, fake.Block())
			byIdentity, diags := run.ImportIdentity(o.resource, made.Identity)
			diags.MustSucceed(t)
			state, diags := run.Import(o.resource, made.Attribute(t, "id"))
			diags.MustSucceed(t)
			if !state.Value.Equal(byIdentity.Value) {
				t.Error("import by id and by identity differ")
			}
			plan := run.Plan(o.resource, state, o.full)
			plan.Diagnostics.MustSucceed(t)
			if o.resource == "pam_sps_plugin" {
				return // its file is known to Terraform only, and is uploaded again
			}
			if len(plan.Changes) > 0 && len(o.secrets) == 0 {
				t.Errorf("the plan after the import changes %v", plan.Changes)
			}
			for _, attribute := range plan.Changes {
				// A new password has a new time, and a list shows as a whole.
				if !strings.HasSuffix(attribute, "_wo_version") && attribute != "password_created" &&
					attribute != "radius.servers" {
					t.Errorf("the plan after the import changes %s", attribute)
				}
			}
			state = run.MustApply(o.resource, state, o.full)
			if p := acctest.NewRun(t, fake.Block()).Plan(o.resource, state, o.full); len(p.Changes) > 0 {
				t.Errorf("the plan after the secrets were sent changes %v", p.Changes)
			}
		})
	}
}

// TestImportRefuses checks that the import of anything that is no object fails with a clear message.
func TestImportRefuses(t *testing.T) {
	t.Parallel()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	run := acctest.NewRun(t, fake.Block())
	for id, message := range map[string]string{
		"":         "imported by its id",
		"corp":     "by name: name:NAME",
		"../roles": "imported by its id",
	} {
		_, diags := run.Import("pam_privx_source", id)
		diags.MustFail(t, "", message)
	}
	_, diags := run.Import("pam_privx_source", "5bf77342-221c-11ee-be56-0242ac120002")
	diags.MustFail(t, "id", "status 404")
}

// TestIdentityOfOlderState reads a state that an older Terraform stored without an identity, of an object that is there
// and of one that is gone.
func TestIdentityOfOlderState(t *testing.T) {
	t.Parallel()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	state := acctest.NewRun(t, fake.Block()).MustApply("pam_privx_source", acctest.State{}, sourceObjects[0].full)
	state.Identity = nil
	state = acctest.NewRun(t, fake.Block()).MustRead("pam_privx_source", state)
	if got := identityID(t, state.Identity); got != state.Attribute(t, "id") {
		t.Errorf("the identity is %q", got)
	}
	fake.Remove("sources/" + state.Attribute(t, "id"))
	state.Identity = nil
	if gone := acctest.NewRun(t, fake.Block()).MustRead("pam_privx_source", state); gone.Exists() {
		t.Error("an object that is gone is in the state")
	}
}

func identityID(t *testing.T, identity *tfprotov6.ResourceIdentityData) string {
	t.Helper()
	ty := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}}
	v, err := identity.IdentityData.Unmarshal(ty)
	if err != nil {
		t.Fatal(err)
	}
	return acctest.Attribute(t, v, "id")
}

// TestGeneratedConfiguration lets Terraform write the configuration of objects made by hand. Once the secrets are
// added, it plans empty.
func TestGeneratedConfiguration(t *testing.T) {
	t.Parallel()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	w := acctest.NewWorkspace(t, fake.Env()...)
	imports := ""
	for _, o := range sourceObjects {
		state := acctest.NewRun(t, fake.Block()).MustApply(o.resource, acctest.State{}, o.full)
		imports += fmt.Sprintf("import {\n to = %s.%s\n id = %q\n}\n", o.resource, strings.ToLower(o.name),
			state.Attribute(t, "id"))
	}
	w.Write("imports.tf", imports)
	// OpenTofu and Terraform differ in the exit status when only the generated file is new; the file counts.
	w.Run(nil, "plan", "-generate-config-out=generated.tf")
	generated := w.Read("generated.tf")
	secret := regexp.MustCompile(`(\w+_wo)( +)= null.*`)
	generated = secret.ReplaceAllStringFunc(generated, func(line string) string {
		switch name := secret.FindStringSubmatch(line)[1]; name {
		case "config_json_wo":
			return name + ` = jsonencode({})`
		case "apikey_wo":
			return "" // excluded by the password
		default:
			return name + ` = "c2VjcmV0"`
		}
	})
	generated = regexp.MustCompile(`apikey_wo_version +=.*`).ReplaceAllString(generated, "")
	w.Write("generated.tf", regexp.MustCompile(`(_wo_version +)= null`).ReplaceAllString(generated, "$1= 1"))
	out := w.Must(0, "apply", "-auto-approve")
	if !strings.Contains(out, "9 imported, 0 added") {
		t.Errorf("not all were imported: %s", out)
	}
	w.Must(0, "plan", "-detailed-exitcode")
}

// FuzzImport imports anything: the provider answers with a diagnostic or with the id, and never requests another path
// of the server.
func FuzzImport(f *testing.F) {
	for _, id := range []string{"", "x", "../../roles", "5bf77342-221c-11ee-be56-0242ac120002", "%2e%2e", "\x00"} {
		f.Add(id)
	}
	fake := acctest.NewPrivX(f, privxfake.Options{})
	f.Fuzz(func(t *testing.T, id string) {
		run := acctest.NewRun(t, fake.Block())
		fake.ResetRequests()
		if _, diags := run.Import("pam_privx_source", id); !diags.Failed() {
			t.Errorf("%q was imported from an empty server", id)
		}
		for _, r := range fake.Requests() {
			if !strings.HasPrefix(r.Path, "/role-store/api/v1/sources") && r.Path != "/auth/api/v1/oauth/token" {
				t.Errorf("%q led to %s", id, r.Path)
			}
		}
	})
}
