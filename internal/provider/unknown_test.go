package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

// TestUnknownNeverFails makes each attribute of each object unknown, one at a time, also inside of groups.
func TestUnknownNeverFails(t *testing.T) {
	t.Parallel()
	for _, o := range objects {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			run := acctest.NewRun(t, acctest.Nowhere)
			tried := 0
			try := func(what, body string) {
				tried++
				if errs := run.Plan(o.resource, acctest.State{}, body).Diagnostics.Errors(); len(errs) > 0 {
					t.Errorf("%s: %s", what, strings.Join(errs, "\n"))
				}
			}
			for _, a := range run.Schema.ResourceSchemas[o.resource].Block.Attributes {
				if !a.Optional && !a.Required {
					continue
				}
				try(a.Name, with(t, o.full, a.Name, "unknown"))
				group, configured := expression(t, o.full, a.Name)
				if a.NestedType == nil || !configured || a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeMap {
					continue
				}
				for _, inner := range a.NestedType.Attributes {
					// Of two values of one name, the later one counts.
					open, end := strings.Index(group, "{"), strings.LastIndex(group, "}")
					members := strings.TrimSuffix(strings.TrimSpace(group[open+1:end]), ",")
					changed := group[:open+1] + members + ",\n" + inner.Name + " = unknown }" + group[end+1:]
					try(a.Name+"."+inner.Name, with(t, o.full, a.Name, changed))
				}
			}
			if tried == 0 {
				t.Error("no attribute was tried")
			}
		})
	}
}

// with returns a body in which an attribute has another expression.
func with(t *testing.T, body, name, expression string) string {
	t.Helper()
	file := parseBody(t, body)
	file.Body().SetAttributeRaw(name, hclwrite.Tokens{{Type: hclsyntax.TokenIdent, Bytes: []byte(expression)}})
	return string(file.Bytes())
}

// expression returns the text of an attribute of a body.
func expression(t *testing.T, body, name string) (text string, there bool) {
	t.Helper()
	a := parseBody(t, body).Body().GetAttribute(name)
	if a == nil {
		return "", false
	}
	return string(a.Expr().BuildTokens(nil).Bytes()), true
}

func parseBody(t *testing.T, body string) *hclwrite.File {
	t.Helper()
	file, diags := hclwrite.ParseConfig([]byte(body+"\n"), "test.tf", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return file
}
