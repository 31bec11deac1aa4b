package provider_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

// Keys of what the rows of SPS refer to. They are there before Terraform comes.
const (
	spsUser1      = "7a3c9d2f-1b5e-4d8f-8c4b-2e3f40516273"
	spsUser2      = "7a3c9d2f-1b5e-4d8f-8c4b-2e3f40516274"
	spsTrustStore = "8b4d0e30-2c6f-4e90-9d5c-3f4051627384"
	spsLDAP       = "9c5e1f41-3d70-4fa1-ae6d-405162738495"
)

// spsCA are certificates of authorities, made once.
var spsCA = func() (pems [2]string) {
	for i := range pems {
		ca, _, err := fakehttp.NewCertificate("sps.example.com")
		if err != nil {
			panic(err)
		}
		pems[i] = string(ca)
	}
	return pems
}()

const idpMetadata = `<?xml version="1.0"?>` + "\n" + `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">` +
	"\n" + `<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><SingleSignOnService ` +
	`Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/></IDPSSODescriptor></EntityDescriptor>`

// seedSPS makes users, a trust store and an LDAP server.
func seedSPS(fake *acctest.PrivX) {
	if fake.SPS.Document("trust_stores/"+spsTrustStore) != nil {
		return // another row of the same server has
	}
	s := fake.SPS
	for key, name := range map[string]string{spsUser1: "ann", spsUser2: "ben"} {
		s.Add("aaa/local_database/users", map[string]any{"key": key, "name": name})
	}
	s.Add("trust_stores", map[string]any{
		"key": spsTrustStore, "name": "seeded", "authorities": []any{spsCA[0]}, "crl_urls": []any{}, "revocation_check": "none",
	})
	s.Add("aaa/ldap_servers", map[string]any{
		"key": spsLDAP, "name": "seeded", "user_base_dn": "dc=x", "group_base_dn": "dc=x", "bind_dn": nil, "bind_password": nil,
		"servers":    []any{map[string]any{"host": map[string]any{"selection": "ip", "value": "192.0.2.1"}, "port": 389}},
		"encryption": map[string]any{"selection": "disabled"},
		"schema": map[string]any{
			"selection": "ad", "membership_check": map[string]any{"enabled": true, "nested_groups": false},
			"memberof_check": map[string]any{"enabled": false}, "user_dn_in_groups": []any{},
		},
	})
}

// inSPS completes a row of a collection: what the server has beside what was seeded.
func inSPS(o object, collection string, edits map[string]edit) object {
	o.sps, o.path = true, "/"+collection+"(/|$)"
	if o.seed == nil {
		o.seed = seedSPS
	}
	var seeded sync.Map // keys by server: a row serves several tests at once
	seed := o.seed
	o.seed = func(fake *acctest.PrivX) {
		seed(fake)
		seeded.Store(fake.SPS, fake.SPS.Keys(collection))
	}
	o.at = func(fake *acctest.PrivX) []string {
		before, _ := seeded.Load(fake.SPS)
		return slices.DeleteFunc(fake.SPS.Keys(collection), func(key string) bool {
			keys, _ := before.([]string)
			return slices.Contains(keys, key)
		})
	}
	o.document = func(fake *acctest.PrivX, id string) any { return fake.SPS.Document(collection + "/" + id) }
	o.gone = func(fake *acctest.PrivX, id string) { fake.SPS.Remove(collection + "/" + id) }
	o.drifts = func(_ *testing.T, fake *acctest.PrivX, id string) (drifts []drift) {
		for _, name := range slices.Sorted(maps.Keys(edits)) {
			e := edits[name]
			drifts = append(drifts, drift{name, e.attribute, func() { fake.SPS.Edit(collection+"/"+id, e.change) }})
		}
		return drifts
	}
	return o
}

// edit is a change of a document that must show on an attribute.
type edit struct {
	attribute string
	change    func(doc map[string]any)
}

// set is an edit of one field, which has the attribute's name.
func set(field string, value any) edit {
	return edit{field, func(doc map[string]any) { doc[field] = value }}
}

func inside(group, field, attribute string, value any) edit {
	return edit{attribute, func(doc map[string]any) { section(doc, group)[field] = value }}
}

func quoted(s string) string { return fmt.Sprintf("%q", s) }

var spsObjects = []object{
	inSPS(object{
		name: "sps_usergroup", resource: "pam_sps_usergroup",
		full:  fmt.Sprintf("name = \"admins\"\nmembers = [%q, %q]\n", spsUser1, spsUser2),
		other: "name = \"operators\"\n",
	}, "aaa/local_database/groups", map[string]edit{
		"name changed": set("name", "x"), "member removed": set("members", []any{spsUser1}), "emptied": set("members", []any{}),
	}),
	inSPS(object{
		name: "sps_user", resource: "pam_sps_user", respelt: []string{"password_wo_version"},
		full:    "name = \"carol\"\npassword_wo = \"" + canaryPassword + "\"\npassword_wo_version = 1\n",
		other:   "name = \"caroline\"\n",
		secrets: map[string]string{"password": canaryPassword},
	}, "aaa/local_database/users", map[string]edit{"name changed": set("name", "x")}),
	inSPS(object{
		name: "sps_trust_store", resource: "pam_sps_trust_store",
		full: "name = \"corp\"\nauthorities = [" + quoted(spsCA[0]) + ", " + quoted(spsCA[1]) + "]\ncrl_urls = [\"http://crl.example.com/ca.crl\"]\n" +
			"revocation_check = \"full\"\n",
		other: "name = \"corp2\"\nauthorities = [" + quoted(spsCA[1]) + "]\n", respelt: []string{"authorities.0", "authorities.1"},
	}, "trust_stores", map[string]edit{
		"name changed": set("name", "x"), "authority removed": set("authorities", []any{spsCA[0]}), "no list": set("crl_urls", []any{}),
		"leaf": set("revocation_check", "leaf"),
	}),
	inSPS(object{
		name: "sps_ldap_posix", resource: "pam_sps_ldap_server", respelt: []string{"bind_password_wo_version"},
		full: fmt.Sprintf(`name = "openldap"
user_base_dn = "ou=people,dc=example"
group_base_dn = "ou=groups,dc=example"
servers = [{ address = "ldap1.example.com", port = 636 }, { address = "192.0.2.7", port = 389 }]
bind_dn = "cn=sps,dc=example"
bind_password_wo = "%s"
bind_password_wo_version = 1
encryption = { selection = "ssl", trust_store = %q }
schema = {
  selection = "posix", username_attribute = "cn"
  membership_check = { member_uid_attribute = "memberUid" }
  memberof_check = { memberof_user_attribute = "memberOf", memberof_group_objectclass = "groupOfNames" }
  user_dn_in_groups = [{ object_class = "groupOfNames", attribute = "member" }]
}
`, canaryPassword, spsTrustStore),
		other: `name = "openldap2"
user_base_dn = "dc=example"
group_base_dn = "dc=example"
servers = [{ address = "2001:db8::7", port = 389 }]
schema = { selection = "ad", membership_check = { nested_groups = true } }
`,
		secrets: map[string]string{"bind_password": canaryPassword},
	}, "aaa/ldap_servers", map[string]edit{
		"name changed": set("name", "x"), "user base": set("user_base_dn", "dc=x"), "group base": set("group_base_dn", "dc=x"),
		"bind": set("bind_dn", "cn=x"), "no bind": set("bind_dn", nil), "username": inside("schema", "username_attribute", "schema.username_attribute", "x"),
		"starttls":      inside("encryption", "selection", "encryption.selection", "starttls"),
		"unchecked":     inside("encryption", "trust_store", "encryption.trust_store", nil),
		"no membership": inside("schema", "membership_check", "schema.membership_check", map[string]any{"enabled": false}),
		"in groups":     inside("schema", "user_dn_in_groups", "schema.user_dn_in_groups", []any{}),
	}),
	inSPS(object{
		name: "sps_login_local", resource: "pam_sps_login_method",
		full: `name = "third"
title = "Third"
active = false
local = {
  cracklib_enabled = true, expiration_days = 90, remember_previous_passwords = 5, minimum_password_strength = "good", minimum_password_length = 12
}
`,
		other: "name = \"third\"\ntitle = \"3rd\"\nlocal = {}\n",
	}, "aaa/login_methods", map[string]edit{
		"title": set("title", "x"), "active": set("active", true), "cracklib": {"local.cracklib_enabled", func(doc map[string]any) { doc["cracklib_enabled"] = false }},
		"days": {"local.expiration_days", func(doc map[string]any) { doc["expiration_days"] = 1 }}, "remember": {"local.remember_previous_passwords", func(doc map[string]any) { doc["remember_previous_passwords"] = 0 }},
		"strength": {"local.minimum_password_strength", func(doc map[string]any) { doc["minimum_password_strength"] = "strong" }},
		"length":   {"local.minimum_password_length", func(doc map[string]any) { doc["minimum_password_length"] = 1 }},
	}),
	inSPS(object{
		name: "sps_login_radius", resource: "pam_sps_login_method",
		respelt: []string{"radius.servers.0.shared_secret_wo_version", "radius.servers.1.shared_secret_wo_version"},
		full: fmt.Sprintf(`name = "radius"
title = "RADIUS"
radius = {
  servers = [
    { address = "radius1.example.com", port = 1812, shared_secret_wo = "%s", shared_secret_wo_version = 1 },
    { address = "192.0.2.9", port = 1645, shared_secret_wo = "%s", shared_secret_wo_version = 1 },
  ]
  authentication_protocol = "mschapv2"
  groups = { type = "ldap", ldap_server = %q }
}
`, canaryKey, canaryToken, spsLDAP),
		other: fmt.Sprintf(`name = "radius"
title = "R"
radius = {
  servers = [{ address = "192.0.2.9", port = 1645, shared_secret_wo = "%s", shared_secret_wo_version = 1 }]
  groups = { type = "local" }
}
`, canaryToken),
		ownSettings: true,
		secrets:     map[string]string{"shared_secret": canaryKey, "second shared_secret": canaryToken},
	}, "aaa/login_methods", map[string]edit{
		"protocol": {"radius.authentication_protocol", func(doc map[string]any) { doc["authentication_protocol"] = "pap" }},
	}),
	inSPS(object{
		name: "sps_login_x509", resource: "pam_sps_login_method",
		full: fmt.Sprintf("name = \"card\"\ntitle = \"Card\"\nx509 = { trust_store = %q, username_attribute = \"emailAddress\", groups = { type = \"ldap\", ldap_server = %q } }\n",
			spsTrustStore, spsLDAP),
		other: fmt.Sprintf("name = \"card\"\ntitle = \"Card\"\nactive = false\nx509 = { trust_store = %q, username_attribute = \"commonName\", groups = { type = \"local\" } }\n", spsTrustStore),
	}, "aaa/login_methods", map[string]edit{
		"attribute": {"x509.username_attribute", func(doc map[string]any) { doc["username_attribute"] = "userId" }},
	}),
	inSPS(object{
		name: "sps_login_ldap", resource: "pam_sps_login_method",
		full:  fmt.Sprintf("name = \"dir\"\ntitle = \"Directory\"\nldap = { ldap_server = %q }\n", spsLDAP),
		other: fmt.Sprintf("name = \"dir2\"\ntitle = \"Directory\"\nactive = false\nldap = { ldap_server = %q }\n", spsLDAP),
	}, "aaa/login_methods", map[string]edit{"title": set("title", "x")}),
	inSPS(object{
		name: "sps_login_saml2", resource: "pam_sps_login_method",
		full:  "name = \"sso\"\ntitle = \"SSO\"\nsaml2 = {\nidp_metadata = " + quoted(idpMetadata) + "\ngroups = { type = \"local\" }\n}\n",
		other: "name = \"sso\"\ntitle = \"Single\"\nsaml2 = {\nidp_metadata = " + quoted(idpMetadata) + "\ngroups = { type = \"local\" }\n}\n",
	}, "aaa/login_methods", map[string]edit{"title": set("title", "x")}),
	inSPS(object{
		name: "sps_usermapping_policy", resource: "pam_sps_usermapping_policy",
		full: "name = \"roots\"\nallow_other_remote_users_without_mapping = false\nmappings = [{ remote_user = \"test\" }, { remote_user = \"root\", allowed_groups = " +
			"[\"admins\", \"ops\"] }]\n",
		other: "name = \"roots2\"\n",
	}, "policies/usermapping_policies", map[string]edit{
		"name changed": set("name", "x"), "others": set("allow_other_remote_users_without_mapping", true), "mappings": set("mappings", []any{}),
		"a group": {"mappings", func(doc map[string]any) {
			mappings, _ := doc["mappings"].([]any)
			section(map[string]any{"m": mappings[1]}, "m")["allowed_groups"] = []any{}
		}},
		"a group where all are allowed": {"mappings", func(doc map[string]any) {
			mappings, _ := doc["mappings"].([]any)
			section(map[string]any{"m": mappings[0]}, "m")["allowed_groups"] = []any{"ops"}
		}},
	}),
	orderObject(),
	pluginObject(),
}

// orderObject is the order of the buttons, which is always there.
func orderObject() object {
	return object{
		name: "sps_login_method_order", resource: "pam_sps_login_method_order", sps: true, stays: true, path: "/login_methods",
		full: "keys = [\"second\", \"-100\"]\n", other: "keys = [\"-100\", \"second\"]\n",
		seed: func(fake *acctest.PrivX) {
			seedSPS(fake)
			fake.SPS.Add("aaa/login_methods", map[string]any{
				"key": "second", "type": "ldap", "name": "second", "title": "Second", "active": true, "ldap_server": spsLDAP,
			})
		},
		at:       func(*acctest.PrivX) []string { return []string{"login_methods"} },
		document: func(fake *acctest.PrivX, _ string) any { return fake.SPS.Order() },
		drifts: func(_ *testing.T, fake *acctest.PrivX, _ string) []drift {
			return []drift{{"turned", "keys", func() { fake.SPS.SetOrder([]string{"-100", "second"}) }}}
		},
	}
}

// pluginFiles are two versions of one plugin on disk.
var pluginFiles = func() (files [2]string) {
	dir, err := os.MkdirTemp("", "pam-plugins")
	if err != nil {
		panic(err)
	}
	for i := range files {
		var content bytes.Buffer
		archive := zip.NewWriter(&content)
		for name, text := range map[string]string{
			"MANIFEST": fmt.Sprintf("api: 1.6\ntype: aa\nname: demo\nversion: 1.%d.0\ndescription: A plugin\nentry_point: main.py\n", i), "main.py": "pass\n",
		} {
			f, err := archive.Create(name)
			if err == nil {
				_, err = f.Write([]byte(text))
			}
			if err != nil {
				panic(err)
			}
		}
		if err := archive.Close(); err != nil {
			panic(err)
		}
		files[i] = filepath.Join(dir, fmt.Sprintf("plugin%d.zip", i))
		if err := os.WriteFile(files[i], content.Bytes(), 0o600); err != nil {
			panic(err)
		}
	}
	return files
}()

func pluginObject() object {
	o := inSPS(object{
		name: "sps_plugin", resource: "pam_sps_plugin", ownSettings: true, respelt: []string{"file", "file_sha256"},
		full:  fmt.Sprintf("file = %q\n", pluginFiles[0]),
		other: fmt.Sprintf("file = %q\n", pluginFiles[1]),
	}, "plugins/aa", nil)
	at := o.at
	o.at = func(fake *acctest.PrivX) (ids []string) {
		for _, key := range at(fake) {
			ids = append(ids, "aa/"+key)
		}
		return ids
	}
	o.document = func(fake *acctest.PrivX, id string) any { return fake.SPS.Document("plugins/" + id) }
	o.gone = func(fake *acctest.PrivX, id string) { fake.SPS.Remove("plugins/" + id) }
	return o
}
