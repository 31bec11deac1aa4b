package tfkit_test

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// formats are the validators of texts, with texts that they accept and refuse.
var formats = []struct {
	name      string
	validator validator.String
	// secret formats are used on secrets, so that their messages must not hold the text.
	secret    bool
	good, bad []string
}{
	{
		name: "IsDN", validator: tfkit.IsDN(),
		good: []string{
			"dc=com", "ou=people,dc=example,dc=com", "OU=People, DC=Example, DC=Com", "cn=a+uid=b,o=c",
			`cn=Doe\, Jane,o=x`, `cn=\c3\bc`, "cn=Müller", "cn=a=b",
			"1.2.840.113549.1.9.1=#0c0161", "cn=", "o=a;dc=b", "x_local=a", "dc=com\n", " dc=com\r\n", `cn=a\ `, "\ufeffdc=a",
		},
		bad: []string{
			"people", "example.com", "ou=people,", ",ou=people", "ou=people,,dc=com", "=people",
			"ou=people,dc", "ou=people+", `ou=\zz`, `ou=a\`, `cn="x"`, "cn=<x>",
			"cn=#zz", " ", "\n", "(ou=people)", "o u=people", "#=people", "-a=people", "ü=people",
		},
	},
	{
		name: "IsBindName", validator: tfkit.IsBindName(),
		good: []string{
			"cn=reader,dc=example,dc=com", "reader@example.com", "svc-1.x@corp", `CORP\reader`,
			`corp.example.com\svc reader`, "mail=a@b,dc=c", "CORP\\reader\n", "reader@corp\r\n", "dc=x\n",
		},
		bad: []string{"reader", "@example.com", "reader@", "a@b@c", "a b@c", `\reader`, `CORP\`, `A\B\c`, `CO RP\a`, " "},
	},
	{
		name: "IsLDAPFilter", validator: tfkit.IsLDAPFilter(),
		good: []string{
			"(objectClass=person)", "(&(a=b)(|(c=d)(!(e=f))))", "(a=*)", "(a=b*c*d)", "(a>=1)", "(a<=1)", "(a~=b)", `(a=\2a)`,
			"(memberOf:1.2.840.113556.1.4.1941:=cn=g,dc=x)", "(cn=Müller)", " (a=b)", "(&\n\t(a=b)\r\n  (c=d )\n)\n",
			"\ufeff(a=b)", "( ! ( a=b ) )",
		},
		bad: []string{
			"objectClass=person", "(objectClass=person", "(objectClass=person))", "a=b)", "()", "(a)", "(!)", "(&(a=b)",
			"(a=b)(c=d)", `(a=\zz)`, "(", ")", "\n", "( a )", "(a=b) x",
		},
	},
	{
		name: "IsURL", validator: tfkit.IsURL(),
		good: []string{
			"https://example.com", "http://example.com:8080/a/b?c=d", "HTTPS://EXAMPLE.COM",
			"https://[2001:db8::1]:443/", "https://192.0.2.1", "https://müller.example",
		},
		bad: []string{
			"example.com", "example.com:443", "//example.com", "ftp://example.com", "https://",
			"https:///a", "https://:443", "https://a b", "https://a:b", "https://[::1",
			"mailto:a@b", " https://a", "https://a\n", "https://%zz",
		},
	},
	{
		name: "IsHost", validator: tfkit.IsHost(),
		good: []string{"example.com", "192.0.2.1", "2001:db8::1", "host", "müller.example", "ldap_1", "a.", "fe80::1%eth0"},
		bad: []string{
			"a b", " a", "a ", "a\tb", "a\n", "\r\n", "ldaps://a", "https://a/b", "a:389", "a:", "[2001:db8::1]",
			"[2001:db8::1]:636", "192.0.2.1:636", "a/b", "a/", "192.0.2.0/24",
		},
	},
	{
		name: "IsCRLURL", validator: tfkit.IsCRLURL(),
		good: []string{
			"http://a/b.crl", "https://a", "ldap://a", "ldaps://a:636/dc=x?certificateRevocationList", "ftp://a/b.crl",
			"ldap:///CN=ca,DC=x?certificateRevocationList?base",
		},
		bad: []string{"a/b.crl", "file:///b.crl", "ldap://", "ldap:///", "ldap://user:secret@a/", "http:///b.crl"},
	},
	{
		name: "IsBase64", validator: tfkit.IsBase64(), secret: true,
		good: []string{"Y2FuYXJ5", "Y2FuYXI=", "Y2FuYQ==", "Y2Fu\nYXJ5\n", "+/+/"},
		bad:  []string{"Y2FuYQ", "Y2FuYQ=", "Y2FuYQ===", "-_-_", "canary!!", "Y2Fu YXJ5", "{}"},
	},
	{
		name: "IsJSONObject", validator: tfkit.IsJSONObject(), secret: true,
		good: []string{"{}", `{"a":[1,{"b":null}]}`, "{\n \"a\": 1\n}\n", "\ufeff{}", "\n\ufeff {}"},
		bad: []string{
			"[]", `["canary"]`, "null", `"canary"`, "canary.json", "{} {}", `{"a":1`, "1", "true", "e30=", "W10=", " ",
		},
	},
	{
		name: "IsRegexp", validator: tfkit.IsRegexp(),
		good: []string{"a.*b", "^(a|b)+$", `\d`, "(?i)x"},
		bad:  []string{"(", "[a", "*a", `\`, "a(?=b)"},
	},
}

func validate(t testing.TB, v validator.String, value types.String) diag.Diagnostics {
	t.Helper()
	var resp validator.StringResponse
	v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("it"), ConfigValue: value}, &resp)
	return resp.Diagnostics
}

func accepts(t testing.TB, v validator.String, text string) bool {
	t.Helper()
	return !validate(t, v, types.StringValue(text)).HasError()
}

func TestFormats(t *testing.T) {
	t.Parallel()
	for _, f := range formats {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			for _, text := range f.good {
				if diags := validate(t, f.validator, types.StringValue(text)); len(diags) > 0 {
					t.Errorf("%q is refused: %s", text, diags[0].Detail())
				}
			}
			for _, text := range f.bad {
				diags := validate(t, f.validator, types.StringValue(text))
				if len(diags) != 1 || !diags.HasError() {
					t.Errorf("%q: want one error, got %v", text, diags)
					continue
				}
				if on, ok := diags[0].(diag.DiagnosticWithPath); !ok || !on.Path().Equal(path.Root("it")) {
					t.Errorf("%q: the error is not on the attribute", text)
				}
				said := diags[0].Summary() + diags[0].Detail()
				if holds := strings.Contains(said, text); f.secret && holds && len(text) > 5 {
					t.Errorf("%q: the message holds the secret: %s", text, said)
				}
			}
			for what, none := range map[string]types.String{
				"null": types.StringNull(), "unknown": types.StringUnknown(), "empty": types.StringValue(""),
			} {
				if diags := validate(t, f.validator, none); len(diags) > 0 {
					t.Errorf("%s: %v", what, diags)
				}
			}
			if text := f.validator.Description(t.Context()); !strings.HasPrefix(text, "value must be a") &&
				text != "value must be base64" && !strings.HasPrefix(text, "value must be the text") {
				t.Errorf("the description reads %q", text)
			}
		})
	}
}

// TestSiblings checks every combination of a secret and its version, at the top and in a group.
func TestSiblings(t *testing.T) {
	t.Parallel()
	pair := map[string]schema.Attribute{
		"x_wo": tfkit.SecretAttribute("x_wo", "."), "x_wo_version": tfkit.SecretVersionAttribute("x_wo"),
	}
	both := map[string]tftypes.Type{"x_wo": tftypes.String, "x_wo_version": tftypes.Number}
	inner := tftypes.Object{AttributeTypes: both}
	s := schema.Schema{Attributes: map[string]schema.Attribute{
		"group": schema.SingleNestedAttribute{Optional: true, Attributes: pair},
	}}
	for _, c := range []struct {
		name            string
		secret, version any
		// where is the attribute of the only error, empty when there is none.
		where string
	}{
		{"none", nil, nil, ""},
		{"both", "s", 1, ""},
		{"version 0", "s", 0, ""},
		{"secret alone", "s", nil, "group.x_wo"},
		{"version alone", nil, 1, "group.x_wo_version"},
		{"unknown secret", tftypes.UnknownValue, 1, ""},
		{"unknown version", "s", tftypes.UnknownValue, ""},
		{"unknown secret without version", tftypes.UnknownValue, nil, ""},
		{"unknown version without secret", nil, tftypes.UnknownValue, ""},
		{"both unknown", tftypes.UnknownValue, tftypes.UnknownValue, ""},
		{"empty secret", "", 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			group := tftypes.NewValue(inner, map[string]tftypes.Value{
				"x_wo": tftypes.NewValue(tftypes.String, c.secret), "x_wo_version": tftypes.NewValue(tftypes.Number, c.version),
			})
			config := tfsdk.Config{Schema: s, Raw: tftypes.NewValue(
				tftypes.Object{AttributeTypes: map[string]tftypes.Type{"group": inner}}, map[string]tftypes.Value{"group": group},
			)}
			got := siblingErrors(t, config)
			if want := strings.Fields(c.where); strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("errors on %v, want %v", got, want)
			}
		})
	}
}

// siblingErrors runs the validators of both attributes and returns the paths of their errors.
func siblingErrors(t *testing.T, config tfsdk.Config) (paths []string) {
	t.Helper()
	at := path.Root("group")
	var secret types.String
	var version types.Int64
	diags := config.GetAttribute(t.Context(), at.AtName("x_wo"), &secret)
	diags.Append(config.GetAttribute(t.Context(), at.AtName("x_wo_version"), &version)...)
	for _, v := range tfkit.SecretAttribute("x_wo", ".").Validators {
		var resp validator.StringResponse
		req := validator.StringRequest{Path: at.AtName("x_wo"), Config: config, ConfigValue: secret}
		v.ValidateString(t.Context(), req, &resp)
		diags.Append(resp.Diagnostics...)
	}
	for _, v := range tfkit.SecretVersionAttribute("x_wo").Validators {
		var resp validator.Int64Response
		req := validator.Int64Request{Path: at.AtName("x_wo_version"), Config: config, ConfigValue: version}
		v.ValidateInt64(t.Context(), req, &resp)
		diags.Append(resp.Diagnostics...)
	}
	for _, d := range diags {
		if on, ok := d.(diag.DiagnosticWithPath); ok {
			paths = append(paths, on.Path().String())
		} else {
			t.Errorf("an error without a path: %s", d.Detail())
		}
	}
	return paths
}

func TestPorts(t *testing.T) {
	t.Parallel()
	for value, good := range map[types.Int64]bool{
		types.Int64Null(): true, types.Int64Unknown(): true, types.Int64Value(1): true, types.Int64Value(65535): true,
		types.Int64Value(0): false, types.Int64Value(-1): false, types.Int64Value(65536): false,
	} {
		var diags diag.Diagnostics
		for _, v := range tfkit.PortAttribute(".").Validators {
			var resp validator.Int64Response
			v.ValidateInt64(t.Context(), validator.Int64Request{Path: path.Root("port"), ConfigValue: value}, &resp)
			diags.Append(resp.Diagnostics...)
		}
		if diags.HasError() == good {
			t.Errorf("port %s: %v", value, diags)
		}
	}
}

// seeds are texts at the edges of all formats.
func seeds(f *testing.F) {
	for _, one := range formats {
		for _, text := range append(one.good, one.bad...) {
			f.Add(text)
		}
	}
	f.Add("\x00")
	f.Add("\xff\xfe")
	f.Add(strings.Repeat("(", 200))
}

// FuzzFormats checks that no validator panics, and that none repeats a secret.
func FuzzFormats(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, one := range formats {
			diags := validate(t, one.validator, types.StringValue(text))
			if len(diags) > 1 {
				t.Errorf("%s: %d messages", one.name, len(diags))
			}
			// A text this short may be a word of the message.
			if one.secret && len(text) > 20 && diags.HasError() && strings.Contains(diags[0].Detail(), text) {
				t.Errorf("%s repeats the secret", one.name)
			}
		}
	})
}

// FuzzIsDN checks that a DN with a properly escaped value is accepted, and that every DN is a bind name.
func FuzzIsDN(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		if accepts(t, tfkit.IsDN(), text) && !accepts(t, tfkit.IsBindName(), text) {
			t.Errorf("%q is a DN, but not a bind name", text)
		}
		if dn := "cn=" + ldap.EscapeDN(text) + ",dc=example"; !accepts(t, tfkit.IsDN(), dn) {
			t.Errorf("%q is refused", dn)
		}
	})
}

// FuzzIsLDAPFilter checks that a filter with a properly escaped value is accepted.
func FuzzIsLDAPFilter(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		if filter := "(&(cn=" + ldap.EscapeFilter(text) + ")(a=b))"; !accepts(t, tfkit.IsLDAPFilter(), filter) {
			t.Errorf("%q is refused", filter)
		}
		sent := tfkit.Filter(text)
		if accepts(t, tfkit.IsLDAPFilter(), text) && text != "" && (sent[0] != '(' || sent[len(sent)-1] != ')') {
			t.Errorf("%q is accepted", text)
		}
	})
}

// FuzzIsURL checks that what is accepted has a host and one of two schemes.
func FuzzIsURL(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" || !accepts(t, tfkit.IsURL(), text) {
			return
		}
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" {
			t.Errorf("%q is accepted", text)
		}
	})
}

// FuzzIsBase64 checks that any bytes in base64 are accepted, and nothing that does not decode.
func FuzzIsBase64(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		if !accepts(t, tfkit.IsBase64(), base64.StdEncoding.EncodeToString([]byte(text))) {
			t.Errorf("the base64 of %q is refused", text)
		}
		if _, err := base64.StdEncoding.DecodeString(text); err != nil && accepts(t, tfkit.IsBase64(), text) {
			t.Errorf("%q is accepted", text)
		}
	})
}

// FuzzIsJSONObject checks that any object is accepted, and its base64 never.
func FuzzIsJSONObject(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		object, err := json.Marshal(map[string]string{text: text})
		if err != nil {
			t.Fatal(err)
		}
		if !accepts(t, tfkit.IsJSONObject(), string(object)) {
			t.Errorf("%s is refused", object)
		}
		if accepts(t, tfkit.IsJSONObject(), base64.StdEncoding.EncodeToString(object)) {
			t.Errorf("the base64 of %s is accepted", object)
		}
	})
}
