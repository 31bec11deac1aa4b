package provider_test

import (
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// sourceOnServer returns a run, the state of a source without groups, and the id of the source.
func sourceOnServer(t *testing.T, body string, connection map[string]any) (*acctest.Run, acctest.State) {
	t.Helper()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	state := acctest.NewRun(t, fake.Block()).MustApply("pam_privx_source", acctest.State{}, body)
	fake.Edit("sources/"+state.Attribute(t, "id"), func(doc map[string]any) {
		on, _ := doc["connection"].(map[string]any)
		for key, value := range connection {
			on[key] = value
		}
	})
	return acctest.NewRun(t, fake.Block()), state
}

// warnedOf fails unless the warnings hold each text.
func warnedOf(t *testing.T, diags acctest.Diagnostics, texts ...string) {
	t.Helper()
	diags.MustSucceed(t)
	warnings := strings.Join(diags.Warnings(), "\n")
	if len(texts) == 0 && warnings != "" {
		t.Errorf("warned: %s", warnings)
	}
	for _, text := range texts {
		if !strings.Contains(warnings, text) {
			t.Errorf("no %q in the warnings %q", text, warnings)
		}
	}
}

// TestUnmanagedLogin slips an OpenID Connect provider into directories whose configuration has no group oidc.
func TestUnmanagedLogin(t *testing.T) {
	t.Parallel()
	foreign := map[string]any{"oidc_enabled": true, "oidc_issuer": "https://evil.example.com", "oidc_client_id": "x"}
	for _, kind := range []string{"LDAP", "AD"} {
		body := "name = \"corp\"\ntype = \"" + kind + "\""
		run, state := sourceOnServer(t, body, foreign)
		_, diags := run.Read("pam_privx_source", state)
		warnedOf(t, diags, "corp", "https://evil.example.com", "oidc = { enabled = false }")

		run, state = sourceOnServer(t, body, map[string]any{"oidc_issuer": "https://idp.example.com"})
		_, diags = run.Read("pam_privx_source", state)
		warnedOf(t, diags)

		run, state = sourceOnServer(t, body+"\noidc = { enabled = false }", foreign)
		_, diags = run.Read("pam_privx_source", state)
		warnedOf(t, diags) // the plan shows it
	}
}

// TestGroupTakenOver puts groups under management that the server has with other values.
func TestGroupTakenOver(t *testing.T) {
	t.Parallel()
	const body = "name = \"corp\"\ntype = \"AD\"\n"
	run, state := sourceOnServer(t, body, map[string]any{
		"oidc_enabled": true, "oidc_issuer": "https://idp.example.com", "oidc_client_secret": canaryKey,
		"oidc_additional_scopes": []any{"groups", "email"}, "mfa_type": "INTERNAL", "ldap_protocol": "LDAPS",
	})
	state, _ = run.Read("pam_privx_source", state)
	p := run.Plan("pam_privx_source", state, body+"oidc = { enabled = false }\nmfa = { type = \"DISABLED\" }\n"+
		"ldap = { protocol = \"LDAPS\" }")
	warnedOf(t, p.Diagnostics, "oidc.enabled: true becomes false",
		"oidc.issuer: \"https://idp.example.com\" becomes \"\"", "oidc.additional_scopes: [\"email\", \"groups\"] becomes []",
		"mfa.type: \"INTERNAL\" becomes \"DISABLED\"")
	if all := strings.Join(p.Diagnostics.Warnings(), "\n"); strings.Contains(all, canaryKey) ||
		strings.Contains(all, "ldap.protocol") {
		t.Errorf("warned: %s", all)
	}
}

// TestSecretTakenOut takes secrets out of configurations, and clears one.
func TestSecretTakenOut(t *testing.T) {
	t.Parallel()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	run := acctest.NewRun(t, fake.Block())
	source := func(secret string) string {
		return "name = \"corp\"\ntype = \"LDAP\"\nldap = { protocol = \"LDAPS\", bind_dn = \"cn=x\"" + secret + " }"
	}
	stored := func() any {
		source := fake.Documents("sources")[0]
		on, _ := source["connection"].(map[string]any)
		return on["ldap_bind_password"]
	}
	const resource = "pam_privx_source"
	state := run.MustApply(resource, acctest.State{},
		source(", bind_password_wo = \""+canaryPassword+"\", bind_password_wo_version = 1"))
	state, diags := run.Apply(resource, state, source(""))
	warnedOf(t, diags, "ldap.bind_password_wo is not in the configuration of the source \"corp\"",
		"set ldap.bind_password_wo = \"\" and raise its version")
	if stored() != canaryPassword {
		t.Errorf("the server has the password %v", stored())
	}
	state = run.MustApply(resource, state, source(", bind_password_wo = \"\", bind_password_wo_version = 2"))
	if stored() != "" {
		t.Errorf("the password was not cleared: %v", stored())
	}
	if changes := run.Plan(resource, run.MustRead(resource, state),
		source(", bind_password_wo = \"\", bind_password_wo_version = 2")).Changes; len(changes) > 0 {
		t.Errorf("the next plan changes %v", changes)
	}
}
