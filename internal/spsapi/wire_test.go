package spsapi

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// sample is a vendor's sample and what it means.
type sample[T any] struct {
	name string
	// read is what SPS answers, in the form of seeds/003 and seeds/004, with references expanded.
	read string
	// written is what SPS takes for it; empty means the same as read.
	written string
	value   T
}

func check[T any](t *testing.T, k codec[T], samples ...sample[T]) {
	t.Helper()
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			got, err := k.decode("the-key", []byte(s.read))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, s.value) {
				t.Errorf("read\n%+v\nwant\n%+v", got, s.value)
			}
			if s.written == "" {
				s.written = s.read
			}
			for _, current := range []string{"", s.read} { // created, and updated to what it is
				var now document
				if current != "" {
					now, _ = decodeDocument([]byte(current))
					collapse(now)
				}
				sent, err := k.encode(s.value, now, func(s Secret, held string) (Secret, error) {
					if s.Key != held && held != "" {
						t.Errorf("the secret held is %q, want %q", held, s.Key)
					}
					return s, nil
				})
				if err != nil {
					t.Fatal(err)
				}
				want, err := decodeDocument([]byte(s.written))
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(sent, want) {
					a, _ := json.Marshal(sent)
					b, _ := json.Marshal(want)
					t.Errorf("written\n%s\nwant\n%s", a, b)
				}
			}
		})
	}
}

func TestUsergroupWire(t *testing.T) {
	t.Parallel()
	check(t, usergroups,
		sample[Usergroup]{
			name: "empty", read: `{"members": [], "name": "http-write"}`,
			value: Usergroup{Key: "the-key", Name: "http-write", Members: []string{}},
		},
		sample[Usergroup]{
			name: "bare", read: `{"name": "new-userggroup",
				"members": ["46785097158061f46c63d0", "1362061674580df4e00620d"]}`,
			value: Usergroup{
				Key: "the-key", Name: "new-userggroup",
				Members: []string{"46785097158061f46c63d0", "1362061674580df4e00620d"},
			},
		},
		sample[Usergroup]{
			name: "expanded", read: `{"name": "g",
				"members": [{"key": "46785097158061f46c63d0", "meta": {"href": "/api/x"}}, "-100"]}`,
			written: `{"name": "g", "members": ["46785097158061f46c63d0", "-100"]}`,
			value:   Usergroup{Key: "the-key", Name: "g", Members: []string{"46785097158061f46c63d0", "-100"}},
		},
		sample[Usergroup]{
			name: "null", read: `{"name": "g", "members": null}`, written: `{"name": "g", "members": []}`,
			value: Usergroup{Key: "the-key", Name: "g", Members: []string{}},
		},
	)
}

func TestUserWire(t *testing.T) {
	t.Parallel()
	check(t, users,
		sample[User]{
			name: "seeds/003",
			read: `{"name": "testuser", "password": {"key": "8f84d7d1-9de1-429a-a7a7-c33a61cc7419", "meta": {
				"href": "/api/configuration/passwords/8f84d7d1-9de1-429a-a7a7-c33a61cc7419"}},
					"password_created": 1476796261}`,
			written: `{"name": "testuser", "password": "8f84d7d1-9de1-429a-a7a7-c33a61cc7419"}`,
			value: User{
				Key: "the-key", Name: "testuser", Password: Secret{Key: "8f84d7d1-9de1-429a-a7a7-c33a61cc7419"},
				PasswordCreated: 1476796261,
			},
		},
		sample[User]{
			name: "no password", read: `{"name": "u", "password": null, "password_created": null}`,
			written: `{"name": "u", "password": null}`,
			value:   User{Key: "the-key", Name: "u"},
		},
	)
}

func TestTrustStoreWire(t *testing.T) {
	t.Parallel()
	check(t, trustStores, sample[TrustStore]{
		name: "seeds/003",
		read: `{"name": "X509_Trust_Store",
			"authorities": ["-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----\n"],
			"crl_urls": ["http://crl.it/sec"], "revocation_check": "full"}`,
		value: TrustStore{
			Key: "the-key", Name: "X509_Trust_Store",
			Authorities: []string{"-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----\n"},
			CRLURLs:     []string{"http://crl.it/sec"}, RevocationCheck: "full",
		},
	})
	sent, err := trustStores.encode(TrustStore{Name: "x"}, nil, nil)
	encoded, _ := json.Marshal(sent)
	if want := `{"authorities":[],"crl_urls":[],"name":"x","revocation_check":"none"}`; err != nil ||
		string(encoded) != want {
		t.Errorf("sent %s, want %s", encoded, want)
	}
}

func TestUsermappingPolicyWire(t *testing.T) {
	t.Parallel()
	check(t, usermappingPolicies, sample[UsermappingPolicy]{
		name: "seeds/004",
		read: `{"allow_other_remote_users_without_mapping": false,
			"mappings": [{"allowed_groups": [], "remote_user": "test"},
			{"allowed_groups": ["admins"], "remote_user": "root"}], "name": "Test"}`,
		value: UsermappingPolicy{
			Key: "the-key", Name: "Test",
			Mappings: []Mapping{{"test", []string{}}, {"root", []string{"admins"}}},
		},
	})
}

func TestLDAPServerWire(t *testing.T) {
	t.Parallel()
	seed := func(change func(*LDAPServer)) LDAPServer {
		s := LDAPServer{
			Key: "the-key", Name: "ldap-server-name", UserBaseDN: "ou=People,dc=example",
			GroupBaseDN: "ou=Groups,dc=example",
			Servers:     []Host{{"10.110.0.1", 389}}, Encryption: Encryption{Selection: "disabled"},
			Schema: Schema{
				Selection: "posix", UsernameAttribute: "uid",
				MembershipCheck: MembershipCheck{Enabled: true, MemberUIDAttribute: "memberUid"},
				MemberofCheck:   MemberofCheck{true, "memberOf", "groupOfNames"},
				UserDNInGroups:  []UserDNInGroup{{"groupOfNames", "member"}, {"groupOfUniqueNames", "uniqueMember"}},
			},
		}
		change(&s)
		return s
	}
	// The bodies differ from the seed's in one part each.
	body := func(old, changed string) string {
		const seed = `{"name": "ldap-server-name", "schema": {"selection": "posix", "username_attribute": "uid",
			"membership_check": {"enabled": true, "member_uid_attribute": "memberUid"},
			"memberof_check": {"enabled": true, "memberof_user_attribute": "memberOf",
				"memberof_group_objectclass": "groupOfNames"},
			"user_dn_in_groups": [{"object_class": "groupOfNames", "attribute": "member"},
				{"object_class": "groupOfUniqueNames", "attribute": "uniqueMember"}]},
			"servers": [{"host": {"selection": "ip", "value": "10.110.0.1"}, "port": 389}],
			"user_base_dn": "ou=People,dc=example", "group_base_dn": "ou=Groups,dc=example",
			"bind_dn": null, "bind_password": null, "encryption": {"selection": "disabled"}}`
		if strings.Count(seed, old) == 0 {
			t.Errorf("%s is not in the seed's body", old)
		}
		return strings.Replace(seed, old, changed, 1)
	}
	const encryption = `"encryption": {"selection": "disabled"}`
	check(t, ldapServers,
		sample[LDAPServer]{name: "seeds/003", read: body("", ""), value: seed(func(*LDAPServer) {})},
		sample[LDAPServer]{
			name: "null attribute", read: body(`"member_uid_attribute": "memberUid"`, `"member_uid_attribute": null`),
			value: seed(func(s *LDAPServer) { s.Schema.MembershipCheck.MemberUIDAttribute = "" }),
		},
		sample[LDAPServer]{
			name: "checks off", read: body(`"membership_check": {"enabled": true, "member_uid_attribute": "memberUid"},
			"memberof_check": {"enabled": true, "memberof_user_attribute": "memberOf",
				"memberof_group_objectclass": "groupOfNames"}`,
				`"membership_check": {"enabled": false}, "memberof_check": {"enabled": false}`),
			value: seed(func(s *LDAPServer) {
				s.Schema.MembershipCheck, s.Schema.MemberofCheck = MembershipCheck{}, MemberofCheck{}
			}),
		},
		sample[LDAPServer]{
			name: "secrets and names", read: strings.Replace(body(`"bind_dn": null, "bind_password": null`,
				`"bind_dn": "cn=x", "bind_password": {"key": "p", "meta": {"href": "/api/configuration/passwords/p"}}`),
				`{"selection": "ip", "value": "10.110.0.1"}`, `{"selection": "fqdn", "value": "my.example"}`, 1),
			written: strings.Replace(body(`"bind_dn": null, "bind_password": null`,
				`"bind_dn": "cn=x", "bind_password": "p"`),
				`{"selection": "ip", "value": "10.110.0.1"}`, `{"selection": "fqdn", "value": "my.example"}`, 1),
			value: seed(func(s *LDAPServer) {
				s.BindDN, s.BindPassword, s.Servers = "cn=x", Secret{Key: "p"}, []Host{{"my.example", 389}}
			}),
		},
		sample[LDAPServer]{
			name: "ssl", read: body(encryption,
				`"encryption": {"selection": "ssl", "trust_store": {"key": "t", "meta": {"href": "/x"}},
				"client_authentication": null}`),
			written: body(encryption, `"encryption": {"selection": "ssl", "trust_store": "t",
				"client_authentication": null}`),
			value: seed(func(s *LDAPServer) { s.Encryption = Encryption{Selection: "ssl", TrustStore: "t"} }),
		},
		sample[LDAPServer]{
			name: "starttls", read: body(encryption,
				`"encryption": {"selection": "starttls", "trust_store": null, "client_authentication": "c"}`),
			value: seed(func(s *LDAPServer) {
				s.Encryption = Encryption{
					Selection:            "starttls",
					ClientAuthentication: "c",
				}
			}),
		},
	)
	check(t, ldapServers, sample[LDAPServer]{
		name: "ad",
		read: `{"name": "ad", "schema": {"selection": "ad",
			"membership_check": {"enabled": true, "nested_groups": true},
			"memberof_check": {"enabled": true, "memberof_user_attribute": "memberOf"}, "user_dn_in_groups": []},
			"servers": [{"host": {"selection": "ip", "value": "2001:db8::1"}, "port": 636}], "user_base_dn": "dc=a",
				"group_base_dn": "dc=b",
			"bind_dn": null, "bind_password": null, "encryption": {"selection": "disabled"}}`,
		value: LDAPServer{
			Key: "the-key", Name: "ad", UserBaseDN: "dc=a", GroupBaseDN: "dc=b", Servers: []Host{{"2001:db8::1", 636}},
			Encryption: Encryption{Selection: "disabled"},
			Schema: Schema{
				Selection: "ad", MembershipCheck: MembershipCheck{Enabled: true, NestedGroups: true},
				MemberofCheck:  MemberofCheck{Enabled: true, MemberofUserAttribute: "memberOf"},
				UserDNInGroups: []UserDNInGroup{},
			},
		},
	})
}

func TestLoginMethodWire(t *testing.T) {
	t.Parallel()
	check(t, loginMethods,
		sample[LoginMethod]{
			name: "local", read: `{"type": "local", "name": "inactive-local", "title": "Local login", "active": false,
				"cracklib_enabled": true,
				"expiration_days": 30, "remember_previous_passwords": 10, "minimum_password_strength": "good",
					"minimum_password_length": 1}`,
			value: LoginMethod{
				Key: "the-key", Name: "inactive-local", Title: "Local login", Type: "local",
				Local: &LocalLogin{
					CracklibEnabled: true, ExpirationDays: 30, RememberPreviousPasswords: 10,
					MinimumPasswordStrength: "good", MinimumPasswordLength: 1,
				},
			},
		},
		sample[LoginMethod]{
			name: "ldap", read: `{"type": "ldap", "name": "ldap", "title": "LDAP login", "active": true,
				"ldap_server": "5ed1b422"}`,
			value: LoginMethod{
				Key: "the-key", Name: "ldap", Title: "LDAP login", Type: "ldap", Active: true,
				LDAP: &LDAPLogin{"5ed1b422"},
			},
		},
		sample[LoginMethod]{
			name: "x509", read: `{"type": "x509", "name": "x509", "title": "X509 login", "active": true,
				"trust_store": {"key": "5ed1b422", "meta": {"href": "/x"}}, "username_attribute": "commonName",
					"groups": {"type": "local"}}`,
			written: `{"type": "x509", "name": "x509", "title": "X509 login", "active": true, "trust_store": "5ed1b422",
				"username_attribute": "commonName", "groups": {"type": "local"}}`,
			value: LoginMethod{
				Key: "the-key", Name: "x509", Title: "X509 login", Type: "x509", Active: true,
				X509: &X509Login{"5ed1b422", "commonName", Groups{Type: "local"}},
			},
		},
		sample[LoginMethod]{
			name: "x509 with ldap groups", read: `{"type": "x509", "name": "x509", "title": "X509 login",
				"active": true, "trust_store": "t",
				"username_attribute": "commonName", "groups": {"type": "ldap", "ldap_server": "5ed1b422"}}`,
			value: LoginMethod{
				Key: "the-key", Name: "x509", Title: "X509 login", Type: "x509", Active: true,
				X509: &X509Login{"t", "commonName", Groups{"ldap", "5ed1b422"}},
			},
		},
		sample[LoginMethod]{
			name: "radius", read: `{"type": "radius", "name": "radius", "title": "Radius login", "active": true,
				"servers": [
				{"address": {"selection": "ip", "value": "4.5.6.7"}, "port": 1812, "shared_secret": "p1"},
				{"address": {"selection": "fqdn", "value": "radius.example"}, "port": 18120, "shared_secret": "p2"}],
				"authentication_protocol": "pap", "groups": {"type": "local"}}`,
			value: LoginMethod{
				Key: "the-key", Name: "radius", Title: "Radius login", Type: "radius", Active: true,
				RADIUS: &RADIUSLogin{
					Servers: []RADIUSServer{
						{"4.5.6.7", 1812, Secret{Key: "p1"}},
						{"radius.example", 18120, Secret{Key: "p2"}},
					},
					AuthenticationProtocol: "pap", Groups: Groups{Type: "local"},
				},
			},
		},
		sample[LoginMethod]{
			name: "saml2", read: `{"type": "saml2", "name": "saml_idp", "title": "SAML IdP", "active": true,
				"groups": {"type": "local"},
			"idp_metadata": "<?xml version=\"1.0\"?><md:EntityDescriptor entityID=\"http:\/\/www.okta.com\/x\"\/>"}`,
			value: LoginMethod{
				Key: "the-key", Name: "saml_idp", Title: "SAML IdP", Type: "saml2", Active: true,
				SAML2: &SAML2Login{
					`<?xml version="1.0"?><md:EntityDescriptor entityID="http://www.okta.com/x"/>`,
					Groups{Type: "local"},
				},
			},
		},
		sample[LoginMethod]{
			name: "of a newer SPS", read: `{"type": "oidc", "name": "o", "title": "OIDC", "active": true}`,
			value: LoginMethod{Key: "the-key", Name: "o", Title: "OIDC", Type: "oidc", Active: true},
		},
	)
}

// TestHeldSecrets follows RADIUS secrets through a list that is edited.
func TestHeldSecrets(t *testing.T) {
	t.Parallel()
	current, err := decodeDocument([]byte(`{"servers": [
		{"address": {"selection": "fqdn", "value": "a"}, "port": 1, "shared_secret": "pa"},
		{"address": {"selection": "fqdn", "value": "b"}, "port": 1, "shared_secret": "pb"},
		{"address": {"selection": "fqdn", "value": "a"}, "port": 2, "shared_secret": "pa2"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ servers, want string }{
		"as they are": {"a:1 b:1 a:2", "pa pb pa2"},
		"reordered":   {"a:2 a:1 b:1", "pa2 pa pb"},
		"first gone":  {"b:1 a:2", "pb pa2"},
		"moved port":  {"a:1 b:9 a:2", "pa pb pa2"},
		"renamed":     {"a:1 c:1 a:2", "pa pb pa2"},
		"inserted":    {"c:1 a:1 b:1 a:2", "- pa pb pa2"},
		"twice":       {"b:1 b:1", "pb -"},
	} {
		var servers []RADIUSServer
		for _, s := range strings.Fields(test.servers) {
			servers = append(servers, RADIUSServer{Address: Address(s[:1]), Port: Whole(s[2] - '0')})
		}
		got := heldSecrets(servers, current)
		for i, s := range got {
			got[i] = orElse(s, "-")
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %v, want %s", name, got, test.want)
		}
	}
	if got := heldSecrets([]RADIUSServer{{}}, nil); got[0] != "" {
		t.Errorf("out of nothing came %q", got)
	}
}

func TestMerge(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ current, wanted, want string }{
		"unknown keys stay": {`{"a":1,"x":{"y":2}}`, `{"a":2}`, `{"a":2,"x":{"y":2}}`},
		"below, too": {
			`{"u":{"selection":"s","a":1,"x":2}}`, `{"u":{"selection":"s","a":3}}`,
			`{"u":{"selection":"s","a":3,"x":2}}`,
		},
		"but not of another variant": {
			`{"u":{"selection":"ssl","trust_store":"t","x":2}}`, `{"u":{"selection":"disabled"}}`,
			`{"u":{"selection":"disabled"}}`,
		},
		"groups": {
			`{"groups":{"type":"ldap","ldap_server":"l"}}`, `{"groups":{"type":"local"}}`,
			`{"groups":{"type":"local"}}`,
		},
		"check":              {`{"c":{"enabled":true,"a":1}}`, `{"c":{"enabled":false}}`, `{"c":{"enabled":false}}`},
		"null is a value":    {`{"a":"b"}`, `{"a":null}`, `{"a":null}`},
		"lists are replaced": {`{"l":["a","b"]}`, `{"l":["b"]}`, `{"l":["b"]}`},
		"unknown keys in lists stay": {
			`{"l":[{"host":{"value":"a"},"port":1,"x":1},{"host":{"value":"b"},"port":1,"x":2}]}`,
			`{"l":[{"host":{"value":"b"},"port":2},{"host":{"value":"c"},"port":1}]}`,
			`{"l":[{"host":{"value":"b"},"port":2,"x":2},{"host":{"value":"c"},"port":1}]}`,
		},
		"each element once": {
			`{"l":[{"remote_user":"a","x":1}]}`, `{"l":[{"remote_user":"a"},{"remote_user":"a"}]}`,
			`{"l":[{"remote_user":"a","x":1},{"remote_user":"a"}]}`,
		},
		"references": {
			`{"r":{"key":"k","meta":{"href":"h"}},"l":[{"key":"k","meta":{},"body":{}}],"no":{"key":"k"}}`, `{"a":1}`,
			`{"r":"k","l":["k"],"no":{"key":"k"},"a":1}`,
		},
	} {
		current, _ := decodeDocument([]byte(test.current))
		wanted, _ := decodeDocument([]byte(test.wanted))
		want, _ := decodeDocument([]byte(test.want))
		collapse(current)
		if !merge(current, wanted) || !reflect.DeepEqual(current, want) {
			got, _ := json.Marshal(current)
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
		if again, _ := decodeDocument([]byte(test.wanted)); merge(current, again) {
			t.Errorf("%s: merged twice, it changes something", name)
		}
	}
}

func TestErrorBodies(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Error{
		`{"error":{"type":"SemanticError","message":"m","details":{"resource":"/api/x"}}}`: {
			Type: "SemanticError", Message: "m", Details: []Detail{{"resource", "/api/x"}},
		},
		`{"error":"text"}`:                         {Message: "text"},
		`{"error":"no","message":"why hunter2"}`:   {Message: "no: why hunter2"},
		`{"type":"T","message":"m","details":"d"}`: {Type: "T", Message: "m", Details: []Detail{{"", "d"}}},
		`{"error":{"details":{"b":[{"c":1},"x"],"a":{"d":"hunter2","e":null}}}}`: {
			Details: []Detail{{"a.d", "hunter2"}, {"b.0.c", "1"}, {"b", "x"}},
		},
		`[]`: {}, `"x"`: {}, `{"error":7}`: {}, `{"error":{"type":{},"message":[]}}`: {},
	} {
		var v any
		d := json.NewDecoder(strings.NewReader(body))
		d.UseNumber()
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		var got Error
		object, _ := v.(document)
		got.fill(object)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", body, got, want)
		}
	}
	e := &Error{
		Method: "PUT", Path: "/api/x", URL: "https://h/api/x", StatusCode: 400, Type: "T", Message: "m",
		Details: []Detail{{"resource", "/api/x"}, {"a", "b"}},
	}
	if want := "PUT https://h/api/x: status 400: T: m (a: b)"; e.Error() != want {
		t.Errorf("%q, want %q", e.Error(), want)
	}
}

// TestProperties reads which fields a refusal is about from the bodies of api/sps.md §3 and of the fake.
func TestProperties(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status     int
		body, want string
	}{
		"the fake's": {
			400, `{"error":{"type":"SyntacticError","message":"servers.0.host.value: must be a domain name",
			"details":{"field":"servers.0.host.value","resource":"/api/x"}},"meta":{"href":"/api/x"}}`,
			"servers.0.host.value",
		},
		"by name": {400, `{"error":{"type":"SemanticError",
			"details":{"name":"is taken","resource":"/api/x"}}}`, "name"},
		"under errors": {400, `{"error":{"details":{"errors":{"port":["too large"],
			"name":["is taken","is short"]}}}}`, "name port"},
		"below":      {400, `{"error":{"details":{"schema":{"selection":"unknown"}}}}`, "schema.selection"},
		"best first": {400, `{"message":"c: wrong","details":{"a":"x","field":"b"}}`, "b a c"},
		"message alone": {400, `{"error":{"type":"SyntacticError",
			"message":"schema.selection: missing field"}}`, "schema.selection"},
		"a whole field": {400, `{"error":{"type":"SyntacticError","message":"schema: choose one"}}`, "schema"},
		"a sentence": {400, `{"error":{"type":"SemanticError",
			"message":"The name \"a\" is already in use"}}`, ""},
		"a sentence, colon": {400, `{"error":{"type":"SemanticError","message":"Cannot be deleted: in use"}}`, ""},
		"nothing but the path": {400, `{"error":{"type":"SemanticError","message":"no",
			"details":{"resource":"/api/x"}}}`, ""},
		"text": {400, `{"error":"text"}`, ""},
		"not about what is sent": {409, `{"error":{"type":"TransactionLocked","message":"locked",
			"details":{"holder":"bob"}}}`, ""},
		"not found": {404, `{"error":{"type":"NotFound","details":{"name":"x"}}}`, ""},
	} {
		var v any
		if err := json.Unmarshal([]byte(test.body), &v); err != nil {
			t.Fatal(name, err)
		}
		e := Error{StatusCode: test.status}
		object, _ := v.(document)
		e.fill(object)
		if got := strings.Join(e.Properties(), " "); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestListWire(t *testing.T) {
	t.Parallel()
	// seeds/003: users come without bodies, LDAP servers with them.
	items, err := decodeList([]byte(`{"items": [{"key": "103640099357f3b14f0529a", "meta": {
		"href": "/api/configuration/aaa/local_database/users/103640099357f3b14f0529a"}},
		{"body": {"name": "l"}, "key": "b", "meta": {"href": "/api/configuration/aaa/ldap_servers/b"}},
		{"key": "c", "body": null}], "meta": {"next": null, "transaction": "/api/transaction"}}`))
	if err != nil || !reflect.DeepEqual(keysOf(items), []string{"103640099357f3b14f0529a", "b", "c"}) ||
		items[0].hasBody() || !items[1].hasBody() || items[2].hasBody() {
		t.Errorf("%+v, %v", items, err)
	}
	if items, err := decodeList([]byte(`{"items": null}`)); err != nil || len(items) != 0 {
		t.Errorf("%+v, %v", items, err)
	}
	for _, body := range []string{`{"meta": {}}`, `[]`, `{"items": {}}`, ``} {
		if _, err := decodeList([]byte(body)); err == nil {
			t.Errorf("%q is taken for a list", body)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"name":"u","password":{"key":"k","meta":{"href":"h"}},"password_created":1.0,"members":["a",{"key":"b"}]}`,
		`{"type":"radius","servers":[{"address":{"selection":"ip","value":"1.2.3.4"},"port":1812,"shared_secret":"p"}],
			"groups":{"type":"local"}}`,
		`{"type":"x509","trust_store":"t","groups":null}`, `{"type":"local","minimum_password_length":1e3}`,
		`{"type":"ldap","ldap_server":7}`,
		`{"schema":null,"encryption":null,"servers":[null]}`,
		`{"schema":{"selection":"ad","membership_check":{"enabled":true}}}`,
		`{"mappings":[{"remote_user":"r","allowed_groups":null}]}`, `{"items":[{"key":"a","body":null},null]}`, `null`,
		`[]`, `""`,
		`{"error":{"details":[{"a":[[]]}]}}`,
	} {
		f.Add([]byte(seed), []byte(seed))
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		_, _ = decodeList(a)
		_, _ = plugins("aa").decode("k", a)
		var v any
		if json.Unmarshal(a, &v) == nil {
			object, _ := v.(document)
			new(Error).fill(object)
		}
		current, err := decodeDocument(b)
		if err == nil {
			collapse(current)
		}
		roundTrip(t, usergroups, a, current)
		roundTrip(t, users, a, current)
		roundTrip(t, trustStores, a, current)
		roundTrip(t, ldapServers, a, current)
		roundTrip(t, loginMethods, a, current)
		roundTrip(t, usermappingPolicies, a, current)
	})
}

// roundTrip: what was read can be sent, over anything, and a second time it changes nothing.
func roundTrip[T any](t *testing.T, k codec[T], read []byte, current document) {
	t.Helper()
	v, err := k.decode("k", read)
	if err != nil {
		return
	}
	encode := func(current document) document {
		doc, err := k.encode(v, current, func(s Secret, held string) (Secret, error) {
			return Secret{Key: orElse(s.Key, held)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return doc
	}
	encode(nil)
	if current == nil {
		return
	}
	now, _ := clone(current).(document)
	merge(now, encode(now))
	if merge(now, encode(now)) {
		t.Errorf("%s: merging %s over %v a second time changes something", k.noun, read, current)
	}
}
