package privxfake

import (
	"fmt"
	"testing"
)

func TestMFA(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	alice, bob := c.fake.AddUser("alice"), c.fake.AddUser("bob")
	mfa := func(user string) map[string]any {
		t.Helper()
		return as[map[string]any](t, c.must(200, "GET", usersPath+"/"+user, nil)["mfa"])
	}
	check := func(user, status, lower string, seeded bool) {
		t.Helper()
		got := mfa(user)
		if got["status"] != status || got["user_mfa_status"] != lower || (get(got, "seed.seed_string") != nil) != seeded ||
			(get(got, "seed.seed_qr_code") != nil) != seeded {
			t.Errorf("MFA is %v, want %s, seed %v", got, status, seeded)
		}
	}
	act := func(operation string, users ...string) {
		t.Helper()
		if answer := c.must(200, "POST", usersPath+"/mfa/"+operation, users); answer != nil {
			t.Errorf("%s answered %v", operation, answer)
		}
	}
	check(alice, "DEFAULT", "default", false)
	act("enable", alice, bob)
	check(alice, "ENABLED", "enabled", true)
	check(bob, "ENABLED", "enabled", true)
	seed := fmt.Sprint(mfa(alice)["seed"])
	act("enable", alice)
	if again := fmt.Sprint(mfa(alice)["seed"]); again != seed || again == fmt.Sprint(mfa(bob)["seed"]) {
		t.Errorf("the seed was %s, is %s", seed, again)
	}
	act("reset", alice)
	check(alice, "UNINITIALIZED", "uninitialized", true)
	if fmt.Sprint(mfa(alice)["seed"]) == seed {
		t.Error("a reset kept the seed")
	}
	act("enable", alice)
	check(alice, "ENABLED", "enabled", true)
	act("disable", alice)
	check(alice, "DISABLED", "disabled", false)
	check(bob, "ENABLED", "enabled", true)

	c.fake.Edit("users/"+bob, func(doc map[string]any) { // bob has paired
		set(doc, "mfa.seed", map[string]any{})
		set(doc, "mfa.mobile_mfa_status", "ENABLED")
	})
	act("enable", bob)
	check(bob, "ENABLED", "enabled", false)
	act("reset", bob)
	if mfa(bob)["mobile_mfa_status"] != "DEFAULT" {
		t.Errorf("after a reset: %v", mfa(bob))
	}
}

func TestMFARefused(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	alice := c.fake.AddUser("alice")
	before := toJSON(t, c.fake.Document("users/"+alice))
	for _, operation := range []string{"enable", "disable", "reset"} {
		for body, want := range map[string]int{
			`["` + alice + `","nobody"]`: 404, `"` + alice + `"`: 400, `{}`: 400, `null`: 400, `[]`: 400, `[1]`: 400, ``: 400,
		} {
			if status, _, answer := c.send("POST", usersPath+"/mfa/"+operation, body); status != want {
				t.Errorf("%s of %s answered %d %v", operation, body, status, answer)
			}
		}
	}
	if after := toJSON(t, c.fake.Document("users/"+alice)); after != before {
		t.Errorf("was %s, is %s", before, after)
	}
}
