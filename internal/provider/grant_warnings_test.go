package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

// TestWarningsOverGrantsByHand plans all grants of a user who was granted roles by hand, one of which follows from a
// rule as well.
func TestWarningsOverGrantsByHand(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	one, two, ruled := fake.AddRole("by hand B"), fake.AddRole("by hand A"), fake.AddRole("by rule")
	grant(fake, acctest.Bob, one, nil)
	grant(fake, acctest.Bob, two, restricted("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"))
	fake.AddImplicit(acctest.Bob, two)
	fake.AddImplicit(acctest.Bob, ruled)
	grant(fake, acctest.Bob, acctest.DatabaseReaders, nil)
	run := acctest.NewRun(t, fake.Block())
	plan := run.Plan(allGrants, acctest.State{}, userRoles([2]string{acctest.DatabaseReaders, ""}))
	plan.Diagnostics.MustSucceed(t)
	wantWarning(t, plan.Diagnostics, "roles", fmt.Sprintf("loses them: by hand A (%s), by hand B (%s).", two, one))
	// From another user to Bob: Bob's grants are those that go.
	run = acctest.NewRun(t, fake.Block())
	state := run.MustApply(allGrants, acctest.State{}, fmt.Sprintf("user_id = %q\nroles = {}", acctest.Alice))
	plan = run.Plan(allGrants, state, userRoles([2]string{one, ""}, [2]string{acctest.DatabaseReaders, ""}))
	wantWarning(t, plan.Diagnostics, "roles",
		fmt.Sprintf("The user \"bob\" (%s) has these, and loses them: by hand A (%s).", acctest.Bob, two))
	if !plan.Replace {
		t.Error("another user does not replace the grants")
	}
	// Without PrivX there is nothing to look at, and nothing to say.
	wantWarning(t, acctest.NewRun(t, acctest.Nowhere).Plan(allGrants, acctest.State{}, userRoles()).Diagnostics, "", "")
}

// TestWarningsOfARoleThatWasThere grants a role that the user has: differently, alike, and by a rule alone.
func TestWarningsOfARoleThatWasThere(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		before  func(*acctest.PrivX)
		members string
		message string
	}{
		"of another type": {
			func(fake *acctest.PrivX) {
				grant(fake, acctest.Alice, acctest.LinuxAdmins, map[string]any{"grant_type": "FLOATING", "floating_length": 3})
			}, "", "The grant of the role Linux admins was FLOATING.",
		},
		"of other periods": {
			func(fake *acctest.PrivX) {
				grant(fake, acctest.Alice, acctest.LinuxAdmins, restricted("2046-01-01T08:00:00Z", "2046-02-01T00:00:00Z"))
			}, within(window), "was TIME_RESTRICTED",
		},
		"the same": {func(fake *acctest.PrivX) { grant(fake, acctest.Alice, acctest.LinuxAdmins, nil) }, "", ""},
		"the same in another zone": {
			func(fake *acctest.PrivX) {
				grant(fake, acctest.Alice, acctest.LinuxAdmins, restricted("2046-01-01T10:00:00+02:00", "2046-01-31T16:00:00Z"))
			}, within(window), "",
		},
		"by a rule":    {func(fake *acctest.PrivX) { fake.AddImplicit(acctest.Alice, acctest.LinuxAdmins) }, "", ""},
		"another role": {func(fake *acctest.PrivX) { grant(fake, acctest.Alice, acctest.DatabaseReaders, nil) }, "", ""},
	} {
		fake := newAccess(t)
		row.before(fake)
		run := acctest.NewRun(t, fake.Block())
		state, diags := run.Apply(aGrant, acctest.State{}, userRole(acctest.Alice, acctest.LinuxAdmins, row.members))
		diags.MustSucceed(t)
		got := strings.Join(diags.Warnings(), "\n")
		if row.message == "" && got != "" || !strings.Contains(got, row.message) {
			t.Errorf("%s: %q, want %q", name, got, row.message)
		}
		if row.message != "" && !strings.Contains(diags.Warnings()[0], "The user had this role already") {
			t.Errorf("%s: %q", name, diags.Warnings())
		}
		// Said once.
		floating := userRole(acctest.Alice, acctest.LinuxAdmins, `grant_type = "FLOATING"`, "floating_length = 9")
		_, diags = run.Apply(aGrant, run.MustRead(aGrant, state), floating)
		wantWarning(t, diags, "", "")
	}
}

// wantWarning fails the test unless there is one warning, on the attribute and with the text; none when both are empty.
func wantWarning(t *testing.T, diags acctest.Diagnostics, attribute, text string) {
	t.Helper()
	got := diags.Warnings()
	if attribute == "" && text == "" && len(got) == 0 {
		return
	}
	if len(got) != 1 || !strings.HasPrefix(got[0], attribute+": ") || !strings.Contains(got[0], text) {
		t.Errorf("want one warning on %q with %q, got\n%s", attribute, text, strings.Join(got, "\n"))
	}
}

// userRoles returns all grants of one user, each a role and its attributes.
func userRoles(grants ...[2]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "user_id = %q\nroles = {\n", acctest.Bob)
	for _, g := range grants {
		if !strings.Contains(g[1], "grant_type") {
			g[1] = "grant_type = \"PERMANENT\"\n" + g[1]
		}
		fmt.Fprintf(&b, "%q = {\n%s\n}\n", g[0], g[1])
	}
	return b.String() + "}\n"
}

// within returns the attributes of a grant for the periods.
func within(periods ...string) string {
	return "grant_type = \"TIME_RESTRICTED\"\ngrant_validity_periods = [" + strings.Join(periods, ", ") + "]"
}

// TestWarningsOfTwoOwners plans resources that own the same grants, in each order, and one resource twice.
func TestWarningsOfTwoOwners(t *testing.T) {
	t.Parallel()
	all := func(user, role string) [2]string {
		return [2]string{allGrants, fmt.Sprintf("user_id = %q\nroles = { %q = { grant_type = \"PERMANENT\" } }", user, role)}
	}
	one := func(user, role string, more ...string) [2]string {
		return [2]string{aGrant, userRole(user, role, more...)}
	}
	for name, row := range map[string]struct {
		a, b  [2]string
		warns bool
	}{
		"two with all grants": {
			all(acctest.Alice, acctest.LinuxAdmins), all(acctest.Alice, acctest.DatabaseReaders), true,
		},
		"all and one": {
			all(acctest.Alice, acctest.LinuxAdmins), one(acctest.Alice, acctest.DatabaseReaders), true,
		},
		"one twice, otherwise": {
			one(acctest.Alice, acctest.LinuxAdmins), one(acctest.Alice, acctest.LinuxAdmins, floats), true,
		},
		"the same resource twice": {
			all(acctest.Alice, acctest.LinuxAdmins), all(acctest.Alice, acctest.LinuxAdmins), false,
		},
		"two roles":           {one(acctest.Alice, acctest.LinuxAdmins), one(acctest.Alice, acctest.DatabaseReaders), false},
		"two users":           {all(acctest.Alice, acctest.LinuxAdmins), all(acctest.Bob, acctest.DatabaseReaders), false},
		"two users, all, one": {all(acctest.Alice, acctest.LinuxAdmins), one(acctest.Bob, acctest.LinuxAdmins), false},
	} {
		for range 2 {
			fake := newAccess(t)
			run := acctest.NewRun(t, fake.Block())
			for i, o := range [][2]string{row.a, row.b, row.b} {
				diags := run.Plan(o[0], acctest.State{}, o[1]).Diagnostics
				got := strings.Join(diags.Warnings(), "\n")
				if want := i > 0 && row.warns; want != strings.Contains(got, "Two resources own the same grants") {
					t.Errorf("%s: resource %d warns %q", name, i, got)
				}
			}
			row.a, row.b = row.b, row.a
		}
	}
	// A resource that is as it is configured counts too.
	fake := newAccess(t)
	whole := all(acctest.Alice, acctest.LinuxAdmins)
	state := acctest.NewRun(t, fake.Block()).MustApply(allGrants, acctest.State{}, whole[1])
	run := acctest.NewRun(t, fake.Block())
	run.Plan(allGrants, run.MustRead(allGrants, state), whole[1])
	wantWarning(t, run.Plan(aGrant, acctest.State{}, userRole(acctest.Alice, acctest.DatabaseReaders)).Diagnostics,
		"user_id", "the configuration has a pam_privx_user_roles with all grants of this user")
}
