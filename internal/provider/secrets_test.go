package provider_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// leaks returns the secrets in a text: in the clear, in base64 at any offset, or as a credential of the provider.
func leaks(text string) []string {
	var found []string
	needles := []string{
		"canary-7d1f", canaryConfig, canaryTicket, privxfake.APIClientSecret, privxfake.OAuthClientSecret, "Bearer ",
	}
	for offset := range 3 {
		// The characters of base64 that do not depend on what stands before or after.
		encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", offset) + "canary-7d1f"))
		needles = append(needles, encoded[[]int{0, 2, 3}[offset]:len(encoded)-2])
	}
	for _, needle := range needles {
		if strings.Contains(text, needle) {
			found = append(found, needle)
		}
	}
	return found
}

// asVariables puts ephemeral variables in place of the canaries: a literal would stand in every saved plan, because a
// plan holds the configuration.
func asVariables(body string) (config string, env []string) {
	values := map[string]string{
		"password": canaryPassword, "token": canaryToken, "key": canaryKey, "ticket": canaryTicket, "json": canaryConfigJSON,
	}
	for name, value := range values {
		body = strings.ReplaceAll(body, `"`+value+`"`, "var."+name)
		config += fmt.Sprintf("variable %q {\n type = string\n ephemeral = true\n}\n", name)
		env = append(env, "TF_VAR_"+name+"="+strings.ReplaceAll(value, `\"`, `"`))
	}
	return config + body, env
}

// TestNoSecretGetsOut sends every secret of every object through a whole life, with errors that repeat secrets, and
// looks for them in all that is left: state, saved plan, plan as text and JSON, trace log and output.
func TestNoSecretGetsOut(t *testing.T) {
	t.Parallel()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	fake.SPS = acctest.NewSPS(t, spsfake.Options{})
	var bodies strings.Builder
	sent := map[string]string{}
	for _, o := range objects {
		if o.seed != nil {
			o.seed(fake)
		}
		fmt.Fprintf(&bodies, "resource %q %q {\n%s\n}\n", o.resource, strings.ToLower(o.name), o.full)
		for field, secret := range o.secrets {
			sent[o.name+" "+field] = secret
		}
	}
	config, variables := asVariables(bodies.String())
	w := acctest.NewWorkspace(t, append(slices.Concat(fake.Env(), fake.SPS.Env()),
		append(variables, "TF_LOG=TRACE", "TF_LOG_PATH=trace.log")...)...)
	w.Write("main.tf", config)
	printed := w.Must(0, "plan", "-out=saved.tfplan")
	printed += w.Must(0, "show", "-json", "saved.tfplan")
	printed += w.Must(0, "apply", "saved.tfplan")
	printed += w.Must(0, "plan", "-detailed-exitcode")
	// Versions raised, and a server that repeats in its error what it was sent.
	w.Write("main.tf", strings.ReplaceAll(config, "_wo_version = 1", "_wo_version = 2"))
	for _, o := range sourceObjects {
		for _, id := range idsNamed(fake, o) {
			fake.Fail(repeatSecrets(id, o.secrets))
		}
	}
	printed += w.Must(1, "apply", "-auto-approve")
	fake.ClearFaults()
	printed += w.Must(0, "apply", "-auto-approve")
	printed += w.Must(0, "show", "-json")

	for where, text := range map[string]string{
		"state": w.Read("terraform.tfstate"), "backup": w.Read("terraform.tfstate.backup"),
		"saved plan": unzipped(t, w.Path("saved.tfplan")),
		"log":        w.Read("trace.log"), "output": printed,
	} {
		if len(text) < 1000 {
			t.Errorf("%s: only %d bytes were searched", where, len(text))
		}
		if found := leaks(text); len(found) > 0 {
			at := strings.Index(text, found[0])
			t.Errorf("%s holds %q: ...%s...", where, found, text[max(0, at-200):min(len(text), at+100)])
		}
		for _, planted := range []string{
			canaryPassword, canaryTicket, base64.StdEncoding.EncodeToString([]byte(" " + canaryKey)),
		} {
			if len(leaks(text+planted+text)) == 0 {
				t.Errorf("%s: the search does not find %q", where, planted)
			}
		}
	}
	for _, o := range objects {
		for field, secret := range o.secrets {
			if !serverHas(fake, field, secret) {
				t.Errorf("%s: the server never got the secret %s", o.name, field)
			}
			delete(sent, o.name+" "+field)
		}
	}
	if len(sent) > 0 {
		t.Errorf("not looked for: %v", sent)
	}
	if log := w.Read("trace.log"); !strings.Contains(log, "request body") || !strings.Contains(log, "***") {
		t.Error("the log holds no redacted bodies, so nothing was proved of it")
	}
}

// idsNamed are the ids of the objects of the row's type.
func idsNamed(fake *acctest.PrivX, o object) (ids []string) {
	for _, doc := range fake.Documents("sources") {
		if section(doc, "connection")["type"] == o.name {
			ids = append(ids, fmt.Sprint(doc["id"]))
		}
	}
	return ids
}

func serverHas(fake *acctest.PrivX, field, secret string) bool {
	if fake.SPS != nil {
		for _, key := range fake.SPS.Keys("passwords") {
			if fake.SPS.PasswordOf(key) == secret {
				return true
			}
		}
	}
	for _, doc := range fake.Documents("sources") {
		if section(doc, "connection")[field] == secret {
			return true
		}
	}
	return false
}

func unzipped(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return inflate(t, content)
}
