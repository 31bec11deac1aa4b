package main

import (
	"embed"
	"io/fs"
	"os"

	"github.com/pamkit/terraform-provider-pam/internal/cmd/stage"
)

//go:embed sps/*.tf
var spsFiles embed.FS

// The secrets of this chapter, as the team's vault would hold them.
const (
	alicePassword   = "first-password-of-alice"
	bobPassword     = "first-password-of-bob"
	spsBindPassword = "bind-password-of-sps"
	radiusSecret    = "radius-shared-secret-of-sps"
)

// Collections of SPS.
const (
	trustStores  = "trust_stores"
	certificates = "x509"
	users        = "aaa/local_database/users"
	groups       = "aaa/local_database/groups"
	ldapServers  = "aaa/ldap_servers"
	loginMethods = "aaa/login_methods"
	usermappings = "policies/usermapping_policies"
)

// sessions is the chapter on SPS: its steps are methods.
type sessions struct {
	say    *narrator
	server *stage.SPS
	*workspace

	builtIn map[string][]string // what SPS has from the factory: keys by collection
}

func spsChapter(say *narrator, tf *terraform, server *stage.SPS) (chapter, error) {
	embedded, err := fs.Sub(spsFiles, "sps")
	if err != nil {
		return chapter{}, err
	}
	w, err := newWorkspace(say, tf, "sps", embedded)
	if err != nil {
		return chapter{}, err
	}
	s := &sessions{say: say, server: server, workspace: w}
	s.builtIn = s.keys()
	return chapter{
		title: "Safeguard for Privileged Sessions: who may log in, and as whom on the servers (pam_sps_*)",
		steps: []step{
			{"Apply, from nothing, in one run", fromNothingAbout, s.fromNothing},
			{"Plan again: nothing to do", sessionsAgainAbout, s.planAgain},
			{"Another administrator opens a door", openDoorAbout, s.openDoor},
			{"Apply waits for its turn, and heals", waitAbout, s.wait},
			{"Destroy, in one run", takeAwayAbout, s.destroyAll},
		},
		proved: []string{
			"on SPS, all objects of a run share a few commits; dependents come after, and go before, what they refer to",
			"apply waits while somebody holds the configuration of SPS, and leaves no transaction open",
		},
	}, nil
}

// giveSPSSecrets sets the variables that the configuration declares.
func giveSPSSecrets() error {
	for name, value := range map[string]string{
		"TF_VAR_alice_password":       alicePassword,
		"TF_VAR_bob_password":         bobPassword,
		"TF_VAR_sps_bind_password":    spsBindPassword,
		"TF_VAR_radius_shared_secret": radiusSecret,
	} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}

// keys are those of everything that SPS has, by collection. Passwords are left out: SPS has no way to delete them.
func (s *sessions) keys() map[string][]string {
	keys := map[string][]string{}
	for _, collection := range []string{
		trustStores, certificates, users, groups, ldapServers, loginMethods, usermappings,
	} {
		keys[collection] = s.server.Fake.Keys(collection)
	}
	return keys
}

// key is that of the object of that name; nothing if there is none.
func (s *sessions) key(collection, name string) string {
	for _, key := range s.server.Fake.Keys(collection) {
		if s.server.Fake.Document(collection + "/" + key)["name"] == name {
			return key
		}
	}
	return ""
}

// stored is the object of that name as SPS holds it; nil if there is none.
func (s *sessions) stored(collection, name string) map[string]any {
	return s.server.Fake.Document(s.pathOf(collection, name))
}

func (s *sessions) pathOf(collection, name string) string {
	return collection + "/" + s.key(collection, name)
}

// password is the clear text behind a key of a password.
func (s *sessions) password(key any) string {
	text, _ := key.(string)
	return s.server.Fake.PasswordOf(text)
}
