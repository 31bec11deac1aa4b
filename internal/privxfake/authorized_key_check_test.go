package privxfake

import (
	"testing"
)

func TestValidity(t *testing.T) {
	t.Parallel()
	const now, begins, ends = "2030-01-01T00:00:00.25Z", "2029-12-31T23:00:00.25Z", "2032-01-01T00:00:00.25Z"
	for name, tc := range map[string]struct {
		sent                map[string]any
		notBefore, notAfter string
		left                any
	}{
		"default": {map[string]any{}, begins, ends, 63072000.0},
		"empty":   {map[string]any{"not_before": "", "not_after": nil, "expires_in": 0}, begins, ends, 63072000.0},
		"expires_in": {
			map[string]any{"expires_in": 3600}, begins, "2030-01-01T01:00:00.25Z", 3600.0,
		},
		"dates win": {
			map[string]any{"expires_in": 3600, "not_after": "2031-01-01T01:00:00.0000+01:00"},
			begins, "2031-01-01T00:00:00Z", 31535999.0,
		},
		"only start": {
			map[string]any{"not_before": "2030-01-02T00:00:00Z", "expires_in": 5}, "2030-01-02T00:00:00Z", ends, nil,
		},
		"already over": {
			map[string]any{"not_before": "2020-01-01T00:00:00Z", "not_after": "2021-01-01T00:00:00Z"},
			"2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", nil,
		},
	} {
		c := start(t, Options{})
		c.at(now)
		tc.sent["name"], tc.sent["public_key"] = "k", testKey(t, name)
		list := usersPath + "/current/authorizedkeys"
		id := as[string](t, c.must(201, "POST", list, tc.sent)["id"])
		got := c.must(200, "GET", list+"/"+id, nil)
		left, has := got["expires_in"]
		if got["not_before"] != tc.notBefore || got["not_after"] != tc.notAfter || left != tc.left ||
			has != (tc.left != nil) {
			t.Errorf("%s: read %v", name, got)
		}
		if value, has := got["source_address"]; !has || value != nil {
			t.Errorf("%s: source_address is %v", name, value)
		}
		c.at("2030-01-01T00:10:00Z")
		delete(tc.sent, "expires_in")
		delete(tc.sent, "not_before")
		delete(tc.sent, "not_after")
		if got = c.must(200, "PUT", list+"/"+id, tc.sent); got["not_after"] != "2032-01-01T00:10:00Z" {
			t.Errorf("%s: a PUT without dates answered %v", name, got)
		}
	}
}

func TestKeysRefused(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.at("2030-01-01T00:00:00Z")
	owner := c.fake.AddUser("owner")
	c.fake.Add("authorized_keys", map[string]any{"user_id": owner, "public_key": testKey(t, "taken")})
	list := usersPath + "/current/authorizedkeys"
	path := list + "/" + as[string](t, c.must(201, "POST", list, map[string]any{"name": "a", "public_key": testKey(t,
		"a")})["id"])
	for _, tc := range []struct {
		field          string
		value          any
		code, property string
	}{
		{"name", nil, "REQUIRED_VALUE_MISSING", "name"},
		{"name", "", "REQUIRED_VALUE_MISSING", "name"},
		{"name", 1, "VALUE_INCORRECT_TYPE", "name"},
		{"public_key", nil, "REQUIRED_VALUE_MISSING", "public_key"},
		{"public_key", testKey(t, "taken"), "VALUE_DUPLICATE", "public_key"},
		{"public_key", "ssh-ed25519 " + testKey(t, "taken") + " other comment", "VALUE_DUPLICATE", "public_key"},
		{"public_key", "nonsense", "VALUE_INCORRECT_FORMAT", "public_key"},
		{"not_before", "2030-01-01", "VALUE_INCORRECT_FORMAT", "not_before"},
		{"not_after", "soon", "VALUE_INCORRECT_FORMAT", "not_after"},
		{"not_after", "2029-12-31T23:00:00Z", "VALUE_OUT_OF_BOUNDS", "not_after"},
		{"not_after", "2020-01-01T00:00:00Z", "VALUE_OUT_OF_BOUNDS", "not_after"},
		{"not_after", "2032-01-01T00:00:01Z", "VALUE_OUT_OF_BOUNDS", "not_after"},
		{"not_before", "2033-01-01T00:00:00Z", "VALUE_OUT_OF_BOUNDS", "not_after"},
		{"expires_in", -1, "VALUE_OUT_OF_BOUNDS", "expires_in"},
		{"expires_in", 63072001, "VALUE_OUT_OF_BOUNDS", "not_after"},
		{"expires_in", 1 << 52, "VALUE_OUT_OF_BOUNDS", "not_after"},
		{"expires_in", "3600", "VALUE_INCORRECT_TYPE", "expires_in"},
		{"source_address", "10.0.0.0/8", "VALUE_INCORRECT_TYPE", "source_address"},
		{"source_address", []string{"10.0.0.0/8", "example.com"}, "VALUE_INCORRECT_FORMAT", "source_address"},
		{"source_address", []string{"10.0.0.0/33"}, "VALUE_INCORRECT_FORMAT", "source_address"},
		{"source_address", []string{"fe80::1%eth0"}, "VALUE_INCORRECT_FORMAT", "source_address"},
	} {
		body := map[string]any{"name": "b", "public_key": testKey(t, "b")}
		body[tc.field] = tc.value
		for method, path := range map[string]string{"POST": list, "PUT": path} {
			if doc := c.must(400, method, path, body); doc["error_code"] != tc.code || doc["property"] != tc.property {
				t.Errorf("%s %s = %v answered %v", method, tc.field, tc.value, doc)
			}
		}
	}
	for _, body := range []string{``, `[]`, `null`} {
		if status, _, _ := c.send("POST", list, body); status != 400 {
			t.Errorf("%q answered %d", body, status)
		}
	}
	c.must(200, "PUT", path, map[string]any{"name": "a", "public_key": testKey(t, "a")}) // its own is no duplicate
	oidc := c.fake.Add("users", map[string]any{"principal": "o", "source_type": "OIDC"})
	body := map[string]any{"name": "b", "public_key": testKey(t, "b")}
	c.must(400, "POST", usersPath+"/"+oidc+"/authorizedkeys", body)
	if n := len(c.fake.Documents("authorized_keys")); n != 2 {
		t.Errorf("%d keys, want 2", n)
	}
	c.must(201, "POST", usersPath+"/"+owner+"/authorizedkeys", body)
}
