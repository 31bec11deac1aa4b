package provider_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

const (
	aGrant    = "pam_privx_user_role"
	allGrants = "pam_privx_user_roles"
)

func newAccess(t *testing.T) *acctest.PrivX {
	t.Helper()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	acctest.SeedAccess(fake)
	return fake
}

func userRole(user, role string, more ...string) string {
	return fmt.Sprintf("user_id = %q\nrole_id = %q\n%s\n", user, role, strings.Join(more, "\n"))
}

// roleIDs are the roles that a user was granted.
func roleIDs(fake *acctest.PrivX, user string) (ids []string) {
	for _, g := range fake.Grants(user) {
		ids = append(ids, fmt.Sprint(g["id"]))
	}
	slices.Sort(ids)
	return ids
}

// inParallel does n things ten at a time, as Terraform does.
func inParallel(n int, do func(i int)) {
	next := make(chan int, n) // filled first: a worker whose test fails takes no more
	for i := range n {
		next <- i
	}
	close(next)
	var workers sync.WaitGroup
	for range 10 {
		workers.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	workers.Wait()
}

// TestGrantsBesideOthers has two grants of one user and one made by hand: all orders of making and taking them leave
// the others alone.
func TestGrantsBesideOthers(t *testing.T) {
	t.Parallel()
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		fake := newAccess(t)
		byHand := fake.AddRole("by hand")
		fake.Grant(acctest.Alice, map[string]any{
			"id": byHand, "grant_type": "FLOATING", "floating_length": 3, "from_a_newer_server": "kept",
		})
		ours := []string{acctest.LinuxAdmins, acctest.DatabaseReaders}
		states := make([]acctest.State, 2)
		run := acctest.NewRun(t, fake.Block())
		for _, i := range order {
			states[i] = run.MustApply(aGrant, acctest.State{}, userRole(acctest.Alice, ours[i]))
		}
		want := slices.Sorted(slices.Values(append(slices.Clone(ours), byHand)))
		if got := roleIDs(fake, acctest.Alice); !slices.Equal(got, want) {
			t.Errorf("granted: %v, want %v", got, want)
		}
		states[order[0]] = run.MustApply(aGrant, states[order[0]],
			userRole(acctest.Alice, ours[order[0]], `grant_type = "FLOATING"`, "floating_length = 5"))
		for _, i := range order {
			run.Destroy(aGrant, states[i]).MustSucceed(t)
		}
		left := fake.Grants(acctest.Alice)
		if len(left) != 1 || left[0]["id"] != byHand || left[0]["grant_type"] != "FLOATING" ||
			number(left[0]["floating_length"]) != 3 {
			t.Errorf("the grant made by hand became %v", left)
		}
	}
}

// TestAllGrantsTakesAway checks that the plan names what an authoritative resource takes away.
func TestAllGrantsTakesAway(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	byHand := fake.AddRole("given by hand")
	fake.Grant(acctest.Bob, map[string]any{"id": byHand})
	body := fmt.Sprintf("user_id = %q\nroles = { %q = { grant_type = \"PERMANENT\" } }", acctest.Bob, acctest.LinuxAdmins)
	run := acctest.NewRun(t, fake.Block())
	warnings := strings.Join(run.Plan(allGrants, acctest.State{}, body).Diagnostics.Warnings(), "\n")
	if !strings.Contains(warnings, "given by hand") || !strings.HasPrefix(warnings, "roles: ") {
		t.Errorf("the plan does not say what it takes away: %q", warnings)
	}
	state := run.MustApply(allGrants, acctest.State{}, body)
	if got := roleIDs(fake, acctest.Bob); !slices.Equal(got, []string{acctest.LinuxAdmins}) {
		t.Errorf("granted: %v", got)
	}
	// Again, behind Terraform's back: drift, named.
	fake.Grant(acctest.Bob, map[string]any{"id": byHand})
	run = acctest.NewRun(t, fake.Block())
	plan := run.Plan(allGrants, run.MustRead(allGrants, state), body)
	if !slices.Contains(plan.Changes, "roles") ||
		!strings.Contains(strings.Join(plan.Diagnostics.Warnings(), ""), "given by hand") {
		t.Errorf("changes %v, warnings %v", plan.Changes, plan.Diagnostics.Warnings())
	}
	// A grant made after the refresh was in no plan, and a destroy leaves it.
	run.Destroy(allGrants, state).MustSucceed(t)
	if got := roleIDs(fake, acctest.Bob); !slices.Equal(got, []string{byHand}) {
		t.Errorf("after the destroy: %v", got)
	}
	// An empty map takes everything.
	state = run.MustApply(allGrants, acctest.State{}, fmt.Sprintf("user_id = %q\nroles = {}", acctest.Bob))
	if got := roleIDs(fake, acctest.Bob); len(got) != 0 {
		t.Errorf("granted: %v", got)
	}
	p := run.Plan(allGrants, run.MustRead(allGrants, state), fmt.Sprintf("user_id = %q\nroles = {}", acctest.Bob))
	if len(p.Changes) > 0 {
		t.Errorf("an empty map plans %v", p.Changes)
	}
}

// TestGrantTypes takes one grant through all types and back, and imports each. The server spells times in its own way.
func TestGrantTypes(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	kinds := []string{
		"",
		"grant_type = \"TIME_RESTRICTED\"\ngrant_validity_periods = [" + window2 + ", { grant_start = " +
			"\"2046-05-01T02:00:00.500+02:00\", grant_end = \"2046-06-01T00:00:00Z\" }]",
		"grant_type = \"FLOATING\"\nfloating_length = 12",
		"grant_type = \"PERMANENT\"\ngrant_validity_periods = []",
	}
	var state acctest.State
	for i := range 2 * len(kinds) {
		body := userRole(acctest.Alice, acctest.LinuxAdmins, kinds[(i*3)%len(kinds)])
		run := acctest.NewRun(t, fake.Block())
		state = run.MustApply(aGrant, state, body)
		run = acctest.NewRun(t, fake.Block())
		if p := run.Plan(aGrant, run.MustRead(aGrant, state), body); len(p.Changes) > 0 {
			t.Errorf("%s: the plan after apply changes %v", body, p.Changes)
		}
		imported, diags := run.Import(aGrant, state.Attribute(t, "id"))
		diags.MustSucceed(t)
		if p := run.Plan(aGrant, imported, body); len(p.Changes) > 0 {
			t.Errorf("%s: the plan after the import changes %v", body, p.Changes)
		}
	}
	if len(fake.Grants(acctest.Alice)) != 1 {
		t.Errorf("granted: %v", fake.Grants(acctest.Alice))
	}
}

// TestFloatingBegins lets the server turn FLOATING into a window, which is no change, and a person stretch that window,
// which is one.
func TestFloatingBegins(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	one := userRole(acctest.Alice, acctest.LinuxAdmins, `grant_type = "FLOATING"`, "floating_length = 24")
	all := fmt.Sprintf("user_id = %q\nroles = { %q = { grant_type = \"FLOATING\", floating_length = 24 } }",
		acctest.Bob, acctest.LinuxAdmins)
	run := acctest.NewRun(t, fake.Block())
	oneState, allState := run.MustApply(aGrant, acctest.State{}, one), run.MustApply(allGrants, acctest.State{}, all)
	fake.StartFloating(acctest.Alice, acctest.LinuxAdmins)
	fake.StartFloating(acctest.Bob, acctest.LinuxAdmins)
	begun := fake.Grants(acctest.Bob)[0]["grant_validity_periods"]

	run = acctest.NewRun(t, fake.Block())
	oneState, allState = run.MustRead(aGrant, oneState), run.MustRead(allGrants, allState)
	if p := run.Plan(aGrant, oneState, one); len(p.Changes) > 0 {
		t.Errorf("a FLOATING grant that began plans %v", p.Changes)
	}
	if p := run.Plan(allGrants, allState, all); len(p.Changes) > 0 {
		t.Errorf("a FLOATING grant that began plans %v", p.Changes)
	}
	// When another role of Bob changes, the window goes on.
	more := strings.Replace(all, "roles = {",
		fmt.Sprintf("roles = { %q = { grant_type = \"PERMANENT\" },", acctest.DatabaseReaders), 1)
	run.MustApply(allGrants, allState, more)
	for _, g := range fake.Grants(acctest.Bob) {
		if g["id"] == acctest.LinuxAdmins && fmt.Sprint(g["grant_validity_periods"]) != fmt.Sprint(begun) {
			t.Errorf("the window began anew: %v, was %v", g["grant_validity_periods"], begun)
		}
	}
	grant(fake, acctest.Alice, acctest.LinuxAdmins, restricted("2026-01-01T00:00:00Z", "2036-01-01T00:00:00Z"))
	run = acctest.NewRun(t, fake.Block())
	if p := run.Plan(aGrant, run.MustRead(aGrant, oneState), one); len(p.Changes) == 0 {
		t.Error("ten years in place of 24 hours went unseen")
	}
}

// TestImplicitRolesNeverShow has roles that follow from rules beside granted ones, and one that is both.
func TestImplicitRolesNeverShow(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	fake.AddImplicit(acctest.Bob, acctest.DatabaseReaders)
	fake.AddImplicit(acctest.Bob, acctest.LinuxAdmins)
	body := fmt.Sprintf("user_id = %q\nroles = { %q = { grant_type = \"PERMANENT\" } }", acctest.Bob, acctest.LinuxAdmins)
	run := acctest.NewRun(t, fake.Block())
	p := run.Plan(allGrants, acctest.State{}, body)
	if w := p.Diagnostics.Warnings(); len(w) > 0 {
		t.Errorf("the plan warns of roles that cannot be taken away: %v", w)
	}
	state := run.MustApply(allGrants, acctest.State{}, body)
	run = acctest.NewRun(t, fake.Block())
	if p := run.Plan(allGrants, run.MustRead(allGrants, state), body); len(p.Changes) > 0 {
		t.Errorf("the plan changes %v", p.Changes)
	}
	if _, diags := run.Import(aGrant, acctest.Bob+"/"+acctest.DatabaseReaders); !diags.Failed() {
		t.Error("a role that follows from a rule was imported as a grant")
	}
}

// TestHundredGrantsOfOneUser grants 100 roles to one user in one apply, and revokes them again.
func TestHundredGrantsOfOneUser(t *testing.T) {
	t.Parallel()
	const n = 100
	fake := newAccess(t)
	roles := make([]string, n)
	for i := range roles {
		roles[i] = fake.AddRole(fmt.Sprint("role ", i))
	}
	run := acctest.NewRun(t, fake.Block())
	states := make([]acctest.State, n)
	inParallel(n, func(i int) { states[i] = run.MustApply(aGrant, acctest.State{}, userRole(acctest.Alice, roles[i])) })
	puts := fake.Count(http.MethodPut, "/role-store/api/v1/users/"+acctest.Alice+"/roles")
	t.Logf("%d PUTs, %d requests", puts, len(fake.Requests()))
	if puts > 50 { // ten at a time make ten; a busy machine makes more
		t.Errorf("%d PUTs for %d grants", puts, n)
	}
	if got := len(fake.Grants(acctest.Alice)); got != n {
		t.Errorf("%d of %d grants are there", got, n)
	}
	inParallel(n, func(i int) { run.Destroy(aGrant, states[i]).MustSucceed(t) })
	if left := roleIDs(fake, acctest.Alice); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestAnotherAdministrator grants and takes roles of the same user by hand while Terraform does. Ours are all there in
// the end. Those of the other administrator stay, but for those that are made between our GET and our PUT.
func TestAnotherAdministrator(t *testing.T) {
	t.Parallel()
	const n = 40
	fake := newAccess(t)
	roles, others := make([]string, n), make([]string, n)
	for i := range roles {
		roles[i], others[i] = fake.AddRole(fmt.Sprint("ours ", i)), fake.AddRole(fmt.Sprint("other ", i))
	}
	fake.SetLatency(10 * time.Millisecond)
	run := acctest.NewRun(t, fake.Block())
	done := make(chan struct{})
	var kept []string
	go func() {
		defer close(done)
		for i, role := range others {
			fake.Grant(acctest.Alice, map[string]any{"id": role})
			if i%2 == 0 {
				kept = append(kept, role)
			} else {
				revokeIfGranted(fake, acctest.Alice, role)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	inParallel(n, func(i int) { run.MustApply(aGrant, acctest.State{}, userRole(acctest.Alice, roles[i])) })
	<-done
	there := roleIDs(fake, acctest.Alice)
	for _, role := range roles {
		if !slices.Contains(there, role) {
			t.Errorf("our grant of %s was lost", role)
		}
	}
	lost := 0
	for _, role := range kept {
		if !slices.Contains(there, role) {
			lost++
		}
	}
	// How many are lost depends on latency and chance: PrivX has no lock against a change between our GET and our PUT.
	t.Logf("%d of the other administrator's %d grants were lost", lost, len(kept))
}

// revokeIfGranted is an administrator who takes a role away that may be gone already.
func revokeIfGranted(fake *acctest.PrivX, user, role string) {
	if slices.Contains(roleIDs(fake, user), role) {
		defer func() { _ = recover() }() // gone in between
		fake.Revoke(user, role)
	}
}

// TestRefreshOfManyGrants refreshes 1,000 grants and 300 keys of 100 users: one request a user and kind.
func TestRefreshOfManyGrants(t *testing.T) {
	t.Parallel()
	const users, each = 100, 10
	fake := newAccess(t)
	var grants, keys []acctest.State
	run := acctest.NewRun(t, fake.Block())
	roles := make([]string, each)
	for i := range roles {
		roles[i] = fake.AddRole(fmt.Sprint("role ", i))
	}
	for u := range users {
		user := fake.AddUser(fmt.Sprint("user", u))
		for i, role := range roles {
			fake.Grant(user, map[string]any{"id": role})
			state, diags := run.Import(aGrant, user+"/"+role)
			diags.MustSucceed(t)
			grants = append(grants, state)
			if i >= 3 {
				continue // three keys each are enough to see one request a key instead of one a user
			}
			key := fake.Add("authorized_keys", map[string]any{
				"user_id": user, "name": fmt.Sprint("key ", i), "public_key": madeKey(t, u*each+i),
			})
			state, diags = run.Import("pam_privx_authorized_key", user+"/"+key)
			diags.MustSucceed(t)
			keys = append(keys, state)
		}
	}
	fake.Revoke(grants[500].Attribute(t, "user_id"), grants[500].Attribute(t, "role_id"))
	_, key, _ := strings.Cut(keys[150].Attribute(t, "id"), "/")
	fake.Remove("authorized_keys/" + key)
	gone := map[string]int{aGrant: 500, "pam_privx_authorized_key": 150}
	for resource, states := range map[string][]acctest.State{aGrant: grants, "pam_privx_authorized_key": keys} {
		fake.ResetRequests()
		run := acctest.NewRun(t, fake.Block())
		inParallel(len(states), func(i int) {
			if there := run.MustRead(resource, states[i]).Exists(); there == (i == gone[resource]) {
				t.Errorf("%s %d: exists %t", resource, i, there)
			}
		})
		t.Logf("%s: %d requests", resource, len(fake.Requests()))
		if got := len(fake.Requests()); got > 120 {
			t.Errorf("refreshing %d of %s took %d requests", len(states), resource, got)
		}
	}
}

// TestNewUserAppears grants a role to a user whom the role store does not know yet.
func TestNewUserAppears(t *testing.T) {
	t.Parallel()
	fake := acctest.NewPrivX(t, privxfake.Options{DelayNewUsers: 2})
	acctest.SeedAccess(fake)
	user := newLocalUser(t, fake, "carol")
	acctest.NewRun(t, fake.Block()).MustApply(aGrant, acctest.State{}, userRole(user, acctest.LinuxAdmins))
	if got := roleIDs(fake, user); len(got) != 1 {
		t.Errorf("granted: %v", got)
	}
}

// TestGoneUser has a user vanish: the grant is gone with him, and destroying it succeeds.
func TestGoneUser(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	run := acctest.NewRun(t, fake.Block())
	state := run.MustApply(aGrant, acctest.State{}, userRole(acctest.Alice, acctest.LinuxAdmins))
	fake.Remove("users/" + acctest.Alice)
	run = acctest.NewRun(t, fake.Block())
	run.Destroy(aGrant, state).MustSucceed(t)
	if run.MustRead(aGrant, state).Exists() {
		t.Error("the grant of a user who is gone is there")
	}
	_, diags := run.Apply(aGrant, acctest.State{}, userRole(acctest.Bob, "00000000-0000-0000-0000-000000000000"))
	if !diags.Failed() {
		t.Error("a role that does not exist was granted")
	}
}
