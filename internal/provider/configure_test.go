package provider_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// variables are all variables that the provider reads, with the setting that each stands for.
var variables = map[string]string{
	"PRIVX_API_BASE_URL":            "privx.url",
	"PRIVX_API_CLIENT_ID":           "privx.api_client_id",
	"PRIVX_API_CLIENT_SECRET":       "privx.api_client_secret",
	"PRIVX_API_OAUTH_CLIENT_ID":     "privx.oauth_client_id",
	"PRIVX_API_OAUTH_CLIENT_SECRET": "privx.oauth_client_secret",
	"PRIVX_API_BEARER_TOKEN":        "privx.bearer_token",
	"PRIVX_CA_CERTIFICATE":          "privx.ca_certificate",
	"SPS_URL":                       "sps.url",
	"SPS_USERNAME":                  "sps.username",
	"SPS_PASSWORD":                  "sps.password",
	"SPS_LOGIN_METHOD":              "sps.login_method",
	"SPS_CA_CERTIFICATE":            "sps.ca_certificate",
	"SPS_CLIENT_CERTIFICATE":        "sps.client_certificate",
	"SPS_CLIENT_KEY":                "sps.client_key",
	"SPS_COMMIT_MESSAGE":            "sps.commit_message",
}

// onlyEnv sets the environment of the test; the variables that it does not name are empty. A test that calls it must
// not be parallel.
func onlyEnv(t *testing.T, env map[string]string) {
	t.Helper()
	for name := range variables {
		t.Setenv(name, env[name])
	}
}

// privxSettings are valid settings for a PrivX that nobody asks anything.
func privxSettings() map[string]string {
	return map[string]string{
		"url": `"https://privx.example.com"`, "api_client_id": `"a"`, "api_client_secret": `"b"`,
		"oauth_client_secret": `"c"`,
	}
}

func spsSettings() map[string]string {
	return map[string]string{"url": `"https://sps.example.com"`, "username": `"admin"`, "password": `"p"`}
}

const aSource = "pam_privx_source"

// source returns a valid source of the type, with more attributes.
func source(kind, more string) string {
	return fmt.Sprintf("name = \"x\"\ntype = %q\n%s\n", kind, more)
}

// block writes settings as a block of the provider; changes come last, and null takes a setting out.
func block(system string, settings map[string]string, changes ...string) string {
	var b strings.Builder
	for name, value := range settings {
		fmt.Fprintf(&b, "%s = %s\n", name, value)
	}
	return fmt.Sprintf("%s = {\n%s%s\n}\n", system, b.String(), strings.Join(changes, "\n"))
}

// certificate is a CA, a server certificate for the loopback, and its key, as PEM and in HCL.
func certificate(t *testing.T) (ca string, pair tls.Certificate) {
	t.Helper()
	text, pair, err := fakehttp.NewCertificate("127.0.0.1", "localhost")
	if err != nil {
		t.Fatal(err)
	}
	return string(text), pair
}

func TestGoodSettings(t *testing.T) {
	ca, _ := certificate(t)
	token := map[string]string{"url": `"https://privx.example.com"`, "bearer_token": `"abcdef"`}
	for _, c := range []struct{ name, settings string }{
		{"nothing at all", ""},
		{"null blocks", "privx = null\nsps = null"},
		{"PrivX", block("privx", privxSettings())},
		{"PrivX with a token", block("privx", token)},
		{"PrivX with a token and nulls", block("privx", token, "api_client_id = null", `api_client_secret = ""`)},
		{"SPS", block("sps", spsSettings())},
		{"both", block("privx", privxSettings()) + block("sps", spsSettings())},
		{
			"every number at its lower bound",
			block("privx", privxSettings(), "max_retries = 0", "max_concurrent_requests = 1", `request_timeout = "1ms"`),
		},
		{"every number at its upper bound", block("privx", privxSettings(), "max_retries = 100", "max_concurrent_requests "+
			"= 1000", `request_timeout = "1h30m"`)},
		{"URL with a path and a slash", block("privx", privxSettings(), `url = "https://example.com:8443/privx/"`)},
		{"loopback by name", block("privx", privxSettings(), `url = "http://localhost:8080"`)},
		{"loopback by address", block("privx", privxSettings(), `url = "http://127.0.0.1:8080"`)},
		{"loopback by IPv6 address", block("privx", privxSettings(), `url = "http://[::1]:8080"`)},
		{
			"CA", block("privx", privxSettings(), fmt.Sprintf("ca_certificate = %q", ca)) +
				block("sps", spsSettings(), fmt.Sprintf("ca_certificate = %q", ca)),
		},
		{
			"CA with a byte order mark and a key behind it",
			block("privx", privxSettings(), fmt.Sprintf("ca_certificate = %q", "\ufeff"+ca)) +
				block("sps", spsSettings(), fmt.Sprintf("ca_certificate = %q", ca+privateKeyInPEM())),
		},
		{
			"SPS in full",
			block("sps", spsSettings(), `login_method = "local"`, `commit_message = "terraform"`, `lock_timeout = "90s"`),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			onlyEnv(t, nil)
			diags := acctest.NewRun(t, c.settings).Configured
			diags.MustSucceed(t)
			wantWarning(t, diags, "", "")
		})
	}
}

func TestWrongSettings(t *testing.T) {
	ca, _ := certificate(t)
	without := func(settings map[string]string, name string) map[string]string {
		delete(settings, name)
		return settings
	}
	for _, c := range []struct{ name, settings, attribute, message string }{
		{"no URL", block("privx", without(privxSettings(), "url")), "privx.url", "PRIVX_API_BASE_URL"},
		{"empty URL", block("privx", privxSettings(), `url = ""`), "privx.url", "PRIVX_API_BASE_URL"},
		{"URL without scheme", block("privx", privxSettings(), `url = "privx.example.com"`), "privx.url", "https://"},
		{
			"URL with a port and without scheme", block("privx", privxSettings(), `url = "privx.example.com:443"`),
			"privx.url", "https://",
		},
		{
			"URL of another scheme", block("privx", privxSettings(), `url = "ldaps://privx.example.com"`),
			"privx.url", "https://",
		},
		{"URL without host", block("privx", privxSettings(), `url = "https:///privx"`), "privx.url", "https://"},
		{
			"URL with a user", block("privx", privxSettings(), `url = "https://admin:canary@privx.example.com"`),
			"privx.url", "user name or password",
		},
		{
			"URL with a query", block("privx", privxSettings(), `url = "https://privx.example.com/?a=b"`),
			"privx.url", "query or fragment",
		},
		{
			"URL with a fragment", block("privx", privxSettings(), `url = "https://privx.example.com/#/login"`),
			"privx.url", "query or fragment",
		},
		{"URL with a space", block("privx", privxSettings(), `url = "https://privx example.com"`), "privx.url", "not a URL"},
		{
			"no API client", block("privx", without(privxSettings(), "api_client_id")),
			"privx.api_client_id", "PRIVX_API_CLIENT_ID",
		},
		{
			"no API client's secret", block("privx", without(privxSettings(), "api_client_secret")),
			"privx.api_client_secret", "PRIVX_API_CLIENT_SECRET",
		},
		{
			"no OAuth client's secret", block("privx", without(privxSettings(), "oauth_client_secret")),
			"privx.oauth_client_secret", "PRIVX_API_OAUTH_CLIENT_SECRET",
		},
		{
			"two ways to log in", block("privx", privxSettings(), `bearer_token = "canary"`),
			"privx.bearer_token", "either privx.bearer_token, or privx.api_client_id",
		},
		{
			"token beside half a client", block("privx", without(privxSettings(), "api_client_id"), `bearer_token = "canary"`),
			"privx.bearer_token", "either",
		},
		{
			"CA that is a path", block("privx", privxSettings(), `ca_certificate = "/etc/ssl/ca.pem"`),
			"privx.ca_certificate", "file(",
		},
		{
			"CA that is a broken PEM", block("privx", privxSettings(), fmt.Sprintf("ca_certificate = %q", ca[:len(ca)/2])),
			"privx.ca_certificate", "BEGIN CERTIFICATE",
		},
		{
			"CA that Go cannot read",
			block("privx", privxSettings(), fmt.Sprintf("ca_certificate = %q", testCertificate("brainpool"))),
			"privx.ca_certificate", "certificate 1 of 1: x509: unsupported elliptic curve",
		},
		{
			"CAs that Go cannot read", block("sps", spsSettings(), fmt.Sprintf("ca_certificate = %q",
				testCertificate("explicit_parameters")+testCertificate("negative_serial"))),
			"sps.ca_certificate", "certificate 2 of 2: x509: negative serial number",
		},
		{
			"CA that is a key", block("sps", spsSettings(), fmt.Sprintf("ca_certificate = %q", privateKeyInPEM())),
			"sps.ca_certificate", "it is a PRIVATE KEY",
		},
		{
			"timeout without unit", block("privx", privxSettings(), `request_timeout = "30"`),
			"privx.request_timeout", `privx.request_timeout is "30"`,
		},
		{"timeout in words", block("privx", privxSettings(), `request_timeout = "a minute"`), "privx.request_timeout", "90s"},
		{"timeout 0", block("privx", privxSettings(), `request_timeout = "0s"`), "privx.request_timeout", "above zero"},
		{
			"negative timeout", block("privx", privxSettings(), `request_timeout = "-1s"`),
			"privx.request_timeout", "above zero",
		},
		{"negative retries", block("privx", privxSettings(), "max_retries = -1"), "privx.max_retries", "between 0 and 100"},
		{"retries 101", block("privx", privxSettings(), "max_retries = 101"), "privx.max_retries", "between 0 and 100"},
		{
			"no requests at a time", block("privx", privxSettings(), "max_concurrent_requests = 0"),
			"privx.max_concurrent_requests", "between 1 and 1000",
		},
		{
			"requests at a time 1001", block("privx", privxSettings(), "max_concurrent_requests = 1001"),
			"privx.max_concurrent_requests", "between 1 and 1000",
		},

		{"no URL of SPS", block("sps", without(spsSettings(), "url")), "sps.url", "SPS_URL"},
		{"URL of SPS without scheme", block("sps", spsSettings(), `url = "sps.example.com"`), "sps.url", "https://"},
		{
			"URL of SPS with a user", block("sps", spsSettings(), `url = "https://admin:canary@sps.example.com"`),
			"sps.url", "user name or password",
		},
		{"no user of SPS", block("sps", without(spsSettings(), "username")), "sps.username", "SPS_USERNAME"},
		{"no password of SPS", block("sps", without(spsSettings(), "password")), "sps.password", "SPS_PASSWORD"},
		{"CA of SPS that is a path", block("sps", spsSettings(), `ca_certificate = "ca.pem"`), "sps.ca_certificate", "file("},
		{
			"client certificate without key",
			block("sps", without(spsSettings(), "password"), fmt.Sprintf("client_certificate = %q", ca)), "sps.client_key",
			"SPS_CLIENT_KEY",
		},
		{
			"client certificate with what is no key",
			block("sps", without(spsSettings(), "password"), fmt.Sprintf("client_certificate = %q", ca),
				`client_key = "canary"`),
			"sps.client_certificate", "client certificate and key",
		},
		{
			"lock timeout without unit", block("sps", spsSettings(), `lock_timeout = "5"`),
			"sps.lock_timeout", `sps.lock_timeout is "5"`,
		},
		{"request timeout of SPS", block("sps", spsSettings(), `request_timeout = "soon"`), "sps.request_timeout", "90s"},
		{"negative retries of SPS", block("sps", spsSettings(), "max_retries = -1"), "sps.max_retries", "between 0 and 100"},
		{
			"no requests at a time to SPS", block("sps", spsSettings(), "max_concurrent_requests = 0"),
			"sps.max_concurrent_requests", "between 1 and 1000",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			onlyEnv(t, nil)
			diags := acctest.NewRun(t, c.settings).Configured
			diags.MustFail(t, c.attribute, c.message)
			if n := len(diags.Errors()); n != 1 {
				t.Errorf("%d errors, want one:\n%s", n, strings.Join(diags.Errors(), "\n"))
			}
			if said := strings.Join(append(diags.Errors(), diags.Warnings()...), "\n"); strings.Contains(said, "canary") {
				t.Errorf("the message holds a secret: %s", said)
			}
		})
	}
}

func TestSettingsThatWarn(t *testing.T) {
	ca, _ := certificate(t)
	for _, c := range []struct{ name, settings, attribute, message string }{
		{
			"no check of the certificate", block("privx", privxSettings(), "insecure_skip_verify = true"),
			"privx.insecure_skip_verify", "ca_certificate",
		},
		{
			"no check of SPS's certificate", block("sps", spsSettings(), "insecure_skip_verify = true"),
			"sps.insecure_skip_verify", "ca_certificate",
		},
		{
			"a CA that Go cannot read beside one that it can", block("privx", privxSettings(),
				fmt.Sprintf("ca_certificate = %q", ca+testCertificate("brainpool"))),
			"privx.ca_certificate", "certificate 2 of 2: x509: unsupported elliptic curve",
		},
		{"http", block("privx", privxSettings(), `url = "http://privx.example.com"`), "privx.url", "Use https"},
		{"http to an address", block("privx", privxSettings(), `url = "http://192.0.2.1"`), "privx.url", "Use https"},
		{"http to SPS", block("sps", spsSettings(), `url = "http://sps.example.com"`), "sps.url", "Use https"},
		{"false is no warning", block("privx", privxSettings(), "insecure_skip_verify = false"), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			onlyEnv(t, nil)
			diags := acctest.NewRun(t, c.settings).Configured
			diags.MustSucceed(t)
			wantWarning(t, diags, c.attribute, c.message)
		})
	}
}

// settingsOf are all settings of a block, by its schema.
func settingsOf(t *testing.T, run *acctest.Run, system string) []string {
	t.Helper()
	for _, a := range run.Schema.Provider.Block.Attributes {
		if a.Name == system {
			return attributeNames(a.NestedType.Attributes)
		}
	}
	t.Fatalf("there is no block %s", system)
	return nil
}

func attributeNames(attributes []*tfprotov6.SchemaAttribute) []string {
	names := make([]string, 0, len(attributes))
	for _, a := range attributes {
		names = append(names, a.Name)
	}
	return names
}

// TestUnknownSettings makes each setting unknown, one at a time: nothing fails, and what is in the state stays there,
// with a warning.
func TestUnknownSettings(t *testing.T) {
	onlyEnv(t, nil)
	fake := acctest.NewPrivX(t, privxfake.Options{})
	run := acctest.NewRun(t, fake.Block())
	state := run.MustApply(aSource, acctest.State{}, source("LDAP", `comment = "before"`))
	fake.Edit("sources/"+state.Attribute(t, "id"), func(doc map[string]any) { doc["comment"] = "after" })
	token := map[string]string{"url": fmt.Sprintf("%q", fake.URL), "bearer_token": `"` + privxfake.BearerToken + `"`}
	unknown := map[string]string{"privx": "privx = unknown", "bearer_token": block("privx", token, "bearer_token = "+
		"unknown")}
	for _, name := range settingsOf(t, run, "privx") {
		if name != "bearer_token" {
			unknown[name] = fake.Block(name + " = unknown")
		}
	}
	if len(unknown) < 11 {
		t.Fatalf("only %d settings", len(unknown))
	}
	for name, settings := range unknown {
		t.Run(name, func(t *testing.T) {
			run := acctest.NewRun(t, settings)
			run.Configured.MustSucceed(t)
			after, diags := run.Read(aSource, state)
			diags.MustSucceed(t)
			wantWarning(t, diags, "", "not known before apply")
			if !after.Value.Equal(state.Value) {
				t.Errorf("the state changed: %s", after.Attribute(t, "comment"))
			}
			run.Plan(aSource, after, source("LDAP", `comment = "planned"`)).Diagnostics.MustSucceed(t)
		})
	}
	t.Run("all known", func(t *testing.T) {
		if after := acctest.NewRun(t, fake.Block()).MustRead(aSource, state); after.Attribute(t, "comment") != "after" {
			t.Error("the read with known settings was no read, so the others prove nothing")
		}
	})
	for _, name := range append(settingsOf(t, run, "sps"), "") {
		t.Run("sps "+name, func(t *testing.T) {
			settings := "sps = unknown"
			if name != "" {
				settings = block("sps", spsSettings(), name+" = unknown")
			}
			acctest.NewRun(t, settings).Configured.MustSucceed(t)
		})
	}
}

func TestUnknownSettingsBesideWrongOnes(t *testing.T) {
	onlyEnv(t, nil)
	wrong := block("privx", privxSettings(), `url = "privx.example.com"`, "api_client_id = unknown")
	acctest.NewRun(t, wrong).Configured.MustFail(t, "privx.url", "https://")
	acctest.NewRun(t, "privx = { url = unknown }").Configured.MustSucceed(t)
}

// TestNotConfigured checks that an object of a system without settings fails with one clear error.
func TestNotConfigured(t *testing.T) {
	onlyEnv(t, nil)
	run := acctest.NewRun(t, block("sps", spsSettings()))
	run.Configured.MustSucceed(t)
	_, applied := run.Apply(aSource, acctest.State{}, source("LDAP", ""))
	_, imported := run.Import(aSource, "eef4aefc-d64e-4c2c-aba4-4914c86ce059")
	_, listed := run.Data("pam_privx_sources", "")
	for what, diags := range map[string]acctest.Diagnostics{"create": applied, "import": imported, "list": listed} {
		t.Run(what, func(t *testing.T) {
			diags.MustFail(t, "", "PrivX is not configured")
			diags.MustFail(t, "", "PRIVX_API_BASE_URL")
			if n := len(diags.Errors()); n != 1 {
				t.Errorf("%d errors, want one: %v", n, diags.Errors())
			}
		})
	}
}

// ask lists the sources, which takes a login.
func ask(t *testing.T, settings string) acctest.Diagnostics {
	t.Helper()
	run := acctest.NewRun(t, settings)
	if run.Configured.Failed() {
		return run.Configured
	}
	_, diags := run.Data("pam_privx_sources", "")
	return diags
}

// secure serves the fake by TLS and returns the URL and the CA.
func secure(t *testing.T, fake *acctest.PrivX) (url, ca string) {
	t.Helper()
	ca, pair := certificate(t)
	server := httptest.NewUnstartedServer(fake.Server)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL, ca
}

// TestEnvironment takes each setting of PrivX from the configuration or the environment: what is configured counts, and
// what is not is taken from the variable.
func TestEnvironment(t *testing.T) {
	fake := acctest.NewPrivX(t, privxfake.Options{})
	url, ca := secure(t, fake)
	_, otherCA := secure(t, fake)
	right := map[string]string{
		"PRIVX_API_BASE_URL": url, "PRIVX_CA_CERTIFICATE": ca,
		"PRIVX_API_CLIENT_ID": privxfake.APIClientID, "PRIVX_API_CLIENT_SECRET": privxfake.APIClientSecret,
		"PRIVX_API_OAUTH_CLIENT_ID": privxfake.OAuthClientID, "PRIVX_API_OAUTH_CLIENT_SECRET": privxfake.OAuthClientSecret,
	}
	wrong := map[string]string{"PRIVX_API_BASE_URL": url + "/elsewhere", "PRIVX_CA_CERTIFICATE": otherCA}
	env := func(name, value string) map[string]string {
		out := map[string]string{}
		for variable, v := range right {
			out[variable] = v
		}
		out[name] = value
		return out
	}
	t.Run("everything", func(t *testing.T) {
		onlyEnv(t, right)
		ask(t, "").MustSucceed(t)
		ask(t, "privx = {}").MustSucceed(t)
	})
	for name, value := range right {
		t.Run(name, func(t *testing.T) {
			bad := wrong[name]
			if bad == "" {
				bad = "wrong-value"
			}
			setting := strings.TrimPrefix(variables[name], "privx.")
			onlyEnv(t, env(name, bad))
			if !ask(t, "privx = {}").Failed() {
				t.Error("the variable is not read")
			}
			configured := ask(t, fmt.Sprintf("privx = { %s = %q }", setting, value))
			if setting == "url" {
				configured.MustFail(t, "privx.api_client_secret", "belongs to the server of PRIVX_API_BASE_URL")
			} else {
				configured.MustSucceed(t)
			}
			onlyEnv(t, env(name, value))
			if !ask(t, fmt.Sprintf("privx = { %s = %q }", setting, bad)).Failed() {
				t.Error("the variable goes before the configuration")
			}
			// An empty text is as good as none, as in a module that passes an optional variable on.
			ask(t, fmt.Sprintf(`privx = { %s = "" }`, setting)).MustSucceed(t)
		})
	}
	t.Run("PRIVX_API_BEARER_TOKEN", func(t *testing.T) {
		onlyEnv(t, map[string]string{
			"PRIVX_API_BASE_URL": url, "PRIVX_CA_CERTIFICATE": ca, "PRIVX_API_BEARER_TOKEN": privxfake.BearerToken,
		})
		ask(t, "").MustSucceed(t)
		ask(t, `privx = { bearer_token = "wrong" }`).MustFail(t, "", "renew bearer_token")
		// A client that is configured goes before a token of the environment.
		ask(t, block("privx", clients(privxfake.APIClientSecret))).MustSucceed(t)
		ask(t, block("privx", clients("wrong"))).MustFail(t, "", "invalid_grant")
		onlyEnv(t, env("PRIVX_API_BEARER_TOKEN", "wrong"))
		ask(t, `privx = { bearer_token = "`+privxfake.BearerToken+`" }`).MustSucceed(t)
	})
	t.Run("PRIVX_API_OAUTH_CLIENT_ID by default", func(t *testing.T) {
		onlyEnv(t, env("PRIVX_API_OAUTH_CLIENT_ID", ""))
		ask(t, "").MustSucceed(t)
	})
	t.Run("missing", func(t *testing.T) {
		onlyEnv(t, env("PRIVX_API_CLIENT_SECRET", ""))
		acctest.NewRun(t, "").Configured.MustFail(t, "privx.api_client_secret", "PRIVX_API_CLIENT_SECRET")
	})
}

// clients are the fake's two clients, with a secret of the API client that may be another one.
func clients(secret string) map[string]string {
	return map[string]string{
		"api_client_id": fmt.Sprintf("%q", privxfake.APIClientID), "api_client_secret": fmt.Sprintf("%q", secret),
		"oauth_client_secret": fmt.Sprintf("%q", privxfake.OAuthClientSecret),
	}
}

// TestEnvironmentOfSPS leaves each setting to its variable.
func TestEnvironmentOfSPS(t *testing.T) {
	ca, pair := certificate(t)
	key := privateKey(t, pair)
	leaf := pemText("CERTIFICATE", pair.Certificate[0])
	for _, c := range []struct {
		name, settings     string
		env                map[string]string
		attribute, message string
	}{
		{
			"everything", "sps = {}",
			map[string]string{"SPS_URL": "https://sps.example.com", "SPS_USERNAME": "u", "SPS_PASSWORD": "p"},
			"", "",
		},
		{"URL", block("sps", spsSettings(), "url = null"), map[string]string{"SPS_URL": "https://sps.example.com"}, "", ""},
		{"user", block("sps", spsSettings(), "username = null"), map[string]string{"SPS_USERNAME": "u"}, "", ""},
		{"password", block("sps", spsSettings(), "password = null"), map[string]string{"SPS_PASSWORD": "p"}, "", ""},
		{
			"wrong URL", block("sps", spsSettings(), "url = null"),
			map[string]string{"SPS_URL": "sps.example.com"},
			"sps.url", "https://",
		},
		{
			"wrong URL behind a configured one", block("sps", spsSettings()),
			map[string]string{"SPS_URL": "sps.example.com"},
			"", "",
		},
		{
			"wrong CA", block("sps", spsSettings()),
			map[string]string{"SPS_CA_CERTIFICATE": "ca.pem"},
			"sps.ca_certificate", "file(",
		},
		{"CA", block("sps", spsSettings()), map[string]string{"SPS_CA_CERTIFICATE": ca}, "", ""},
		{
			"certificate and key", `sps = { url = "https://sps.example.com" }`,
			map[string]string{"SPS_CLIENT_CERTIFICATE": leaf, "SPS_CLIENT_KEY": key},
			"", "",
		},
		{
			"certificate without key", `sps = { url = "https://sps.example.com" }`,
			map[string]string{"SPS_CLIENT_CERTIFICATE": leaf},
			"sps.client_key", "SPS_CLIENT_KEY",
		},
		{
			"certificate with another key", `sps = { url = "https://sps.example.com" }`,
			map[string]string{"SPS_CLIENT_CERTIFICATE": leaf, "SPS_CLIENT_KEY": otherKey(t)},
			"sps.client_certificate", "key",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			onlyEnv(t, c.env)
			diags := acctest.NewRun(t, c.settings).Configured
			if c.message == "" {
				diags.MustSucceed(t)
				return
			}
			diags.MustFail(t, c.attribute, c.message)
		})
	}
}

func privateKey(t *testing.T, pair tls.Certificate) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return pemText("PRIVATE KEY", der)
}

func otherKey(t *testing.T) string {
	t.Helper()
	_, pair := certificate(t)
	return privateKey(t, pair)
}

func pemText(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// TestBearerToken accepts what people paste.
func TestBearerToken(t *testing.T) {
	onlyEnv(t, nil)
	fake := acctest.NewPrivX(t, privxfake.Options{})
	for _, token := range []string{
		privxfake.BearerToken, "Bearer " + privxfake.BearerToken,
		privxfake.BearerToken + "\n", " Bearer " + privxfake.BearerToken + "\n",
	} {
		ask(t, fmt.Sprintf("privx = { url = %q\n bearer_token = %q }", fake.URL, token)).MustSucceed(t)
	}
	if n := fake.Count("POST", "/auth/api/v1/oauth/token"); n != 0 {
		t.Errorf("%d logins with a token at hand", n)
	}
}

// TestLoginRefused checks that the error has OAuth's own words and the settings to look at, and never the secret. There
// must be no second try, which could lock the client.
func TestLoginRefused(t *testing.T) {
	onlyEnv(t, nil)
	for _, c := range []struct{ setting, code, description, advice string }{
		{"oauth_client_secret", "invalid_client", "Client authentication failed", "oauth_client_secret"},
		{"oauth_client_id", "invalid_client", "Client authentication failed", "oauth_client_id"},
		{"api_client_secret", "invalid_grant", "Invalid credentials", "api_client_secret"},
		{"api_client_id", "invalid_grant", "Invalid credentials", "api_client_id"},
	} {
		t.Run(c.setting, func(t *testing.T) {
			fake := acctest.NewPrivX(t, privxfake.Options{})
			run := acctest.NewRun(t, fake.Block(c.setting+` = "canary-wrong"`))
			for range 2 {
				_, diags := run.Data("pam_privx_sources", "")
				for _, text := range []string{c.code, c.description, c.advice} {
					diags.MustFail(t, "", text)
				}
				if strings.Contains(strings.Join(diags.Errors(), ""), "canary") {
					t.Errorf("the message holds the credential: %v", diags.Errors())
				}
			}
			if n := fake.Count("POST", "/auth/api/v1/oauth/token"); n != 1 {
				t.Errorf("%d tries to log in, want one", n)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	onlyEnv(t, nil)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	diags := ask(t, block("privx", clients("canary"), fmt.Sprintf("url = %q", url), "max_retries = 1"))
	diags.MustFail(t, "", "connection refused")
	diags.MustFail(t, "", url)
	diags.MustFail(t, "", "2 attempts")
}

func TestNotPrivX(t *testing.T) {
	onlyEnv(t, nil)
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	ask(t, block("privx", clients("canary"), fmt.Sprintf("url = %q", server.URL))).MustFail(t, "", "Check url")
}

func TestTLS(t *testing.T) {
	onlyEnv(t, nil)
	fake := acctest.NewPrivX(t, privxfake.Options{})
	url, ca := secure(t, fake)
	_, otherCA := secure(t, fake)
	settings := func(more ...string) string {
		return block("privx", clients(privxfake.APIClientSecret), append(more, fmt.Sprintf("url = %q", url))...)
	}
	ask(t, settings()).MustFail(t, "", "ca_certificate")
	ask(t, settings(fmt.Sprintf("ca_certificate = %q", otherCA))).MustFail(t, "", "ca_certificate")
	if n := len(fake.Requests()); n != 0 {
		t.Errorf("%d requests went to a server that is not trusted", n)
	}
	ask(t, settings(fmt.Sprintf("ca_certificate = %q", ca))).MustSucceed(t)
	ask(t, settings(fmt.Sprintf("ca_certificate = %q", otherCA+ca))).MustSucceed(t)
	ask(t, settings("insecure_skip_verify = true")).MustSucceed(t)
	plain := block("privx", clients("canary"), fmt.Sprintf("url = %q", strings.Replace(fake.URL, "http:", "https:", 1)))
	ask(t, plain).MustFail(t, "", "does not speak TLS")
}

// TestMissingPermission checks that the error names the permission that would have been enough.
func TestMissingPermission(t *testing.T) {
	onlyEnv(t, nil)
	fake := acctest.NewPrivX(t, privxfake.Options{})
	body := source("LDAP", "")
	state := acctest.NewRun(t, fake.Block()).MustApply(aSource, acctest.State{}, body)
	run := func(scopes ...string) *acctest.Run {
		fake.SetScopes(scopes...)
		return acctest.NewRun(t, fake.Block())
	}
	_, diags := run("sourcesView").Apply(aSource, acctest.State{}, source("AD", ""))
	diags.MustFail(t, "", "status 403")
	diags.MustFail(t, "", "sources-manage")
	_, diags = run("sourcesView").Apply(aSource, state, source("LDAP", `comment = "new"`))
	diags.MustFail(t, "", "sources-manage")
	after, diags := run("sourcesManage").Read(aSource, state)
	diags.MustFail(t, "", "sources-view")
	if !after.Exists() {
		t.Error("a source that may not be read was taken for gone")
	}
	diags = run("sourcesManage").Destroy(aSource, state)
	diags.MustFail(t, "", "status 403")
	diags.MustFail(t, "", "the role privx-admin: sources-manage is not enough")
	if n := len(fake.Documents("sources")); n != 1 {
		t.Errorf("%d sources on the server, want the one made first", n)
	}
	run("admin").Destroy(aSource, state).MustSucceed(t)
}
