package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

// TestRefusalsFormat reads files with a mistake each: none may lose a case, or make one that cannot fail.
func TestRefusalsFormat(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ source, message string }{
		"empty":                     {"", "no case"},
		"locals alone":              {"locals {\n  a = 1\n}\n", "no case"},
		"no HCL":                    {"case {\n", "Unclosed configuration block"},
		"not formatted":             {"# accepted\ncase \"a\" {\n  a=1\n}\n", "not formatted"},
		"attribute outside":         {"a = 1\n", "attributes outside of blocks"},
		"another block":             {"resource \"a\" \"b\" {\n}\n", "line 1: not a block"},
		"case without name":         {"# accepted\ncase {\n}\n", "line 2: not a block"},
		"base behind a case":        {"# accepted\ncase \"a\" {\n}\n\nbase {\n}\n", "line 5: not a block"},
		"no expectation":            {"case \"a\" {\n}\n", "no expectation above the case"},
		"expectation further above": {"# accepted\n\ncase \"a\" {\n}\n", "no expectation above the case"},
		"another expectation":       {"# forbidden a: b\ncase \"a\" {\n}\n", `"# forbidden a: b" is no expectation`},
		"no text":                   {"# refused a\ncase \"a\" {\n}\n", `"# refused a" is no expectation`},
		"accepted and refused":      {"# accepted\n# refused a: b\ncase \"a\" {\n}\n", `"# accepted" is no expectation`},
		"expectation of no text":    {"# refused a: ${absent}\ncase \"a\" {\n}\n", "is no text"},
		"expectation of unknown":    {"# refused a: ${unknown}\ncase \"a\" {\n}\n", "is no text"},
		"no such name":              {"# accepted\ncase \"a\" {\n  a = nothing\n}\n", "Unknown variable"},
		"two of a name":             {"# accepted\ncase \"a\" {\n}\n\n# accepted\ncase \"a\" {\n}\n", "two cases are named"},
		"for_each of nothing":       {"# accepted\ncase \"a\" {\n  for_each = []\n}\n", "for_each has no elements"},
		"for_each of objects":       {"# accepted\ncase \"a\" {\n  for_each = [{}]\n}\n", "for_each is a map, or a list"},
		"another block inside":      {"# accepted\ncase \"a\" {\n  after {\n  }\n}\n", "one block before"},
		"two blocks before":         {"# accepted\ncase \"a\" {\n  before {\n  }\n  before {\n  }\n}\n", "one block before"},
	} {
		file, err := parseRefusals("test.hcl", []byte(c.source), nil)
		if err == nil {
			_, err = file.cases()
		}
		if err == nil || !strings.Contains(err.Error(), c.message) {
			t.Errorf("%s: %v, want %q", name, err, c.message)
		}
	}
}

// TestRefusalsCompare compares what is said with what is expected.
func TestRefusalsCompare(t *testing.T) {
	t.Parallel()
	said := acctest.Diagnostics{
		{
			Severity: tfprotov6.DiagnosticSeverityError, Summary: "Wrong", Detail: "too low",
			Attribute: tftypes.NewAttributePath().WithAttributeName("port"),
		},
		{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "Odd", Detail: "why"},
	}
	for name, c := range map[string]struct {
		expected      []expectation
		disagreements int
	}{
		"alike":              {[]expectation{{"refused", "port", "low"}, {"warned", "", "why"}}, 0},
		"other order":        {[]expectation{{"warned", "", "why"}, {"refused", "port", "low"}}, 0},
		"other path":         {[]expectation{{"refused", "por", "low"}, {"warned", "", "why"}}, 2},
		"other text":         {[]expectation{{"refused", "port", "high"}, {"warned", "", "why"}}, 2},
		"text of the path":   {[]expectation{{"refused", "port", "port"}, {"warned", "", "why"}}, 2},
		"other verdict":      {[]expectation{{"warned", "port", "low"}, {"warned", "", "why"}}, 2},
		"same twice":         {[]expectation{{"refused", "port", "low"}, {"refused", "port", "too"}}, 2},
		"error without one":  {[]expectation{{"warned", "", "why"}}, 1},
		"warning unexpected": {[]expectation{{"refused", "port", "low"}}, 1},
		"accepted":           {nil, 2},
	} {
		if got := (refusal{expected: c.expected}).compare(said); len(got) != c.disagreements {
			t.Errorf("%s: %q, want %d", name, got, c.disagreements)
		}
	}
}

// TestRefusalsSecrets finds the texts that no message may repeat.
func TestRefusalsSecrets(t *testing.T) {
	t.Parallel()
	const key = "-----BEGIN PRIVATE KEY-----\nkept from all\n-----END PRIVATE KEY-----\n"
	server := map[string]cty.Value{"secret_wo": cty.StringVal("deeper"), "unknown_wo": cty.DynamicVal}
	got := secretsOf(map[string]cty.Value{
		"password_wo":         cty.StringVal("hidden"),
		"password_wo_version": cty.StringVal("version"),
		"other_wo":            cty.StringVal("short"),
		"servers":             cty.TupleVal([]cty.Value{cty.ObjectVal(server)}),
		"keys":                cty.TupleVal([]cty.Value{cty.StringVal(key)}),
	})
	if joined := strings.Join(got, ","); joined != "kept from all,hidden,deeper" {
		t.Errorf("secrets are %q", joined)
	}
}
