package privxfake

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"testing"

	"golang.org/x/crypto/ssh"
)

// testKey returns the blob of an ed25519 key made from a name.
func testKey(t *testing.T, name string) string {
	t.Helper()
	seed := sha256.Sum256([]byte(name))
	key, err := ssh.NewPublicKey(ed25519.NewKeyFromSeed(seed[:]).Public())
	if err != nil {
		t.Fatal(err)
	}
	return blob(key)
}

// TestVendorsKey sends the vendor's sample and reads it back as the page shows it.
func TestVendorsKey(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	want := sample(t, "authorized_key.json")
	user := c.fake.Add("users", map[string]any{
		"id": want["user_id"], "principal": "joe@privx.com",
		"source": want["source"],
	})
	c.at("2022-07-31T17:30:25.5Z")
	list := usersPath + "/" + user + "/authorizedkeys"
	id := as[string](t, c.must(201, "POST", list, want)["id"])
	delete(want, "id")
	want["expires_in"] = 122.0
	// The page's fingerprint is that of another key: `ssh-keygen -l` has this one for the page's key.
	want["fingerprints"] = []any{"SHA256:WH8DP9RpzIqO2MuA/pga/HpCcYb5c6X/YjPlvFpos8E"}
	check := func(got map[string]any) {
		t.Helper()
		for key, value := range want {
			if toJSON(t, got[key]) != toJSON(t, value) {
				t.Errorf("%s is %v, want %v", key, got[key], value)
			}
		}
		if got["id"] != id || got["updated_by"] != APIClientID || got["created"] != "2022-07-31T17:30:25.5Z" {
			t.Errorf("read %v", got)
		}
	}
	check(c.must(200, "GET", list+"/"+id, nil))
	check(c.must(200, "PUT", list+"/"+id, want))
	for _, path := range []string{list, authorizedKeysPath} {
		got := c.must(200, "GET", path, nil)
		if got["count"] != 1.0 {
			t.Fatalf("%s: %v", path, got)
		}
		check(as[map[string]any](t, as[[]any](t, got["items"])[0]))
	}
	check(c.must(200, "POST", authorizedKeysPath+"/resolve", map[string]any{
		"username": "joe@privx.com", "public_key": "ssh-rsa " + as[string](t, want["public_key"]) + " joe",
	}))
	check(as[map[string]any](t, as[[]any](t, c.must(200, "GET", usersPath+"/"+user, nil)["authorized_keys"])[0]))
	c.must(404, "GET", usersPath+"/current/authorizedkeys/"+id, nil)
	c.must(404, "PUT", usersPath+"/current/authorizedkeys/"+id, want)
	c.must(404, "DELETE", usersPath+"/"+c.fake.AddUser("other")+"/authorizedkeys/"+id, nil)
	if answer := c.must(200, "DELETE", list+"/"+id, nil); answer != nil {
		t.Errorf("DELETE answered %v", answer)
	}
	c.must(404, "GET", list+"/"+id, nil)
	c.must(404, "GET", usersPath+"/nobody/authorizedkeys", nil)
}

func TestSourceAddressSpelling(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	for want, sent := range map[string][]string{
		"[10.0.0.0/8 10.1.2.3 2001:db8::/32 2001:db8::1]": {
			"2001:DB8:0::1/32", "10.9.9.9/8", "10.1.2.3", "2001:0db8::0001",
			"10.0.0.0/8",
		},
		"<nil>": {},
	} {
		list := usersPath + "/current/authorizedkeys"
		id := as[string](t, c.must(201, "POST", list, map[string]any{
			"name": "a", "public_key": testKey(t, want), "source_address": sent,
		})["id"])
		if got := c.must(200, "GET", list+"/"+id, nil)["source_address"]; fmt.Sprint(got) != want {
			t.Errorf("%v is read as %v, want %s", sent, got, want)
		}
	}
}

func TestKeysPage(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	user := c.fake.AddUser("alice")
	for i := range 120 {
		name := fmt.Sprintf("key-%03d", i)
		c.fake.Add("authorized_keys", map[string]any{"name": name, "user_id": user, "public_key": testKey(t, name)})
	}
	for _, path := range []string{usersPath + "/" + user + "/authorizedkeys", authorizedKeysPath} {
		for query, want := range map[string]string{
			"": "50 key-000", "?limit=100": "100 key-000", "?limit=100&offset=100": "20 key-100",
			"?sortdir=DESC&limit=1": "1 key-119",
		} {
			got := c.must(200, "GET", path+query, nil)
			items := as[[]any](t, got["items"])
			if first := fmt.Sprint(len(items), " ", as[map[string]any](t, items[0])["name"]); got["count"] != 120.0 ||
				first != want {
				t.Errorf("%s%s: %s of %v, want %s", path, query, first, got["count"], want)
			}
		}
		for _, query := range []string{"?limit=101", "?limit=0", "?sortdir=asc", "?sortkey=x"} {
			c.must(400, "GET", path+query, nil)
		}
	}
	if got := c.must(200, "GET", usersPath+"/current/authorizedkeys", nil); toJSON(t, got) != `{"count":0,"items":[]}` {
		t.Errorf("the current user's keys are %v", got)
	}
}

func TestPurgeAndResolve(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.at("2030-01-01T00:00:00Z")
	user := c.fake.AddUser("alice")
	list := usersPath + "/" + user + "/authorizedkeys"
	c.must(201, "POST", list, map[string]any{"name": "a", "public_key": testKey(t, "a"), "expires_in": 60})
	c.must(201, "POST", list, map[string]any{
		"name": "b", "public_key": testKey(t, "b"),
		"not_before": "2031-01-01T00:00:00Z",
	})
	resolve := func(status int, username, name string) {
		t.Helper()
		c.must(status, "POST", authorizedKeysPath+"/resolve", map[string]any{"username": username, "public_key": testKey(t,
			name)})
	}
	resolve(200, "alice", "a")
	resolve(404, "bob", "a")
	resolve(404, "alice", "b")
	resolve(404, "alice", "c")
	resolve(400, "", "a")
	c.fake.PurgeKeys()
	resolve(200, "alice", "a")
	c.at("2030-01-01T00:01:00Z")
	resolve(404, "alice", "a")
	c.fake.PurgeKeys()
	if keys := c.fake.Documents("authorized_keys"); len(keys) != 1 || keys[0]["name"] != "b" {
		t.Errorf("left are %v", keys)
	}
}

func TestEveryFieldOfAKeyCanBeEdited(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	user := c.fake.AddUser("alice")
	values := map[string]any{
		"name": "changed", "comment": "changed", "public_key": "ssh-ed25519 " + testKey(t, "changed") + " c",
		"not_before": "2020-01-01T00:00:00Z", "not_after": "2040-01-01T00:00:00Z", "source_address": []string{"10.1.2.3/8"},
	}
	id := c.fake.Add("authorized_keys", map[string]any{"user_id": user, "name": "a", "public_key": testKey(t, "a")})
	path := usersPath + "/" + user + "/authorizedkeys/" + id
	for _, f := range Fields("authorized_keys") {
		if f.ServerSet || f.WriteOnly {
			continue
		}
		before := c.must(200, "GET", path, nil)
		c.fake.Edit("authorized_keys/"+id, func(doc map[string]any) { doc[f.Path] = values[f.Path] })
		after := c.must(200, "GET", path, nil)
		if fmt.Sprint(before[f.Path]) == fmt.Sprint(after[f.Path]) || after["updated_by"] != administrator ||
			after["updatedby"] != nil {
			t.Errorf("%s: read %v", f.Path, after)
		}
	}
}
