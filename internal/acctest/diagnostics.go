package acctest

import (
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Diagnostics are what the provider says of a request.
type Diagnostics []*tfprotov6.Diagnostic

// Failed reports whether there is an error among them.
func (d Diagnostics) Failed() bool { return len(d.Errors()) > 0 }

// Errors are the errors as "path: summary: detail".
func (d Diagnostics) Errors() []string { return d.texts(tfprotov6.DiagnosticSeverityError) }

// Warnings are the warnings in the same form.
func (d Diagnostics) Warnings() []string { return d.texts(tfprotov6.DiagnosticSeverityWarning) }

func (d Diagnostics) texts(severity tfprotov6.DiagnosticSeverity) []string {
	var out []string
	for _, one := range d {
		if one.Severity == severity {
			out = append(out, pathText(one.Attribute)+": "+one.Summary+": "+one.Detail)
		}
	}
	return out
}

// MustSucceed fails the test on an error.
func (d Diagnostics) MustSucceed(t testing.TB) {
	t.Helper()
	if d.Failed() {
		t.Fatal(strings.Join(d.Errors(), "\n"))
	}
}

// MustFail fails the test unless there is an error with that text on the attribute (a path such as ldap.base; "" for
// none).
func (d Diagnostics) MustFail(t testing.TB, attribute, text string) {
	t.Helper()
	for _, one := range d.Errors() {
		if strings.HasPrefix(one, attribute+": ") && strings.Contains(one, text) {
			return
		}
	}
	t.Fatalf("want an error on %q with %q, got\n%s", attribute, text, strings.Join(d.Errors(), "\n"))
}

// pathText writes a path as people do: ldap.base, tags, external_user_mapping[0].source_id.
func pathText(p *tftypes.AttributePath) string {
	if p == nil {
		return ""
	}
	var b strings.Builder
	for _, step := range p.Steps() {
		switch s := step.(type) {
		case tftypes.AttributeName:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(string(s))
		case tftypes.ElementKeyInt:
			b.WriteString("[" + strconv.FormatInt(int64(s), 10) + "]")
		case tftypes.ElementKeyString:
			b.WriteString("[" + string(s) + "]")
		case tftypes.ElementKeyValue:
			b.WriteString("[" + text(tftypes.Value(s)) + "]")
		}
	}
	return b.String()
}
