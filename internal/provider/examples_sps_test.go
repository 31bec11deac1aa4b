package provider_test

import "github.com/pamkit/terraform-provider-pam/internal/acctest"

// exampleCA is the certificate in the examples.
const exampleCA = "-----BEGIN " +
	"CERTIFICATE-----\n" +
	"MIIBvzCCAWWgAwIBAgIUQeBjI8lMAL57CvwSUfKVyTNM0uYwCgYIKoZIzj0EAwIw\n" +
	"LDEQMA4GA1UECgwHRXhhbXBsZTEYMBYGA1UEAwwPRXhhbXBsZSBSb290IENBMCAX\n" +
	"DTI2MTEyMTIyMjUwMloYDzIxMjYxMTIyMjIyNTAyWjAsMRAwDgYDVQQKDAdFeGFt\n" +
	"cGxlMRgwFgYDVQQDDA9FeGFtcGxlIFJvb3QgQ0EwWTATBgcqhkjOPQIBBggqhkjO\n" +
	"PQMBBwNCAATlSK06a/qLEXIzUg7n0ohNG2mHxpjtEkJSpvr3z8+lDzAbnOdHvNB8\n" +
	"rs+3tG87A9JoFqFILlzIGdU6Y3GfV6Mxo2MwYTAdBgNVHQ4EFgQU7r6gKxAhAzMF\n" +
	"N2gXysM+DLzv0dUwHwYDVR0jBBgwFoAU7r6gKxAhAzMFN2gXysM+DLzv0dUwDwYD\n" +
	"VR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwCgYIKoZIzj0EAwIDSAAwRQIg\n" +
	"ZF6CFN08qde+qN//+v6LcQEpGbnEzlrToZ4yGORfhAUCIQD3KJ2UQAaVAn3XDBAl\n" +
	"1lwFBBetjWHqZA6PS9Letw4qaA==\n" +
	"-----END CERTIFICATE-----\n"

// seedSPSForExamples makes what the imports and data sources of SPS name, as it is there before Terraform comes.
func seedSPSForExamples(f *acctest.SPS) {
	f.Add("aaa/local_database/groups", map[string]any{
		"key": "6f2b8c1e-0a4d-4c7e-9b3a-1d2e3f405162", "name": "linux-admins",
	})
	p := f.Add("passwords", map[string]any{"plain": "x"})
	f.Add("aaa/local_database/users", map[string]any{
		"key": "7a3c9d2f-1b5e-4d8f-8c4b-2e3f40516273", "name": "alice", "password": p,
	})
	f.Add("trust_stores", map[string]any{
		"key": "8b4d0e30-2c6f-4e90-9d5c-3f4051627384", "name": "staff", "authorities": []any{exampleCA},
		"crl_urls": []any{"http://pki.example.com/root.crl"}, "revocation_check": "leaf",
	})
	f.Add("aaa/ldap_servers", map[string]any{
		"key": "9c5e1f41-3d70-4fa1-ae6d-405162738495", "name": "corp",
		"user_base_dn": "ou=people,dc=ad,dc=example,dc=com", "group_base_dn": "ou=groups,dc=ad,dc=example,dc=com",
		"servers": []any{
			map[string]any{"host": map[string]any{"selection": "fqdn", "value": "dc1.ad.example.com"}, "port": 636},
			map[string]any{"host": map[string]any{"selection": "fqdn", "value": "dc2.ad.example.com"}, "port": 636},
		},
		"bind_dn":       "cn=sps,ou=services,dc=ad,dc=example,dc=com",
		"bind_password": f.Add("passwords", map[string]any{"plain": "x"}),
		"encryption": map[string]any{
			"selection": "ssl", "trust_store": "8b4d0e30-2c6f-4e90-9d5c-3f4051627384", "client_authentication": nil,
		},
		"schema": map[string]any{
			"selection": "ad", "membership_check": map[string]any{"enabled": true, "nested_groups": true},
			"memberof_check":    map[string]any{"enabled": true, "memberof_user_attribute": "memberOf"},
			"user_dn_in_groups": []any{},
		},
	})
	server := func(selection, address string) map[string]any {
		return map[string]any{
			"address": map[string]any{"selection": selection, "value": address}, "port": 1812,
			"shared_secret": f.Add("passwords", map[string]any{"plain": "x"}),
		}
	}
	f.Add("aaa/login_methods", map[string]any{
		"key": "ad6f2052-4e81-40b2-bf7e-5162738495a6", "type": "radius", "name": "radius-ldap", "title": "Log in with a " +
			"token",
		"active": true, "authentication_protocol": "mschapv2",
		"servers": []any{server("fqdn", "radius1.example.com"), server("ip", "192.0.2.17")},
		"groups":  map[string]any{"type": "ldap", "ldap_server": "9c5e1f41-3d70-4fa1-ae6d-405162738495"},
	})
	f.Add("policies/usermapping_policies", map[string]any{
		"key": "be703163-5f92-41c3-8a8f-62738495a6b7", "name": "servers",
		"allow_other_remote_users_without_mapping": false, "mappings": []any{
			map[string]any{"remote_user": "root", "allowed_groups": []any{"server-admins"}},
			map[string]any{"remote_user": "oracle", "allowed_groups": []any{"dba", "server-admins"}},
			map[string]any{"remote_user": "guest", "allowed_groups": []any{}},
		},
	})
	f.Add("plugins/aa", map[string]any{
		"key": "cf814274-60a3-42d4-9b90-738495a6b7c8", "name": "office_hours", "description": "Denies sessions outside of " +
			"office hours.",
		"version": "1.0.0", "path": "/opt/scb/var/plugins/aa/office_hours", "api": "1.4",
	})
}
