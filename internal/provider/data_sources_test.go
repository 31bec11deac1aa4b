package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

func TestSourceDataSource(t *testing.T) {
	t.Parallel()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	state := acctest.NewRun(t, fake.Block()).MustApply("pam_privx_source", acctest.State{}, sourceObjects[0].full)
	id := state.Attribute(t, "id")
	for _, name := range []string{"twin", "twin", "built-in"} {
		fake.Add("sources", map[string]any{"name": name, "connection": map[string]any{"type": "LOCALHOST"}})
	}
	run := acctest.NewRun(t, fake.Block())
	for _, by := range []string{"name = \"corp\"", fmt.Sprintf("id = %q", id)} {
		v, diags := run.Data("pam_privx_source", by)
		diags.MustSucceed(t)
		for attribute, want := range map[string]string{
			"id": id, "name": "corp", "type": "LDAP", "ldap.base": "ou=people,dc=example,dc=com", "port": "636",
			"tags":     "[one two]",
			"mfa.type": "RADIUS", "aws": "null", "kerberos": "null", "status_code": "DISABLED", "author": "api-client-1",
			"updated_by": "api-client-1", "session_password_policy.password_strength": "STRONG",
			"attribute_mapping": "{cn:full_name mail:email}",
		} {
			if got := acctest.Attribute(t, v, attribute); got != want {
				t.Errorf("%s: %s is %q, want %q", by, attribute, got, want)
			}
		}
		if got := acctest.Attribute(t, v, "created"); !strings.HasPrefix(got, "20") || !strings.HasSuffix(got, "Z") {
			t.Errorf("created is %q", got)
		}
	}
	for body, message := range map[string]string{
		"name = \"nobody\"": `no source is named "nobody"`,
		"name = \"CORP\"":   "upper and lower case count",
		"name = \"twin\"":   "2 objects are named \"twin\"; choose one of them by id: ",
		"id = \"5bf77342-221c-11ee-be56-0242ac120002\"": "no source has the id",
	} {
		_, diags := run.Data("pam_privx_source", body)
		diags.MustFail(t, "", message)
	}
	for _, body := range []string{"", "id = \"x\"\nname = \"y\""} {
		if _, diags := run.Data("pam_privx_source", body); !diags.Failed() {
			t.Errorf("%q was accepted", body)
		}
	}
	v, diags := run.Data("pam_privx_source", "name = \"built-in\"")
	diags.MustSucceed(t)
	if got := acctest.Attribute(t, v, "type"); got != "LOCALHOST" {
		t.Errorf("a type that cannot be written reads as %q", got)
	}
}

func TestSourcesDataSource(t *testing.T) {
	t.Parallel()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	run := acctest.NewRun(t, fake.Block())
	names := func(body string) string {
		t.Helper()
		v, diags := acctest.NewRun(t, fake.Block()).Data("pam_privx_sources", body)
		diags.MustSucceed(t)
		return acctest.Names(t, v, "sources")
	}
	if got := names(""); got != "" {
		t.Errorf("an empty server has %q", got)
	}
	for i, o := range sourceObjects {
		run.MustApply(o.resource, acctest.State{}, strings.Replace(o.full, `"one"`, fmt.Sprintf("\"tag-%d\"", i%2), 1))
	}
	for body, want := range map[string]string{
		"":                     "ad azure cloud corp gcp local sso stack workspace",
		"type = \"AWS\"":       "cloud",
		"type = \"LOCALHOST\"": "",
		"tag = \"tag-1\"":      "ad azure gcp sso",
		"tag = \"tag\"":        "",
		"name_regex = \"^s\"":  "sso stack",
		"name_regex = \"c\"\ntag = \"tag-0\"\ntype = \"LDAP\"": "corp",
	} {
		if got := names(body); got != want {
			t.Errorf("%q: got %q, want %q", body, got, want)
		}
	}
	_, diags := run.Data("pam_privx_sources", "name_regex = \"(\"")
	diags.MustFail(t, "name_regex", "regular expression")
}
