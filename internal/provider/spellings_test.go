package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// respelling is an object whose server writes values in its own way.
type respelling struct {
	name, resource string
	// one and other are configurations that mean the same.
	one, other string
	// path is where the fake has the object.
	path func(id string) string
	// respell changes the document as a server may; sent are texts that must be in it before, and unsent none.
	respell      func(doc map[string]any)
	sent, unsent []string
}

func inSources(id string) string { return "sources/" + id }

var respellings = []respelling{
	{
		name: "source", resource: aSource, path: inSources,
		one: source("AD", `address = "LDAP.Example.com"
			ldap = { protocol = "LDAPS", base = "OU=People, DC=Example\n", bind_dn = "CN=a,DC=b",
				user_filter = "(&\n  (objectClass=person)\r\n  (cn=a b )\n)\n" }
			kerberos = { domain_controller_fqdn = "DC1.Example.com" }
			mfa = { type = "RADIUS", address = "2001:DB8:0::1", base_dn = "DC=x" }`),
		other: source("AD", `address = "ldap.example.COM"
			ldap = { protocol = "LDAPS", base = "ou=People,dc=Example", bind_dn = "cn=a , dc=b",
				user_filter = "(&(objectClass=person)(cn=a b ))" }
			kerberos = { domain_controller_fqdn = "dc1.example.com" }
			mfa = { type = "RADIUS", address = "2001:db8::1", base_dn = "dc=x" }`),
		sent:   []string{"LDAP.Example.com", "(&(objectClass=person)(cn=a b ))", "OU=People, DC=Example]"},
		unsent: []string{"\n"},
		respell: func(doc map[string]any) {
			connection := at(doc, "connection").(map[string]any) //nolint:forcetypeassert // a source has one
			connection["address"], connection["domain_controller_fqdn"] = "ldap.example.com", "dc1.example.com"
			connection["ldap_base"], connection["ldap_bind_dn"] = "ou=People,dc=Example", "cn=a,dc=b"
			delete(connection, "ldap_base_dn")
			connection["ldap_user_filter"] = "(&(objectClass=person)  (cn=a b ))"
			connection["mfa_address"], connection["mfa_base_dn"] = "2001:0db8:0:0:0:0:0:1", "dc = x"
		},
	},
	{
		name: "OpenStack", resource: aSource, path: inSources,
		one:    source("OPENSTACK", `openstack = { endpoint = "HTTPS://Keystone.example.com:5000/V3" }`),
		other:  source("OPENSTACK", `openstack = { endpoint = "https://keystone.EXAMPLE.com:5000/V3" }`),
		sent:   []string{"HTTPS://Keystone.example.com:5000/V3"},
		unsent: []string{"\n"},
		respell: func(doc map[string]any) {
			put(doc, "connection.openstack_endpoint", "https://keystone.example.com:5000/V3")
		},
	},
	{
		name: "LDAP server", resource: "pam_sps_ldap_server",
		path: func(id string) string { return "aaa/ldap_servers/" + id },
		one: `name = "x"
			user_base_dn = "OU=People, DC=x\n"
			group_base_dn = "DC=x"
			bind_dn = "CN=a,DC=x"
			servers = [{ address = "LDAP_1.Example.com", port = 389 }, { address = "2001:DB8:0::1", port = 389 }]
			encryption = { selection = "disabled" }
			schema = { selection = "ad", membership_check = { nested_groups = false } }`,
		other: `name = "x"
			user_base_dn = "ou=People,dc=x"
			group_base_dn = "dc=x"
			bind_dn = "cn=a, dc=x"
			servers = [{ address = "ldap_1.example.com", port = 389 }, { address = "2001:db8::1", port = 389 }]
			encryption = { selection = "disabled" }
			schema = { selection = "ad", membership_check = { nested_groups = false } }`,
		sent: []string{"OU=People, DC=x", "LDAP_1.Example.com"}, unsent: []string{"\n"},
		respell: func(doc map[string]any) {
			doc["user_base_dn"], doc["group_base_dn"], doc["bind_dn"] = "ou=People,dc=x", "dc=x", "cn=a,dc=x"
			for i, address := range []string{"ldap_1.example.com", "2001:db8::1"} {
				server := doc["servers"].([]any)[i].(map[string]any) //nolint:forcetypeassert // made above
				put(server, "host.value", address)
			}
		},
	},
	{
		name: "trust store", resource: "pam_sps_trust_store",
		path: func(id string) string { return "trust_stores/" + id },
		one: fmt.Sprintf("name = \"x\"\nauthorities = [%q, %q]\ncrl_urls = [\"http://CRL.example.com/A\", %q]\n",
			"\ufeff"+strings.ReplaceAll(testCertificate("brainpool"), "\n", "\r\n"), testCertificate("negative_serial"),
			"ldap://dir/CN=a"),
		other: fmt.Sprintf("name = \"x\"\nauthorities = [%q, %q]\ncrl_urls = [\"http://crl.example.com/A\", %q]\n",
			testCertificate("negative_serial"), "about it\n"+testCertificate("brainpool"), "ldap://dir/CN=a"),
		sent: []string{"http://CRL.example.com/A"}, unsent: []string{"\ufeff"},
		respell: func(doc map[string]any) {
			doc["authorities"] = []any{testCertificate("negative_serial"), strings.TrimSpace(testCertificate("brainpool"))}
			doc["crl_urls"] = []any{"ldap://dir/CN=a", "http://crl.example.com/A"}
		},
	},
	{
		name: "SAML", resource: "pam_sps_login_method",
		path: func(id string) string { return "aaa/login_methods/" + id },
		one: fmt.Sprintf("name = \"x\"\ntitle = \"x\"\nsaml2 = { idp_metadata = %q, groups = { type = \"local\" } }\n",
			"\ufeff"+strings.ReplaceAll(idpMetadata, "\n", "\r\n")),
		other: fmt.Sprintf("name = \"x\"\ntitle = \"x\"\nsaml2 = { idp_metadata = %q, groups = { type = \"local\" } }\n",
			strings.ReplaceAll(idpMetadata, "><", ">\n  <")),
		sent: []string{"<?xml"}, unsent: []string{"\ufeff"},
		respell: func(doc map[string]any) { doc["idp_metadata"] = strings.ReplaceAll(idpMetadata, "\n", "") },
	},
	{
		name: "RADIUS", resource: "pam_sps_login_method",
		path:  func(id string) string { return "aaa/login_methods/" + id },
		one:   fmt.Sprintf(radiusOf, "Radius1.Example.com"),
		other: fmt.Sprintf(radiusOf, "radius1.example.com"),
		sent:  []string{"Radius1.Example.com"}, unsent: []string{canaryPassword},
		respell: func(doc map[string]any) {
			server := doc["servers"].([]any)[0].(map[string]any) //nolint:forcetypeassert // made above
			put(server, "address.value", "radius1.example.com")
		},
	},
}

const radiusOf = `name = "x"
title = "x"
radius = {
  servers = [{
    address = "%s", port = 1812, shared_secret_wo = "` + canaryPassword + `", shared_secret_wo_version = 1
  }]
  authentication_protocol = "pap"
  groups = { type = "local" }
}`

// TestRespellings has a server write values in its own way: neither a refresh nor a plan from one spelling to another
// changes anything, and what surrounds a value in a file is not sent.
func TestRespellings(t *testing.T) {
	t.Parallel()
	for _, r := range respellings {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			fake := acctest.NewPrivX(t, privxfake.Options{})
			fake.SPS = acctest.NewSPS(t, spsfake.Options{})
			document, edit := fake.Document, fake.Edit
			if strings.HasPrefix(r.resource, "pam_sps_") {
				document, edit = fake.SPS.Document, fake.SPS.Edit
			}
			run := acctest.NewRun(t, fake.Block())
			state := run.MustApply(r.resource, acctest.State{}, r.one)
			where := r.path(state.Attribute(t, "id"))
			text := fmt.Sprint(document(where))
			for _, sent := range r.sent {
				if !strings.Contains(text, strings.TrimSuffix(sent, "]")) {
					t.Errorf("%q is not in %s", sent, text)
				}
			}
			for _, unsent := range r.unsent {
				if strings.Contains(text, unsent) {
					t.Errorf("%q is in %s", unsent, text)
				}
			}
			edit(where, r.respell)
			read := run.MustRead(r.resource, state)
			if !read.Value.Equal(state.Value) {
				t.Errorf("a refresh changes the state from\n%s to\n%s", state.Value, read.Value)
			}
			for name, body := range map[string]string{"one": r.one, "other": r.other} {
				if p := run.Plan(r.resource, read, body); p.Diagnostics.Failed() || len(p.Changes) > 0 {
					t.Errorf("%s plans %v %v", name, p.Changes, p.Diagnostics)
				}
			}
			if next := run.MustApply(r.resource, read, r.other); !next.Value.Equal(state.Value) {
				t.Errorf("the state became %s", next.Value)
			}
		})
	}
}
