package main

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// How many objects the configuration has, and how many commits they may take: they depend on each other three deep,
// and one or two may come late on a slow machine.
const (
	objectsOfSPS = 7
	fewCommits   = 5
)

const fromNothingAbout = `Alice and Bob are local users and admins; all others log in by RADIUS, with the groups of
an LDAP directory. On the servers anyone may be "test", and only admins may be "root". SPS makes one
commit at a time, and each one takes a while.`

func (s *sessions) fromNothing(ctx context.Context) error {
	if err := giveSPSSecrets(); err != nil {
		return err
	}
	if err := s.write("versions.tf", "variables.tf", "admins.tf", "login.tf", "servers.tf"); err != nil {
		return err
	}
	if err := s.init(ctx); err != nil {
		return err
	}
	p, err := s.plan(ctx, "-out "+planFile)
	if err != nil {
		return err
	}
	before := s.server.Fake.Commits()
	if err := s.applyPlan(ctx); err != nil {
		return err
	}
	commits := s.server.Fake.Commits() - before
	return s.say.check(
		that(p.counts == counts{created: objectsOfSPS}, "seven objects to add, and nothing else"),
		that(commits > 0 && commits <= fewCommits, "SPS made %s for all %d", plural(commits, "commit"), objectsOfSPS),
		that(s.adminsAreLocal(), "alice and bob have their passwords, and are the members of admins"),
		that(s.radiusAsksLDAP(), "RADIUS takes the groups from the directory, and SPS has the secrets for both"),
		that(equal(s.stored(usermappings, "servers"), wantedPolicy(false)),
			`anyone is "test", only admins are "root", and nobody is anyone else`),
	)
}

func (s *sessions) adminsAreLocal() bool {
	members, _ := s.stored(groups, "admins")["members"].([]any)
	return len(members) == 2 &&
		slices.Contains(members, any(s.key(users, "alice"))) && slices.Contains(members, any(s.key(users, "bob"))) &&
		s.password(s.stored(users, "alice")["password"]) == alicePassword &&
		s.password(s.stored(users, "bob")["password"]) == bobPassword
}

func (s *sessions) radiusAsksLDAP() bool {
	directory, radius := s.stored(ldapServers, "corporate"), s.stored(loginMethods, "radius")
	servers, _ := radius["servers"].([]any)
	return valueAt(directory, "encryption.trust_store") == s.key(trustStores, "corporate-ca") &&
		s.password(directory["bind_password"]) == spsBindPassword &&
		valueAt(radius, "groups.ldap_server") == s.key(ldapServers, "corporate") &&
		len(servers) == 1 && s.password(valueAt(servers[0], "shared_secret")) == radiusSecret
}

// wantedPolicy is what sps/servers.tf says, but for its one switch.
func wantedPolicy(allowOthers bool) map[string]any {
	return map[string]any{
		"name": "servers", "allow_other_remote_users_without_mapping": allowOthers,
		"mappings": []any{
			map[string]any{"remote_user": "root", "allowed_groups": []any{"admins"}},
			map[string]any{"remote_user": "test", "allowed_groups": []any{}},
		},
	}
}

const sessionsAgainAbout = "Terraform reads everything back and compares. Then everything that it has written is " +
	"searched."

func (s *sessions) planAgain(ctx context.Context) error {
	before := s.server.Fake.Commits()
	p, err := s.plan(ctx, "-detailed-exitcode")
	if err != nil {
		return err
	}
	leaks, err := s.noTraceOf(alicePassword, bobPassword, spsBindPassword, radiusSecret, spsfake.Password)
	if err != nil {
		return err
	}
	return s.say.check(
		that(!p.changes, "exit code 0: what SPS says back is what was configured"),
		that(s.server.Fake.Commits() == before && s.server.Fake.OpenTransactions() == 0, "asking took no commit, and no "+
			"transaction"),
		leaks,
	)
}

const openDoorAbout = "Accounts that nobody mapped may be used again: an administrator has allowed it in the web " +
	"console."

func (s *sessions) openDoor(ctx context.Context) error {
	s.say.happens("Administrator", `"servers": allow other remote users without mapping -> yes`)
	s.server.Fake.Edit(s.pathOf(usermappings, "servers"), func(doc map[string]any) {
		doc["allow_other_remote_users_without_mapping"] = true
	})
	p, err := s.plan(ctx, "-out "+planFile)
	if err != nil {
		return err
	}
	return s.say.check(
		that(p.counts == counts{updated: 1}, "the plan would change this one policy in place, and nothing else"),
		that(p.turns("pam_sps_usermapping_policy.servers", "allow_other_remote_users_without_mapping", true, false),
			"it would close the door again"),
	)
}

const waitAbout = `The administrator still has the configuration open in the web console, so SPS lets nobody else change
it. Whoever applies now has to wait, and should not have to know.`

// holdTime is for how long apply finds SPS locked.
const holdTime = time.Second

func (s *sessions) wait(ctx context.Context) error {
	s.say.happens("Administrator", "holds the configuration, and leaves it a second after apply has met the lock")
	before := s.server.Fake.Commits()
	seen := s.server.Watch()
	s.server.Fake.Lock("admin at the web console")
	holding, release := context.WithCancel(ctx)
	untouched := make(chan bool, 1)
	go func() {
		defer s.server.Fake.Unlock()
		awaitLocked(holding, seen)
		untouched <- equal(s.stored(usermappings, "servers"), wantedPolicy(true))
	}()
	err := s.applyPlan(ctx)
	release()
	held := <-untouched
	if err != nil {
		return err
	}
	return s.say.check(
		that(held, "as long as the administrator held it, the configuration stayed as it was"),
		that(refusals(seen()) > 0 && s.server.Fake.Commits() == before+1,
			"apply was turned away %s, went on asking, and got through with one commit", times(refusals(seen()))),
		that(equal(s.stored(usermappings, "servers"), wantedPolicy(false)), "the door is closed, and both mappings are as "+
			"before"),
		that(s.server.Fake.OpenTransactions() == 0, "no transaction is open"),
	)
}

// awaitLocked returns when the lock has been met, and kept for its time.
func awaitLocked(ctx context.Context, seen func() []fakehttp.Request) {
	for refusals(seen()) == 0 && ctx.Err() == nil {
		pause(ctx, 10*time.Millisecond)
	}
	pause(ctx, holdTime)
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// refusals counts how often SPS said that somebody holds the configuration.
func refusals(requests []fakehttp.Request) int {
	n := 0
	for _, r := range requests {
		if r.Status == http.StatusConflict {
			n++
		}
	}
	return n
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return plural(n, "time")
}

const takeAwayAbout = "SPS refuses to delete what something else refers to, so the order matters."

func (s *sessions) destroyAll(ctx context.Context) error {
	order := []string{
		s.pathOf(loginMethods, "radius"), s.pathOf(ldapServers, "corporate"), s.pathOf(trustStores, "corporate-ca"),
	}
	group, alice := s.pathOf(groups, "admins"), s.pathOf(users, "alice")
	before := s.server.Fake.Commits()
	seen := s.server.Watch()
	if err := s.destroy(ctx); err != nil {
		return err
	}
	content, err := s.cli.Show(ctx)
	if err != nil {
		return err
	}
	commits := s.server.Fake.Commits() - before
	return s.say.check(
		that(inOrder(deleted(seen()), order...) && inOrder(deleted(seen()), group, alice),
			"referrers went first: RADIUS, then LDAP, then the trust store; the group before its members"),
		that(commits > 0 && commits <= fewCommits, "it took %s", plural(commits, "commit")),
		that(maps.EqualFunc(s.keys(), s.builtIn, slices.Equal),
			"SPS holds what it came with, and nothing of ours but unused passwords, which it lets nobody delete"),
		that(s.server.Fake.OpenTransactions() == 0, "no transaction is open"),
		that(content.Values == nil, "Terraform's state is empty"),
	)
}

// deleted are the paths that were deleted, in that order, as the fake's seams name them.
func deleted(requests []fakehttp.Request) []string {
	var paths []string
	for _, r := range requests {
		path, ok := strings.CutPrefix(r.Path, "/api/configuration/")
		if ok && r.Method == http.MethodDelete && r.Status == http.StatusOK {
			paths = append(paths, path)
		}
	}
	return paths
}

// inOrder reports whether all of these are in the list, one after the other.
func inOrder(list []string, wanted ...string) bool {
	last := -1
	for _, w := range wanted {
		i := slices.Index(list, w)
		if i <= last {
			return false
		}
		last = i
	}
	return true
}
