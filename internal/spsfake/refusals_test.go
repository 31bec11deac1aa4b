package spsfake

import (
	"strings"
	"testing"
)

func localMethod(name string) map[string]any {
	return map[string]any{
		"type": "local", "name": name, "title": "t", "active": true, "cracklib_enabled": true, "expiration_days": 30,
		"remember_previous_passwords": 10, "minimum_password_strength": "good", "minimum_password_length": 1,
	}
}

func adServer() map[string]any {
	return map[string]any{
		"name": "ad", "user_base_dn": "ou=a", "group_base_dn": "ou=b", "bind_dn": nil, "bind_password": nil,
		"servers": []any{map[string]any{"host": map[string]any{"selection": "fqdn", "value": "a.example"}, "port": 636}},
		"schema": map[string]any{
			"selection":        "ad",
			"membership_check": map[string]any{"enabled": true, "nested_groups": false},
			"memberof_check":   map[string]any{"enabled": false}, "user_dn_in_groups": []any{},
		},
		"encryption": map[string]any{"selection": "ssl", "trust_store": nil, "client_authentication": nil},
	}
}

func store(t *testing.T) map[string]any { return sample(t, "trust_store_post") }

func mapping() map[string]any {
	return map[string]any{
		"name": "m", "allow_other_remote_users_without_mapping": true,
		"mappings": []any{map[string]any{"remote_user": "root", "allowed_groups": []any{}}},
	}
}

func TestSyntacticErrors(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.fake.Add(trustStores, keyed("s", "s"))
	c.fake.Add(passwords, map[string]any{"key": "p", "plain": "x"})
	local, ad, posix, mapping, store := localMethod("m"), adServer(), sample(t, "ldap_server_post"), mapping(), store(t)
	radius, saml := sample(t, "login_method_radius_ldap_post"), sample(t, "login_method_saml2_post")
	x509 := sample(t, "login_method_x509_post")
	host := func(selection, value string) []any {
		return []any{map[string]any{"host": map[string]any{"selection": selection, "value": value}, "port": 1}}
	}
	for _, tc := range []struct {
		collection string
		doc        any
		field      string
	}{
		{groups, "[]", ""},
		{groups, "", ""},
		{groups, map[string]any{"body": group("a")}, "body"},
		{groups, map[string]any{"name": "a"}, "members"},
		{groups, group(" "), "name"},
		{groups, with(group("a"), "members", nil), "members"},
		{groups, with(group("a"), "members", []any{map[string]any{"key": "-100"}}), "members.0"},
		{groups, group("a", "-100", "-100"), "members.1"},
		{users, user("", nil), "name"},
		{users, map[string]any{"name": "a"}, "password"},
		{users, user("a", 1), "password"},
		{users, with(user("a", nil), "password_created", "now"), "password_created"},
		{passwords, map[string]any{"plain": strings.Repeat("a", 151)}, "plain"},
		{passwords, map[string]any{"plain": "a~"}, "plain"},
		{passwords, map[string]any{"plain": "ä"}, "plain"},
		{passwords, map[string]any{"plain": ""}, "plain"},
		{passwords, map[string]any{"hash": "a"}, "hash"},
		{trustStores, with(store, "authorities", []any{}), "authorities"},
		{trustStores, with(store, "authorities", []any{"x"}), "authorities.0"},
		{trustStores, with(store, "authorities", []any{operatingSystemCA + operatingSystemCA}), "authorities.0"},
		{trustStores, with(store, "crl_urls", []any{"x"}), "crl_urls.0"},
		{trustStores, with(store, "crl_urls", gone), "crl_urls"},
		{trustStores, with(store, "revocation_check", "some"), "revocation_check"},
		{usermapping, with(mapping, "name", ""), "name"},
		{
			usermapping, with(mapping, "mappings", []any{map[string]any{"remote_user": "", "allowed_groups": []any{}}}),
			"mappings.0.remote_user",
		},
		{usermapping, with(mapping, "mappings", []any{map[string]any{"remote_user": "a"}}), "mappings.0.allowed_groups"},
		{
			usermapping, with(mapping, "allow_other_remote_users_without_mapping", gone),
			"allow_other_remote_users_without_mapping",
		},
		{ldapServers, with(ad, "name", "a b"), "name"},
		{ldapServers, with(ad, "user_base_dn", ""), "user_base_dn"},
		{ldapServers, with(ad, "group_base_dn", nil), "group_base_dn"},
		{ldapServers, with(ad, "servers", []any{}), "servers"},
		{ldapServers, with(ad, "servers", host("ip", "a.example")), "servers.0.host.value"},
		{ldapServers, with(ad, "servers", host("fqdn", "1.2.3.4")), "servers.0.host.value"},
		{ldapServers, with(ad, "servers", host("dns", "a")), "servers.0.host.selection"},
		{ldapServers, with(ad, "schema.selection", "other"), "schema.selection"},
		{ldapServers, with(ad, "schema.selection", gone), "schema.selection"},
		{ldapServers, with(ad, "schema.username_attribute", "uid"), "schema.username_attribute"},
		{ldapServers, with(ad, "schema.membership_check", map[string]any{"enabled": false}), "schema"},
		{ldapServers, with(ad, "schema.membership_check.enabled", "true"), "schema.membership_check.enabled"},
		{ldapServers, with(ad, "schema.membership_check.enabled", false), "schema.membership_check.nested_groups"},
		{
			ldapServers, with(ad, "schema.membership_check.member_uid_attribute", "a"),
			"schema.membership_check.member_uid_attribute",
		},
		{ldapServers, with(ad, "schema.memberof_check", sampleCheck()), "schema.memberof_check.memberof_group_objectclass"},
		{
			ldapServers, with(posix, "schema.memberof_check.memberof_group_objectclass", gone),
			"schema.memberof_check.memberof_group_objectclass",
		},
		{ldapServers, with(posix, "schema.username_attribute", gone), "schema.username_attribute"},
		{ldapServers, with(ad, "encryption.trust_store", gone), "encryption.trust_store"},
		{ldapServers, with(ad, "encryption.selection", "disabled"), "encryption.client_authentication"},
		{loginMethods, with(local, "type", "ldap"), "cracklib_enabled"},
		{loginMethods, with(local, "type", "kerberos"), "type"},
		{loginMethods, with(local, "type", gone), "type"},
		{loginMethods, with(local, "expiration_days", 366), "expiration_days"},
		{loginMethods, with(local, "expiration_days", 1.5), "expiration_days"},
		{loginMethods, with(local, "remember_previous_passwords", -1), "remember_previous_passwords"},
		{loginMethods, with(local, "minimum_password_strength", "weak"), "minimum_password_strength"},
		{loginMethods, with(local, "minimum_password_length", 0), "minimum_password_length"},
		{loginMethods, with(local, "active", "true"), "active"},
		{loginMethods, with(x509, "username_attribute", "cn"), "username_attribute"},
		{loginMethods, with(x509, "groups", map[string]any{"type": "ldap"}), "groups.ldap_server"},
		{loginMethods, with(x509, "groups", map[string]any{"type": "local", "ldap_server": nil}), "groups.ldap_server"},
		{loginMethods, with(x509, "groups", map[string]any{"selection": "local"}), "groups.type"},
		{loginMethods, with(radius, "servers", host("ip", "1.2.3.4")), "servers.0.host"},
		{loginMethods, with(radius, "servers", []any{}), "servers"},
		{loginMethods, with(radius, "authentication_protocol", "chap"), "authentication_protocol"},
		{loginMethods, with(saml, "idp_metadata", "<a>"), "idp_metadata"},
		{loginMethods, with(saml, "idp_metadata", "<a/>"), "idp_metadata"},
	} {
		status, doc := c.send("POST", at(tc.collection), tc.doc)
		inner, _ := doc["error"].(map[string]any)
		details, _ := inner["details"].(map[string]any)
		field, _ := details["field"].(string)
		if status != 400 || inner["type"] != "SyntacticError" || field != tc.field {
			t.Errorf("%s %v answered %d %v, want field %s", tc.collection, tc.doc, status, doc, tc.field)
		}
	}
}

func sampleCheck() map[string]any {
	return map[string]any{"enabled": true, "memberof_user_attribute": "a", "memberof_group_objectclass": "b"}
}

func TestPasswordsAreForOneUse(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.open()
	secret := c.password(passwordCharacters)
	equal(t, c.body(at(passwords, secret)), map[string]any{})
	key := c.create(at(users), user("a", secret))
	c.must(200, "PUT", at(users, key), c.fakeless(key))
	c.refused(400, "SemanticError", "only once", "POST", at(users), user("b", secret))
	c.commit()
	if got := c.fake.PasswordOf(secret); got != passwordCharacters {
		t.Errorf("the password is %q", got)
	}
	created := c.body(at(users, key))["password_created"]
	if as[float64](t, created) == 0 {
		t.Error("there is no date")
	}

	// A password that was replaced is used up, and one that was never used goes with its transaction.
	next, unused := c.password("next"), c.password("unused")
	c.must(200, "PUT", at(users, key), user("a", next))
	c.refused(400, "SemanticError", "does not exist", "PUT", at(users, key), user("a", secret))
	c.must(200, "GET", at(passwords, unused), nil)
	c.commit()
	for _, gone := range []string{secret, unused} {
		c.refused(404, "NotFound", "", "GET", at(passwords, gone), nil)
	}
	radius := sample(t, "login_method_radius_post")
	radius["groups"] = map[string]any{"type": "local"}
	shared := c.password("shared")
	for _, server := range as[[]any](t, radius["servers"]) {
		as[map[string]any](t, server)["shared_secret"] = shared
	}
	c.refused(400, "SemanticError", "only once", "POST", at(loginMethods), radius)

	c.must(200, "PUT", at(users, key), user("a", nil))
	equal(t, c.body(at(users, key)), map[string]any{"name": "a", "password": nil, "password_created": nil})
}

// fakeless returns the user as a client would send it back.
func (c *client) fakeless(key string) map[string]any {
	doc := c.body(at(users, key))
	doc["password"] = as[map[string]any](c.t, doc["password"])["key"]
	return doc
}

func TestSemanticErrors(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.open()
	member := c.create(at(users), user("member", nil))
	one, two := c.create(at(groups), group("one", member)), c.create(at(groups), group("two"))
	trusted := c.create(at(trustStores), store(t))
	ad := adServer()
	ad["encryption"] = map[string]any{"selection": "starttls", "trust_store": trusted, "client_authentication": nil}
	server := c.create(at(ldapServers), ad)
	ldap := map[string]any{"type": "ldap", "name": "m", "title": "", "active": false, "ldap_server": server}
	method := c.create(at(loginMethods), ldap)
	builtInGroup := c.fake.Keys(groups)[0]
	for _, tc := range []struct {
		method, path string
		body         any
		word         string
	}{
		{"POST", at(groups), group("one"), "already in use"},
		{"PUT", at(groups, two), group("one"), "already in use"},
		{"POST", at(groups), group("three", "nobody"), "does not exist"},
		{"POST", at(users), user("other", "nothing"), "does not exist"},
		{"DELETE", at(users, member), nil, "is used by /api/configuration/aaa/local_database/groups/" + one},
		{"DELETE", at(trustStores, trusted), nil, "is used by"},
		{"DELETE", at(ldapServers, server), nil, "is used by"},
		{"DELETE", at(users, "-100"), nil, "built in"},
		{"PUT", at(users, "-100"), user("root", nil), "cannot be changed"},
		{"DELETE", at(groups, builtInGroup), nil, "built in"},
		{"PUT", at(groups, builtInGroup), group("mine"), "cannot be changed"},
		{"PUT", at(trustStores, "-100"), store(t), "built in"},
		{"DELETE", at(trustStores, "-100"), nil, "built in"},
		{"DELETE", at(loginMethods, "-100"), nil, "built in"},
		{"PUT", at(loginMethods, "-100"), localMethod("renamed"), "cannot be changed"},
		{"PUT", at(loginMethods, method), localMethod("m"), "type"},
		{"PUT", at(loginMethods) + "/@order", []string{"-100"}, "every object"},
		{"PUT", at(loginMethods) + "/@order", []string{"-100", "-100"}, "every object"},
	} {
		c.refused(400, "SemanticError", tc.word, tc.method, tc.path, tc.body)
	}
	for _, body := range []any{`{"a":["x"]}`, `[1]`, `{}`, `x`} {
		c.refused(400, "SyntacticError", "", "PUT", at(loginMethods)+"/@order", body)
	}
	// Referrer first, and everything can go.
	for _, path := range []string{at(loginMethods, method), at(ldapServers, server), at(trustStores, trusted), at(groups,
		one), at(users, member)} {
		c.must(200, "DELETE", path, nil)
	}
	c.must(200, "PUT", at(groups, builtInGroup), group("basic-view", "-100"))
	c.must(200, "PUT", at(loginMethods, "-100"), localMethod("local"))
	for _, name := range []string{"order", "new_order"} {
		c.must(200, "PUT", at(loginMethods)+"/@order", map[string]any{name: []string{"-100"}})
	}
	c.commit()
}
