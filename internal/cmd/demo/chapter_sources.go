package main

import (
	"embed"
	"io/fs"
	"maps"
	"os"
	"slices"

	"github.com/pamkit/terraform-provider-pam/internal/cmd/stage"
)

//go:embed sources/*.tf
var sourcesFiles embed.FS

// The files that the team starts with; sources/contractors.tf comes later.
var sourcesStart = []string{"versions.tf", "variables.tf", "directory.tf", "sso.tf", "cloud.tf"}

// The secrets of this chapter, as the team's vault would hold them.
const (
	bindPassword    = "bind-password-of-january"
	newBindPassword = "bind-password-of-february"
	clientSecret    = "sso-client-secret"
	awsSecret       = "aws-secret-access-key"
	// partnersPassword was typed into the console and is stored nowhere else.
	partnersPassword = "typed-into-the-console"
)

// Names of sources.
const (
	directory   = "Corporate directory"
	sso         = "Single sign-on"
	production  = "AWS production"
	contractors = "Contractors"
	laboratory  = "Laboratory"
)

// sources is the chapter on pam_privx_source: its steps are methods.
type sources struct {
	say    *narrator
	server *stage.PrivX
	*workspace

	// laboratory is what somebody else keeps by hand, and the demo must never touch.
	laboratory map[string]any
}

func sourcesChapter(say *narrator, tf *terraform, server *stage.PrivX) (chapter, error) {
	embedded, err := fs.Sub(sourcesFiles, "sources")
	if err != nil {
		return chapter{}, err
	}
	w, err := newWorkspace(say, tf, "sources", embedded)
	if err != nil {
		return chapter{}, err
	}
	s := &sources{say: say, server: server, workspace: w}
	s.addHandMade()
	return chapter{
		title: "User and host directories of PrivX (pam_privx_source)",
		steps: []step{
			{"Install the provider", installAbout, s.install},
			{"Plan", planAbout, s.planFirst},
			{"Apply", applyAbout, s.applyFirst},
			{"Plan again: nothing to do", againAbout, s.planAgain},
			{"Somebody changes things in the console", driftAbout, s.drift},
			{"Apply heals", healAbout, s.heal},
			{"A mistake is refused before it does harm", mistakeAbout, s.mistake},
			{"Rotate a secret", rotateAbout, s.rotate},
			{"Take over what was made by hand", importAbout, s.adopt},
			{"Destroy", destroyAbout, s.destroyAll},
		},
		proved: []string{
			"three directories of three kinds, made, kept and taken away by plain Terraform, over TLS with a private CA",
			"changes made elsewhere show in the plan and are healed; what the provider does not know is kept",
			"mistakes are refused at plan time, before PrivX hears of them",
			"secrets are in PrivX and nowhere else: not in state, not in plan files, not in the log",
			"what was made by hand can be taken over without a change, and stays untouched until then",
		},
	}, nil
}

// addHandMade returns PrivX a past: two sources that administrators have made in its console.
func (s *sources) addHandMade() {
	s.server.Fake.Add("sources", map[string]any{
		"id": "5c3d1f0e-7a42-9b61-4f08-1d2e3f405162", "name": contractors, "enabled": true, "ttl": 900,
		"comment": "Ask Jo before you change anything",
		"connection": map[string]any{
			"type": "AD", "address": "dc1.partner.example.net", "port": 636, "enable_user_authentication": true,
			"ldap_protocol": "LDAPS", "ldap_base": "ou=contractors,dc=partner,dc=example,dc=net",
			"ldap_user_filter": "(objectClass=user)", "ldap_bind_dn": "privx@partner.example.net",
			"ldap_bind_password": partnersPassword, "mfa_type": "INTERNAL",
		},
	})
	s.server.Fake.Add("sources", map[string]any{
		"name": laboratory, "enabled": true, "ttl": 60,
		"connection": map[string]any{"type": "LOCAL", "mfa_type": "DISABLED", "enable_user_authentication": true},
	})
	s.laboratory = s.stored(laboratory)
}

// giveSecrets sets the variables that the configuration declares.
func giveSecrets(directoryBindPassword string) error {
	for name, value := range map[string]string{
		"TF_VAR_directory_bind_password": directoryBindPassword,
		"TF_VAR_sso_client_secret":       clientSecret,
		"TF_VAR_aws_secret_access_key":   awsSecret,
	} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}

// stored is the source of that name as PrivX holds it, secrets in the clear; nil if there is none.
func (s *sources) stored(name string) map[string]any {
	for _, doc := range s.server.Fake.Documents("sources") {
		if doc["name"] == name {
			return doc
		}
	}
	return nil
}

// names are the sources that PrivX has.
func (s *sources) names() []string {
	var names []string
	for _, doc := range s.server.Fake.Documents("sources") {
		if name, ok := doc["name"].(string); ok {
			names = append(names, name)
		}
	}
	return slices.Sorted(slices.Values(names))
}

// connection is the part of a source that holds all but its name and its life.
func connection(doc map[string]any) map[string]any {
	c, _ := doc["connection"].(map[string]any)
	return c
}

// definition is a source without what changes by itself.
func definition(doc map[string]any) map[string]any {
	d := maps.Clone(doc)
	for _, key := range []string{"updated", "updatedby", "status_code", "status_text"} {
		delete(d, key)
	}
	return d
}
