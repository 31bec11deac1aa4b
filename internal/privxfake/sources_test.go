package privxfake

import (
	"maps"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestSample(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		options Options
		secret  func(clear string) string
	}{
		"masked":        {Options{}, func(string) string { return "*****" }},
		"masked longer": {Options{MaskLength: 16}, func(string) string { return strings.Repeat("*", 16) }},
		"echoed":        {Options{EchoSecrets: true}, func(clear string) string { return clear }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t, tc.options)
			path := c.create(sample(t, "source_request.json"))

			want := sample(t, "source_request.json")
			connection := as[map[string]any](t, want["connection"])
			for _, key := range []string{
				"iam_secret_access_key", "iam_session_token", "google_cloud_config_json", "openstack_password",
				"openstack_apikey", "openstack_token_id", "azure_client_secret", "ldap_bind_password", "oidc_client_secret",
				"kerberos_ticket",
			} {
				connection[key] = tc.secret(as[string](t, connection[key]))
			}
			connection["attribute_mapping"] = nil
			connection["ldap_base_dn"] = connection["ldap_base"]
			connection["openstack_domain_id"] = connection["openstack_domainid"]
			policy := as[map[string]any](t, want["session_password_policy"])
			policy["password_entropy"] = 104.0 // floor(16 * log2(26+26+10+30))
			policy["password_strength"] = "STRONG"

			got := c.must(200, "GET", path, nil)
			server := takeServerKeys(got)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("read\n%s\nwant\n%s", toJSON(t, got), toJSON(t, want))
			}
			for key, pattern := range map[string]string{
				"id": `^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`, "author": "^api-client-1$", "updatedby": "^api-client-1$",
				"status_code": "^NOK$", "status_text": "^Not connected yet$",
			} {
				if text, _ := server[key].(string); !regexp.MustCompile(pattern).MatchString(text) {
					t.Errorf("%s is %v", key, server[key])
				}
			}
		})
	}
}

// takeServerKeys removes the keys that the server sets from a source and returns them.
func takeServerKeys(doc map[string]any) map[string]any {
	taken := map[string]any{}
	for _, key := range []string{"id", "created", "updated", "author", "updatedby", "status_code", "status_text"} {
		taken[key] = doc[key]
		delete(doc, key)
	}
	return taken
}

func TestSampleResponseHasTheSameShape(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	got := c.must(200, "GET", c.create(sample(t, "source_request.json")), nil)
	want := sample(t, "source_response.json")

	want["updatedby"] = want["updated_by"] // api/privx.md §2.1
	delete(want, "updated_by")
	as[map[string]any](t, want["connection"])["attribute_mapping"] = nil
	as[map[string]any](t, want["connection"])["ldap_base_dn"] = ""
	as[map[string]any](t, want["connection"])["openstack_domain_id"] = ""
	if g, w := shape(got), shape(want); !reflect.DeepEqual(g, w) {
		t.Errorf("shape\n%s\nwant\n%s", toJSON(t, g), toJSON(t, w))
	}
}

// shape replaces every value by its kind.
func shape(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = shape(v[key])
		}
		return v
	case []any:
		return []any{shape(v[0])}
	case nil:
		return nil
	}
	return reflect.TypeOf(value).String()
}

func TestMinimalSourceOmitsWhatIsEmpty(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	got := c.must(200, "GET", c.create(map[string]any{"name": "a", "connection": map[string]any{"type": "AD"}}), nil)
	takeServerKeys(got)
	connection := as[map[string]any](t, got["connection"])
	delete(got, "connection")
	if want := (map[string]any{"name": "a", "enabled": false}); !reflect.DeepEqual(got, want) {
		t.Errorf("read %v, want %v", got, want)
	}

	zeros := as[map[string]any](t, sample(t, "source_request.json")["connection"])
	for key, value := range zeros {
		switch value.(type) {
		case string:
			zeros[key] = ""
		case bool:
			zeros[key] = false
		case float64:
			zeros[key] = 0.0
		default:
			zeros[key] = nil
		}
	}
	zeros["type"], zeros["ldap_base_dn"], zeros["openstack_domain_id"] = "AD", "", ""
	if !reflect.DeepEqual(connection, zeros) {
		t.Errorf("connection\n%s\nwant\n%s", toJSON(t, connection), toJSON(t, zeros))
	}
}

func TestCreateAndDelete(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	status, header, body := c.send("POST", sourcesPath, toJSON(t, minimal()))
	id := as[string](t, as[map[string]any](t, body)["id"])
	if want := (map[string]any{"id": id}); status != 201 || !reflect.DeepEqual(body, want) {
		t.Errorf("create answered %d %v", status, body)
	}
	if got := header.Get("Location"); got != sourcesPath+"/"+id {
		t.Errorf("Location is %q", got)
	}
	if strings.IndexByte("12345678", id[14]) >= 0 || strings.IndexByte("89ab", id[19]) >= 0 {
		t.Errorf("id %s is one of RFC 4122", id)
	}
	if status, _, body := c.send("PUT", sourcesPath+"/"+id, toJSON(t, minimal())); status != 200 || body != nil {
		t.Errorf("update answered %d %v", status, body)
	}
	if status, _, body := c.send("DELETE", sourcesPath+"/"+id, ""); status != 200 || body != nil {
		t.Errorf("delete answered %d %v", status, body)
	}
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		if doc := c.must(404, method, sourcesPath+"/"+id, minimal()); doc["error_code"] != "OBJECT_NOT_FOUND" {
			t.Errorf("%s of what is gone answered %v", method, doc)
		}
	}
}

func TestPutReplacesEverything(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	path := c.create(sample(t, "source_request.json"))
	before := c.must(200, "GET", path, nil)
	time.Sleep(time.Millisecond)
	c.must(200, "PUT", path, minimal())
	after := c.must(200, "GET", path, nil)

	fresh := c.must(200, "GET", c.create(minimal()), nil)
	serverBefore, serverAfter := takeServerKeys(before), takeServerKeys(after)
	takeServerKeys(fresh)
	if !reflect.DeepEqual(after, fresh) {
		t.Errorf("after PUT\n%s\na new one is\n%s", toJSON(t, after), toJSON(t, fresh))
	}
	for _, key := range []string{"id", "created", "author"} {
		if serverBefore[key] != serverAfter[key] {
			t.Errorf("PUT changed %s from %v to %v", key, serverBefore[key], serverAfter[key])
		}
	}
	if serverBefore["updated"] == serverAfter["updated"] {
		t.Error("PUT left updated as it was")
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	if got, want := c.must(200, "GET", sourcesPath, nil), (map[string]any{
		"count": 0.0, "items": []any{},
	}); !maps.EqualFunc(got, want, reflect.DeepEqual) {
		t.Errorf("an empty list is %v", got)
	}
	const n = 120
	for range n {
		c.create(minimal())
	}
	got := c.must(200, "GET", sourcesPath+"?limit=10&offset=5&sortkey=name&sortdir=nonsense", nil)
	items := as[[]any](t, got["items"])
	if got["count"] != float64(n) || len(items) != n {
		t.Fatalf("count %v, %d items, want %d", got["count"], len(items), n)
	}
	last, inOrderOfCreation := "", true
	for i, created := range c.fake.Documents("sources") {
		id := as[string](t, as[map[string]any](t, items[i])["id"])
		if id <= last {
			t.Fatalf("%s after %s", id, last)
		}
		last = id
		inOrderOfCreation = inOrderOfCreation && created["id"] == id
	}
	if inOrderOfCreation {
		t.Error("the list is in the order of creation")
	}
}
