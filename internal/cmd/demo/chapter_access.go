package main

import (
	"embed"
	"io/fs"
	"slices"

	"github.com/pamkit/terraform-provider-pam/internal/cmd/stage"
)

//go:embed access/*.tf
var accessFiles embed.FS

// Names of roles.
const (
	databases = "Database administrators"
	emergency = "Emergency access"
	web       = "Web operators"
	// What users have from before: audit and domain were granted by hand, staff follows from a rule.
	audit  = "Audit"
	domain = "Domain administrators"
	staff  = "Staff"
)

// access is the chapter on users' grants and keys: its steps are methods.
type access struct {
	say    *narrator
	server *stage.PrivX
	*workspace

	alice, bob string            // ids
	roles      map[string]string // ids by name
}

func accessChapter(say *narrator, tf *terraform, server *stage.PrivX) (chapter, error) {
	embedded, err := fs.Sub(accessFiles, "access")
	if err != nil {
		return chapter{}, err
	}
	w, err := newWorkspace(say, tf, "access", embedded)
	if err != nil {
		return chapter{}, err
	}
	a := &access{say: say, server: server, workspace: w, roles: map[string]string{}}
	a.addHandMade()
	return chapter{
		title: "Who may log in as what (pam_privx_user_role and _user_roles, _authorized_key, _mobile_gateway)",
		steps: []step{
			{"Plan, and be warned", warnAbout, a.planFirst},
			{"Apply", grantAbout, a.applyFirst},
			{"A grant begins to run", floatAbout, a.float},
			{"Somebody changes things in the console", meddleAbout, a.meddle},
			{"Apply heals", mendAbout, a.mend},
			{"A bad grant is refused before it does harm", badGrantAbout, a.badGrant},
			{"What must not happen by accident", protectAbout, a.protect},
			{"Destroy", leaveAbout, a.destroyAll},
		},
		proved: []string{
			"single grants stand beside those made by hand; where Terraform keeps all of a user's, the plan names those that " +
				"it takes away",
			"grants of one user made at the same time all arrive, and a grant that is running is not begun anew",
			"keys that are gone are made again, and the pairings of all phones are not destroyed by accident",
		},
	}, nil
}

// addHandMade returns PrivX a past: users, roles, and what administrators have granted in its console.
func (a *access) addHandMade() {
	fake := a.server.Fake
	a.alice, a.bob = fake.AddUser("alice"), fake.AddUser("bob")
	for _, name := range []string{databases, emergency, web, audit, domain, staff} {
		a.roles[name] = fake.AddRole(name)
	}
	a.grant(a.alice, audit)
	a.grant(a.bob, domain)
	fake.AddImplicit(a.bob, a.roles[staff])
}

// grant is what an administrator does in the console.
func (a *access) grant(user, role string) {
	a.server.Fake.Grant(user, map[string]any{"id": a.roles[role]})
}

// held is the grant of a role to a user as PrivX has it; nil if there is none.
func (a *access) held(user, role string) map[string]any {
	for _, grant := range a.server.Fake.Grants(user) {
		if grant["id"] == a.roles[role] {
			return grant
		}
	}
	return nil
}

// has reports whether a user was granted these roles and no other.
func (a *access) has(user string, roles ...string) bool {
	for _, role := range roles {
		if a.held(user, role) == nil {
			return false
		}
	}
	return len(a.server.Fake.Grants(user)) == len(roles)
}

// mapped reports whether a user has a role by its rules.
func (a *access) mapped(user, role string) bool {
	items, _ := a.server.Fake.Document("grants/" + user)["items"].([]any)
	return slices.ContainsFunc(items, func(item any) bool {
		handle, _ := item.(map[string]any)
		return handle["id"] == a.roles[role] && handle["implicit"] == true
	})
}

// key is the only key that PrivX has; nil if there is none.
func (a *access) key() map[string]any {
	if keys := a.server.Fake.Documents("authorized_keys"); len(keys) == 1 {
		return keys[0]
	}
	return nil
}

func (a *access) registered() bool {
	return a.server.Fake.Document("mobile_gateway/mobile_gateway")["status"] == "REGISTERED"
}
