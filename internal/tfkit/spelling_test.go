package tfkit_test

import (
	"encoding/pem"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

func TestSpellings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		same tfkit.Spelling
		a, b string
		want bool
	}{
		"same instant":                   {tfkit.Instant, "2026-01-01T00:00:00Z", "2026-01-01T02:00:00+02:00", true},
		"same instant with fraction":     {tfkit.Instant, "2026-01-01T00:00:00.500Z", "2026-01-01T00:00:00.5Z", true},
		"half a second later":            {tfkit.Instant, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z", true},
		"a second later":                 {tfkit.Instant, "2026-01-01T00:00:00.9Z", "2026-01-01T00:00:01Z", false},
		"no times":                       {tfkit.Instant, "x", "x", true},
		"host bits":                      {tfkit.Network, "192.0.2.7/24", "192.0.2.0/24", true},
		"network of one":                 {tfkit.Network, "192.0.2.7/32", "192.0.2.7", true},
		"IPv6":                           {tfkit.Network, "2001:DB8:0::1", "2001:db8::1", true},
		"IPv4 in IPv6":                   {tfkit.Network, "::ffff:192.0.2.7", "192.0.2.7", true},
		"another network":                {tfkit.Network, "192.0.2.0/24", "192.0.2.0/25", false},
		"durations":                      {tfkit.Length, "24h", "1440m", true},
		"another duration":               {tfkit.Length, "24h", "25h", false},
		"JSON":                           {tfkit.JSON, `{"a": 1, "b":[1.0, "x"]}`, "{\"b\":[1,\"x\"],\n\"a\":1e0}", true},
		"JSON with null":                 {tfkit.JSON, `{"a":1,"b":null}`, `{"a":1}`, true},
		"JSON number and text":           {tfkit.JSON, `{"a":1}`, `{"a":"1"}`, false},
		"JSON large numbers":             {tfkit.JSON, `{"a":12345678901234567890}`, `{"a":12345678901234567891}`, false},
		"JSON with an enormous exponent": {tfkit.JSON, `{"a":1e999999999}`, `{"a":1e999999999}`, true},
		"JSON order in lists":            {tfkit.JSON, `{"a":[1,2]}`, `{"a":[2,1]}`, false},
		"JSON with a mark":               {tfkit.JSON, "\ufeff{}", "{ }", true},
		"JSON twice":                     {tfkit.JSON, "{}", "{}{}", false},
		"JSON with more behind":          {tfkit.JSON, "{}", "{}}", false},
		"DN with blanks":                 {tfkit.DN, "ou=a,dc=b", "OU = a , DC=b\n", true},
		"DN of another value":            {tfkit.DN, "ou=a,dc=b", "ou=A,dc=b", false},
		"DN escaped":                     {tfkit.DN, `cn=a\,b`, `CN=a\2cb`, true},
		"DN of two values":               {tfkit.DN, "cn=a+uid=b,o=c", "UID=b + CN=a,O=c", true},
		"DN with a blank in a value":     {tfkit.DN, `cn=a\ `, `cn=a`, false},
		"DN of other parts":              {tfkit.DN, `cn=a\,dc=b`, `cn=a,dc=b`, false},
		"no DN":                          {tfkit.DN, "a", "A", false},
		"account":                        {tfkit.BindName, "CORP\\a\n", `CORP\a`, true},
		"another account":                {tfkit.BindName, "a@b", "a@c", false},
		"filter on lines":                {tfkit.Filter, "(&(a=b)(c=d))", "(&\n  (a=b)\n  (c=d)\n)\n", true},
		"filter of another value":        {tfkit.Filter, "(a=b )", "(a=b)", false},
		"filter with a blank in a value": {tfkit.Filter, "(cn=Jane  Doe)", "(cn=Jane Doe)", false},
		"host in capitals":               {tfkit.Host, "LDAP.Example.COM", "ldap.example.com", true},
		"IPv6 written out":               {tfkit.Host, "2001:DB8:0:0:0:0:0:1", "2001:db8::1", true},
		"another host":                   {tfkit.Host, "ldap1", "ldap2", false},
		"URL in capitals":                {tfkit.URL, "HTTPS://EXAMPLE.com:1/A?B#C", "https://example.COM:1/A?B#C", true},
		"URL of another path":            {tfkit.URL, "https://a/B", "https://a/b", false},
		"URL with a slash":               {tfkit.URL, "https://a/", "https://a", false},
		"URL of another port":            {tfkit.URL, "https://a:1", "https://a:2", false},
		"URL of IPv6":                    {tfkit.URL, "https://[2001:DB8::0:1]:1/", "https://[2001:db8::1]:1/", true},
		"XML": {
			tfkit.XML, "\ufeff<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n<a x='1' y=\"2\">\r\n <b/> <c> d\ne </c></a>",
			`<a y="2" x="1"><b></b><c>d e</c></a>`, true,
		},
		"XML of another text":      {tfkit.XML, "<a>b</a>", "<a>c</a>", false},
		"XML of another attribute": {tfkit.XML, "<a b='c'/>", "<a b='d'/>", false},
		"XML of another element":   {tfkit.XML, "<a><b/></a>", "<a><c/></a>", false},
		"XML certificate on lines": {
			tfkit.XML, "<a>" + strings.Repeat("AAAA", 20) + "</a>", "<a>\n" + strings.Repeat("AAAAAAAA\n", 10) + "</a>", true,
		},
		"no XML":                 {tfkit.XML, "<a", "<a\r\n", true},
		"certificates":           {tfkit.Certificate, pemOf("\x30\x00"), "\ufeffabout\r\n" + pemOf("\x30\x00") + "\n", true},
		"another certificate":    {tfkit.Certificate, pemOf("\x30\x00"), pemOf("\x30\x01\x00"), false},
		"certificate twice":      {tfkit.Certificate, pemOf("\x30\x00"), pemOf("\x30\x00") + pemOf("\x30\x00"), false},
		"certificate with trust": {tfkit.Certificate, pemOf("\x30\x00"), trustedPEM("\x30\x00\x30\x00"), true},
	} {
		if got := c.same(c.a) == c.same(c.b); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestKeepSpelling(t *testing.T) {
	t.Parallel()
	same := tfkit.Spelling(tfkit.Network)
	if got := same.Keep(types.StringValue("192.0.2.7/32"), "192.0.2.7"); got.ValueString() != "192.0.2.7/32" {
		t.Errorf("the spelling became %s", got)
	}
	if got := same.Keep(types.StringNull(), "192.0.2.7"); got.ValueString() != "192.0.2.7" {
		t.Errorf("null became %s", got)
	}
	old := tfkit.NewStringSet([]string{"192.0.2.7/24", "2001:DB8::1"})
	if got := same.KeepSet(old, []string{"2001:db8::1", "192.0.2.0/24"}); !got.Equal(old) {
		t.Errorf("the spelling became %s", got)
	}
	if got := same.KeepSet(old, []string{"192.0.2.0/24"}); got.Equal(old) {
		t.Error("an address was lost and nobody saw")
	}
}

func pemOf(der string) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte(der)}))
}

func trustedPEM(der string) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "TRUSTED CERTIFICATE", Bytes: []byte(der)}))
}

// spellings are all spellings, by name.
var spellings = map[string]tfkit.Spelling{
	"Instant": tfkit.Instant, "Network": tfkit.Network, "Length": tfkit.Length, "JSON": tfkit.JSON, "DN": tfkit.DN,
	"BindName": tfkit.BindName, "Filter": tfkit.Filter, "Host": tfkit.Host, "URL": tfkit.URL, "XML": tfkit.XML,
	"Certificate": tfkit.Certificate,
}

// FuzzSpellings checks that no spelling panics, and that white space and a byte order mark around a text, which files
// have, make no other meaning where the format allows them. That to mean the same is reflexive, symmetric and
// transitive follows from the comparison of one form, as long as that form is the same each time.
func FuzzSpellings(f *testing.F) {
	seeds(f)
	f.Add("<a b='c'>d</a>")
	f.Add(pemOf("\x30\x00"))
	f.Add("2026-01-01T00:00:00Z")
	f.Fuzz(func(t *testing.T, text string) {
		for name, same := range spellings {
			if form := same(text); same(text) != form {
				t.Errorf("%s: %q has two forms", name, text)
			}
		}
		for _, v := range []struct {
			name   string
			format tfkit.Format
			same   tfkit.Spelling
		}{
			{"DN", tfkit.IsDN(), tfkit.DN},
			{"filter", tfkit.IsLDAPFilter(), tfkit.Filter},
			{"JSON", tfkit.IsJSONObject(), tfkit.JSON},
			{"certificate", tfkit.IsCertificate(), tfkit.Certificate},
		} {
			if text == "" || !accepts(t, v.format, text) {
				continue
			}
			marked := "\ufeff" + text + "\n"
			if !accepts(t, v.format, marked) || v.same(marked) != v.same(text) {
				t.Errorf("%s: %q is another with a mark and a line's end", v.name, text)
			}
		}
	})
}
