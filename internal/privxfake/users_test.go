package privxfake

import (
	"fmt"
	"slices"
	"testing"
)

// missing returns the keys of a document of the vendor's page that another lacks, however deep; the first element of an
// array stands for all.
func missing(sample, got any, path string) []string {
	var lacking []string
	switch want := sample.(type) {
	case map[string]any:
		doc, isObject := got.(map[string]any)
		if !isObject {
			return []string{path + " is no object"}
		}
		for key, value := range want {
			inner, has := doc[key]
			if !has {
				lacking = append(lacking, path+"."+key)
				continue
			}
			lacking = append(lacking, missing(value, inner, path+"."+key)...)
		}
	case []any:
		if array, _ := got.([]any); len(want) > 0 && len(array) > 0 {
			return missing(want[0], array[0], path+"[0]")
		}
		if _, isObject := want[0].(map[string]any); isObject {
			return []string{path + " is empty"}
		}
	}
	slices.Sort(lacking)
	return lacking
}

// TestUserHasWhatThePageShows sets everything that a user can have and looks for every key of the vendor's sample.
func TestUserHasWhatThePageShows(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	user := c.fake.AddUser("alice")
	c.fake.Edit("users/"+user, func(doc map[string]any) {
		doc["attributes"] = []any{map[string]any{"key": "aws_account", "value": "admin-bob"}}
		doc["webauthn_credentials"] = sample(t, "user.json")["webauthn_credentials"]
	})
	role := c.fake.Add("roles", map[string]any{
		"id": "00000000-0000-0000-0000-000000000000", "name": "first", "permissions": []string{"licenses-manage"},
	})
	c.fake.Grant(user, map[string]any{"id": role, "grant_type": "TIME_RESTRICTED", "grant_validity_periods": []any{
		map[string]any{"grant_start": "2017-01-01T15:05:05Z", "grant_end": "2999-01-02T15:05:05Z"},
	}})
	c.fake.Add("authorized_keys", map[string]any{"name": "k", "user_id": user, "public_key": testKey(t, "a")})
	c.must(200, "POST", usersPath+"/mfa/enable", []string{user})

	for _, path := range []string{"/" + user, "/" + user + "/resolve"} {
		got := c.must(200, "GET", usersPath+path, nil)
		// The wire says updatedby of users (api/privx.md §2.1).
		if lacking := missing(sample(t, "user.json"), got, ""); fmt.Sprint(lacking) != "[.updated_by]" {
			t.Errorf("%s lacks %v", path, lacking)
		}
		if got["updatedby"] == nil || fmt.Sprint(got["permissions"]) != "[licenses-manage]" {
			t.Errorf("%s: %v", path, got)
		}
	}
}

func TestNulls(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	user := c.fake.AddUser("alice")
	got := c.must(200, "GET", usersPath+"/"+user, nil)
	for _, key := range []string{"permissions", "authorized_keys", "webauthn_credentials"} {
		if value, has := got[key]; !has || value != nil {
			t.Errorf("%s is %v, want null", key, value)
		}
	}
	for key, want := range map[string]any{
		"id": user, "source_user_id": user, "source_type": "LOCAL", "principal": "alice", "windows_account": "alice",
		"unix_account": "alice",
	} {
		if got[key] != want {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
	handle := as[map[string]any](t, as[[]any](t, got["roles"])[0])
	if handle["name"] != "privx-user" || handle["implicit"] != true || handle["explicit"] != false ||
		fmt.Sprint(handle["source_rules"]) != "map[rules:<nil>]" || handle["principal_public_key_strings"] != nil {
		t.Errorf("everybody's role is %v", handle)
	}
	found := as[[]any](t, c.must(200, "POST", usersPath+"/search", map[string]any{"user_id": []string{user}})["items"])
	listed := as[map[string]any](t, found[0])
	for _, key := range []string{"roles", "permissions"} {
		if value, has := listed[key]; !has || value != nil {
			t.Errorf("%s of a search is %v, want null", key, value)
		}
	}
}

func TestAWSRoles(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	current := as[string](t, c.must(200, "GET", usersPath+"/current", nil)["id"])
	role := c.fake.AddRole("cloud")
	linked := sample(t, "aws_role.json")
	linked["roles"] = []any{map[string]any{"id": role, "name": "cloud"}}
	c.fake.Add("aws_roles", linked)
	list := func() []any {
		t.Helper()
		return as[[]any](t, c.must(200, "GET", usersPath+"/current/awsroles", nil)["items"])
	}
	if got := list(); len(got) != 0 {
		t.Errorf("without the role: %v", got)
	}
	c.fake.Grant(current, map[string]any{"id": role})
	got := list()
	if len(got) != 1 || toJSON(t, got[0]) != toJSON(t, linked) {
		t.Errorf("with the role: %v, want %v", got, linked)
	}
}
