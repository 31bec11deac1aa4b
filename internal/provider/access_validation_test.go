package provider_test

import (
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

const (
	someSettings = "pam_privx_user_settings"
	aFactor      = "pam_privx_user_mfa"
	aGateway     = "pam_privx_mobile_gateway"
)

const (
	allGrantTypes = `["PERMANENT" "TIME_RESTRICTED" "FLOATING"]`
	notAnID       = "must be an id of PrivX such as"
	notATime      = "RFC 3339"
	notANetwork   = "is not an IP address or a CIDR"
	notADuration  = "is not a duration such as"
)

// accessRefusals are the rows of who may do what.
var accessRefusals = slices.Concat(grantRefusals(), idRefusals(), timeRefusals(), keyRefusals(), plainAccessRefusals)

// userRoles is all grants of one user, each a role and what stands in its braces.
func userRoles(grants ...[2]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "user_id = %q\nroles = {\n", acctest.Bob)
	for _, g := range grants {
		fmt.Fprintf(&b, "%q = {\n%s\n}\n", g[0], g[1])
	}
	return b.String() + "}\n"
}

// period is one window, of which either side may be any expression.
func period(start, end string) string {
	return fmt.Sprintf("{ grant_start = %s, grant_end = %s }", start, end)
}

// within is a grant in the windows.
func within(periods ...string) string {
	return "grant_type = \"TIME_RESTRICTED\"\ngrant_validity_periods = [" + strings.Join(periods, ", ") + "]"
}

// wrongGrant is what is wrong with the attributes that both resources of grants have.
type wrongGrant struct{ name, members, attribute, message string }

// bothGrants puts rows into a grant of its own, and into the second grant of a map.
func bothGrants(rows []wrongGrant) []refusal {
	var out []refusal
	for _, r := range rows {
		out = append(
			out,
			refusal{r.name, aGrant, userRole(acctest.Alice, acctest.LinuxAdmins, r.members), r.attribute, r.message},
			refusal{
				r.name, allGrants, userRoles([2]string{acctest.DatabaseReaders, ""}, [2]string{acctest.LinuxAdmins, r.members}),
				"roles[" + acctest.LinuxAdmins + "]." + r.attribute, r.message,
			},
		)
	}
	return out
}

func grantRefusals() []refusal {
	const (
		early, late = `"2026-01-01T00:00:00Z"`, `"2026-01-02T00:00:00Z"`
		kind        = "grant_type"
		periods     = "grant_validity_periods"
		length      = "floating_length"
	)
	backwards := period(late, early)
	return bothGrants([]wrongGrant{
		{"unknown type", `grant_type = "FOREVER"`, kind, allGrantTypes},
		{"type in lower case", `grant_type = "permanent"`, kind, allGrantTypes},
		{"type in lower case with its length", "grant_type = \"floating\"\nfloating_length = 8", kind, allGrantTypes},
		{"type in lower case with its periods", "grant_type = \"time_restricted\"\ngrant_validity_periods = [" + window + "]", kind, allGrantTypes},
		{"empty type", `grant_type = ""`, kind, allGrantTypes},
		{"type with white space", `grant_type = " FLOATING"`, kind, allGrantTypes},
		{"type with a hyphen", `grant_type = "TIME-RESTRICTED"`, kind, allGrantTypes},

		{"restricted without periods", `grant_type = "TIME_RESTRICTED"`, periods, "needs at least one period"},
		{"restricted with empty periods", "grant_type = \"TIME_RESTRICTED\"\ngrant_validity_periods = []", periods, "needs at least one period"},
		{"restricted with null periods", "grant_type = \"TIME_RESTRICTED\"\ngrant_validity_periods = null", periods, "needs at least one period"},
		{"restricted with a length and no period", "grant_type = \"TIME_RESTRICTED\"\nfloating_length = 8", periods, "needs at least one period"},
		{"restricted with a length and no period", "grant_type = \"TIME_RESTRICTED\"\nfloating_length = 8", length, "belongs to FLOATING; this grant is TIME_RESTRICTED"},
		{"restricted with a length", within(window) + "\nfloating_length = 8", length, "take the length out"},
		{"floating without length", `grant_type = "FLOATING"`, length, "A FLOATING grant needs"},
		{"floating with a null length", "grant_type = \"FLOATING\"\nfloating_length = null", length, "in hours"},
		{"floating with a period in place of a length", "grant_type = \"FLOATING\"\ngrant_validity_periods = [" + window + "]", length, "A FLOATING grant needs"},
		{"floating with a period in place of a length", "grant_type = \"FLOATING\"\ngrant_validity_periods = [" + window + "]", periods, "this grant is FLOATING"},
		{"floating with a period", "grant_type = \"FLOATING\"\nfloating_length = 8\ngrant_validity_periods = [" + window + "]", periods, "belongs to TIME_RESTRICTED"},
		{"floating for no time", "grant_type = \"FLOATING\"\nfloating_length = 0", length, "at least 1"},
		{"floating for less than no time", "grant_type = \"FLOATING\"\nfloating_length = -1", length, "at least 1"},
		{"permanent with a length", "grant_type = \"PERMANENT\"\nfloating_length = 8", length, `Set grant_type = "FLOATING"`},
		{"length without a type", "floating_length = 8", length, "this grant is PERMANENT"},
		{"permanent with a period", "grant_type = \"PERMANENT\"\ngrant_validity_periods = [" + window + "]", periods, `Set grant_type = "TIME_RESTRICTED"`},
		{"period without a type", "grant_validity_periods = [" + window + "]", periods, "this grant is PERMANENT"},

		{"period backwards", within(backwards), periods + "[0].grant_end", "must be after grant_start (2026-01-02T00:00:00Z)"},
		{"empty period", within(period(early, early)), periods + "[0].grant_end", "must be after grant_start"},
		{"empty period in two zones", within(period(early, `"2026-01-01T02:00:00+02:00"`)), periods + "[0].grant_end", "must be after grant_start"},
		{"period backwards by its zones", within(period(early, `"2026-01-01T01:00:00+02:00"`)), periods + "[0].grant_end", "must be after grant_start"},
		{"second period backwards", within(window, backwards), periods + "[1].grant_end", "must be after grant_start"},
		{"two periods backwards", within(backwards, window, backwards), periods + "[0].grant_end", "must be after grant_start"},
		{"two periods backwards", within(backwards, window, backwards), periods + "[2].grant_end", "must be after grant_start"},
		{"period backwards in an unknown type", "grant_type = unknown\ngrant_validity_periods = [" + backwards + "]", periods + "[0].grant_end", "must be after"},
		{"period without start", within("{ grant_end = " + late + " }"), periods + "[0].grant_start", "is required"},
		{"period without end", within("{ grant_start = " + early + " }"), periods + "[0].grant_end", "is required"},
		{"period with a null start", within(period("null", late)), periods + "[0].grant_start", "is required"},
		{"second period without end", within(window, "{ grant_start = "+early+" }"), periods + "[1].grant_end", "is required"},
		{"period with misspelt names", within(`{ start = ` + early + `, end = ` + late + " }"), periods + "[0].grant_start", "is required"},
		{"period with misspelt names", within(`{ start = ` + early + `, end = ` + late + " }"), periods + "[0].grant_end", "is required"},
		{"period with nothing in it", within("{}"), periods + "[0].grant_start", "is required"},
		{"period with nothing in it", within("{}"), periods + "[0].grant_end", "is required"},
		{"null period", within("null"), periods, "null"},
		{"null period behind another", within(window, "null"), periods, "null"},
	})
}

// wrongTimes are texts that are no time.
var wrongTimes = []string{
	"2026-01-31T08:00:00", "2026-01-31", "2026-01-31T24:00:00Z", "2026-13-31T08:00:00Z", "2026-02-30T08:00:00Z", "1767225600", "2026-01-31 08:00:00Z",
	"2026-01-31T08:00Z", "2026-01-31T8:00:00Z", "2026-01-31T08:00:00,5Z", "2026-01-31T08:00:00+0200", "2026-01-31T08:00:00+24:00", "2026-01-31T08:00:60Z",
	"2026-01-31T08:60:00Z", "20260131T080000Z", "31.01.2026 08:00", "Sat, 31 Jan 2026 08:00:00 GMT", "2026-01-31T08:00:00Z ", "2026-01-31T08:00:00 Europe/Helsinki",
	"now", "24h",
}

// timeRefusals give each time what is none.
func timeRefusals() []refusal {
	var grants []wrongGrant
	var out []refusal
	add := func(value, message string) {
		const good = `"2026-06-01T00:00:00Z"`
		quoted := fmt.Sprintf("%q", value)
		grants = append(
			grants,
			wrongGrant{"start " + value, within(period(quoted, good)), "grant_validity_periods[0].grant_start", message},
			wrongGrant{"second end " + value, within(window, period(good, quoted)), "grant_validity_periods[1].grant_end", message},
		)
		for _, name := range []string{"not_before", "not_after"} {
			out = append(out, refusal{name + " " + value, aKey, userKey(acctest.Alice, ed25519Key, name+" = "+quoted), name, message})
		}
	}
	for _, value := range wrongTimes {
		add(value, notATime)
	}
	add("", "at least 1")
	out = append(out, refusal{"not_after a number", aKey, userKey(acctest.Alice, ed25519Key, "not_after = 1767225600"), "not_after", notATime})
	return append(bothGrants(grants), out...)
}

// wrongIDs are texts that are no id.
var wrongIDs = []string{
	"", " ", "alice", "current", "0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0", acctest.Alice + "0", acctest.Alice + "/" + acctest.LinuxAdmins, acctest.Alice + "/",
	"{" + acctest.Alice + "}", " " + acctest.Alice, acctest.Alice + "\n", "0b6e5a3c1f2d4c8e9a7b5d4e3f2a1b0c", "gb6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c",
	"0b6e5a3c-1f2d-4c8e-9a7b_5d4e3f2a1b0c", "../" + acctest.Alice, "urn:uuid:" + acctest.Alice,
}

// idRefusals give each id what is none.
func idRefusals() []refusal {
	var out []refusal
	for _, id := range wrongIDs {
		out = append(
			out,
			refusal{"user " + id, aGrant, userRole(id, acctest.LinuxAdmins), "user_id", notAnID},
			refusal{"role " + id, aGrant, userRole(acctest.Alice, id), "role_id", notAnID},
			refusal{"user " + id, allGrants, fmt.Sprintf("user_id = %q\nroles = {}", id), "user_id", notAnID},
			refusal{"role " + id, allGrants, userRoles([2]string{acctest.LinuxAdmins, ""}, [2]string{id, ""}), "roles[" + id + "]", notAnID},
			refusal{"user " + id, aKey, userKey(id, ed25519Key), "user_id", notAnID},
			refusal{"user " + id, someSettings, fmt.Sprintf("user_id = %q\nsettings = \"{}\"", id), "user_id", notAnID},
			refusal{"user " + id, aFactor, fmt.Sprintf("user_id = %q\nenabled = true", id), "user_id", notAnID},
		)
	}
	return out
}

// marshalled is a key of any kind in base64.
func marshalled(fields any) string { return base64.StdEncoding.EncodeToString(ssh.Marshal(fields)) }

// ofBits is the least number of that many bits.
func ofBits(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n-1) }

// rsaOf is the base64 of an RSA key whose modulus has that many bits.
func rsaOf(bits uint) string {
	key, err := ssh.NewPublicKey(&rsa.PublicKey{N: ofBits(bits), E: 65537})
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(key.Marshal())
}

func dsaKey() string {
	return "ssh-dss " + marshalled(struct {
		Name       string
		P, Q, G, Y *big.Int
	}{"ssh-dss", ofBits(1024), ofBits(160), big.NewInt(2), big.NewInt(4)})
}

// privateKeys are keys that their owner must keep, in the forms in which tools write them.
func privateKeys() map[string]string {
	private := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		panic(err)
	}
	return map[string]string{
		"OpenSSH":           string(pem.EncodeToMemory(block)),
		"PKCS 8":            string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})),
		"PKCS 1":            string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: private})),
		"encrypted":         string(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: private})),
		"behind a line":     "id_ed25519:\n" + string(pem.EncodeToMemory(block)),
		"behind its public": ed25519Key + "\n" + string(pem.EncodeToMemory(block)),
	}
}

// sshCertificate is the line of an SSH certificate, which names a key but is none.
func sshCertificate() string {
	private := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	signer, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		panic(err)
	}
	return "ssh-ed25519-cert-v01@openssh.com " + marshalled(struct {
		Name            string
		Nonce, Key      []byte
		Serial          uint64
		Type            uint32
		KeyID           string
		Principals      []byte
		After, Before   uint64
		Options, More   []byte
		Reserved        []byte
		Authority, Sign []byte
	}{
		Name: "ssh-ed25519-cert-v01@openssh.com", Nonce: make([]byte, 32), Key: signer.PublicKey().Marshal()[19:], Type: 1, KeyID: "alice",
		Before: 1 << 62, Authority: signer.PublicKey().Marshal(), Sign: ssh.Marshal(ssh.Signature{Format: ssh.KeyAlgoED25519, Blob: make([]byte, 64)}),
	})
}

// keyRefusals give a key what PrivX would not take.
func keyRefusals() []refusal {
	kind, bare, _ := strings.Cut(ed25519Key, " ")
	const (
		noKey   = "give a line such as ssh-ed25519 AAAA"
		damaged = "the key is damaged"
		options = "no options in front of a key"
		several = "more than one key"
	)
	var out []refusal
	for _, r := range []struct{ name, key, message string }{
		{"empty", "", "at least 1"},
		{"garbage", "this is no key", noKey},
		{"garbage of one word", "nokey", noKey},
		{"white space", "  \n", damaged},
		{"name of a file", "~/.ssh/id_ed25519.pub", noKey},
		{"type alone", kind, noKey},
		{"type and garbage", kind + " AAAA_not+base64", noKey},
		{"fingerprint", "SHA256:pMO6dGcAkp3p1r3DXBvfSkoxYJBMFJ6Ig4qFnFhAnqM", noKey},
		{"base64 of text", base64.StdEncoding.EncodeToString([]byte("this is a text and no key")), damaged},
		{"damaged base64", kind + " " + bare[:len(bare)-1], noKey},
		{"truncated", kind + " " + bare[:len(bare)-8], damaged},
		{"truncated, without type", bare[:len(bare)-8], damaged},
		{"something behind the key", bare + bare, damaged},
		{"RFC 4716 without a key", "---- BEGIN SSH2 PUBLIC KEY ----\nComment: none\n---- END SSH2 PUBLIC KEY ----\n", "SSH public key"},
		{"DSA", dsaKey(), "DSA keys are broken"},
		{"DSA without type", strings.TrimPrefix(dsaKey(), "ssh-dss "), "DSA keys are broken"},
		{"RSA of 1024 bits", "ssh-rsa " + rsaOf(1024), "the RSA key has 1024 bits, and PrivX takes 2048 and more"},
		{"RSA of 2047 bits", "ssh-rsa " + rsaOf(2047), "the RSA key has 2047 bits"},
		{"RSA of 1024 bits without type", rsaOf(1024), "the RSA key has 1024 bits"},
		{"certificate", sshCertificate(), "certificate"},
		{"certificate with a comment", sshCertificate() + " alice@laptop", "certificate"},
		{"option in front", "no-pty " + ed25519Key, options},
		{"addresses in front", `from="192.0.2.0/24" ` + ed25519Key, options},
		{"options in front", `restrict,command="echo hello" ` + ed25519Key + " alice", options},
		{"two keys", ed25519Key + "\n" + ecdsaKey, several},
		{"two keys with comments", ed25519Key + " one\n" + rsaKey + " two\n", several},
		{"twice the same", ed25519Key + "\n" + ed25519Key, several},
	} {
		out = append(out, refusal{"key: " + r.name, aKey, userKey(acctest.Alice, r.key), "public_key", r.message})
	}
	for name, key := range privateKeys() {
		out = append(out, refusal{"private key: " + name, aKey, userKey(acctest.Alice, key), "public_key", "it is a private key, which must not leave its owner"})
	}
	for _, value := range []string{"30", "30d", "1 h", "h", "-1h", "0", "0s", "500ms", "1h0.5s", "1ns", "forever", "P1Y", "8760 hours", "99999999999h", "1y"} {
		out = append(out, refusal{"valid_for " + value, aKey, userKey(acctest.Alice, ed25519Key, fmt.Sprintf("valid_for = %q", value)), "valid_for", notADuration})
	}
	for _, value := range []string{
		"laptop.example.com", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "192.0.2", "192.0.2.256", "192.0.02.1", "192.0.2.*", "192.0.2.0/255.255.255.0",
		"192.0.2.1-192.0.2.9", "192.0.2.1:22", "2001:db8::g", "2001:db8:::1", "2001:db8::/129", "[2001:db8::1]", "fe80::1%eth0", "!192.0.2.1", " 192.0.2.1", "any", "*",
	} {
		body := userKey(acctest.Alice, ed25519Key, fmt.Sprintf("source_address = [\"198.51.100.7\", %q]", value))
		out = append(out, refusal{"address " + value, aKey, body, "source_address[" + value + "]", notANetwork})
	}
	return out
}

// plainAccessRefusals are the rows that follow no pattern.
var plainAccessRefusals = []refusal{
	{"no user", aGrant, fmt.Sprintf("role_id = %q", acctest.LinuxAdmins), "user_id", mustBeThere},
	{"null user", aGrant, fmt.Sprintf("user_id = null\nrole_id = %q", acctest.LinuxAdmins), "user_id", mustBeThere},
	{"no role", aGrant, fmt.Sprintf("user_id = %q", acctest.Alice), "role_id", mustBeThere},
	{"neither", aGrant, "", "user_id", mustBeThere},
	{"neither", aGrant, "", "role_id", mustBeThere},

	{"floating for half an hour", aGrant, userRole(acctest.Alice, acctest.LinuxAdmins, "grant_type = \"FLOATING\"\nfloating_length = 0.5"), "floating_length", "not an integer"},
	{"floating for half an hour", allGrants, userRoles([2]string{acctest.LinuxAdmins, "grant_type = \"FLOATING\"\nfloating_length = 0.5"}), "roles", "not an integer"},

	{"no user", allGrants, "roles = {}", "user_id", mustBeThere},
	{"no roles", allGrants, fmt.Sprintf("user_id = %q", acctest.Bob), "roles", mustBeThere},
	{"null roles", allGrants, fmt.Sprintf("user_id = %q\nroles = null", acctest.Bob), "roles", mustBeThere},
	{"null grant", allGrants, fmt.Sprintf("user_id = %q\nroles = { %q = null }", acctest.Bob, acctest.LinuxAdmins), "roles", "null"},
	{
		"one of two grants is wrong", allGrants, userRoles([2]string{acctest.DatabaseReaders, "floating_length = 2"}, [2]string{acctest.LinuxAdmins, ""}),
		"roles[" + acctest.DatabaseReaders + "].floating_length", "roles[\"" + acctest.DatabaseReaders + "\"].floating_length belongs to FLOATING",
	},
	{
		"two grants are wrong", allGrants, userRoles([2]string{acctest.DatabaseReaders, "floating_length = 2"}, [2]string{acctest.LinuxAdmins, `grant_type = "X"`}),
		"roles[" + acctest.DatabaseReaders + "].floating_length", "belongs to FLOATING",
	},
	{
		"two grants are wrong", allGrants, userRoles([2]string{acctest.DatabaseReaders, "floating_length = 2"}, [2]string{acctest.LinuxAdmins, `grant_type = "X"`}),
		"roles[" + acctest.LinuxAdmins + "].grant_type", allGrantTypes,
	},
	{"role by name", allGrants, userRoles([2]string{"Linux admins", ""}), "roles[Linux admins]", notAnID},

	{"no name", aKey, fmt.Sprintf("public_key = %q", ed25519Key), "name", mustBeThere},
	{"null name", aKey, fmt.Sprintf("name = null\npublic_key = %q", ed25519Key), "name", mustBeThere},
	{"empty name", aKey, fmt.Sprintf("name = \"\"\npublic_key = %q", ed25519Key), "name", "at least 1"},
	{"no key", aKey, `name = "laptop"`, "public_key", mustBeThere},
	{"null key", aKey, "name = \"laptop\"\npublic_key = null", "public_key", mustBeThere},
	{
		"validity backwards", aKey, userKey(acctest.Alice, ed25519Key, `not_before = "2026-02-01T00:00:00Z"`, `not_after = "2026-01-01T00:00:00Z"`),
		"not_after", "not_after (2026-01-01T00:00:00Z) must be after not_before (2026-02-01T00:00:00Z)",
	},
	{
		"empty validity", aKey, userKey(acctest.Alice, ed25519Key, `not_before = "2026-02-01T00:00:00Z"`, `not_after = "2026-02-01T00:00:00Z"`),
		"not_after", "must be after not_before",
	},
	{
		"empty validity in two zones", aKey, userKey(acctest.Alice, ed25519Key, `not_before = "2026-02-01T00:00:00Z"`, `not_after = "2026-02-01T02:00:00+02:00"`),
		"not_after", "must be after not_before",
	},
	{"empty length", aKey, userKey(acctest.Alice, ed25519Key, `valid_for = ""`), "valid_for", "at least 1"},
	{"length and start", aKey, userKey(acctest.Alice, ed25519Key, `valid_for = "24h"`, `not_before = "2026-01-01T00:00:00Z"`), "valid_for", "not_before"},
	{"length and end", aKey, userKey(acctest.Alice, ed25519Key, `valid_for = "24h"`, `not_after = "2026-12-01T00:00:00Z"`), "valid_for", "not_after"},
	{"wrong length and end", aKey, userKey(acctest.Alice, ed25519Key, `valid_for = "1d"`, `not_after = "2026-12-01T00:00:00Z"`), "valid_for", notADuration},
	{"wrong length and end", aKey, userKey(acctest.Alice, ed25519Key, `valid_for = "1d"`, `not_after = "2026-12-01T00:00:00Z"`), "valid_for", "not_after"},
	{"empty address", aKey, userKey(acctest.Alice, ed25519Key, `source_address = ["192.0.2.1", ""]`), "source_address[]", "at least 1"},
	{"null address", aKey, userKey(acctest.Alice, ed25519Key, `source_address = ["192.0.2.1", null]`), "source_address", "null"},

	{"no settings", someSettings, "", "settings", mustBeThere},
	{"null settings", someSettings, "settings = null", "settings", mustBeThere},
	{"empty settings", someSettings, `settings = ""`, "settings", "at least 1"},
	{"white space", someSettings, `settings = "  "`, "settings", "JSON object"},
	{"array", someSettings, "settings = jsonencode([1])", "settings", "JSON object"},
	{"empty array", someSettings, `settings = "[]"`, "settings", "JSON object"},
	{"string", someSettings, `settings = jsonencode("dark")`, "settings", "JSON object"},
	{"number", someSettings, "settings = jsonencode(12)", "settings", "JSON object"},
	{"number of one digit", someSettings, "settings = 7", "settings", "JSON object"},
	{"truth", someSettings, "settings = true", "settings", "JSON object"},
	{"nothing", someSettings, "settings = jsonencode(null)", "settings", "JSON object"},
	{"cut off", someSettings, `settings = "{\"theme\":\"dark\""`, "settings", "JSON object"},
	{"brace alone", someSettings, `settings = "{"`, "settings", "JSON object"},
	{"comma at the end", someSettings, `settings = "{\"theme\":\"dark\",}"`, "settings", "JSON object"},
	{"single quotes", someSettings, `settings = "{'theme':'dark'}"`, "settings", "JSON object"},
	{"HCL", someSettings, `settings = "theme = \"dark\""`, "settings", "JSON object"},
	{"YAML", someSettings, `settings = "theme: dark"`, "settings", "JSON object"},
	{"two objects", someSettings, `settings = "{}{}"`, "settings", "JSON object"},
	{"base64 of an object", someSettings, `settings = "eyJ0aGVtZSI6ImRhcmsifQ=="`, "settings", "base64 already"},

	{"no user", aFactor, "enabled = true", "user_id", mustBeThere},
	{"no switch", aFactor, fmt.Sprintf("user_id = %q", acctest.Alice), "enabled", mustBeThere},
	{"null switch", aFactor, fmt.Sprintf("user_id = %q\nenabled = null", acctest.Alice), "enabled", mustBeThere},
	{"triggers alone", aFactor, fmt.Sprintf("user_id = %q\nreset_triggers = { n = 1 }", acctest.Alice), "enabled", mustBeThere},
	{"nothing", aFactor, "", "user_id", mustBeThere},
	{"nothing", aFactor, "", "enabled", mustBeThere},
}

// TestRefusedKeysAreNotRepeated looks for private keys in what is said about them, line by line.
func TestRefusedKeysAreNotRepeated(t *testing.T) {
	t.Parallel()
	run := acctest.NewRun(t, acctest.Nowhere)
	for name, key := range privateKeys() {
		diags := run.Plan(aKey, acctest.State{}, userKey(acctest.Alice, key)).Diagnostics
		said := strings.Join(append(diags.Errors(), diags.Warnings()...), "\n")
		for line := range strings.Lines(key) {
			if line = strings.TrimSpace(line); len(line) > 8 && !strings.HasPrefix(line, "-----") && strings.Contains(said, line) {
				t.Errorf("%s: the message repeats %q: %s", name, line, said)
			}
		}
	}
}

// TestGoodNetworksDiffer wants IPv4 networks in IPv6's notation told apart, and taken for the same as in their own.
func TestGoodNetworksDiffer(t *testing.T) {
	t.Parallel()
	run := acctest.NewRun(t, newAccess(t).Block())
	with := func(address string) string {
		return userKey(acctest.Alice, ed25519Key, fmt.Sprintf("source_address = [%q]", address))
	}
	state := run.MustApply(aKey, acctest.State{}, with("::ffff:192.0.2.0/120"))
	if p := run.Plan(aKey, state, with("192.0.2.9/24")); len(p.Changes) > 0 {
		t.Errorf("the same network plans %v", p.Changes)
	}
	for _, other := range []string{"::ffff:198.51.100.0/120", "::ffff:192.0.2.0/96", "::ffff:192.0.2.0/64", "192.0.2.0/25"} {
		if p := run.Plan(aKey, state, with(other)); len(p.Changes) != 1 {
			t.Errorf("%s plans %v", other, p.Changes)
		}
	}
}

// accessGoods are the rows of who may do what that must pass.
var accessGoods = slices.Concat(grantGoods(), plainAccessGoods())

// grantGoods put good grants into both resources.
func grantGoods() []good {
	const early = `"2026-01-01T00:00:00Z"`
	var out []good
	for name, members := range map[string]string{
		"permanent by default":                 "",
		"permanent":                            `grant_type = "PERMANENT"`,
		"nulls":                                "grant_type = null\ngrant_validity_periods = null\nfloating_length = null",
		"permanent with empty periods":         "grant_type = \"PERMANENT\"\ngrant_validity_periods = []",
		"one period":                           within(window),
		"two periods":                          within(window2, window),
		"periods that overlap":                 within(window, window),
		"restricted with a null length":        within(window) + "\nfloating_length = null",
		"floating":                             "grant_type = \"FLOATING\"\nfloating_length = 1",
		"floating with empty periods":          "grant_type = \"FLOATING\"\nfloating_length = 87600\ngrant_validity_periods = []",
		"length as text":                       "grant_type = \"FLOATING\"\nfloating_length = \"24\"",
		"zones":                                within(period(`"2026-01-01T08:00:00+02:00"`, `"2026-01-01T07:00:00Z"`)),
		"zones west and half":                  within(period(`"2026-01-01T08:00:00-00:00"`, `"2026-01-01T08:00:00-09:30"`)),
		"fractions":                            within(period(`"2026-01-01T08:00:00.000000001Z"`, `"2026-01-01T08:00:00.5Z"`)),
		"leap day":                             within(period(`"2028-02-29T00:00:00Z"`, `"2028-02-29T00:00:01Z"`)),
		"unknown type":                         "grant_type = unknown",
		"unknown type with a length":           "grant_type = unknown\nfloating_length = 8",
		"unknown type with periods":            "grant_type = unknown\ngrant_validity_periods = [" + window + "]",
		"unknown type with both":               "grant_type = unknown\nfloating_length = 8\ngrant_validity_periods = [" + window + "]",
		"unknown periods":                      "grant_type = \"TIME_RESTRICTED\"\ngrant_validity_periods = unknown",
		"unknown periods in another type":      "grant_validity_periods = unknown",
		"unknown periods in a floating one":    "grant_type = \"FLOATING\"\nfloating_length = 8\ngrant_validity_periods = unknown",
		"one period unknown":                   within("unknown"),
		"second period unknown":                within(window, "unknown"),
		"unknown start":                        within(period("unknown", early)),
		"unknown end":                          within(period(early, "unknown")),
		"unknown start and end":                within(period("unknown", "unknown"), window),
		"unknown length":                       "grant_type = \"FLOATING\"\nfloating_length = unknown",
		"unknown length in another type":       "floating_length = unknown",
		"unknown length in a restricted grant": within(window) + "\nfloating_length = unknown",
		"everything unknown":                   "grant_type = unknown\ngrant_validity_periods = unknown\nfloating_length = unknown",
	} {
		out = append(
			out,
			good{name, aGrant, userRole(acctest.Alice, acctest.LinuxAdmins, members)},
			good{name, allGrants, userRoles([2]string{acctest.DatabaseReaders, `grant_type = "PERMANENT"`}, [2]string{acctest.LinuxAdmins, members})},
		)
	}
	return out
}

func plainAccessGoods() []good {
	_, bare, _ := strings.Cut(ed25519Key, " ")
	out := []good{
		{"ids in capitals", aGrant, userRole(strings.ToUpper(acctest.Alice), strings.ToUpper(acctest.LinuxAdmins))},
		{"ids of no version", aGrant, userRole("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff")},
		{"unknown ids", aGrant, "user_id = unknown\nrole_id = unknown"},

		{"no roles", allGrants, fmt.Sprintf("user_id = %q\nroles = {}", acctest.Bob)},
		{"unknown user", allGrants, "user_id = unknown\nroles = {}"},
		{"unknown roles", allGrants, fmt.Sprintf("user_id = %q\nroles = unknown", acctest.Bob)},
		{"one grant unknown", allGrants, fmt.Sprintf("user_id = %q\nroles = { %q = unknown, %q = {} }", acctest.Bob, acctest.LinuxAdmins, acctest.DatabaseReaders)},
		{"every grant unknown", allGrants, fmt.Sprintf("user_id = unknown\nroles = { %q = unknown }", acctest.LinuxAdmins)},

		{"user left out", aKey, fmt.Sprintf("name = \"laptop\"\npublic_key = %q", ed25519Key)},
		{"everything unknown", aKey, "user_id = unknown\nname = unknown\ncomment = unknown\npublic_key = unknown\nnot_before = unknown\nnot_after = unknown\nsource_address = unknown"},
		{"nulls", aKey, userKey(acctest.Alice, ed25519Key, "comment = null\nnot_before = null\nnot_after = null\nvalid_for = null\nsource_address = null")},
		{"empty texts", aKey, userKey(acctest.Alice, ed25519Key, "comment = \"\"\nsource_address = []")},
		{"unknown start", aKey, userKey(acctest.Alice, ed25519Key, `not_before = unknown`, `not_after = "2026-01-01T00:00:00Z"`)},
		{"unknown end", aKey, userKey(acctest.Alice, ed25519Key, `not_before = "2026-01-01T00:00:00Z"`, `not_after = unknown`)},
		{"length beside an unknown end", aKey, userKey(acctest.Alice, ed25519Key, `valid_for = "24h"`, `not_after = unknown`)},
		{"unknown length beside an end", aKey, userKey(acctest.Alice, ed25519Key, `valid_for = unknown`, `not_after = "2026-01-01T00:00:00Z"`)},
		{"length beside null dates", aKey, userKey(acctest.Alice, ed25519Key, `valid_for = "24h"`, "not_before = null", "not_after = null")},
		{"one address unknown", aKey, userKey(acctest.Alice, ed25519Key, `source_address = ["192.0.2.1", unknown]`)},
		{"dates in two zones", aKey, userKey(acctest.Alice, ed25519Key, `not_before = "2026-01-01T08:00:00+02:00"`, `not_after = "2026-01-01T07:00:00Z"`)},
		{"start alone", aKey, userKey(acctest.Alice, ed25519Key, `not_before = "2026-01-01T08:00:00.25Z"`)},
		{"addresses", aKey, userKey(acctest.Alice, ed25519Key, `source_address = ["192.0.2.77/24", "0.0.0.0/0", "::/0", "2001:DB8::0:1", "192.0.2.1/32", "::ffff:192.0.2.1"]`)},

		{"no keys", someSettings, `settings = "{}"`},
		{"white space around", someSettings, `settings = "\n { \"theme\" : \"dark\" } \n"`},
		{"key to be absent", someSettings, `settings = jsonencode({ theme = null })`},
		{"numbers and nesting", someSettings, `settings = "{\"a\":{\"b\":[1,2.50,1e3,12345678901234567890,null,true]}}"`},
		{"a part unknown", someSettings, `settings = jsonencode({ theme = unknown })`},
		{"unknown settings", someSettings, "user_id = unknown\nsettings = unknown"},

		{"unknown switch", aFactor, "user_id = unknown\nenabled = unknown\nreset_triggers = unknown"},
		{"unknown trigger", aFactor, fmt.Sprintf("user_id = %q\nenabled = false\nreset_triggers = { phone = unknown }", acctest.Alice)},
		{"no triggers", aFactor, fmt.Sprintf("user_id = %q\nenabled = \"true\"\nreset_triggers = {}", acctest.Alice)},
		{"null triggers", aFactor, fmt.Sprintf("user_id = %q\nenabled = true\nreset_triggers = { a = null, b = 1 }", acctest.Alice)},

		{"nothing", aGateway, ""},
		{"null", aGateway, "deletion_protection = null"},
		{"unknown", aGateway, "deletion_protection = unknown"},
	}
	for name, key := range map[string]string{
		"line": ed25519Key, "line with a comment": ed25519Key + " alice@laptop of 2026", "line as file() reads it": ed25519Key + " alice\n", "line of Windows": ed25519Key + "\r\n",
		"white space around": "  " + ed25519Key + "\t\n", "tab between": strings.Replace(ed25519Key, " ", "\t", 1), "base64 alone": bare, "base64 with a line's end": bare + "\n",
		"RFC 4716": "---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"a \\\nb\"\n" + bare[:40] + "\n" + bare[40:] + "\n---- END SSH2 PUBLIC KEY ----\n",
		"ECDSA":    ecdsaKey, "RSA": rsaKey, "RSA of 2048 bits": "ssh-rsa " + rsaOf(2048), "RSA of 4096 bits": rsaOf(4096),
	} {
		out = append(out, good{"key: " + name, aKey, userKey(acctest.Alice, key)})
	}
	for _, value := range []string{"1s", "90s", "15m", "8760h", "1h30m", "1.5h", "43200m", "1000ms"} {
		out = append(out, good{"valid_for " + value, aKey, userKey(acctest.Alice, ed25519Key, fmt.Sprintf("valid_for = %q", value))})
	}
	return out
}

// accessWarnings are the plans of who may do what that say something first.
var accessWarnings = []warning{
	{
		"a grant less", allGrants, userRoles([2]string{acctest.LinuxAdmins, ""}, [2]string{acctest.DatabaseReaders, ""}), userRoles([2]string{acctest.LinuxAdmins, ""}),
		"roles", "The user " + acctest.Bob + " has these, and loses them: Database readers (" + acctest.DatabaseReaders + ").",
	},
	{
		"no grant any more", allGrants, userRoles([2]string{acctest.LinuxAdmins, ""}, [2]string{acctest.DatabaseReaders, within(window)}), userRoles(),
		"roles", "Database readers (" + acctest.DatabaseReaders + "), Linux admins (" + acctest.LinuxAdmins + ").",
	},
	{"a grant more", allGrants, userRoles(), userRoles([2]string{acctest.LinuxAdmins, ""}), "", ""},
	{"a grant of another type", allGrants, userRoles([2]string{acctest.LinuxAdmins, ""}), userRoles([2]string{acctest.LinuxAdmins, within(window)}), "", ""},
	{"the same grants", allGrants, userRoles([2]string{acctest.LinuxAdmins, within(window)}), userRoles([2]string{acctest.LinuxAdmins, within(window)}), "", ""},
	{"first grants of a user", allGrants, "", userRoles([2]string{acctest.LinuxAdmins, ""}), "", ""},
	{"unknown roles", allGrants, userRoles([2]string{acctest.LinuxAdmins, ""}), fmt.Sprintf("user_id = %q\nroles = unknown", acctest.Bob), "", ""},
	{"one grant unknown", allGrants, userRoles([2]string{acctest.LinuxAdmins, ""}), fmt.Sprintf("user_id = %q\nroles = { %q = unknown }", acctest.Bob, acctest.LinuxAdmins), "", ""},
	{"unknown user", allGrants, userRoles([2]string{acctest.LinuxAdmins, ""}), "user_id = unknown\nroles = {}", "", ""},
	{"user who is nobody", allGrants, "", "user_id = \"00000000-0000-0000-0000-000000000000\"\nroles = {}", "", ""},

	{"one grant", aGrant, "", userRole(acctest.Alice, acctest.LinuxAdmins), "", ""},
	{"another type", aGrant, userRole(acctest.Alice, acctest.LinuxAdmins), userRole(acctest.Alice, acctest.LinuxAdmins, within(window)), "", ""},
	{"a key", aKey, "", userKey(acctest.Alice, ed25519Key), "", ""},
	{"another key", aKey, userKey(acctest.Alice, ed25519Key), userKey(acctest.Alice, rsaKey), "", ""},
	{"settings taken out", someSettings, `settings = "{\"a\":1,\"b\":2}"`, `settings = "{\"a\":1}"`, "", ""},
	{"a factor", aFactor, "", fmt.Sprintf("user_id = %q\nenabled = true", acctest.Alice), "", ""},
	{"a gateway without protection", aGateway, "", "deletion_protection = false", "", ""},
}

// TestWarningsOverGrantsByHand plans all grants of a user who was granted roles by hand, of which one follows from a rule too.
func TestWarningsOverGrantsByHand(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	one, two, ruled := fake.AddRole("by hand B"), fake.AddRole("by hand A"), fake.AddRole("by rule")
	grant(fake, acctest.Bob, one, nil)
	grant(fake, acctest.Bob, two, restricted("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"))
	fake.AddImplicit(acctest.Bob, two)
	fake.AddImplicit(acctest.Bob, ruled)
	grant(fake, acctest.Bob, acctest.DatabaseReaders, nil)
	run := acctest.NewRun(t, fake.Block())
	plan := run.Plan(allGrants, acctest.State{}, userRoles([2]string{acctest.DatabaseReaders, ""}))
	plan.Diagnostics.MustSucceed(t)
	wantWarning(t, plan.Diagnostics, "roles", fmt.Sprintf("loses them: by hand A (%s), by hand B (%s).", two, one))
	// From another user to Bob: Bob's grants are those that go.
	state := run.MustApply(allGrants, acctest.State{}, fmt.Sprintf("user_id = %q\nroles = {}", acctest.Alice))
	plan = run.Plan(allGrants, state, userRoles([2]string{one, ""}, [2]string{acctest.DatabaseReaders, ""}))
	wantWarning(t, plan.Diagnostics, "roles", fmt.Sprintf("The user %s has these, and loses them: by hand A (%s).", acctest.Bob, two))
	if !plan.Replace {
		t.Error("another user does not replace the grants")
	}
	// Without PrivX there is nothing to look at, and nothing to say.
	wantWarning(t, acctest.NewRun(t, acctest.Nowhere).Plan(allGrants, acctest.State{}, userRoles()).Diagnostics, "", "")
}

// TestWarningsOfARoleThatWasThere grants a role that the user has: differently, alike, and by a rule alone.
func TestWarningsOfARoleThatWasThere(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		before  func(*acctest.PrivX)
		members string
		message string
	}{
		"of another type": {
			func(fake *acctest.PrivX) {
				grant(fake, acctest.Alice, acctest.LinuxAdmins, map[string]any{"grant_type": "FLOATING", "floating_length": 3})
			}, "", "The grant of the role Linux admins was FLOATING.",
		},
		"of other periods": {
			func(fake *acctest.PrivX) {
				grant(fake, acctest.Alice, acctest.LinuxAdmins, restricted("2026-01-01T08:00:00Z", "2026-02-01T00:00:00Z"))
			}, within(window), "was TIME_RESTRICTED",
		},
		"the same": {func(fake *acctest.PrivX) { grant(fake, acctest.Alice, acctest.LinuxAdmins, nil) }, "", ""},
		"the same in another zone": {
			func(fake *acctest.PrivX) {
				grant(fake, acctest.Alice, acctest.LinuxAdmins, restricted("2026-01-01T10:00:00+02:00", "2026-01-31T16:00:00Z"))
			}, within(window), "",
		},
		"by a rule":    {func(fake *acctest.PrivX) { fake.AddImplicit(acctest.Alice, acctest.LinuxAdmins) }, "", ""},
		"another role": {func(fake *acctest.PrivX) { grant(fake, acctest.Alice, acctest.DatabaseReaders, nil) }, "", ""},
	} {
		fake := newAccess(t)
		row.before(fake)
		run := acctest.NewRun(t, fake.Block())
		state, diags := run.Apply(aGrant, acctest.State{}, userRole(acctest.Alice, acctest.LinuxAdmins, row.members))
		diags.MustSucceed(t)
		if got := strings.Join(diags.Warnings(), "\n"); row.message == "" && got != "" || !strings.Contains(got, row.message) {
			t.Errorf("%s: %q, want %q", name, got, row.message)
		}
		if row.message != "" && !strings.Contains(diags.Warnings()[0], "The user had this role already") {
			t.Errorf("%s: %q", name, diags.Warnings())
		}
		// Said once.
		_, diags = run.Apply(aGrant, run.MustRead(aGrant, state), userRole(acctest.Alice, acctest.LinuxAdmins, "grant_type = \"FLOATING\"\nfloating_length = 9"))
		wantWarning(t, diags, "", "")
	}
}
