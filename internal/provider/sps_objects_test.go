package provider_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	spsLDAP2      = "9c5e1f41-3d70-4fa1-ae6d-405162738496"
	spsIdentity   = "ad6f2052-4e81-40b2-bf7e-516273849506"
)

// spsCA are certificates of authorities, made once; no row configures the third.
var spsCA = func() (pems [3]string) {
	for i := range pems {
		ca, _, err := fakehttp.NewCertificate("sps.example.com")
		if err != nil {
			panic(err)
		}
		pems[i] = string(ca)
	}
	return pems
}()

const (
	idpMetadata = `<?xml version="1.0"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><SingleSignOnService ` +
		`Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/>` +
		`</IDPSSODescriptor></EntityDescriptor>`
	otherMetadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" ` +
		`entityID="https://changed.example.com"/>`
)

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
		"key": spsTrustStore, "name": "seeded", "authorities": []any{spsCA[0]}, "crl_urls": []any{},
		"revocation_check": "none",
	})
	for key, name := range map[string]string{spsLDAP: "seeded", spsLDAP2: "seeded-too"} {
		s.Add("aaa/ldap_servers", map[string]any{
			"key": key, "name": name, "user_base_dn": "dc=x", "group_base_dn": "dc=x",
			"servers": []any{map[string]any{"host": map[string]any{"selection": "ip", "value": "192.0.2.1"}, "port": 389}},
			"schema": map[string]any{
				"selection": "ad", "membership_check": map[string]any{"enabled": true, "nested_groups": false},
				"memberof_check": map[string]any{"enabled": false}, "user_dn_in_groups": []any{},
			},
		})
	}
	s.Add("x509", map[string]any{"key": spsIdentity, "name": "seeded"})
}

// inSPS completes a row of a collection: what the server has beside what was seeded. The drifts are those of all
// fields; more are those that are not of one field.
func inSPS(o object, collection string, more ...edit) object {
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
	inSPS := func(fake *acctest.PrivX, id string) spsObject { return spsObject{fake.SPS.Server, collection, id} }
	o.document = func(fake *acctest.PrivX, id string) any { return inSPS(fake, id).readable() }
	o.gone = func(fake *acctest.PrivX, id string) { fake.SPS.Remove(collection + "/" + id) }
	o.fields = func(fake *acctest.PrivX, id string) (paths []string) {
		for _, f := range inSPS(fake, id).writable() {
			paths = append(paths, f.Path)
		}
		return paths
	}
	o.drifts = func(_ *testing.T, fake *acctest.PrivX, id string) []drift {
		drifts := inSPS(fake, id).drifts()
		for _, e := range more {
			drifts = append(drifts, drift{name: e.name, attribute: e.attribute, change: func() (err error) {
				fake.SPS.Edit(collection+"/"+id, func(doc map[string]any) { err = e.change(doc) })
				return err
			}})
		}
		return drifts
	}
	return o
}

// edit is a change of a document that must show on an attribute.
type edit struct {
	name, attribute string
	change          func(doc map[string]any) error
}

// allow lets other groups use an account of a usermapping policy.
func allow(name, account string, groups ...any) edit {
	return edit{name, "mappings", func(doc map[string]any) error {
		mappings, _ := doc["mappings"].([]any)
		for _, m := range mappings {
			if mapping, ok := m.(map[string]any); ok && mapping["remote_user"] == account {
				mapping["allowed_groups"] = append([]any{}, groups...)
				return nil
			}
		}
		return notThereError("the mapping")
	}}
}

// byAccount has the mappings of a policy in the order of their accounts, whatever drifts and their healing left.
func byAccount(o object) object {
	sorted := func(doc any) any {
		policy, _ := doc.(map[string]any)
		mappings, _ := policy["mappings"].([]any)
		slices.SortFunc(mappings, func(a, b any) int {
			return strings.Compare(fmt.Sprint(at(a, "remote_user")), fmt.Sprint(at(b, "remote_user")))
		})
		return doc
	}
	document, drifts := o.document, o.drifts
	o.document = func(fake *acctest.PrivX, id string) any { return sorted(document(fake, id)) }
	o.drifts = func(t *testing.T, fake *acctest.PrivX, id string) []drift {
		t.Helper()
		all := drifts(t, fake, id)
		for i, d := range all {
			all[i].change = func() error {
				fake.SPS.Edit("policies/usermapping_policies/"+id, func(doc map[string]any) { sorted(doc) })
				return d.change()
			}
		}
		return all
	}
	return o
}

// loginLocal is the least demanding of passwords.
const loginLocal = `local = {
  cracklib_enabled = false, expiration_days = 0, remember_previous_passwords = 0
  minimum_password_strength = "disabled", minimum_password_length = 1
}
`

func quoted(s string) string { return fmt.Sprintf("%q", s) }

var spsObjects = []object{
	inSPS(object{
		name: "sps_usergroup", resource: "pam_sps_usergroup",
		full:  fmt.Sprintf("name = \"admins\"\nmembers = [%q, %q]\n", spsUser1, spsUser2),
		other: "name = \"operators\"\n",
	}, "aaa/local_database/groups"),
	inSPS(object{
		name: "sps_user", resource: "pam_sps_user", respelt: []string{"password_wo_version"},
		full:    "name = \"carol\"\npassword_wo = \"" + canaryPassword + "\"\npassword_wo_version = 1\n",
		other:   "name = \"caroline\"\n",
		secrets: map[string]string{"password": canaryPassword},
	}, "aaa/local_database/users"),
	inSPS(object{
		name: "sps_trust_store", resource: "pam_sps_trust_store",
		full: "name = \"corp\"\nauthorities = [" + quoted(spsCA[0]) + ", " + quoted(spsCA[1]) + "]\ncrl_urls = " +
			"[\"http://crl.example.com/ca.crl\"]\nrevocation_check = \"full\"\n",
		other:   "name = \"corp2\"\nauthorities = [" + quoted(spsCA[1]) + "]\n",
		respelt: []string{"authorities.0", "authorities.1"},
	}, "trust_stores"),
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
encryption = { selection = "disabled" }
schema = { selection = "ad", membership_check = { nested_groups = true } }
`,
		secrets: map[string]string{"bind_password": canaryPassword},
	}, "aaa/ldap_servers"),
	inSPS(object{
		name: "sps_login_local", resource: "pam_sps_login_method",
		full: `name = "third"
title = "Third"
active = false
local = {
  cracklib_enabled = true, expiration_days = 90, remember_previous_passwords = 5,
  minimum_password_strength = "good", minimum_password_length = 12
}
`,
		other: "name = \"third\"\ntitle = \"3rd\"\n" + loginLocal,
	}, "aaa/login_methods"),
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
  authentication_protocol = "pap"
  groups = { type = "local" }
}
`, canaryToken),
		ownSettings: true,
		secrets:     map[string]string{"shared_secret": canaryKey, "second shared_secret": canaryToken},
	}, "aaa/login_methods"),
	inSPS(object{
		name: "sps_login_x509", resource: "pam_sps_login_method",
		full: fmt.Sprintf("name = \"card\"\ntitle = \"Card\"\nx509 = { trust_store = %q, username_attribute = "+
			"\"emailAddress\", groups = { type = \"ldap\", ldap_server = %q } }\n",
			spsTrustStore, spsLDAP),
		other: fmt.Sprintf("name = \"card\"\ntitle = \"Card\"\nactive = false\nx509 = { trust_store = %q, "+
			"username_attribute = \"commonName\", groups = { type = \"local\" } }\n", spsTrustStore),
	}, "aaa/login_methods"),
	inSPS(object{
		name: "sps_login_ldap", resource: "pam_sps_login_method",
		full:  fmt.Sprintf("name = \"dir\"\ntitle = \"Directory\"\nldap = { ldap_server = %q }\n", spsLDAP),
		other: fmt.Sprintf("name = \"dir2\"\ntitle = \"Directory\"\nactive = false\nldap = { ldap_server = %q }\n", spsLDAP),
	}, "aaa/login_methods"),
	inSPS(object{
		name: "sps_login_saml2", resource: "pam_sps_login_method",
		full: "name = \"sso\"\ntitle = \"SSO\"\nsaml2 = {\nidp_metadata = " + quoted(idpMetadata) + "\ngroups = { type = " +
			"\"local\" }\n}\n",
		other: "name = \"sso\"\ntitle = \"Single\"\nsaml2 = {\nidp_metadata = " + quoted(idpMetadata) + "\ngroups = { type " +
			"= \"local\" }\n}\n",
	}, "aaa/login_methods"),
	byAccount(inSPS(object{
		name: "sps_usermapping_policy", resource: "pam_sps_usermapping_policy",
		full: "name = \"roots\"\nallow_other_remote_users_without_mapping = false\nmappings = { " +
			"test = { everyone = true }, root = { allowed_groups = [\"admins\", \"ops\"] } }\n",
		other: "name = \"roots2\"\nallow_other_remote_users_without_mapping = true\n",
	}, "policies/usermapping_policies",
		allow("everybody as root", "root"), allow("a group where all are allowed", "test", "ops"))),
	orderObject(),
	pluginObject(),
}

// orderObject is the order of the buttons, which is always there.
func orderObject() object {
	return object{
		name: "sps_login_method_order", resource: "pam_sps_login_method_order", sps: true, stays: true,
		path: "/login_methods",
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
			return []drift{{name: "turned", attribute: "keys", change: func() error {
				turned := slices.Clone(fake.SPS.Keys("aaa/login_methods"))
				slices.Reverse(turned)
				fake.SPS.SetOrder(turned)
				return nil
			}}}
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
			"MANIFEST": fmt.Sprintf("api: 1.6\ntype: aa\nname: demo\nversion: 1.%d.0\ndescription: A plugin\nentry_point: "+
				"main.py\n", i), "main.py": "pass\n",
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
	}, "plugins/aa")
	o.drifts, o.fields = nil, nil // another upload is another plugin
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
