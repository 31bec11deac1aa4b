package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

// reserved are the root names that Terraform keeps for itself.
var reserved = []string{"connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"}

// secretName matches names that promise a secret. Names in notSecret only sound like it.
var (
	secretName = regexp.MustCompile(`password|secret|token|ticket|apikey|config_json|private`)
	notSecret  = []string{
		"password_min_length", "password_max_length", "password_entropy", "password_strength", "session_password_enabled",
		"session_password_policy", "password_created", "minimum_password_length", "minimum_password_strength",
		"remember_previous_passwords",
	}
)

func TestSchemas(t *testing.T) {
	t.Parallel()
	s := acctest.NewRun(t, "").Schema
	walk(s.Provider.Block.Attributes, "provider", func(at string, a *tfprotov6.SchemaAttribute) { described(t, at, a) })
	for name, schema := range s.ResourceSchemas {
		checkExamples(t, "resources", name, "resource.tf", "import.sh", "import-by-string-id.tf", "import-by-identity.tf")
		checkBlock(t, name, schema)
		walk(schema.Block.Attributes, name, func(at string, a *tfprotov6.SchemaAttribute) {
			if a.Sensitive {
				t.Errorf("%s is Sensitive, which hides it from people and leaves it in the state; make it write-only", at)
			}
			checkSecret(t, at, a)
		})
	}
	for name, schema := range s.DataSourceSchemas {
		checkExamples(t, "data-sources", name, "data-source.tf")
		checkBlock(t, name, schema)
		walk(schema.Block.Attributes, name, func(at string, a *tfprotov6.SchemaAttribute) {
			if secretName.MatchString(a.Name) && !slices.Contains(notSecret, a.Name) {
				t.Errorf("%s reads a secret into the state", at)
			}
		})
	}
}

func checkBlock(t *testing.T, name string, s *tfprotov6.Schema) {
	t.Helper()
	if len(s.Block.Description) < 40 {
		t.Errorf("%s is hardly described", name)
	}
	for _, a := range s.Block.Attributes {
		if slices.Contains(reserved, a.Name) {
			t.Errorf("%s.%s is a name that Terraform reserves", name, a.Name)
		}
	}
	walk(s.Block.Attributes, name, func(at string, a *tfprotov6.SchemaAttribute) { described(t, at, a) })
}

// described checks that the description is a sentence that says more than the name.
func described(t *testing.T, at string, a *tfprotov6.SchemaAttribute) {
	t.Helper()
	words := strings.Fields(strings.ToLower(a.Description))
	news := slices.DeleteFunc(words, func(w string) bool { return strings.Contains(a.Name, strings.Trim(w, ".,`")) })
	if len(news) < 3 || !strings.HasSuffix(a.Description, ".") {
		t.Errorf("%s: the description %q says no more than the name, or is no sentence", at, a.Description)
	}
}

// checkSecret checks that every secret is write-only, with a version beside it, both optional.
func checkSecret(t *testing.T, at string, a *tfprotov6.SchemaAttribute) {
	t.Helper()
	isVersion := strings.HasSuffix(a.Name, "_wo_version")
	if a.WriteOnly != strings.HasSuffix(a.Name, "_wo") {
		t.Errorf("%s: write-only attributes, and no others, end in _wo", at)
	}
	if secretName.MatchString(a.Name) && !a.WriteOnly && !isVersion && !slices.Contains(notSecret, a.Name) {
		t.Errorf("%s sounds like a secret and is not write-only", at)
	}
}

func checkExamples(t *testing.T, kind, name string, files ...string) {
	t.Helper()
	for _, file := range files {
		if _, err := os.Stat(filepath.Join(root, "examples", kind, name, file)); err != nil {
			t.Errorf("%s has no %s", name, file)
		}
	}
}

func walk(attributes []*tfprotov6.SchemaAttribute, at string, visit func(string, *tfprotov6.SchemaAttribute)) {
	names := make([]string, 0, len(attributes))
	for _, a := range attributes {
		names = append(names, a.Name)
	}
	for _, a := range attributes {
		visit(at+"."+a.Name, a)
		if a.WriteOnly && !slices.Contains(names, a.Name+"_version") {
			visit(at+"."+a.Name+" (without a version beside it)", &tfprotov6.SchemaAttribute{Name: a.Name})
		}
		if a.NestedType != nil {
			walk(a.NestedType.Attributes, at+"."+a.Name, visit)
		}
	}
}

// root is the project's folder.
const root = "../.."
