package privxfake

import (
	"reflect"
	"strings"
	"testing"
)

func TestServerSetFieldsAreIgnored(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	doc := minimal()
	for _, key := range []string{
		"id", "created", "updated", "updated_by", "updatedby", "author", "status_code", "status_text",
	} {
		doc[key] = "mine"
	}
	doc["session_password_policy"] = policy(16, 16, 1, "MINE")
	path := c.create(doc)
	for range 2 {
		got := c.must(200, "GET", path, nil)
		if strings.Contains(strings.ToLower(toJSON(t, got)), "mine") {
			t.Errorf("a client set what only the server sets: %v", got)
		}
		if as[map[string]any](t, got["session_password_policy"])["password_entropy"] != 53.0 { // floor(16 * log2(10))
			t.Errorf("policy is %v", got["session_password_policy"])
		}
		c.must(200, "PUT", path, doc)
	}
}

func policy(shortest, longest, entropy int, strength string) map[string]any {
	return map[string]any{
		"password_min_length": shortest, "password_max_length": longest, "use_numbers": true,
		"password_entropy": entropy, "password_strength": strength,
	}
}

func TestUnknownKeysAreKept(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	doc := minimal()
	unknown := map[string]any{"deep": []any{1.5, nil, map[string]any{"x": ""}}}
	doc["x_top"] = unknown
	as[map[string]any](t, doc["connection"])["x_connection"] = ""
	doc["session_password_policy"] = policy(16, 16, 0, "")
	as[map[string]any](t, doc["session_password_policy"])["x_policy"] = 0
	doc["external_user_mapping"] = []any{map[string]any{"source_id": "s", "x_element": nil}}
	path := c.create(doc)

	for range 2 { // what came from GET goes back with PUT
		got := c.must(200, "GET", path, nil)
		element := as[[]any](t, got["external_user_mapping"])[0]
		if want := (map[string]any{"source_id": "s", "source_search_field": "", "x_element": nil}); !reflect.DeepEqual(
			element, want) {
			t.Errorf("element is %v, want %v", element, want)
		}
		if !reflect.DeepEqual(got["x_top"], unknown) || as[map[string]any](t, got["connection"])["x_connection"] != "" ||
			as[map[string]any](t, got["session_password_policy"])["x_policy"] != 0.0 {
			t.Errorf("unknown keys were changed: %v", got)
		}
		c.must(200, "PUT", path, got)
	}

	c.must(200, "PUT", path, minimal())
	if text := toJSON(t, c.must(200, "GET", path, nil)); strings.Contains(text, "x_") {
		t.Errorf("unknown keys survived a PUT without them: %s", text)
	}
}

func TestUnknownNumbersAreKeptToTheLastDigit(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	const number = "12345678901234567890.10"
	body := `{"name":"a","connection":{"type":"LDAP"},"x":` + number + `}`
	_, _, answer := c.send("POST", sourcesPath, body)
	id := as[string](t, as[map[string]any](t, answer)["id"])
	if text := toJSON(t, c.fake.Document("sources/" + id)["x"]); text != number {
		t.Errorf("kept %s, want %s", text, number)
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	c := start(t, Options{MaskLength: 8})
	path := c.create(with("connection.ldap_bind_password", "first"))
	document := "sources/" + path[len(sourcesPath)+1:]
	for _, step := range []struct {
		name string
		put  map[string]any
		want string
	}{
		{"masked keeps", with("connection.ldap_bind_password", "********"), "first"},
		{"a mask of any length keeps", with("connection.ldap_bind_password", "*"), "first"},
		{"a value replaces", with("connection.ldap_bind_password", "se*ond"), "se*ond"},
		{"null clears", with("connection.ldap_bind_password", nil), ""},
		{"a mask of nothing is nothing", with("connection.ldap_bind_password", "*****"), ""},
		{"a value sets", with("connection.ldap_bind_password", "third"), "third"},
		{"empty clears", with("connection.ldap_bind_password", ""), ""},
		{"a value sets again", with("connection.ldap_bind_password", "fourth"), "fourth"},
		{"absent clears", minimal(), ""},
	} {
		c.must(200, "PUT", path, step.put)
		if got := get(c.fake.Document(document), "connection.ldap_bind_password"); got != step.want {
			t.Errorf("%s: stored %q, want %q", step.name, got, step.want)
		}
		shown := get(c.must(200, "GET", path, nil), "connection.ldap_bind_password")
		if want := map[bool]string{true: "", false: "********"}[step.want == ""]; shown != want {
			t.Errorf("%s: read %q, want %q", step.name, shown, want)
		}
	}
	c.must(200, "PUT", path, with("connection.ldap_bind_password", "listed"))
	if text := toJSON(t, c.must(200, "GET", sourcesPath, nil)); strings.Contains(text, "listed") {
		t.Errorf("a list shows a secret: %s", text)
	}
}

func TestAliases(t *testing.T) {
	t.Parallel()
	for canonical, alias := range map[string]string{
		"connection.ldap_base": "connection.ldap_base_dn", "connection.openstack_domainid": "connection.openstack_domain_id",
	} {
		c := start(t, Options{})
		for _, name := range []string{canonical, alias} {
			path := c.create(with(name, "dc=example"))
			got := c.must(200, "GET", path, nil)
			if get(got, canonical) != "dc=example" || get(got, alias) != "dc=example" {
				t.Errorf("%s written, read %v", name, got["connection"])
			}
			stored := c.fake.Document("sources/" + path[len(sourcesPath)+1:])
			if get(stored, canonical) != "dc=example" || get(stored, alias) != nil {
				t.Errorf("%s written, stored %v", name, stored["connection"])
			}
			c.must(200, "PUT", path, got)
			set(got, canonical, "dc=other")
			if doc := c.must(400, "PUT", path, got); doc["property"] != alias {
				t.Errorf("only %s changed: answered %v", canonical, doc)
			}
			set(got, alias, "dc=other")
			c.must(200, "PUT", path, got)
			if got := get(c.must(200, "GET", path, nil), alias); got != "dc=other" {
				t.Errorf("%s is %v after both changed", alias, got)
			}
		}
	}
}
