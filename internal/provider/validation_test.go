package provider_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// refusal is a configuration that must not get past terraform plan.
type refusal struct {
	name, resource, body string
	// attribute is where the error stands, and no error stands elsewhere; message is a part of its text.
	attribute, message string
}

// refusals are the rows of all resources.
var refusals = slices.Concat(sourceRefusals, sourceGroupRefusals(), sourceSecretRefusals(), sourceFormatRefusals(), accessRefusals, spsRefusals)

const aSource = "pam_privx_source"

// source is a valid source of the type, with more attributes.
func source(kind, more string) string {
	return fmt.Sprintf("name = \"x\"\ntype = %q\n%s\n", kind, more)
}

// sourceTypes are the types of product.md, which a message must show in full.
var sourceTypes = []string{"LDAP", "AD", "GOOGLEGSUITE", "OIDC", "AWS", "GOOGLECLOUD", "OPENSTACK", "AZURE", "LOCAL"}

// sourceGroups is product.md's table of the types that each group is for, with a body that is valid in itself.
var sourceGroups = []struct {
	name, body string
	types      []string
}{
	{"ldap", `{ base = "dc=example" }`, []string{"LDAP", "AD"}},
	{"kerberos", `{ domain_controller_fqdn = "dc.example.com" }`, []string{"AD"}},
	{"oidc", `{ issuer = "https://idp.example.com" }`, []string{"OIDC", "LDAP", "AD"}},
	{"google_gsuite", `{ domain = "example.com" }`, []string{"GOOGLEGSUITE"}},
	{"google_cloud", `{ project_ids = ["p"] }`, []string{"GOOGLECLOUD"}},
	{"aws", `{ fetch_roles = true }`, []string{"AWS"}},
	{"openstack", `{ endpoint = "https://keystone.example.com" }`, []string{"OPENSTACK"}},
	{"azure", `{ tenant_id = "t" }`, []string{"AZURE"}},
	{"mfa", `{ type = "DISABLED" }`, []string{"LDAP", "AD", "GOOGLEGSUITE", "OIDC", "LOCAL"}},
}

// sourceSecrets are product.md's secrets, each with a valid value.
var sourceSecrets = []struct{ kind, group, name, value string }{
	{"LDAP", "ldap", "bind_password_wo", canaryPassword},
	{"AD", "kerberos", "ticket_wo", canaryTicket},
	{"OIDC", "oidc", "client_secret_wo", canaryKey},
	{"GOOGLEGSUITE", "google_gsuite", "config_json_wo", canaryConfigJSON},
	{"GOOGLECLOUD", "google_cloud", "config_json_wo", canaryConfigJSON},
	{"AWS", "aws", "secret_access_key_wo", canaryKey},
	{"AWS", "aws", "session_token_wo", canaryToken},
	{"OPENSTACK", "openstack", "password_wo", canaryPassword},
	{"OPENSTACK", "openstack", "apikey_wo", canaryKey},
	{"OPENSTACK", "openstack", "token_id_wo", canaryToken},
	{"AZURE", "azure", "client_secret_wo", canaryKey},
}

// policy is a source with a policy of sessions' passwords.
func policy(members string) string {
	return source("LOCAL", "session_password_policy = { "+members+" }")
}

const (
	allTypes     = `["LDAP" "AD" "GOOGLEGSUITE" "OIDC" "AWS" "GOOGLECLOUD" "OPENSTACK" "AZURE" "LOCAL"]`
	allProtocols = `["LDAP" "LDAPS" "STARTTLS"]`
	allFactors   = `["DISABLED" "INTERNAL" "RADIUS" "OIDC" "FIDO" "MOBILE"]`
	allVersions  = `["V2" "V3"]`
	portBounds   = "between 1 and 65535"
	mustBeThere  = "Missing Configuration for Required Attribute"
)

// sourceRefusals are the rows that follow no pattern.
var sourceRefusals = []refusal{
	{"no name", aSource, `type = "LOCAL"`, "name", mustBeThere},
	{"empty name", aSource, "name = \"\"\ntype = \"LOCAL\"", "name", "at least 1"},
	{"no type", aSource, `name = "x"`, "type", mustBeThere},
	{"unknown type", aSource, source("LDAPS", ""), "type", allTypes},
	{"type in lower case", aSource, source("ldap", ""), "type", allTypes},
	{"empty type", aSource, source("", ""), "type", allTypes},
	{"type with white space", aSource, source("LDAP ", ""), "type", allTypes},

	{"ttl -1", aSource, source("LOCAL", "ttl = -1"), "ttl", "at least 0"},
	{"ttl -900", aSource, source("LOCAL", "ttl = -900"), "ttl", "at least 0"},
	{"ttl 1.5", aSource, source("LOCAL", "ttl = 1.5"), "ttl", "not an integer"},
	{"delay -1", aSource, source("LOCAL", "child_session_auto_logout_delay = -1"), "child_session_auto_logout_delay", "at least 0"},

	{"port 0", aSource, source("LDAP", "port = 0"), "port", portBounds},
	{"port -1", aSource, source("LDAP", "port = -1"), "port", portBounds},
	{"port 65536", aSource, source("LDAP", "port = 65536"), "port", portBounds},
	{"port 389.5", aSource, source("LDAP", "port = 389.5"), "port", "not an integer"},
	{"kerberos port 0", aSource, source("AD", "kerberos = { domain_controller_port = 0 }"), "kerberos.domain_controller_port", portBounds},
	{"kerberos port -1", aSource, source("AD", "kerberos = { domain_controller_port = -1 }"), "kerberos.domain_controller_port", portBounds},
	{"kerberos port 65536", aSource, source("AD", "kerberos = { domain_controller_port = 65536 }"), "kerberos.domain_controller_port", portBounds},
	{"mfa port 0", aSource, source("LOCAL", `mfa = { type = "RADIUS", port = 0 }`), "mfa.port", portBounds},
	{"mfa port -1", aSource, source("LOCAL", `mfa = { type = "RADIUS", port = -1 }`), "mfa.port", portBounds},
	{"mfa port 65536", aSource, source("LOCAL", `mfa = { type = "RADIUS", port = 65536 }`), "mfa.port", portBounds},

	{"address with a space", aSource, source("LDAP", `address = "a b"`), "address", "white space"},
	{"address with a line break", aSource, source("LDAP", `address = "ldap.example.com\n"`), "address", "white space"},
	{"address with a tab", aSource, source("LDAP", `address = "\tldap.example.com"`), "address", "white space"},
	{"mfa address with a space", aSource, source("LOCAL", `mfa = { type = "RADIUS", address = "a b" }`), "mfa.address", "white space"},
	{"domain controller with a space", aSource, source("AD", `kerberos = { domain_controller_fqdn = " dc" }`), "kerberos.domain_controller_fqdn", "white space"},

	{"unknown protocol", aSource, source("LDAP", `ldap = { protocol = "TLS" }`), "ldap.protocol", allProtocols},
	{"protocol in lower case", aSource, source("AD", `ldap = { protocol = "ldaps" }`), "ldap.protocol", allProtocols},
	{"empty protocol", aSource, source("LDAP", `ldap = { protocol = "" }`), "ldap.protocol", allProtocols},
	{"unknown factor", aSource, source("LOCAL", `mfa = { type = "TOTP" }`), "mfa.type", allFactors},
	{"factor in lower case", aSource, source("LOCAL", `mfa = { type = "radius" }`), "mfa.type", allFactors},
	{"empty factor", aSource, source("LOCAL", `mfa = { type = "" }`), "mfa.type", allFactors},
	{"no factor", aSource, source("LOCAL", `mfa = { address = "radius.example.com" }`), "mfa.type", mustBeThere},
	{"empty mfa", aSource, source("LOCAL", `mfa = {}`), "mfa.type", mustBeThere},
	{"unknown version", aSource, source("OPENSTACK", `openstack = { version = "V4" }`), "openstack.version", allVersions},
	{"version in lower case", aSource, source("OPENSTACK", `openstack = { version = "v3" }`), "openstack.version", allVersions},
	{"empty version", aSource, source("OPENSTACK", `openstack = { version = "" }`), "openstack.version", allVersions},
	{"version without its letter", aSource, source("OPENSTACK", `openstack = { version = 3 }`), "openstack.version", allVersions},

	{"minimum 9", aSource, policy("password_min_length = 9, password_max_length = 20, use_numbers = true"), "session_password_policy.password_min_length", "between 10 and 99"},
	{"minimum 0", aSource, policy("password_min_length = 0, password_max_length = 20, use_numbers = true"), "session_password_policy.password_min_length", "between 10 and 99"},
	{"minimum 100", aSource, policy("password_min_length = 100, password_max_length = 99, use_numbers = true"), "session_password_policy.password_min_length", "between 10 and 99"},
	{"maximum below minimum 100", aSource, policy("password_min_length = 100, password_max_length = 99, use_numbers = true"), "session_password_policy.password_max_length", "below"},
	{"maximum 100", aSource, policy("password_min_length = 10, password_max_length = 100, use_numbers = true"), "session_password_policy.password_max_length", "at most 99"},
	{"maximum below minimum", aSource, policy("password_min_length = 20, password_max_length = 19, use_numbers = true"), "session_password_policy.password_max_length", "(19) is below password_min_length (20)"},
	{"maximum 0", aSource, policy("password_min_length = 20, password_max_length = 0, use_numbers = true"), "session_password_policy.password_max_length", "below password_min_length"},
	{"maximum -1", aSource, policy("password_min_length = 10, password_max_length = -1, use_numbers = true"), "session_password_policy.password_max_length", "below password_min_length"},
	{"no minimum", aSource, policy("password_max_length = 20, use_numbers = true"), "session_password_policy.password_min_length", mustBeThere},
	{"no maximum", aSource, policy("password_min_length = 20, use_numbers = true"), "session_password_policy.password_max_length", mustBeThere},
	{"no kind of character", aSource, policy("password_min_length = 10, password_max_length = 20"), "session_password_policy", "use_special_characters, use_lower_case, use_upper_case and use_numbers"},
	{
		"every kind of character off", aSource,
		policy("password_min_length = 10, password_max_length = 20, use_special_characters = false, use_lower_case = false, use_upper_case = false, use_numbers = false"),
		"session_password_policy", "at least one",
	},

	{"empty tag", aSource, source("LOCAL", `tags = ["a", ""]`), `tags[]`, "at least 1"},
	{"null tag", aSource, source("LOCAL", `tags = ["a", null]`), "tags", "null"},
	{"empty user name pattern", aSource, source("LOCAL", `username_pattern = [""]`), "username_pattern[]", "at least 1"},
	{"null user name pattern", aSource, source("LOCAL", `username_pattern = [null]`), "username_pattern", "null"},
	{"empty scope", aSource, source("OIDC", `oidc = { additional_scopes = [""] }`), "oidc.additional_scopes[]", "at least 1"},
	{"null scope", aSource, source("OIDC", `oidc = { additional_scopes = [null] }`), "oidc.additional_scopes", "null"},
	{"empty project", aSource, source("GOOGLECLOUD", `google_cloud = { project_ids = [""] }`), "google_cloud.project_ids[]", "at least 1"},
	{"null project", aSource, source("GOOGLECLOUD", `google_cloud = { project_ids = ["a", null] }`), "google_cloud.project_ids", "null"},
	{"empty tenant id", aSource, source("OPENSTACK", `openstack = { tenant_ids = [""] }`), "openstack.tenant_ids[]", "at least 1"},
	{"null tenant id", aSource, source("OPENSTACK", `openstack = { tenant_ids = [null] }`), "openstack.tenant_ids", "null"},
	{"empty tenant name", aSource, source("OPENSTACK", `openstack = { tenant_names = [""] }`), "openstack.tenant_names[]", "at least 1"},
	{"null tenant name", aSource, source("OPENSTACK", `openstack = { tenant_names = [null] }`), "openstack.tenant_names", "null"},
	{"mapping from nothing", aSource, source("LDAP", `attribute_mapping = { "" = "mail" }`), "attribute_mapping[]", "at least 1"},
	{"mapping to nothing", aSource, source("LDAP", `attribute_mapping = { mail = "" }`), "attribute_mapping[mail]", "at least 1"},

	{"user mapping without source", aSource, source("LDAP", `external_user_mapping = [{ source_search_field = "mail" }]`), "external_user_mapping[0].source_id", "is required"},
	{"user mapping without field", aSource, source("LDAP", `external_user_mapping = [{ source_id = "s" }]`), "external_user_mapping[0].source_search_field", "is required"},
	{"mapping to null", aSource, source("LDAP", "attribute_mapping = { mail = null }"), "attribute_mapping", "null"},
	{
		"second user mapping with an empty source", aSource,
		source("LDAP", `external_user_mapping = [{ source_id = "s", source_search_field = "mail" }, { source_id = "", source_search_field = "mail" }]`),
		"external_user_mapping[1].source_id", "at least 1",
	},
	{
		"user mapping with an empty field", aSource, source("LDAP", `external_user_mapping = [{ source_id = "s", source_search_field = "" }]`),
		"external_user_mapping[0].source_search_field", "at least 1",
	},

	{
		"password beside an API key", aSource,
		source("OPENSTACK", `openstack = { password_wo = "canary-p", password_wo_version = 1, apikey_wo = "canary-k", apikey_wo_version = 1 }`),
		"openstack.password_wo", "openstack.apikey_wo",
	},
	{
		"API key beside a password", aSource,
		source("OPENSTACK", `openstack = { password_wo = "canary-p", password_wo_version = 1, apikey_wo = "canary-k", apikey_wo_version = 1 }`),
		"openstack.apikey_wo", "openstack.password_wo",
	},
	{"V2 without a user", aSource, source("OPENSTACK", `openstack = { version = "V2" }`), "openstack.username", "V2"},
	{"V2 with an id in place of a name", aSource, source("OPENSTACK", `openstack = { version = "V2", user_id = "u" }`), "openstack.username", "V2"},
	{"V2 with an empty name", aSource, source("OPENSTACK", `openstack = { version = "V2", username = "" }`), "openstack.username", "V2"},
	{"V3 without a user", aSource, source("OPENSTACK", `openstack = { version = "V3", domainid = "d" }`), "openstack.user_id", "user_id, or username"},
	{"V3 with an empty user", aSource, source("OPENSTACK", `openstack = { version = "V3", user_id = "", username = "" }`), "openstack.user_id", "user_id, or username"},
	{"V3 with a name without a domain", aSource, source("OPENSTACK", `openstack = { version = "V3", username = "u" }`), "openstack.username", "domainname or domainid"},
	{
		"V3 with a name and an empty domain", aSource, source("OPENSTACK", `openstack = { version = "V3", username = "u", domainname = "", domainid = "" }`),
		"openstack.username", "domainname or domainid",
	},
}

// sourceGroupRefusals put every group beside every type that it is not for.
func sourceGroupRefusals() []refusal {
	var out []refusal
	for _, g := range sourceGroups {
		for _, kind := range sourceTypes {
			if !slices.Contains(g.types, kind) {
				out = append(out, refusal{
					g.name + " in " + kind, aSource, source(kind, g.name+" = "+g.body), g.name,
					"for sources of type " + strings.Join(g.types, ", ") + "; the type of this one is " + kind,
				})
			}
		}
	}
	return append(out, refusal{"empty aws in LDAP", aSource, source("LDAP", "aws = {}"), "aws", "for sources of type AWS"})
}

// sourceSecretRefusals take each secret from its version and each version from its secret.
func sourceSecretRefusals() []refusal {
	var out []refusal
	for _, s := range sourceSecrets {
		at := s.group + "." + s.name
		group := func(members string) string { return source(s.kind, fmt.Sprintf("%s = { %s }", s.group, members)) }
		out = append(
			out,
			refusal{at + " without version", aSource, group(fmt.Sprintf(`%s = "%s"`, s.name, s.value)), at, at + "_version"},
			refusal{at + " with a null version", aSource, group(fmt.Sprintf(`%s = "%s", %s_version = null`, s.name, s.value, s.name)), at, at + "_version"},
			refusal{at + " empty", aSource, group(fmt.Sprintf(`%s = "", %s_version = 1`, s.name, s.name)), at, "at least 1"},
			refusal{at + "_version without secret", aSource, group(s.name + "_version = 1"), at + "_version", "Set " + at},
		)
	}
	return out
}

// sourceFormatRefusals give each formatted text values that break its format.
func sourceFormatRefusals() []refusal {
	dn := []string{
		"people", "example.com", "ou=people,", "ou=people,,dc=com", ",dc=com", "=people", "ou=people,dc", "ou=people+", `ou=\\zz`, `ou=people\\`,
		`cn=\"x\"`, "cn=#zz", " ", "(ou=people)", "organizational unit=people", "#ou=people",
	}
	filter := []string{
		"objectClass=person", "(objectClass=person", "(objectClass=person))", "objectClass=person)", "()", "(&(a=b)", "(a=b)(c=d)", "(person)", "(!)",
		`(a=\\zz)`, " (a=b)",
	}
	web := []string{"example.com", "ftp://example.com", "https://", "https:///path", "https://:443", "//example.com", "https://a b", "https://a:x", "mailto:a@b"}
	var out []refusal
	for _, f := range []struct {
		kind, group, name, message string
		values                     []string
	}{
		{"LDAP", "ldap", "base", "distinguished name", dn},
		{"LOCAL", "mfa", "base_dn", "distinguished name", dn},
		{"AD", "ldap", "bind_dn", `user@domain or DOMAIN\user`, append([]string{"reader", "@example.com", "reader@", "a@b@c", `CORP\\`, `\\reader`, `A\\B\\c`, "the reader@example.com"}, dn...)},
		{"LDAP", "ldap", "user_filter", "LDAP filter", filter},
		{"OIDC", "oidc", "issuer", "URL", web},
		{"OPENSTACK", "openstack", "endpoint", "URL", web},
		{"AZURE", "azure", "base_url", "URL", web},
		{"AD", "kerberos", "ticket_wo", "base64", []string{"canary ticket", "canary*", "Y2FuYXJ5LQ", "-_canary="}},
		{"GOOGLEGSUITE", "google_gsuite", "config_json_wo", "JSON object", []string{"canary.json", `[\"canary\"]`, `\"canary\"`, `{\"key\":\"canary\"`, "null", "{} canary"}},
		{"GOOGLECLOUD", "google_cloud", "config_json_wo", "JSON object", []string{"canary.json", `[\"canary\"]`, `\"canary\"`, `{\"key\":\"canary\"`, "null", "{} canary"}},
		{"GOOGLEGSUITE", "google_gsuite", "config_json_wo", "base64 already", []string{canaryConfig}},
		{"GOOGLECLOUD", "google_cloud", "config_json_wo", "base64 already", []string{canaryConfig}},
	} {
		for _, value := range f.values {
			members := fmt.Sprintf(`%s = "%s"`, f.name, value)
			if strings.HasSuffix(f.name, "_wo") {
				members += ", " + f.name + "_version = 1"
			}
			if f.group == "mfa" {
				members += `, type = "RADIUS"`
			}
			at := f.group + "." + f.name
			out = append(out, refusal{at + " " + value, aSource, source(f.kind, f.group+" = { "+members+" }"), at, f.message})
		}
	}
	return out
}

// TestRefusedAtPlan wants each row refused before anything is done: by an error on its attribute, and by no error that no row expects.
func TestRefusedAtPlan(t *testing.T) {
	t.Parallel()
	expected := map[string]int{}
	for _, r := range refusals {
		expected[r.resource+r.body]++
	}
	for _, r := range refusals {
		t.Run(r.resource+" "+r.name, func(t *testing.T) {
			t.Parallel()
			diags := acctest.NewRun(t, acctest.Nowhere).Plan(r.resource, acctest.State{}, r.body).Diagnostics
			diags.MustFail(t, r.attribute, r.message)
			if got, want := len(diags.Errors()), expected[r.resource+r.body]; got != want {
				t.Errorf("%d errors, want %d:\n%s", got, want, strings.Join(diags.Errors(), "\n"))
			}
		})
	}
	t.Logf("%d rows", len(refusals))
}

// secretValue matches a secret of a configuration and its value.
var secretValue = regexp.MustCompile(`\w+_wo = ("(?:[^"\\]|\\.)*")`)

// TestRefusalsKeepSecrets looks for the values of secrets in everything that is said about the rows.
func TestRefusalsKeepSecrets(t *testing.T) {
	t.Parallel()
	run := acctest.NewRun(t, acctest.Nowhere)
	looked := map[string]bool{}
	for _, r := range refusals {
		diags := run.Plan(r.resource, acctest.State{}, r.body).Diagnostics
		said := strings.Join(append(diags.Errors(), diags.Warnings()...), "\n")
		for _, match := range secretValue.FindAllStringSubmatch(r.body, -1) {
			secret, err := strconv.Unquote(match[1])
			if err != nil {
				t.Fatal(err)
			}
			// A text this short, such as null, may be a word of the message.
			if len(secret) < 6 {
				continue
			}
			looked[r.attribute] = true
			if strings.Contains(said, secret) || strings.Contains(said, "canary") {
				t.Errorf("%s: the message holds the secret: %s", r.name, said)
			}
		}
	}
	for _, s := range sourceSecrets {
		if at := s.group + "." + s.name; !looked[at] {
			t.Errorf("no row refuses a value of %s", at)
		}
	}
	for _, s := range spsSecrets {
		if !looked[s.at] {
			t.Errorf("no row refuses a value of %s", s.at)
		}
	}
}

// TestEverySecretIsRefusedAlone wants rows for each secret of each resource without its version, and the other way round.
func TestEverySecretIsRefusedAlone(t *testing.T) {
	t.Parallel()
	for resource, schema := range acctest.NewRun(t, "").Schema.ResourceSchemas {
		for _, secret := range writeOnly("", schema.Block.Attributes) {
			for _, attribute := range []string{secret, secret + "_version"} {
				if !slices.ContainsFunc(refusals, func(r refusal) bool {
					return r.resource == resource && r.attribute == attribute && strings.Contains(r.name, "without")
				}) {
					t.Errorf("%s: no row refuses %s without the other one", resource, attribute)
				}
			}
		}
	}
}

// writeOnly are the paths of all secrets among the attributes; those in a list are of its first element.
func writeOnly(under string, attributes []*tfprotov6.SchemaAttribute) (paths []string) {
	for _, a := range attributes {
		switch {
		case a.WriteOnly:
			paths = append(paths, under+a.Name)
		case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			paths = append(paths, writeOnly(under+a.Name+".", a.NestedType.Attributes)...)
		case a.NestedType != nil:
			paths = append(paths, writeOnly(under+a.Name+"[0].", a.NestedType.Attributes)...)
		}
	}
	return paths
}

// good is a configuration that must pass.
type good struct{ name, resource, body string }

var goods = slices.Concat(sourceGoods, sourceGroupGoods(), accessGoods, spsGoods)

var sourceGoods = []good{
	{"unknown list element", aSource, source("LDAP", "external_user_mapping = [unknown]")},
	{"bounds from below", aSource, source("AD", `
		port = 1
		ttl = 0
		child_session_auto_logout_delay = 0
		kerberos = { domain_controller_port = 1 }
		mfa = { type = "RADIUS", port = 1 }
		session_password_policy = { password_min_length = 10, password_max_length = 10, use_special_characters = true }`)},
	{"bounds from above", aSource, source("AD", `
		port = 65535
		ttl = 2147483648
		kerberos = { domain_controller_port = 65535 }
		mfa = { type = "RADIUS", port = 65535 }
		session_password_policy = { password_min_length = 99, password_max_length = 99, use_lower_case = true }`)},
	{"upper case alone", aSource, policy("password_min_length = 10, password_max_length = 11, use_upper_case = true")},
	{"digits alone", aSource, policy("password_min_length = 10, password_max_length = 11, use_numbers = true")},
	{"number as text", aSource, source("LDAP", `port = "636"`)},
	{"empty texts", aSource, source("AD", `
		comment = ""
		address = ""
		ldap = { base = "", user_filter = "", bind_dn = "", user_dn_pattern = "" }
		oidc = { issuer = "", client_id = "" }
		kerberos = { domain_controller_fqdn = "" }
		mfa = { type = "DISABLED", address = "", base_dn = "" }`)},
	{"empty URLs of OpenStack", aSource, source("OPENSTACK", `openstack = { endpoint = "" }`)},
	{"empty URL of Azure", aSource, source("AZURE", `azure = { base_url = "" }`)},
	{"empty collections", aSource, source("LDAP", "tags = []\nusername_pattern = []\nexternal_user_mapping = []\nattribute_mapping = {}\nrefresh_triggers = {}")},
	{"nulls", aSource, source("LDAP", "port = null\nttl = null\ntags = null\nldap = null\nexternal_user_mapping = null\nattribute_mapping = null\nsession_password_policy = null")},
	{"null secrets", aSource, source("LDAP", `ldap = { base = "dc=x", bind_password_wo = null, bind_password_wo_version = null }`)},
	{"version 0", aSource, source("LDAP", `ldap = { bind_password_wo = "canary", bind_password_wo_version = 0 }`)},

	{"bind as user@domain", aSource, source("AD", `ldap = { bind_dn = "svc-privx@corp.example.com" }`)},
	{"bind as DOMAIN\\user", aSource, source("AD", `ldap = { bind_dn = "CORP\\svc privx" }`)},
	{"bind as a DN", aSource, source("LDAP", `ldap = { bind_dn = "cn=reader+uid=r1, ou=System Accounts, o=" }`)},
	{"DN with an @", aSource, source("LDAP", `ldap = { bind_dn = "mail=reader@example.com,dc=example,dc=com" }`)},
	{"DN with escapes", aSource, source("LDAP", `ldap = { base = "cn=Doe\\, Jane,ou=R\\26D,1.2.840.113549.1.9.1=#0c0161,o=Müller=Söhne" }`)},
	{"DN of one part", aSource, source("LDAP", `ldap = { base = "o=example" }`)},
	{"nested filter", aSource, source("LDAP", `ldap = { user_filter = "(&(objectClass=person)(!(userAccountControl:1.2.840.113556.1.4.803:=2))(|(mail=*)(cn=a*b\\2a)))" }`)},
	{"filter on an object id", aSource, source("AD", `ldap = { user_filter = "(memberOf:1.2.840.113556.1.4.1941:=cn=staff,dc=example,dc=com)" }`)},
	{"URLs", aSource, source("OIDC", `oidc = { issuer = "http://[::1]:8080/realms/a%20b/" }`)},
	{"URL in capitals", aSource, source("AZURE", `azure = { base_url = "HTTPS://MANAGEMENT.EXAMPLE.COM" }`)},
	{"IPv6 address", aSource, source("LDAP", `address = "2001:db8::1"`)},
	{"JSON of many lines", aSource, source("GOOGLECLOUD", `google_cloud = { config_json_wo = "{\n  \"a\": {}\n}\n", config_json_wo_version = 1 }`)},
	{"JSON encoded here", aSource, source("GOOGLEGSUITE", `google_gsuite = { config_json_wo = jsonencode({ a = 1 }), config_json_wo_version = 1 }`)},
	{"base64 of many lines", aSource, source("AD", `kerberos = { ticket_wo = "Y2Fu\nYXJ5\n", ticket_wo_version = 1 }`)},

	{"V2 with a name", aSource, source("OPENSTACK", `openstack = { version = "V2", username = "u" }`)},
	{"V3 with an id", aSource, source("OPENSTACK", `openstack = { version = "V3", user_id = "u" }`)},
	{"V3 with a name and a domain's name", aSource, source("OPENSTACK", `openstack = { version = "V3", username = "u", domainname = "d" }`)},
	{"V3 with a name and a domain's id", aSource, source("OPENSTACK", `openstack = { version = "V3", username = "u", domainid = "d" }`)},
	{"token in place of a user", aSource, source("OPENSTACK", `openstack = { version = "V3", token_id_wo = "canary", token_id_wo_version = 1 }`)},
	{"API key alone", aSource, source("OPENSTACK", `openstack = { version = "V2", username = "u", apikey_wo = "canary", apikey_wo_version = 1 }`)},
	{"no version of OpenStack", aSource, source("OPENSTACK", `openstack = { tenant_ids = ["t"] }`)},

	{"unknown type beside every group", aSource, "name = \"x\"\ntype = unknown\n" + everyGroup()},
	{"every group unknown, in every type", aSource, source("LOCAL", "ldap = unknown\nkerberos = unknown\noidc = unknown\ngoogle_gsuite = unknown\n"+
		"google_cloud = unknown\naws = unknown\nopenstack = unknown\nazure = unknown\nmfa = unknown\nsession_password_policy = unknown")},
	{"unknown maximum", aSource, policy("password_min_length = 99, password_max_length = unknown, use_numbers = true")},
	{"unknown minimum", aSource, policy("password_min_length = unknown, password_max_length = 1, use_numbers = true")},
	{"one kind of character unknown", aSource, policy("password_min_length = 10, password_max_length = 10, use_numbers = false, use_lower_case = unknown")},
	{"unknown elements", aSource, source("LDAP", `
		tags = ["a", unknown]
		username_pattern = [unknown]
		external_user_mapping = [{ source_id = unknown, source_search_field = unknown }]
		attribute_mapping = { mail = unknown }
		refresh_triggers = { a = unknown }`)},
	{"unknown version of OpenStack without a user", aSource, source("OPENSTACK", `openstack = { version = unknown }`)},
	{"V2 with an unknown name", aSource, source("OPENSTACK", `openstack = { version = "V2", username = unknown }`)},
	{"V3 with an unknown id", aSource, source("OPENSTACK", `openstack = { version = "V3", user_id = unknown }`)},
	{"V3 with an unknown name", aSource, source("OPENSTACK", `openstack = { version = "V3", username = unknown, domainid = "d" }`)},
	{"V3 with an unknown domain", aSource, source("OPENSTACK", `openstack = { version = "V3", username = "u", domainname = unknown }`)},
	{"V3 with an unknown token", aSource, source("OPENSTACK", `openstack = { version = "V3", token_id_wo = unknown, token_id_wo_version = 1 }`)},
}

func everyGroup() string {
	var b strings.Builder
	for _, g := range sourceGroups {
		fmt.Fprintf(&b, "%s = %s\n", g.name, g.body)
	}
	return b.String()
}

// sourceGroupGoods put every group into every type that it is for, and give secrets with unknown parts.
func sourceGroupGoods() []good {
	var out []good
	for _, g := range sourceGroups {
		for _, kind := range g.types {
			out = append(out, good{g.name + " in " + kind, aSource, source(kind, g.name+" = "+g.body)})
		}
	}
	for _, s := range sourceSecrets {
		for _, values := range [][2]string{{`"` + s.value + `"`, "1"}, {"unknown", "1"}, {`"` + s.value + `"`, "unknown"}, {"unknown", "unknown"}} {
			body := fmt.Sprintf("%s = { %s = %s, %s_version = %s }", s.group, s.name, values[0], s.name, values[1])
			out = append(out, good{body, aSource, source(s.kind, body)})
		}
	}
	return out
}

func TestGoodPasses(t *testing.T) {
	t.Parallel()
	for _, g := range goods {
		t.Run(g.resource+" "+g.name, func(t *testing.T) {
			t.Parallel()
			acctest.NewRun(t, acctest.Nowhere).Plan(g.resource, acctest.State{}, g.body).Diagnostics.MustSucceed(t)
		})
	}
}

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
					changed := group[:open+1] + strings.TrimSuffix(strings.TrimSpace(group[open+1:end]), ",") + ",\n" + inner.Name + " = unknown }" + group[end+1:]
					try(a.Name+"."+inner.Name, with(t, o.full, a.Name, changed))
				}
			}
			if tried == 0 {
				t.Error("no attribute was tried")
			}
		})
	}
}

// with gives an attribute of a body another expression.
func with(t *testing.T, body, name, expression string) string {
	t.Helper()
	file := parseBody(t, body)
	file.Body().SetAttributeRaw(name, hclwrite.Tokens{{Type: hclsyntax.TokenIdent, Bytes: []byte(expression)}})
	return string(file.Bytes())
}

// expression is the text of an attribute of a body.
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

// warning is a plan that may be carried out, but says something first.
type warning struct {
	name, resource string
	// before is applied first, unless it is empty.
	before, body string
	// attribute is where the only warning stands; empty when there must be none.
	attribute, message string
}

var warnings = slices.Concat(sourceWarnings, sourceAccountWarnings(), accessWarnings)

var sourceWarnings = []warning{
	{"empty group", aSource, "", source("LDAP", `ldap = {}`), "ldap", "check the spelling"},
	{"group of nulls", aSource, "", source("LDAP", `ldap = { base = null }`), "ldap", "check the spelling"},
	{"misspelt names", aSource, "", source("LDAP", `ldap = { ldap_base = "dc=x" }`), "ldap", "ldap_base, for example, is base"},
	{"group of empty texts", aSource, "", source("LDAP", `ldap = { base = "" }`), "", ""},
	{"group of unknowns", aSource, "", source("LDAP", `ldap = { base = unknown }`), "", ""},
	{"nothing out of the way", aSource, "", source("LDAP", `ldap = { base = "dc=x" }`), "", ""},
	{"unknown secret", aSource, "", source("LDAP", `ldap = { bind_dn = "cn=r", bind_password_wo = unknown, bind_password_wo_version = 1 }`), "", ""},
	{"password of OpenStack", aSource, "", source("OPENSTACK", `openstack = { username = "u", password_wo = "canary", password_wo_version = 1 }`), "", ""},
	{"API key of OpenStack", aSource, "", source("OPENSTACK", `openstack = { user_id = "u", apikey_wo = "canary", apikey_wo_version = 1 }`), "", ""},
	// After an import the server has the secret already.
	{"account without secret later on", aSource, source("LDAP", `ldap = { base = "dc=x" }`), source("LDAP", `ldap = { base = "dc=x", bind_dn = "cn=r" }`), "", ""},

	{"group taken out", aSource, source("LDAP", `ldap = { base = "dc=x" }`), source("LDAP", ""), "ldap", "stay on the server"},
	{"group made null", aSource, source("LDAP", `mfa = { type = "DISABLED" }`), source("LDAP", "mfa = null"), "mfa", "stay on the server"},
	{
		"policy taken out", aSource, policy("password_min_length = 20, password_max_length = 20, use_numbers = true, use_lower_case = true"), source("LOCAL", ""),
		"session_password_policy", "stay on the server",
	},
	{"group unknown", aSource, source("LDAP", `ldap = { base = "dc=x" }`), source("LDAP", "ldap = unknown"), "", ""},
	{"group kept", aSource, source("LDAP", `ldap = { base = "dc=x" }`), source("LDAP", `ldap = { base = "dc=y" }`), "", ""},
	{"group put in", aSource, source("LDAP", ""), source("LDAP", `ldap = { base = "dc=y" }`), "", ""},
}

// sourceAccountWarnings are new sources with an account whose secret was forgotten.
func sourceAccountWarnings() []warning {
	var out []warning
	for _, a := range []struct{ kind, group, account, secret string }{
		{"LDAP", "ldap", `bind_dn = "cn=r"`, "bind_password_wo"},
		{"OIDC", "oidc", `client_id = "c"`, "client_secret_wo"},
		{"GOOGLEGSUITE", "google_gsuite", `domain_admin_email = "a@example.com"`, "config_json_wo"},
		{"GOOGLECLOUD", "google_cloud", `project_ids = ["p"]`, "config_json_wo"},
		{"AWS", "aws", `access_key_id = "a"`, "secret_access_key_wo"},
		{"OPENSTACK", "openstack", `username = "u"`, "password_wo or apikey_wo or token_id_wo"},
		{"OPENSTACK", "openstack", `user_id = "u"`, "password_wo or apikey_wo or token_id_wo"},
		{"AZURE", "azure", `client_id = "c"`, "client_secret_wo"},
	} {
		name, _, _ := strings.Cut(a.account, " ")
		out = append(out, warning{
			a.group + "." + name + " without secret", aSource, "", source(a.kind, a.group+" = { "+a.account+" }"), a.group + "." + name, a.secret,
		})
	}
	return out
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for _, w := range warnings {
		t.Run(w.resource+" "+w.name, func(t *testing.T) {
			t.Parallel()
			fake := acctest.NewPrivX(t, privxfake.Options{})
			acctest.SeedAccess(fake)
			run := acctest.NewRun(t, fake.Block())
			var state acctest.State
			if w.before != "" {
				state = run.MustApply(w.resource, state, w.before)
			}
			plan := run.Plan(w.resource, state, w.body)
			plan.Diagnostics.MustSucceed(t)
			wantWarning(t, plan.Diagnostics, w.attribute, w.message)
		})
	}
}

// wantWarning wants one warning, on the attribute and with the text; none when both are empty.
func wantWarning(t *testing.T, diags acctest.Diagnostics, attribute, text string) {
	t.Helper()
	got := diags.Warnings()
	if attribute == "" && text == "" && len(got) == 0 {
		return
	}
	if len(got) != 1 || !strings.HasPrefix(got[0], attribute+": ") || !strings.Contains(got[0], text) {
		t.Errorf("want one warning on %q with %q, got\n%s", attribute, text, strings.Join(got, "\n"))
	}
}
