package privxapi

import (
	"reflect"
	"strings"
	"testing"
)

func TestKeepAliases(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ current, wanted, want string }{
		"newer openstack name": {
			`{"connection":{"openstack_domain_id":"d"}}`, `{"connection":{"openstack_domainid":"d","openstack_domain_id":"d"}}`,
			`{"connection":{"openstack_domain_id":"d"}}`,
		},
		"page's openstack name": {
			`{"connection":{"openstack_domainid":"d"}}`, `{"connection":{"openstack_domainid":"d","openstack_domain_id":"d"}}`,
			`{"connection":{"openstack_domainid":"d"}}`,
		},
		"neither has it": {
			`{"connection":{}}`, `{"connection":{"ldap_base":"b","ldap_base_dn":"b"}}`,
			`{"connection":{"ldap_base":"b","ldap_base_dn":"b"}}`,
		},
		"changed": {
			`{"connection":{"ldap_base":"a"}}`, `{"connection":{"ldap_base":"b","ldap_base_dn":"b"}}`,
			`{"connection":{"ldap_base":"b","ldap_base_dn":"b"}}`,
		},
		"no connection": {`{}`, `{}`, `{}`},
		"wrong shape": {
			`{"connection":[]}`, `{"connection":{"ldap_base":"b","ldap_base_dn":"b"}}`,
			`{"connection":{"ldap_base":"b","ldap_base_dn":"b"}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wanted := parse(t, tc.wanted)
			sourceCodec.keepAliases(parse(t, tc.current), wanted)
			if got := render(t, wanted); got != tc.want {
				t.Errorf("wanted %s, want %s", got, tc.want)
			}
		})
	}
}

// TestEveryGroupIsSent has each group of a connection on the wire under its own names, and none that is nil.
func TestEveryGroupIsSent(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	groups := map[string]Connection{
		"ldap": {LDAP: &LDAP{}}, "kerberos": {Kerberos: &Kerberos{}}, "oidc": {OIDC: &OIDC{}},
		"gsuite": {GoogleGSuite: &GoogleGSuite{}}, "gcp": {GoogleCloud: &GoogleCloud{}}, "aws": {AWS: &AWS{}},
		"openstack": {OpenStack: &OpenStack{}}, "azure": {Azure: &Azure{}}, "mfa": {MFA: &MFA{}},
	}
	bare, err := documentOf(Connection{})
	if err != nil {
		t.Fatal(err)
	}
	for name, connection := range groups {
		doc, err := documentOf(connection)
		if err != nil {
			t.Fatal(err)
		}
		for key := range doc {
			if _, common := bare[key]; common {
				continue
			}
			if other := seen[key]; other != "" {
				t.Errorf("%s is in %s and %s", key, other, name)
			}
			seen[key] = name
		}
		for _, key := range sourceCodec.secrets {
			if _, sent := doc[key]; sent {
				t.Errorf("%s sends the secret %s, which is not set", name, key)
			}
		}
	}
	if len(bare) != 7 || reflect.TypeFor[Connection]().NumField() != 8+len(groups) {
		t.Errorf("a bare connection has %v", bare)
	}
}

// TestSourceSecrets: a secret that is missing here would make every created source "different".
func TestSourceSecrets(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, key := range sourceCodec.secrets {
		listed[key] = true
	}
	var walk func(reflect.Type)
	walk = func(s reflect.Type) {
		for i := range s.NumField() {
			f := s.Field(i)
			if f.Anonymous {
				walk(f.Type.Elem())
				continue
			}
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if isSecret := f.Type == reflect.TypeFor[*string](); isSecret != listed[key] {
				t.Errorf("%s is secret: %v, listed: %v", key, isSecret, listed[key])
			}
			delete(listed, key)
		}
	}
	walk(reflect.TypeFor[Connection]())
	if len(listed) != 0 {
		t.Errorf("no field has the names %v", listed)
	}
}
