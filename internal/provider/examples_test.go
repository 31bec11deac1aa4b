package provider_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// exampleVariables are the secrets that the examples ask for. Those that have a format are in it.
var exampleVariables = []string{
	"TF_VAR_bind_password=x", "TF_VAR_oidc_client_secret=x", "TF_VAR_aws_secret_access_key=x",
	"TF_VAR_openstack_password=x", "TF_VAR_azure_client_secret=x", "TF_VAR_privx_api_client_secret=api-secret",
	"TF_VAR_privx_oauth_client_secret=oauth-secret", "TF_VAR_kerberos_ticket=a2V5dGFi", "TF_VAR_alice_password=x",
	"TF_VAR_radius_shared_secret=x", `TF_VAR_google_key_json={"type":"service_account"}`,
}

// newerExamples use syntax that the Terraform at hand may not know.
var newerExamples = []string{"import-by-identity.tf"}

// isProtected reports whether a configuration has an object that Terraform must not destroy.
func isProtected(file string) bool {
	content, err := os.ReadFile(file)
	return err == nil && strings.Contains(string(content), "prevent_destroy = true")
}

// TestExamples plans every example against a server that has what the examples name. Those that make something are
// applied too, the plan after that must be empty, and the walk-throughs of SPS are destroyed in one run.
func TestExamples(t *testing.T) {
	t.Parallel()
	count := 0
	for _, dir := range exampleFolders(t) {
		for name, files := range exampleConfigurations(t, dir) {
			count++
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				fake := acctest.NewPrivX(t, privxfake.Options{})
				acctest.SeedAccess(fake)
				fake.SPS = acctest.NewSPS(t, spsfake.Options{})
				if strings.Contains(name, "import-") || strings.Contains(dir, "data-sources") {
					seedForExamples(fake)
					seedSPSForExamples(fake.SPS)
				}
				w := acctest.NewWorkspace(t, slices.Concat(fake.Env(), fake.SPS.Env(), exampleVariables)...)
				beside, err := filepath.Glob(filepath.Join(dir, "*.zip"))
				if err != nil {
					t.Fatal(err)
				}
				for _, file := range append(files, beside...) {
					content, err := os.ReadFile(file)
					if err != nil {
						t.Fatal(err)
					}
					w.Write(filepath.Base(file), string(content))
					if strings.Contains(string(content), "required_providers") {
						w.Remove("versions.tf")
					}
				}
				if strings.HasPrefix(filepath.ToSlash(dir), root+"/examples/provider") {
					w.Must(0, "validate")
					return
				}
				w.Must(0, "plan")
				w.Must(0, "apply", "-auto-approve")
				w.Must(0, "plan", "-detailed-exitcode")
				if strings.HasPrefix(filepath.ToSlash(dir), root+"/examples/sps") { // SPS refuses to delete what is referred to
					code := 0
					if slices.ContainsFunc(files, isProtected) {
						code = 1
					}
					w.Must(code, "destroy", "-auto-approve")
					if fake.SPS.OpenTransactions() != 0 {
						t.Error("a transaction was left open")
					}
				}
			})
		}
	}
	if count < 14 {
		t.Errorf("only %d examples were found", count)
	}
}

// seedForExamples makes what imports and data sources name, as it is there before Terraform comes.
func seedForExamples(fake *acctest.PrivX) {
	fake.Add("sources", map[string]any{
		"id": "5bf77342-221c-11ee-be56-0242ac120002", "name": "corp-ldap", "enabled": true, "ttl": 900,
		"tags":       []string{"production"},
		"connection": map[string]any{"type": "LDAP"},
	})
	fake.Add("authorized_keys", map[string]any{
		"id": "2765b005-4ce1-4b2b-a9ca-ee6c4d6f2792", "user_id": acctest.Alice, "name": "laptop",
		"public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPDFUZLY+F1WW7523RSaUn1tosuyblQmL7evBgJm7Sd/",
	})
	fake.Grant(acctest.Alice, map[string]any{"id": acctest.LinuxAdmins})
	fake.Edit("mobile_gateway/mobile_gateway", func(doc map[string]any) { doc["status"] = "REGISTERED" })
}

func exampleFolders(t *testing.T) []string {
	t.Helper()
	var dirs []string
	for _, pattern := range []string{"provider", "resources/*", "data-sources/*", "sources/*", "sps/*"} {
		found, err := filepath.Glob(filepath.Join(root, "examples", pattern))
		if err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, found...)
	}
	return dirs
}

// exampleConfigurations are the files of a folder that make a configuration together: each import block with the
// resource that it is for, and everything else alone.
func exampleConfigurations(t *testing.T, dir string) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, file := range files {
		name := filepath.Base(file)
		switch {
		case slices.Contains(newerExamples, name):
		case strings.HasPrefix(name, "import-"):
			out[filepath.Base(dir)+"/"+name] = []string{file, filepath.Join(dir, "resource.tf")}
		default:
			out[filepath.Base(dir)+"/"+name] = []string{file}
		}
	}
	return out
}
