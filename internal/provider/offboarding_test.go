package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

const (
	localUsers      = "aaa/local_database/users"
	localUsergroups = "aaa/local_database/groups"
)

// team is a usergroup of all the users with the given names.
func team(names ...string) string {
	return fmt.Sprintf(`
resource "pam_sps_user" "team" {
  for_each = toset(["%s"])
  name     = each.key
}

resource "pam_sps_usergroup" "team" {
  name    = "team"
  members = [for u in pam_sps_user.team : u.id]
}
`, strings.Join(names, `", "`))
}

// inGroup returns the names of the users in a usergroup on the server.
func inGroup(t *testing.T, fake *acctest.SPS, name string) []string {
	t.Helper()
	for _, group := range fake.Documents(localUsergroups) {
		if group["name"] != name {
			continue
		}
		members, _ := group["members"].([]any)
		found := make([]string, 0, len(members))
		for _, key := range members {
			found = append(found, fmt.Sprint(fake.Document(fmt.Sprint(localUsers, "/", key))["name"]))
		}
		slices.Sort(found)
		return found
	}
	t.Fatalf("there is no usergroup %s", name)
	return nil
}

// TestOffboarding takes one of three users out of the configuration: Terraform deletes the user before it updates the
// usergroup. One apply and one commit do it, and the user also leaves a usergroup that Terraform does not manage.
func TestOffboarding(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]spsfake.Options{
		"new": {}, "old": {BareLists: true, OldTransactionShape: true, NoAutoOpen: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := acctest.NewSPS(t, options)
			w := acctest.NewWorkspace(t, fake.Env()...)
			w.Write("main.tf", team("ann", "ben", "eve"))
			w.Must(0, "apply", "-auto-approve")
			if got := inGroup(t, fake, "team"); !slices.Equal(got, []string{"ann", "ben", "eve"}) {
				t.Fatalf("the team is %q", got)
			}
			var keys []any
			for _, key := range fake.Keys(localUsers) {
				if name := fake.Document(localUsers + "/" + key)["name"]; name == "eve" || name == "ben" {
					keys = append(keys, key)
				}
			}
			fake.Add(localUsergroups, map[string]any{"name": "by hand", "members": keys})
			before := fake.Commits()
			w.Write("main.tf", team("ann", "ben"))
			w.Must(0, "apply", "-auto-approve")
			if commits := fake.Commits() - before; commits != 1 {
				t.Errorf("%d commits, want 1", commits)
			}
			if got := inGroup(t, fake, "team"); !slices.Equal(got, []string{"ann", "ben"}) {
				t.Errorf("the team is %q", got)
			}
			if got := inGroup(t, fake, "by hand"); !slices.Equal(got, []string{"ben"}) {
				t.Errorf("the usergroup by hand has %q", got)
			}
			w.Must(0, "plan", "-detailed-exitcode")

			// Another user of the same name: the old one is destroyed before the new one is created.
			w.Must(0, "apply", "-auto-approve", `-replace=pam_sps_user.team["ben"]`)
			if got := inGroup(t, fake, "team"); !slices.Equal(got, []string{"ann", "ben"}) {
				t.Errorf("the team is %q", got)
			}
			w.Must(0, "plan", "-detailed-exitcode")
			w.Must(0, "destroy", "-auto-approve")
			if open := fake.OpenTransactions(); open != 0 {
				t.Errorf("%d transactions are open", open)
			}
		})
	}
}

// caUse is an LDAP server with, and then without, a trust store.
func caUse(lifecycle string, used bool) string {
	text := `
resource "pam_sps_ldap_server" "corp" {
  name          = "corp"
  user_base_dn  = "dc=example,dc=com"
  group_base_dn = "dc=example,dc=com"
  servers       = [{ address = "ldap.example.com", port = 636 }]
  schema        = { selection = "ad", membership_check = { nested_groups = false } }
  encryption    = { selection = "ssl", trust_store = one(pam_sps_trust_store.ca[*].id) }
}
`
	count := 0
	if used {
		count = 1
	}
	return text + fmt.Sprintf(`
resource "pam_sps_trust_store" "ca" {
  count       = %d
  name        = "corporate CA"
  authorities = [%q]
  %s
}
`, count, spsCA[0], lifecycle)
}

// TestTrustStoreInUse follows the advice of the message: it works.
func TestTrustStoreInUse(t *testing.T) {
	t.Parallel()
	fake := acctest.NewSPS(t, spsfake.Options{})
	w := acctest.NewWorkspace(t, fake.Env()...)
	w.Write("main.tf", caUse("", true))
	w.Must(0, "apply", "-auto-approve")
	w.Write("main.tf", caUse("", false))
	said := strings.Join(strings.Fields(strings.ReplaceAll(w.Must(1, "apply", "-auto-approve"), "│", " ")), " ")
	for _, words := range []string{
		`The trust store "corporate CA" (`, `is in use by: LDAP server "corp" (`, "create_before_destroy = true",
	} {
		if !strings.Contains(said, words) {
			t.Errorf("%q is not in:\n%s", words, said)
		}
	}
	const lifecycle = "lifecycle { create_before_destroy = true }"
	w.Write("main.tf", caUse(lifecycle, true))
	w.Must(0, "apply", "-auto-approve")
	w.Write("main.tf", caUse(lifecycle, false))
	w.Must(0, "apply", "-auto-approve")
	if left := fake.Documents("trust_stores"); len(left) > 1 { // one is built in
		t.Errorf("left: %v", left)
	}
	w.Must(0, "plan", "-detailed-exitcode")
}

// TestNoSessionIsLeft counts the sessions behind each command, on an SPS that allows a user two at a time.
func TestNoSessionIsLeft(t *testing.T) {
	t.Parallel()
	fake := acctest.NewSPS(t, spsfake.Options{MaxSessions: 2})
	w := acctest.NewWorkspace(t, fake.Env()...)
	w.Write("main.tf", team("ann")+"\ndata \"pam_sps_usergroups\" \"all\" {}\n")
	for _, args := range [][]string{
		{"plan"},
		{"apply", "-auto-approve"},
		{"plan", "-detailed-exitcode"},
		{"destroy", "-auto-approve"},
	} {
		w.Must(0, args...)
		if sessions := fake.Sessions(); sessions != 0 {
			t.Errorf("%d sessions are left behind terraform %s", sessions, args[0])
		}
	}
}

// TestTakenNameNamesItsHolder also behind a run that was killed before it wrote its state: the import works.
func TestTakenNameNamesItsHolder(t *testing.T) {
	t.Parallel()
	fake := acctest.NewSPS(t, spsfake.Options{})
	run := acctest.NewRun(t, fake.Block())
	key := run.MustApply(aUsergroup, acctest.State{}, group(1)).Attribute(t, "id")
	_, diags := acctest.NewRun(t, fake.Block()).Apply(aUsergroup, acctest.State{}, group(1))
	diags.MustFail(t, "name", "terraform import ADDRESS "+key)
	state, diags := run.Import(aUsergroup, key)
	diags.MustSucceed(t)
	if p := run.Plan(aUsergroup, state, group(1)); len(p.Changes) > 0 {
		t.Errorf("the plan behind the import changes %v", p.Changes)
	}
}
