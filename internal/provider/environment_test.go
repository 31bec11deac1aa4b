package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// TestCredentialsStayWithTheirURL configures servers beside the one of the environment.
func TestCredentialsStayWithTheirURL(t *testing.T) {
	privx, sps := acctest.NewPrivX(t, privxfake.Options{}), acctest.NewSPS(t, spsfake.Options{})
	credentials := map[string]string{
		"PRIVX_API_CLIENT_ID": privxfake.APIClientID, "PRIVX_API_CLIENT_SECRET": privxfake.APIClientSecret,
		"PRIVX_API_OAUTH_CLIENT_ID": privxfake.OAuthClientID, "PRIVX_API_OAUTH_CLIENT_SECRET": privxfake.OAuthClientSecret,
		"SPS_USERNAME": spsfake.Username, "SPS_PASSWORD": spsfake.Password,
	}
	token := map[string]string{"PRIVX_API_BEARER_TOKEN": privxfake.BearerToken}
	for _, c := range []struct {
		name, system, url, variable, environment string
		credentials                              map[string]string
		theirs                                   bool
	}{
		{"no URL", "privx", privx.URL, "PRIVX_API_BASE_URL", "", credentials, true},
		{"the same URL", "privx", privx.URL, "PRIVX_API_BASE_URL", privx.URL + "/", credentials, true},
		{"in capitals", "privx", privx.URL, "PRIVX_API_BASE_URL", strings.ToUpper(privx.URL), credentials, true},
		{"another host", "privx", privx.URL, "PRIVX_API_BASE_URL", "https://privx.example.com", credentials, false},
		{"another port", "privx", privx.URL, "PRIVX_API_BASE_URL", privx.URL + "1", credentials, false},
		{"another path", "privx", privx.URL, "PRIVX_API_BASE_URL", privx.URL + "/test", credentials, false},
		{"a token", "privx", privx.URL, "PRIVX_API_BASE_URL", "https://privx.example.com", token, false},
		{"a token of no URL", "privx", privx.URL, "PRIVX_API_BASE_URL", "", token, true},
		{"no URL of SPS", "sps", sps.URL, "SPS_URL", "", credentials, true},
		{"another SPS", "sps", sps.URL, "SPS_URL", "https://sps.example.com", credentials, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := map[string]string{c.variable: c.environment}
			for name, value := range c.credentials {
				env[name] = value
			}
			onlyEnv(t, env)
			before := len(privx.Requests()) + len(sps.Requests())
			run := acctest.NewRun(t, fmt.Sprintf("%s = { url = %q }", c.system, c.url))
			dataSource := map[string]string{"privx": "pam_privx_sources", "sps": "pam_sps_users"}[c.system]
			diags := run.Configured
			if !diags.Failed() {
				_, diags = run.Data(dataSource, "")
			}
			if c.theirs {
				diags.MustSucceed(t)
				return
			}
			if asked := len(privx.Requests()) + len(sps.Requests()) - before; asked > 0 {
				t.Errorf("%d requests reached the other server", asked)
			}
			if !slices.ContainsFunc(diags.Errors(), func(e string) bool {
				return strings.Contains(e, "belongs to the server of "+c.variable)
			}) {
				t.Errorf("errors: %v", diags.Errors())
			}
		})
	}
}

// TestFinalNewlines takes credentials as files have them.
func TestFinalNewlines(t *testing.T) {
	privx := acctest.NewPrivX(t, privxfake.Options{})
	onlyEnv(t, map[string]string{
		"PRIVX_API_BASE_URL": privx.URL, "PRIVX_API_CLIENT_ID": privxfake.APIClientID + "\n",
		"PRIVX_API_CLIENT_SECRET":       privxfake.APIClientSecret + "\r\n",
		"PRIVX_API_OAUTH_CLIENT_SECRET": privxfake.OAuthClientSecret + "\n",
	})
	ask(t, "").MustSucceed(t)
	ask(t, fmt.Sprintf("privx = { api_client_secret = %q }", privxfake.APIClientSecret+"\n")).MustSucceed(t)
}
