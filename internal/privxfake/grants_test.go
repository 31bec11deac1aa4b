package privxfake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// rolesOf reads a user's roles by name.
func (c *client) rolesOf(user string) map[string]map[string]any {
	c.t.Helper()
	got := c.must(200, "GET", usersPath+"/"+user+"/roles", nil)
	byName := map[string]map[string]any{}
	for _, item := range as[[]any](c.t, got["items"]) {
		handle := as[map[string]any](c.t, item)
		byName[as[string](c.t, handle["name"])] = handle
	}
	if got["count"] != float64(len(byName)) {
		c.t.Errorf("count is %v of %v", got["count"], byName)
	}
	return byName
}

func (c *client) setRoles(user string, handles ...any) {
	c.t.Helper()
	if answer := c.must(200, "PUT", usersPath+"/"+user+"/roles", append([]any{}, handles...)); answer != nil {
		c.t.Errorf("PUT roles answered %v", answer)
	}
}

// at stops the fake's clock.
func (c *client) at(text string) {
	c.t.Helper()
	now, isTime := instant(text)
	if !isTime {
		c.t.Fatal(text)
	}
	c.fake.SetClock(func() time.Time { return now })
}

func period(start, end string) map[string]any {
	return map[string]any{"grant_start": start, "grant_end": end}
}

func TestGrantTypes(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	user, role := c.fake.AddUser("alice"), c.fake.AddRole("ops")
	periods := []any{period("2030-01-01T02:00:00+02:00", "2030-01-02T00:00:00.1230Z")}
	for name, tc := range map[string]struct {
		sent map[string]any
		want string // type, periods, length
	}{
		"minimal":   {map[string]any{}, "[PERMANENT <nil> 0]"},
		"empty":     {map[string]any{"grant_type": ""}, "[PERMANENT <nil> 0]"},
		"permanent": {map[string]any{"grant_type": "PERMANENT"}, "[PERMANENT <nil> 0]"},
		"permanent with others' fields": {
			map[string]any{"grant_type": "PERMANENT", "floating_length": 3, "grant_validity_periods": periods},
			"[PERMANENT <nil> 0]",
		},
		"time": {
			map[string]any{"grant_type": "TIME_RESTRICTED", "grant_validity_periods": periods, "floating_length": 3},
			"[TIME_RESTRICTED [map[grant_end:2030-01-02T00:00:00.123Z grant_start:2030-01-01T00:00:00Z]] 0]",
		},
		"floating": {
			map[string]any{"grant_type": "FLOATING", "floating_length": 24, "grant_validity_periods": periods},
			"[FLOATING <nil> 24]",
		},
	} {
		tc.sent["id"], tc.sent["explicit"] = role, true
		tc.sent["source_rules"] = map[string]any{"rules": nil} // the junk that the vendor's SDK sends
		c.setRoles(user, tc.sent)
		got := c.rolesOf(user)["ops"]
		if text := fmt.Sprint([]any{
			got["grant_type"], got["grant_validity_periods"],
			got["floating_length"],
		}); text != tc.want {
			t.Errorf("%s: %s, want %s", name, text, tc.want)
		}
		if got["explicit"] != true || got["implicit"] != false {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestGrantsReplaceTheExplicitOnes(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	user := c.fake.AddUser("alice")
	mapped, granted, both := c.fake.AddRole("mapped"), c.fake.AddRole("granted"), c.fake.AddRole("both")
	c.fake.AddImplicit(user, mapped)
	c.fake.AddImplicit(user, both)
	flags := func(want string) {
		t.Helper()
		text := map[string]string{}
		for name, handle := range c.rolesOf(user) {
			text[name] = fmt.Sprint(handle["explicit"], handle["implicit"])
		}
		if fmt.Sprint(text) != want {
			t.Errorf("roles are %v, want %s", text, want)
		}
	}
	flags("map[both:false true mapped:false true privx-user:false true]")
	explicit := func(id string) map[string]any { return map[string]any{"id": id, "explicit": true} }
	c.setRoles(user, explicit(granted), explicit(both), map[string]any{"id": "nobody"}, map[string]any{
		"id":       mapped,
		"explicit": false,
	})
	flags("map[both:true true granted:true false mapped:false true privx-user:false true]")

	// The vendor's tools send everything back, what is mapped, too.
	items := as[[]any](t, c.must(200, "GET", usersPath+"/"+user+"/roles", nil)["items"])
	c.setRoles(user, items...)
	flags("map[both:true true granted:true false mapped:false true privx-user:false true]")
	if !slices.IsSortedFunc(items, func(a, b any) int {
		return strings.Compare(fmt.Sprint(as[map[string]any](t, a)["id"]), fmt.Sprint(as[map[string]any](t, b)["id"]))
	}) {
		t.Errorf("not in the server's own order: %v", items)
	}

	c.setRoles(user, explicit(granted))
	flags("map[both:false true granted:true false mapped:false true privx-user:false true]")
	c.setRoles(user)
	flags("map[both:false true mapped:false true privx-user:false true]")
}

func TestFloatingStarts(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.at("2030-01-01T00:00:00.5Z")
	user, role := c.fake.AddUser("alice"), c.fake.AddRole("ops")
	c.setRoles(user, map[string]any{"id": role, "explicit": true, "grant_type": "FLOATING", "floating_length": 24})
	c.fake.StartFloating(user, role)
	got := c.rolesOf(user)["ops"]
	if got["grant_type"] != "TIME_RESTRICTED" || got["floating_length"] != 0.0 ||
		fmt.Sprint(got["grant_validity_periods"]) !=
			"[map[grant_end:2030-01-02T00:00:00.5Z grant_start:2030-01-01T00:00:00.5Z]]" {
		t.Errorf("after the first use: %v", got)
	}
	c.setRoles(user, got)
	if again := c.rolesOf(user)["ops"]; toJSON(t, again) != toJSON(t, got) {
		t.Errorf("sent back: %v", again)
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.at("2030-06-01T00:00:00Z")
	user := c.fake.AddUser("alice")
	for name, periods := range map[string][]any{
		"past": {period("2030-01-01T00:00:00Z", "2030-06-01T00:00:00Z")},
		"now": {period("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"), period("2030-06-01T00:00:00Z",
			"2031-01-01T00:00:00Z")},
		"future": {period("2030-06-01T00:00:01Z", "2031-01-01T00:00:00Z")},
	} {
		role := c.fake.Add("roles", map[string]any{"name": name, "permit_agent": true, "permissions": []string{name}})
		c.fake.Grant(user, map[string]any{"id": role, "grant_type": "TIME_RESTRICTED", "grant_validity_periods": periods})
	}
	c.fake.Grant(user, map[string]any{"id": c.fake.AddRole("floating"), "grant_type": "FLOATING", "floating_length": 1})
	got := c.must(200, "GET", usersPath+"/"+user+"/resolve", nil)
	names := []string{}
	for _, item := range as[[]any](t, got["roles"]) {
		handle := as[map[string]any](t, item)
		names = append(names, as[string](t, handle["name"]))
		keys := as[[]any](t, handle["principal_public_key_strings"])
		if _, err := parsePublicKey(fmt.Sprint(keys[0])); err != nil || handle["permit_agent"] != (handle["name"] == "now") {
			t.Errorf("%v: %v", handle, err)
		}
	}
	slices.Sort(names)
	if fmt.Sprint(names) != "[floating now privx-user]" || fmt.Sprint(got["permissions"]) != "[now]" {
		t.Errorf("resolved %v, permissions %v", names, got["permissions"])
	}
	if n := len(c.rolesOf(user)); n != 5 {
		t.Errorf("%d roles are listed, want all 5", n)
	}
	c.must(404, "GET", usersPath+"/nobody/resolve", nil)
}

func TestExpiredGrantsMayGo(t *testing.T) {
	t.Parallel()
	for _, dropped := range []bool{false, true} {
		c := start(t, Options{DropExpiredGrants: dropped})
		c.at("2030-01-01T00:00:00Z")
		user, role := c.fake.AddUser("alice"), c.fake.AddRole("ops")
		c.setRoles(user, map[string]any{
			"id": role, "explicit": true, "grant_type": "TIME_RESTRICTED",
			"grant_validity_periods": []any{
				period("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"), period("2040-01-01T00:00:00Z", "2041-01-01T00:00:00Z"),
			},
		})
		if c.rolesOf(user)["ops"] == nil {
			t.Error("gone before its last period")
		}
		c.at("2041-01-01T00:00:00Z")
		if gone := c.rolesOf(user)["ops"] == nil; gone != dropped || (len(c.fake.Grants(user)) == 0) != dropped {
			t.Errorf("option %v: gone %v, stored %v", dropped, gone, c.fake.Grants(user))
		}
	}
}
