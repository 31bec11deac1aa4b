package provider_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

const (
	ldapServerType  = "pam_sps_ldap_server"
	loginMethodType = "pam_sps_login_method"
	loginOrderType  = "pam_sps_login_method_order"
	usermappingType = "pam_sps_usermapping_policy"
	trustStoreType  = "pam_sps_trust_store"
	pluginType      = "pam_sps_plugin"
	spsUserType     = "pam_sps_user"
	usergroupType   = "pam_sps_usergroup"
)

const (
	notADN          = "is not a distinguished name"
	notAnAddress    = "write an address such as 192.0.2.7 or a name such as ldap.example.com"
	wrongCharacter  = "beside letters and digits SPS takes only"
	noGroupsCheck   = "schema needs at least one of membership_check, memberof_check and user_dn_in_groups"
	allEncryptions  = `["disabled" "ssl" "starttls"]`
	allStrengths    = `["disabled" "good" "strong"]`
	allUserNames    = `["commonName" "emailAddress" "userId" "userPrincipalName"]`
	itsSecret       = `, shared_secret_wo = "` + canaryPassword + `", shared_secret_wo_version = 1`
	radiusHost      = `{ address = "radius.example.com", port = 1812` + itsSecret + ` }`
	localGroups     = `groups = { type = "local" }`
	aHost           = `{ address = "ldap.example.com", port = 389 }`
	identityXML     = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com"><md:IDPSSODescriptor/></md:EntityDescriptor>`
	serviceXML      = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://sp.example.com"><SPSSODescriptor/></EntityDescriptor>`
	longestPassword = 150
)

// given is an attribute and its expression.
type given struct{ name, expression string }

// bodyOf writes the attributes of a body with some of them changed; those without an expression are left out.
func bodyOf(attributes []given, changes ...given) string {
	attributes = slices.Clone(attributes)
	for _, change := range changes {
		attributes = append(slices.DeleteFunc(attributes, func(g given) bool { return g.name == change.name }), change)
	}
	var b strings.Builder
	for _, g := range attributes {
		if g.expression != "" {
			b.WriteString(g.name + " = " + g.expression + "\n")
		}
	}
	return b.String()
}

// ldapServer is a valid LDAP server but for the changes.
func ldapServer(changes ...given) string {
	return bodyOf([]given{
		{"name", `"directory"`},
		{"user_base_dn", `"ou=people,dc=example,dc=com"`},
		{"group_base_dn", `"ou=groups,dc=example,dc=com"`},
		{"servers", "[" + aHost + "]"},
		{"schema", `{ selection = "ad", membership_check = {} }`},
	}, changes...)
}

// directory is an LDAP server with the schema.
func directory(members string) string { return ldapServer(given{"schema", "{ " + members + " }"}) }

// login is a login method of the kind, with what stands in its braces.
func login(kind, members string) string {
	return fmt.Sprintf("name = \"x\"\ntitle = \"X\"\n%s = { %s }\n", kind, members)
}

// radius is a login method with the servers, an expression.
func radius(servers string) string { return login("radius", "servers = "+servers+", "+localGroups) }

// metadata is a login method with the metadata, a text.
func metadata(text string) string {
	return login("saml2", fmt.Sprintf("idp_metadata = %q, %s", text, localGroups))
}

// mappings is a usermapping policy with the mappings.
func mappings(expression string) string { return "name = \"x\"\nmappings = " + expression }

// trustStore is a valid trust store but for the changes.
func trustStore(changes ...given) string {
	return bodyOf([]given{{"name", `"x"`}, {"authorities", authorities(authority)}}, changes...)
}

// authorities is a list of texts.
func authorities(texts ...string) string {
	quoted := make([]string, 0, len(texts))
	for _, text := range texts {
		quoted = append(quoted, fmt.Sprintf("%q", text))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// authority and authorityKey are a certificate and its key in PEM.
var authority, authorityKey = newAuthority()

func newAuthority() (certificate, key string) {
	private := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(nil, template, template, private.Public(), private)
	if err != nil {
		panic(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		panic(err)
	}
	return inPEM("CERTIFICATE", der), inPEM("PRIVATE KEY", pkcs8)
}

func inPEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// hostPlaces are where hosts stand: an index, and a body with the host there.
var hostPlaces = []struct {
	resource, at string
	// more stands in a host that is good.
	more string
	body func(host string) string
}{
	{ldapServerType, "servers[0]", "", func(host string) string { return ldapServer(given{"servers", "[" + host + "]"}) }},
	{ldapServerType, "servers[1]", "", func(host string) string { return ldapServer(given{"servers", "[" + aHost + ", " + host + "]"}) }},
	{loginMethodType, "radius.servers[0]", itsSecret, func(host string) string { return radius("[" + host + "]") }},
	{loginMethodType, "radius.servers[1]", itsSecret, func(host string) string { return radius("[" + radiusHost + ", " + host + "]") }},
}

// spsSecrets are the secrets of SPS, each with a body around the two attributes.
var spsSecrets = []struct {
	resource, at string
	body         func(secret, version given) string
}{
	{ldapServerType, "bind_password_wo", func(secret, version given) string { return ldapServer(secret, version) }},
	{spsUserType, "password_wo", func(secret, version given) string { return bodyOf([]given{{"name", `"x"`}}, secret, version) }},
	{loginMethodType, "radius.servers[0].shared_secret_wo", func(secret, version given) string {
		return radius("[{\n" + bodyOf([]given{{"address", `"192.0.2.7"`}, {"port", "1812"}}, secret, version) + "}]")
	}},
	{loginMethodType, "radius.servers[1].shared_secret_wo", func(secret, version given) string {
		return radius("[" + radiusHost + ", {\n" + bodyOf([]given{{"address", `"192.0.2.7"`}, {"port", "1812"}}, secret, version) + "}]")
	}},
}

// secretPair names the attributes of the secret at a path.
func secretPair(at, secret, version string) (given, given) {
	name := at[strings.LastIndex(at, ".")+1:]
	return given{name, secret}, given{name + "_version", version}
}

// spsRefusals are the rows of SPS.
var spsRefusals = slices.Concat(
	spsTextRefusals(), spsHostRefusals(), spsSecretRefusals(), ldapServerRefusals, loginMethodRefusals, spsGroupsRefusals(), trustStoreRefusals(), smallSPSRefusals,
)

// spsTextRefusals take the texts that every object needs, and give formatted ones what breaks their format.
func spsTextRefusals() []refusal {
	var out []refusal
	for _, o := range []struct {
		resource, attribute string
		body                func(given) string
	}{
		{ldapServerType, "name", func(g given) string { return ldapServer(g) }},
		{ldapServerType, "user_base_dn", func(g given) string { return ldapServer(g) }},
		{ldapServerType, "group_base_dn", func(g given) string { return ldapServer(g) }},
		{loginMethodType, "name", func(g given) string { return bodyOf([]given{{"title", `"X"`}, {"local", "{}"}}, g) }},
		{loginMethodType, "title", func(g given) string { return bodyOf([]given{{"name", `"x"`}, {"local", "{}"}}, g) }},
		{usermappingType, "name", func(g given) string { return bodyOf(nil, g) }},
		{trustStoreType, "name", func(g given) string { return trustStore(g) }},
		{spsUserType, "name", func(g given) string { return bodyOf(nil, g) }},
		{usergroupType, "name", func(g given) string { return bodyOf(nil, g) }},
		{pluginType, "file", func(g given) string { return bodyOf(nil, g) }},
	} {
		out = append(
			out,
			refusal{"no " + o.attribute, o.resource, o.body(given{o.attribute, ""}), o.attribute, mustBeThere},
			refusal{"null " + o.attribute, o.resource, o.body(given{o.attribute, "null"}), o.attribute, mustBeThere},
			refusal{"empty " + o.attribute, o.resource, o.body(given{o.attribute, `""`}), o.attribute, "at least 1"},
		)
	}
	for _, name := range []string{"my directory", " directory", "directory ", `a\tb`, `a\nb`, `a\rb`, " ", "a\u00a0b"} {
		out = append(out, refusal{"name " + name, ldapServerType, ldapServer(given{"name", `"` + name + `"`}), "name", "SPS takes no white space in it"})
	}
	dns := []string{"people", "example.com", "ou=people,", "=people", "ou=people,,dc=com", "(ou=people)", " ", `ou=\\zz`}
	for _, dn := range dns {
		for _, attribute := range []string{"user_base_dn", "group_base_dn"} {
			out = append(out, refusal{attribute + " " + dn, ldapServerType, ldapServer(given{attribute, `"` + dn + `"`}), attribute, notADN})
		}
		out = append(out, refusal{"bind_dn " + dn, ldapServerType, ldapServer(given{"bind_dn", `"` + dn + `"`}), "bind_dn", notADN})
	}
	return append(
		out,
		refusal{"user@domain as a base", ldapServerType, ldapServer(given{"user_base_dn", `"svc@example.com"`}), "user_base_dn", notADN},
		refusal{"bind_dn without domain", ldapServerType, ldapServer(given{"bind_dn", `"svc@"`}), "bind_dn", `user@domain or DOMAIN\user`},
	)
}

// wrongAddresses are texts that are neither an IP address nor a host name.
var wrongAddresses = []string{
	"ldap://ldap.example.com", "https://ldap.example.com/", "ldap.example.com/", "ldap.example.com:389", "192.0.2.7:389", "[2001:db8::1]", "[2001:db8::1]:389",
	"ldap example.com", " ldap.example.com", "ldap.example.com ", `ldap.example.com\n`, `\tldap`, "ldap_1.example.com", "_ldap._tcp.example.com", "999.1.1.1", "192.0.2",
	"192.0.2.7.8", "192.0.2.07", "12345", "192.0.2.0/24", "2001:db8::g", "2001:db8::/32", "fe80::1%eth0", "-ldap.example.com", "ldap-.example.com", "ldap..example.com",
	".example.com", ".", " ", "*.example.com", "root@ldap.example.com", "ldäp.example.com", "ldap1,ldap2", strings.Repeat("a", 64) + ".example.com",
	strings.Repeat("a.", 126) + "ab",
}

// spsHostRefusals put wrong hosts into every list of hosts.
func spsHostRefusals() []refusal {
	var out []refusal
	for _, p := range hostPlaces {
		add := func(name, host, attribute, message string) {
			out = append(out, refusal{p.at + " " + name, p.resource, p.body(host), p.at + attribute, message})
		}
		for _, address := range wrongAddresses {
			add("address "+address, `{ address = "`+address+`", port = 389 }`, ".address", notAnAddress)
		}
		add("empty address", `{ address = "", port = 389 }`, ".address", "at least 1")
		add("no address", `{ port = 389 }`, ".address", "is required in each element")
		add("null address", `{ address = null, port = 389 }`, ".address", "is required in each element")
		for _, port := range []string{"0", "-1", "65536"} {
			add("port "+port, `{ address = "192.0.2.7", port = `+port+` }`, ".port", portBounds)
		}
		add("no port", `{ address = "192.0.2.7" }`, ".port", "is required in each element")
		add("null port", `{ address = "192.0.2.7", port = null }`, ".port", "is required in each element")
		add("misspelt", `{ host = "192.0.2.7", port_number = 389 }`, ".address", "is required in each element")
		add("misspelt", `{ host = "192.0.2.7", port_number = 389 }`, ".port", "is required in each element")
		list := p.at[:strings.LastIndex(p.at, "[")]
		top, _, _ := strings.Cut(list, ".")
		out = append(
			out,
			refusal{"null " + p.at, p.resource, p.body("null"), list, "null"},
			refusal{p.at + " port 389.5", p.resource, p.body(`{ address = "192.0.2.7", port = 389.5 }`), top, "not an integer"},
		)
	}
	return append(
		out,
		refusal{"no servers", ldapServerType, ldapServer(given{"servers", ""}), "servers", mustBeThere},
		refusal{"null servers", ldapServerType, ldapServer(given{"servers", "null"}), "servers", mustBeThere},
		refusal{"empty servers", ldapServerType, ldapServer(given{"servers", "[]"}), "servers", "at least 1"},
		refusal{"no RADIUS servers", loginMethodType, login("radius", localGroups), "radius.servers", mustBeThere},
		refusal{"null RADIUS servers", loginMethodType, radius("null"), "radius.servers", mustBeThere},
		refusal{"empty RADIUS servers", loginMethodType, radius("[]"), "radius.servers", "at least 1"},
	)
}

// spsSecretRefusals take each secret from its version and each version from its secret, and give secrets that SPS does not take.
func spsSecretRefusals() []refusal {
	var out []refusal
	for _, s := range spsSecrets {
		add := func(name, secret, version, attribute, message string) {
			out = append(out, refusal{s.at + " " + name, s.resource, s.body(secretPair(s.at, secret, version)), attribute, message})
		}
		quoted := `"` + canaryPassword + `"`
		add("without version", quoted, "", s.at, s.at+"_version")
		add("with a null version", quoted, "null", s.at, s.at+"_version")
		add("empty", `""`, "1", s.at, "at least 1")
		add("left out; its version without secret", "", "1", s.at+"_version", "Set "+s.at)
		add("null; its version without secret", "null", "1", s.at+"_version", "Set "+s.at)
		top, _, nested := strings.Cut(s.at, ".")
		if !nested {
			top += "_version"
		}
		add("with a version of 1.5", quoted, "1.5", top, "not an integer")
		if nested {
			add("left out of a new server", "", "", s.at, "is needed for a server that SPS does not have yet")
		}
		add("of 151 characters", `"canary-`+strings.Repeat("x", longestPassword-6)+`"`, "1", s.at, "it has 151 characters, and SPS takes 150 at most")
		for name, wrong := range map[string]string{
			"tilde": "~", "accent": "é", "line break": `\n`, "tab": `\t`, "euro": "€", "NUL": `\u0000`, "emoji": "🔑", "section": "§",
		} {
			add("with "+name, `"canary`+wrong+`password"`, "1", s.at, wrongCharacter)
		}
		add("with a line break behind it", `"canary-password\n"`, "1", s.at, wrongCharacter)
	}
	return out
}

var ldapServerRefusals = []refusal{
	{"unknown encryption", ldapServerType, ldapServer(given{"encryption", `{ selection = "tls" }`}), "encryption.selection", allEncryptions},
	{"encryption in capitals", ldapServerType, ldapServer(given{"encryption", `{ selection = "SSL" }`}), "encryption.selection", allEncryptions},
	{"empty encryption", ldapServerType, ldapServer(given{"encryption", `{ selection = "" }`}), "encryption.selection", allEncryptions},

	{"no schema", ldapServerType, ldapServer(given{"schema", ""}), "schema", mustBeThere},
	{"null schema", ldapServerType, ldapServer(given{"schema", "null"}), "schema", mustBeThere},
	{"empty schema", ldapServerType, directory(""), "schema.selection", mustBeThere},
	{"empty schema", ldapServerType, directory(""), "schema", noGroupsCheck},
	{"schema without selection", ldapServerType, directory("memberof_check = {}"), "schema.selection", mustBeThere},
	{"unknown selection", ldapServerType, directory(`selection = "openldap", memberof_check = {}`), "schema.selection", `["ad" "posix"]`},
	{"selection in capitals", ldapServerType, directory(`selection = "AD", memberof_check = {}`), "schema.selection", `["ad" "posix"]`},
	{"empty selection", ldapServerType, directory(`selection = "", memberof_check = {}`), "schema.selection", `["ad" "posix"]`},
	{"schema without checks", ldapServerType, directory(`selection = "ad"`), "schema", noGroupsCheck},
	{"schema with null checks", ldapServerType, directory(`selection = "posix", membership_check = null, memberof_check = null, user_dn_in_groups = null`), "schema", noGroupsCheck},
	{"schema with an empty list of groups", ldapServerType, directory(`selection = "posix", user_dn_in_groups = []`), "schema", noGroupsCheck},
	{"schema with a misspelt check", ldapServerType, directory(`selection = "ad", member_of_check = {}`), "schema", noGroupsCheck},
	{"unknown selection without checks", ldapServerType, directory(`selection = unknown`), "schema", noGroupsCheck},

	{
		"user name of posix in ad", ldapServerType, directory(`selection = "ad", memberof_check = {}, username_attribute = "uid"`),
		"schema.username_attribute", "is for the selection posix; this one is ad",
	},
	{
		"members of posix in ad", ldapServerType, directory(`selection = "ad", membership_check = { member_uid_attribute = "memberUid" }`),
		"schema.membership_check.member_uid_attribute", "is for the selection posix; this one is ad",
	},
	{
		"object class of posix in ad", ldapServerType, directory(`selection = "ad", memberof_check = { memberof_group_objectclass = "groupOfNames" }`),
		"schema.memberof_check.memberof_group_objectclass", "is for the selection posix; this one is ad",
	},
	{
		"nested groups of ad in posix", ldapServerType, directory(`selection = "posix", membership_check = { nested_groups = true }`),
		"schema.membership_check.nested_groups", "is for the selection ad; this one is posix",
	},
	{
		"nested groups of ad, off, in posix", ldapServerType, directory(`selection = "posix", membership_check = { nested_groups = false }`),
		"schema.membership_check.nested_groups", "is for the selection ad; this one is posix",
	},
	{"empty user name", ldapServerType, directory(`selection = "posix", memberof_check = {}, username_attribute = ""`), "schema.username_attribute", "at least 1"},
	{
		"empty members", ldapServerType, directory(`selection = "posix", membership_check = { member_uid_attribute = "" }`),
		"schema.membership_check.member_uid_attribute", "at least 1",
	},
	{
		"empty attribute of groups", ldapServerType, directory(`selection = "ad", memberof_check = { memberof_user_attribute = "" }`),
		"schema.memberof_check.memberof_user_attribute", "at least 1",
	},
	{
		"empty object class", ldapServerType, directory(`selection = "posix", memberof_check = { memberof_group_objectclass = "" }`),
		"schema.memberof_check.memberof_group_objectclass", "at least 1",
	},

	{"groups without class", ldapServerType, directory(`selection = "ad", user_dn_in_groups = [{ attribute = "member" }]`), "schema.user_dn_in_groups[0].object_class", "is required"},
	{"groups without attribute", ldapServerType, directory(`selection = "ad", user_dn_in_groups = [{ object_class = "group" }]`), "schema.user_dn_in_groups[0].attribute", "is required"},
	{"groups of nothing", ldapServerType, directory(`selection = "ad", user_dn_in_groups = [{}]`), "schema.user_dn_in_groups[0].object_class", "is required"},
	{"groups of nothing", ldapServerType, directory(`selection = "ad", user_dn_in_groups = [{}]`), "schema.user_dn_in_groups[0].attribute", "is required"},
	{
		"second groups with an empty class", ldapServerType,
		directory(`selection = "ad", user_dn_in_groups = [{ object_class = "group", attribute = "member" }, { object_class = "", attribute = "member" }]`),
		"schema.user_dn_in_groups[1].object_class", "at least 1",
	},
	{
		"groups with an empty attribute", ldapServerType, directory(`selection = "ad", user_dn_in_groups = [{ object_class = "group", attribute = "" }]`),
		"schema.user_dn_in_groups[0].attribute", "at least 1",
	},
	{"null groups", ldapServerType, directory(`selection = "ad", user_dn_in_groups = [null]`), "schema.user_dn_in_groups", "null"},
}

var loginMethodRefusals = []refusal{
	{"no kind", loginMethodType, "name = \"x\"\ntitle = \"X\"", "", "Set exactly one of the groups local, ldap, x509, radius, saml2"},
	{"null kind", loginMethodType, "name = \"x\"\ntitle = \"X\"\nlocal = null", "", "Set exactly one of the groups"},
	{"two kinds", loginMethodType, login("local", "") + `ldap = { ldap_server = "k" }`, "ldap", "this one has local and ldap"},
	{"two other kinds", loginMethodType, radius("["+aHost+"]") + fmt.Sprintf("saml2 = { idp_metadata = %q, %s }", identityXML, localGroups), "saml2", "this one has radius and saml2"},
	{
		"three kinds", loginMethodType, login("local", "") + "ldap = { ldap_server = \"k\" }\nx509 = { trust_store = \"t\", username_attribute = \"userId\", " + localGroups + " }",
		"ldap", "this one has local and ldap and x509",
	},

	{"expiration -1", loginMethodType, login("local", "expiration_days = -1"), "local.expiration_days", "between 0 and 365"},
	{"expiration 366", loginMethodType, login("local", "expiration_days = 366"), "local.expiration_days", "between 0 and 365"},
	{"expiration 1.5", loginMethodType, login("local", "expiration_days = 1.5"), "local", "not an integer"},
	{"length 0", loginMethodType, login("local", "minimum_password_length = 0"), "local.minimum_password_length", "at least 1"},
	{"length -1", loginMethodType, login("local", "minimum_password_length = -1"), "local.minimum_password_length", "at least 1"},
	{"remember -1", loginMethodType, login("local", "remember_previous_passwords = -1"), "local.remember_previous_passwords", "at least 0"},
	{"unknown strength", loginMethodType, login("local", `minimum_password_strength = "weak"`), "local.minimum_password_strength", allStrengths},
	{"strength in capitals", loginMethodType, login("local", `minimum_password_strength = "Good"`), "local.minimum_password_strength", allStrengths},
	{"empty strength", loginMethodType, login("local", `minimum_password_strength = ""`), "local.minimum_password_strength", allStrengths},

	{"LDAP without server", loginMethodType, login("ldap", ""), "ldap.ldap_server", mustBeThere},
	{"LDAP with an empty server", loginMethodType, login("ldap", `ldap_server = ""`), "ldap.ldap_server", "at least 1"},

	{"certificates without attribute", loginMethodType, login("x509", `trust_store = "t", `+localGroups), "x509.username_attribute", mustBeThere},
	{"certificates with another attribute", loginMethodType, login("x509", `trust_store = "t", username_attribute = "cn", `+localGroups), "x509.username_attribute", allUserNames},
	{"certificates with an attribute in lower case", loginMethodType, login("x509", `trust_store = "t", username_attribute = "commonname", `+localGroups), "x509.username_attribute", allUserNames},
	{"certificates with an empty attribute", loginMethodType, login("x509", `trust_store = "t", username_attribute = "", `+localGroups), "x509.username_attribute", allUserNames},
	{"certificates without trust store", loginMethodType, login("x509", `username_attribute = "userId", `+localGroups), "x509.trust_store", mustBeThere},
	{"certificates with an empty trust store", loginMethodType, login("x509", `trust_store = "", username_attribute = "userId", `+localGroups), "x509.trust_store", "at least 1"},

	{
		"unknown protocol", loginMethodType, login("radius", `servers = [`+aHost+`], authentication_protocol = "chap", `+localGroups),
		"radius.authentication_protocol", `["pap" "mschapv2"]`,
	},
	{
		"protocol in capitals", loginMethodType, login("radius", `servers = [`+aHost+`], authentication_protocol = "PAP", `+localGroups),
		"radius.authentication_protocol", `["pap" "mschapv2"]`,
	},
	{
		"empty protocol", loginMethodType, login("radius", `servers = [`+aHost+`], authentication_protocol = "", `+localGroups),
		"radius.authentication_protocol", `["pap" "mschapv2"]`,
	},

	{"no metadata", loginMethodType, login("saml2", localGroups), "saml2.idp_metadata", mustBeThere},
	{"empty metadata", loginMethodType, metadata(""), "saml2.idp_metadata", "at least 1"},
	{"metadata of white space", loginMethodType, metadata(" \n"), "saml2.idp_metadata", "no well-formed XML"},
	{"metadata by its URL", loginMethodType, metadata("https://idp.example.com/metadata"), "saml2.idp_metadata", "no well-formed XML"},
	{"metadata by its path", loginMethodType, metadata("idp.xml"), "saml2.idp_metadata", `file("idp.xml")`},
	{"metadata as JSON", loginMethodType, metadata(`{"issuer":"x"}`), "saml2.idp_metadata", "no well-formed XML"},
	{"metadata cut off", loginMethodType, metadata(identityXML[:len(identityXML)-5]), "saml2.idp_metadata", "no well-formed XML"},
	{"metadata with more behind it", loginMethodType, metadata(identityXML + "<x"), "saml2.idp_metadata", "no well-formed XML"},
	{"metadata twice", loginMethodType, metadata(identityXML + identityXML), "saml2.idp_metadata", "no well-formed XML"},
	{"metadata as HTML", loginMethodType, metadata("<html><head><title>Sign in</title></head></html>"), "saml2.idp_metadata", "its root is html and not EntityDescriptor"},
	{"metadata as loose HTML", loginMethodType, metadata("<!DOCTYPE html><html><body>Sign in<br></body></html>"), "saml2.idp_metadata", "no well-formed XML"},
	{"metadata of many", loginMethodType, metadata("<EntitiesDescriptor>" + identityXML + "</EntitiesDescriptor>"), "saml2.idp_metadata", "its root is EntitiesDescriptor"},
	{"metadata of a service", loginMethodType, metadata(serviceXML), "saml2.idp_metadata", "it has no IDPSSODescriptor"},
	{"metadata of no name space", loginMethodType, metadata("<EntityDescriptor><IDPSSODescriptor/></EntityDescriptor>"), "saml2.idp_metadata", "it has no IDPSSODescriptor"},
}

// spsGroupsRefusals give each kind that has groups wrong ones.
func spsGroupsRefusals() []refusal {
	var out []refusal
	for _, k := range []struct{ kind, members string }{
		{"x509", `trust_store = "t", username_attribute = "userId"`},
		{"radius", "servers = [" + aHost + "]"},
		{"saml2", fmt.Sprintf("idp_metadata = %q", identityXML)},
	} {
		at := k.kind + ".groups"
		add := func(name, groups, attribute, message string) {
			out = append(out, refusal{k.kind + " with " + name, loginMethodType, login(k.kind, k.members+groups), at + attribute, message})
		}
		add("no groups", "", "", mustBeThere)
		add("null groups", ", groups = null", "", mustBeThere)
		add("empty groups", ", groups = {}", ".type", mustBeThere)
		add("groups of another type", `, groups = { type = "radius" }`, ".type", `["local" "ldap"]`)
		add("groups of a type in capitals", `, groups = { type = "LDAP", ldap_server = "k" }`, ".type", `["local" "ldap"]`)
		add("groups of an empty type", `, groups = { type = "" }`, ".type", `["local" "ldap"]`)
		add("groups of no server", `, groups = { type = "ldap" }`, ".ldap_server", `is needed with type "ldap"`)
		add("groups of a null server", `, groups = { type = "ldap", ldap_server = null }`, ".ldap_server", `is needed with type "ldap"`)
		add("groups of an empty server", `, groups = { type = "ldap", ldap_server = "" }`, ".ldap_server", "at least 1")
		add("local groups of a server", `, groups = { type = "local", ldap_server = "k" }`, ".ldap_server", `belongs to type "ldap"; this one is "local"`)
	}
	return out
}

// trustStoreRefusals are the rows of trust stores. No text of an authority stands in a path: it may be a key.
func trustStoreRefusals() []refusal {
	var out []refusal
	for _, a := range []struct{ name, text, message string }{
		{"a path", "ca.pem", `file("ca.pem")`},
		{"base64 alone", strings.Join(strings.Split(authority, "\n")[1:3], "\n"), "it has no block -----BEGIN CERTIFICATE-----"},
		{"white space", " \n", "it has no block"},
		{"no last line", strings.Split(authority, "-----END")[0], "it has no block"},
		{"a key", authorityKey, "it is a PRIVATE KEY"},
		{"a key before its certificate", authorityKey + authority, "it is a PRIVATE KEY"},
		{"a request", inPEM("CERTIFICATE REQUEST", []byte("x")), "it is a CERTIFICATE REQUEST"},
		{"a public key", inPEM("PUBLIC KEY", []byte("x")), "it is a PUBLIC KEY"},
		{"two certificates", authority + authority, "more than one certificate"},
		{"a certificate before its key", authority + authorityKey, "more than one"},
		{"a damaged certificate", inPEM("CERTIFICATE", []byte("damaged")), "the certificate is damaged"},
		{"no certificate in it", inPEM("CERTIFICATE", nil), "the certificate is damaged"},
	} {
		out = append(
			out,
			refusal{"authority of " + a.name, trustStoreType, trustStore(given{"authorities", authorities(a.text)}), "authorities", a.message},
			refusal{"second authority of " + a.name, trustStoreType, trustStore(given{"authorities", authorities(authority, a.text)}), "authorities", a.message},
		)
	}
	for _, u := range []string{"crl.example.com", "ldap://crl.example.com", "https://", "file:///crl.pem", "https://a b"} {
		out = append(out, refusal{"CRL " + u, trustStoreType, trustStore(given{"crl_urls", `["` + u + `"]`}), "crl_urls[" + u + "]", "URL"})
	}
	for _, c := range []string{"off", "None", "", "leafs"} {
		out = append(out, refusal{"check " + c, trustStoreType, trustStore(given{"revocation_check", `"` + c + `"`}), "revocation_check", `["none" "leaf" "full"]`})
	}
	return append(
		out,
		refusal{"no authorities", trustStoreType, trustStore(given{"authorities", ""}), "authorities", mustBeThere},
		refusal{"null authorities", trustStoreType, trustStore(given{"authorities", "null"}), "authorities", mustBeThere},
		refusal{"empty authorities", trustStoreType, trustStore(given{"authorities", "[]"}), "authorities", "at least 1"},
		refusal{"empty authority", trustStoreType, trustStore(given{"authorities", `[""]`}), "authorities[]", "at least 1"},
		refusal{"null authority", trustStoreType, trustStore(given{"authorities", "[null]"}), "authorities", "null"},
		refusal{"empty CRL", trustStoreType, trustStore(given{"crl_urls", `[""]`}), "crl_urls[]", "at least 1"},
		refusal{"null CRL", trustStoreType, trustStore(given{"crl_urls", "[null]"}), "crl_urls", "null"},
	)
}

var smallSPSRefusals = []refusal{
	{"no keys", loginOrderType, "", "keys", mustBeThere},
	{"null keys", loginOrderType, "keys = null", "keys", mustBeThere},
	{"empty keys", loginOrderType, "keys = []", "keys", "at least 1"},
	{"key twice", loginOrderType, `keys = ["-100", "a", "-100"]`, "keys", "duplicate"},
	{"null key", loginOrderType, `keys = ["-100", null]`, "keys", "null"},
	{"empty key", loginOrderType, `keys = [""]`, "keys[0]", "must be a key of SPS"},
	{"key with a space", loginOrderType, `keys = ["-100", "a b"]`, "keys[1]", "must be a key of SPS"},
	{"path in place of a key", loginOrderType, `keys = ["/api/configuration/aaa/login_methods/-100"]`, "keys[0]", "must be a key of SPS"},

	{"empty account", usermappingType, mappings(`[{ remote_user = "" }]`), "mappings[0].remote_user", "at least 1"},
	{"no account", usermappingType, mappings(`[{ allowed_groups = ["g"] }]`), "mappings[0].remote_user", "is required"},
	{"null account", usermappingType, mappings(`[{ remote_user = "root" }, { remote_user = null }]`), "mappings[1].remote_user", "is required"},
	{"empty group", usermappingType, mappings(`[{ remote_user = "root", allowed_groups = ["g", ""] }]`), "mappings[0].allowed_groups[]", "at least 1"},
	{"null group", usermappingType, mappings(`[{ remote_user = "root", allowed_groups = [null] }]`), "mappings[0].allowed_groups", "null"},
	{"null mapping", usermappingType, mappings(`[null]`), "mappings", "null"},
	{"second mapping null", usermappingType, mappings(`[{ remote_user = "root" }, null]`), "mappings", "null"},

	{"empty member", usergroupType, "name = \"x\"\nmembers = [\"a\", \"\"]", "members[]", "at least 1"},
	{"null member", usergroupType, "name = \"x\"\nmembers = [null]", "members", "null"},

	{"file that is not there", pluginType, `file = "no-such-file.zip"`, "file", "no such file"},
	{"directory in place of a file", pluginType, `file = "."`, "file", "is a directory"},
	{"file that is no zip", pluginType, `file = "main_test.go"`, "file", "it is not a zip file"},
	{"short hash", pluginType, "file = unknown\nfile_sha256 = \"abc\"", "file_sha256", "must be 64 hexadecimal digits in lower case"},
	{"empty hash", pluginType, "file = unknown\nfile_sha256 = \"\"", "file_sha256", "must be 64 hexadecimal digits"},
	{"hash in capitals", pluginType, "file = unknown\nfile_sha256 = \"" + strings.Repeat("AB", 32) + `"`, "file_sha256", "in lower case"},
	{"hash in base64", pluginType, "file = unknown\nfile_sha256 = \"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"", "file_sha256", "must be 64"},
	{"hash with a name", pluginType, "file = unknown\nfile_sha256 = \"" + strings.Repeat("ab", 32) + `  plugin.zip"`, "file_sha256", "must be 64"},
	{"hash with a line break", pluginType, "file = unknown\nfile_sha256 = \"" + strings.Repeat("ab", 32) + `\n"`, "file_sha256", "must be 64"},
}

// TestPluginRefusedAtPlan gives plugins files that are made for it.
func TestPluginRefusedAtPlan(t *testing.T) {
	t.Parallel()
	run := acctest.NewRun(t, acctest.Nowhere)
	plugin := zipOf(t, "MANIFEST", "main.py")
	sum := sha256.Sum256(plugin)
	right := fmt.Sprintf("file_sha256 = %q\n", hex.EncodeToString(sum[:]))
	other := fmt.Sprintf("file_sha256 = %q\n", strings.Repeat("0", 64))
	for name, row := range map[string]struct {
		content                  []byte
		more, attribute, message string
	}{
		"good":                       {plugin, "", "", ""},
		"good with its hash":         {plugin, right, "", ""},
		"good with an unknown hash":  {plugin, "file_sha256 = unknown\n", "", ""},
		"another hash":               {plugin, other, "file_sha256", "file_sha256 is 0000"},
		"empty":                      {nil, "", "file", "it is not a zip file"},
		"empty zip":                  {zipOf(t), "", "file", "it has no MANIFEST at its root"},
		"without MANIFEST":           {zipOf(t, "main.py"), "", "file", "it has no MANIFEST at its root"},
		"with MANIFEST further down": {zipOf(t, "plugin/MANIFEST"), "", "file", "it has no MANIFEST at its root"},
		"with manifest in lower":     {zipOf(t, "manifest"), "", "file", "it has no MANIFEST at its root"},
		"cut off":                    {plugin[:len(plugin)-30], "", "file", "it is not a zip file"},
	} {
		file := filepath.Join(t.TempDir(), "plugin.zip")
		if err := os.WriteFile(file, row.content, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := run.Plan(pluginType, acctest.State{}, fmt.Sprintf("file = %q\n%s", file, row.more)).Diagnostics
			if row.attribute == "" {
				diags.MustSucceed(t)
				return
			}
			diags.MustFail(t, row.attribute, row.message)
			if got := diags.Errors(); len(got) != 1 {
				t.Errorf("%d errors, want 1:\n%s", len(got), strings.Join(got, "\n"))
			}
		})
	}
}

// zipOf is a zip with files of the names.
func zipOf(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := w.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRefusedKeyIsNotRepeated gives a trust store a private key, by mistake.
func TestRefusedKeyIsNotRepeated(t *testing.T) {
	t.Parallel()
	secret := strings.Split(authorityKey, "\n")[1]
	said := strings.Join(acctest.NewRun(t, acctest.Nowhere).Plan(trustStoreType, acctest.State{}, trustStore(given{"authorities", authorities(authorityKey)})).Diagnostics.Errors(), "\n")
	if said == "" || strings.Contains(said, secret) {
		t.Errorf("want an error without the key, got %s", said)
	}
}

var spsGoods = slices.Concat(plainSPSGoods, spsHostGoods(), spsSecretGoods(), spsKindGoods())

var plainSPSGoods = []good{
	{"minimum", ldapServerType, ldapServer()},
	{"unknown texts", ldapServerType, ldapServer(given{"name", "unknown"}, given{"user_base_dn", "unknown"}, given{"group_base_dn", "unknown"}, given{"bind_dn", "unknown"})},
	{"unknown groups", ldapServerType, ldapServer(given{"servers", "unknown"}, given{"encryption", "unknown"}, given{"schema", "unknown"})},
	{"unknown in encryption", ldapServerType, ldapServer(given{"encryption", "{ selection = unknown, trust_store = unknown, client_authentication = unknown }"})},
	{"null encryption", ldapServerType, ldapServer(given{"encryption", "null"})},
	{"encryption of nothing", ldapServerType, ldapServer(given{"encryption", "{}"})},
	{"empty bind_dn", ldapServerType, ldapServer(given{"bind_dn", `""`})},
	{"bind as user@domain", ldapServerType, ldapServer(given{"bind_dn", `"svc@corp.example.com"`})},
	{"bind as a DN", ldapServerType, ldapServer(given{"bind_dn", `"cn=Reader\\, SPS,ou=Müller,dc=example"`})},
	{"name of many characters", ldapServerType, ldapServer(given{"name", `"Köln/ldap-1_(a)"`})},
	{"every check of ad", ldapServerType, directory(`selection = "ad", membership_check = { nested_groups = true },
		memberof_check = { memberof_user_attribute = "memberOf" }, user_dn_in_groups = [{ object_class = "group", attribute = "member" }]`)},
	{"every check of posix", ldapServerType, directory(`selection = "posix", username_attribute = "cn", membership_check = { member_uid_attribute = "m" },
		memberof_check = { memberof_user_attribute = "m", memberof_group_objectclass = "g" }, user_dn_in_groups = [{ object_class = "g", attribute = "m" }]`)},
	{"check of groups alone", ldapServerType, directory(`selection = "posix", user_dn_in_groups = [{ object_class = "g", attribute = "m" }]`)},
	{"unknown selection beside everything", ldapServerType, directory(`selection = unknown, username_attribute = "cn",
		membership_check = { member_uid_attribute = "m", nested_groups = true }, memberof_check = { memberof_group_objectclass = "g" }`)},
	{"unknown attributes of the other kind", ldapServerType, directory(`selection = "ad", username_attribute = unknown,
		membership_check = { member_uid_attribute = unknown }, memberof_check = { memberof_group_objectclass = unknown }`)},
	{"unknown membership_check alone", ldapServerType, directory(`selection = "ad", membership_check = unknown`)},
	{"unknown memberof_check alone", ldapServerType, directory(`selection = "ad", memberof_check = unknown`)},
	{"unknown user_dn_in_groups alone", ldapServerType, directory(`selection = "ad", user_dn_in_groups = unknown`)},
	{"unknown element of user_dn_in_groups", ldapServerType, directory(`selection = "ad", user_dn_in_groups = [unknown]`)},
	{"unknown members of user_dn_in_groups", ldapServerType, directory(`selection = "ad", user_dn_in_groups = [{ object_class = unknown, attribute = unknown }]`)},

	{"local by default", loginMethodType, login("local", "")},
	{"local from below", loginMethodType, login("local", `expiration_days = 0, remember_previous_passwords = 0, minimum_password_length = 1, minimum_password_strength = "disabled"`)},
	{"local from above", loginMethodType, login("local", `expiration_days = 365, remember_previous_passwords = 99, minimum_password_length = 99, minimum_password_strength = "strong"`)},
	{"local unknown inside", loginMethodType, login("local", "cracklib_enabled = unknown, expiration_days = unknown, minimum_password_strength = unknown")},
	{"ldap unknown inside", loginMethodType, login("ldap", "ldap_server = unknown")},
	{"unknown texts", loginMethodType, "name = unknown\ntitle = unknown\nactive = unknown\nlocal = {}"},
	{"two kinds, one unknown", loginMethodType, login("local", "") + "ldap = unknown"},
	{"two kinds, one null", loginMethodType, login("local", "") + "ldap = null"},
	{"every kind unknown", loginMethodType, "name = \"x\"\ntitle = \"X\"\nlocal = unknown\nldap = unknown\nx509 = unknown\nradius = unknown\nsaml2 = unknown"},
	{"unknown certificates", loginMethodType, login("x509", "trust_store = unknown, username_attribute = unknown, groups = unknown")},
	{"unknown RADIUS", loginMethodType, login("radius", "servers = unknown, authentication_protocol = unknown, groups = unknown")},
	{"unknown metadata", loginMethodType, login("saml2", "idp_metadata = unknown, groups = unknown")},
	{"metadata", loginMethodType, metadata(identityXML)},
	{"metadata with a declaration", loginMethodType, metadata("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- IdP -->\r\n" + identityXML + "\r\n")},
	{"metadata with a mark of its byte order", loginMethodType, metadata("\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>" + identityXML)},
	{"metadata of both kinds", loginMethodType, metadata(strings.Replace(identityXML, "<md:IDP", "<md:SPSSODescriptor/><md:IDP", 1))},
	{"metadata with a comment behind it", loginMethodType, metadata(identityXML + "\n<!-- made by hand -->\n")},

	{"unknown keys", loginOrderType, "keys = unknown"},
	{"unknown in keys", loginOrderType, "keys = [unknown, \"-100\"]"},
	{"two unknown keys", loginOrderType, "keys = [unknown, unknown]"},
	{"keys of every kind", loginOrderType, `keys = ["-100", "46785097158061f46c63d0", "0ce3c6b2-9bd1-4ee9-9a0a-3a5c1c8c4b5e", "local"]`},

	{"no mappings", usermappingType, `name = "x"`},
	{"empty mappings", usermappingType, mappings("[]")},
	{"mapping for everyone", usermappingType, mappings(`[{ remote_user = "root" }, { remote_user = "root", allowed_groups = [] }, { remote_user = "*", allowed_groups = null }]`)},
	{"unknown mappings", usermappingType, mappings("unknown")},
	{"unknown mapping", usermappingType, mappings("[unknown]")},
	{"unknown in a mapping", usermappingType, mappings(`[{ remote_user = unknown, allowed_groups = unknown }, { remote_user = "root", allowed_groups = [unknown] }]`)},
	{"unknown flag", usermappingType, "name = unknown\nallow_other_remote_users_without_mapping = unknown"},

	{"minimum", trustStoreType, trustStore()},
	{"unknown authorities", trustStoreType, trustStore(given{"authorities", "unknown"})},
	{"unknown authority", trustStoreType, trustStore(given{"authorities", "[unknown]"})},
	{"unknown others", trustStoreType, trustStore(given{"name", "unknown"}, given{"crl_urls", "[unknown]"}, given{"revocation_check", "unknown"})},
	{"unknown CRLs", trustStoreType, trustStore(given{"crl_urls", "unknown"})},
	{"certificate with CR LF", trustStoreType, trustStore(given{"authorities", authorities(strings.ReplaceAll(authority, "\n", "\r\n"))})},
	{"certificate without its last line break", trustStoreType, trustStore(given{"authorities", authorities(strings.TrimSpace(authority))})},
	{"certificate with text around it", trustStoreType, trustStore(given{"authorities", authorities("Certificate:\n    Data:\n" + authority + "\nthe end\n")})},
	{"certificate in two spellings", trustStoreType, trustStore(given{"authorities", authorities(authority, "# again\n"+authority)})},
	{"CRLs", trustStoreType, trustStore(given{"crl_urls", `["http://crl.example.com/a.crl", "https://[2001:db8::1]:8443/b.crl"]`}, given{"revocation_check", `"full"`})},

	{"no password", spsUserType, `name = "x"`},
	{"unknown name", spsUserType, `name = unknown`},
	{"no members", usergroupType, `name = "x"`},
	{"unknown members", usergroupType, "name = unknown\nmembers = unknown"},
	{"unknown member", usergroupType, "name = \"x\"\nmembers = [unknown]"},
	{"unknown file", pluginType, "file = unknown"},
	{"unknown file with a hash", pluginType, "file = unknown\nfile_sha256 = \"" + strings.Repeat("ab", 32) + `"`},
	{"unknown file with an unknown hash", pluginType, "file = unknown\nfile_sha256 = unknown"},
}

// spsHostGoods put good hosts into every list of hosts.
func spsHostGoods() []good {
	var out []good
	for _, p := range hostPlaces {
		for _, address := range []string{
			"192.0.2.7", "2001:db8::1", "::1", "2001:DB8:0:0::1", "::ffff:192.0.2.7", "ldap.example.com", "LDAP-1.Example.COM", "ldap", "1ldap.example.com", "a", "xn--kln-sna.example",
			strings.Repeat("a", 63) + ".example.com",
		} {
			out = append(out, good{p.at + " " + address, p.resource, p.body(`{ address = "` + address + `", port = 389` + p.more + ` }`)})
		}
		for _, host := range []string{
			"unknown", "{ address = unknown, port = unknown" + p.more + " }", `{ address = "ldap", port = 1` + p.more + ` }`,
			`{ address = "ldap", port = 65535` + p.more + ` }`, `{ address = "ldap", port = "636"` + p.more + ` }`,
		} {
			out = append(out, good{p.at + " " + host, p.resource, p.body(host)})
		}
	}
	return out
}

// spsSecretGoods give each secret at the limits of what SPS takes, with unknown parts, and not at all.
func spsSecretGoods() []good {
	const special = `!\"#$%&'()*+,-./:;<=>?@[]\\^-` + "`{}_|"
	var out []good
	for _, s := range spsSecrets {
		for _, values := range [][2]string{
			{`"` + canaryPassword + `"`, "1"},
			{`"` + canaryPassword + `"`, "0"},
			{`"` + canaryPassword + `"`, "unknown"},
			{"unknown", "1"},
			{"unknown", "unknown"},
			{"null", "null"},
			{"unknown", "null"},
			{"null", "unknown"},
			{`"` + special + `"`, "1"},
			{`"` + strings.Repeat("x", longestPassword) + `"`, "1"},
			{`"x"`, "-1"},
		} {
			if s.resource == loginMethodType && values[0] == "null" {
				continue // a new server needs its secret
			}
			out = append(out, good{fmt.Sprintf("%s %s, version %s", s.at, values[0], values[1]), s.resource, s.body(secretPair(s.at, values[0], values[1]))})
		}
	}
	return out
}

// spsKindGoods put good and unknown groups into each kind that has them.
func spsKindGoods() []good {
	var out []good
	for _, k := range []struct{ kind, members string }{
		{"x509", `trust_store = "t", username_attribute = "userPrincipalName"`},
		{"radius", `authentication_protocol = "mschapv2", servers = [` + radiusHost + `]`},
		{"saml2", fmt.Sprintf("idp_metadata = %q", identityXML)},
	} {
		for _, groups := range []string{
			`{ type = "local" }`, `{ type = "ldap", ldap_server = "k" }`, `{ type = "local", ldap_server = null }`, "unknown", "{ type = unknown }",
			`{ type = unknown, ldap_server = "k" }`, `{ type = "ldap", ldap_server = unknown }`, `{ type = "local", ldap_server = unknown }`,
		} {
			out = append(out, good{k.kind + " with groups " + groups, loginMethodType, login(k.kind, k.members+", groups = "+groups)})
		}
	}
	return out
}
