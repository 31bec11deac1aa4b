package spsfake

import (
	"maps"
	"strings"
	"testing"
)

// removeAll leaves nothing in a collection: the vendor's samples know nothing of what is built in.
func removeAll(fake *Server, collection string) {
	for _, key := range fake.Keys(collection) {
		fake.Remove(collection + "/" + key)
	}
}

func addAll(fake *Server, collection string, docs ...map[string]any) {
	for _, doc := range docs {
		fake.Add(collection, doc)
	}
}

func keyed(key, name string) map[string]any { return map[string]any{"key": key, "name": name} }

func TestSampleReads(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		options Options
		fill    func(*Server)
		path    string
	}{
		"group_get": {Options{}, func(fake *Server) {
			removeAll(fake, groups)
			addAll(fake, groups, keyed("224696054489c27f6c5710", "a"), keyed("b080b1ba546232548bb1a9", "b"),
				keyed("ca2dc85730ca082ee6b5c8", "http-write"), keyed("b080b1ba546232548bb1f9", "c"),
				keyed("ca2dc85730ca082ee6b5f8", "d"))
		}, at(groups, "ca2dc85730ca082ee6b5c8")},
		"users_list": {Options{BareLists: true}, fillUsers, at(users)},
		"user_get":   {Options{}, fillUsers, at(users, "46785097158061f46c63d0")},
		"usermapping_list": {Options{BareLists: true, FirmwareVersion: "6.2.0"}, func(fake *Server) {
			addAll(fake, usermapping, keyed("11581153055704544883f77", "a"), keyed("9328731525704545f5e3de", "b"))
		}, at(usermapping)},
		"usermapping_get": {Options{FirmwareVersion: "6.2.0"}, func(fake *Server) {
			addAll(fake, usermapping, keyed("277736452570454272e157", "a"), keyed("11581153055704544883f77", "b"))
			fake.Add(usermapping, map[string]any{
				"key": "9328731525704545f5e3de", "name": "Test", "allow_other_remote_users_without_mapping": false,
				"mappings": []any{
					map[string]any{"allowed_groups": []any{}, "remote_user": "test"},
					map[string]any{"allowed_groups": []any{"admins"}, "remote_user": "root"},
				},
			})
		}, at(usermapping, "9328731525704545f5e3de")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t, tc.options)
			tc.fill(c.fake)
			equal(t, c.must(200, "GET", tc.path, nil), sample(t, name))
		})
	}
}

func fillUsers(fake *Server) {
	removeAll(fake, users)
	addAll(fake, users, keyed("103640099357f3b14f0529a", "first"))
	password := fake.Add(passwords, map[string]any{"key": "8f84d7d1-9de1-429a-a7a7-c33a61cc7419", "plain": "x"})
	fake.Add(users, map[string]any{"key": "46785097158061f46c63d0", "name": "testuser", "password": password})
	p := place{users, "46785097158061f46c63d0"}
	fake.config.find(p).doc["password_created"] = 1476796261.0 // before anybody looks
}

func TestSamplePluginsList(t *testing.T) {
	t.Parallel()
	c := start(t, Options{FirmwareVersion: "6.2.0"})
	c.open() // remaining_seconds
	equal(t, c.must(200, "GET", at(plugins), nil), sample(t, "plugins_list"))
}

func TestSampleGroupWrites(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	addAll(c.fake, users, keyed("46785097158061f46c63d0", "a"), keyed("1362061674580df4e00620d", "b"))
	c.fake.Add(groups, keyed("b080b1ba546232548bb1a9", "a"))
	c.open()
	key := c.create(at(groups), sample(t, "group_post"))
	members := as[[]any](t, c.body(at(groups, key))["members"])
	equal(t, members[0], map[string]any{
		"key":  "46785097158061f46c63d0",
		"meta": map[string]any{"href": at(users, "46785097158061f46c63d0")},
	})
	c.must(200, "PUT", at(groups, key), group("new-usergroup", "1362061674580df4e00620d"))
	equal(t, c.must(200, "DELETE", at(groups, "b080b1ba546232548bb1a9"), nil), sample(t, "group_delete"))
	c.commit()
	equal(t, c.fake.Document(groups+"/"+key), map[string]any{
		"name": "new-usergroup", "members": []any{"1362061674580df4e00620d"},
	})
}

func TestSampleLDAPServers(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.open()
	key := c.create(at(ldapServers), sample(t, "ldap_server_post"))
	got := c.must(200, "GET", at(ldapServers), nil)["items"]
	text := strings.ReplaceAll(toJSON(t, sample(t, "ldap_servers_list")["items"]),
		"XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX", key)
	if toJSON(t, got) != text {
		t.Errorf("got\n%s\nwant\n%s", toJSON(t, got), text)
	}
	c.create(at(ldapServers), sample(t, "ldap_server_example_post"))
	c.commit()
}

// The samples of login methods, in the transactions that the page describes: what they refer to is made first.
func TestSampleLoginMethods(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.open()
	server := c.create(at(ldapServers), sample(t, "ldap_server_example_post"))
	store := c.create(at(trustStores), sample(t, "trust_store_post"))
	secret := func() map[string]any { return map[string]any{"shared_secret": c.password("any.secret")} }
	for name, change := range map[string]map[string]any{
		"login_method_local_post":       {},
		"login_method_ldap_post":        {"ldap_server": server},
		"login_method_x509_post":        {"trust_store": store},
		"login_method_saml2_post":       {},
		"login_method_x509_ldap_post":   {"trust_store": store, "name": "x509-ldap", "groups.ldap_server": server},
		"login_method_radius_post":      {"servers": []any{secret(), secret()}},
		"login_method_radius_ldap_post": {"servers": []any{secret()}, "name": "radius-ldap", "groups.ldap_server": server},
	} {
		doc := sample(t, name)
		for field, value := range change {
			if servers, isList := value.([]any); isList {
				for i, server := range as[[]any](t, doc["servers"]) {
					maps.Copy(as[map[string]any](t, server), as[map[string]any](t, servers[i]))
				}
				continue
			}
			doc = with(doc, field, value)
		}
		key := c.create(at(loginMethods), doc)
		c.must(200, "PUT", at(loginMethods, key), doc)
		got := c.body(at(loginMethods, key))
		equal(t, got["name"], doc["name"])
		if refs := as[[]any](t, []any{got["ldap_server"], got["trust_store"]}); refs[0] != nil || refs[1] != nil {
			for _, ref := range refs {
				if ref != nil && as[map[string]any](t, ref)["meta"] == nil {
					t.Errorf("%s has references %v", name, refs)
				}
			}
		}
	}
	c.commit()
	order := c.fake.Order()
	if len(order) != 8 || order[0] != "-100" {
		t.Errorf("the order is %v", order)
	}
}

func TestSampleUsermappingWrites(t *testing.T) {
	t.Parallel()
	c := start(t, Options{FirmwareVersion: "6.2.0", NoAutoOpen: true, BareLists: true, OldTransactionShape: true})
	c.open()
	doc := as[map[string]any](t, sample(t, "usermapping_get")["body"])
	got := c.must(201, "POST", at(usermapping), doc)
	key := as[string](t, got["key"])
	want := strings.ReplaceAll(toJSON(t, sample(t, "usermapping_post_answer")), "2e8692fa-7fda-4753-8363-37e8244f6b80",
		key)
	if toJSON(t, got) != want {
		t.Errorf("got\n%s\nwant\n%s", toJSON(t, got), want)
	}
	c.must(200, "PUT", at(usermapping, key), with(doc, "mappings", []any{}))
	equal(t, c.body(at(usermapping, key)), with(doc, "mappings", []any{}))
	c.commit()
	// One heading of the page calls the endpoint so; the key that a POST returns is not there.
	c.refused(404, "NotFound", "", "POST", "/api/configuration/policies/usermapping", doc)
}
