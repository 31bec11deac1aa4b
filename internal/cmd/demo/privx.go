package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// privx is the PrivX of this demo.
type privx struct {
	*system
	fake *privxfake.Server
}

func startPrivX(ctx context.Context) (*privx, error) {
	fake := privxfake.New(privxfake.Options{})
	s, err := startSystem(ctx, fake)
	if err != nil {
		return nil, err
	}
	return &privx{system: s, fake: fake}, nil
}

// environment is the provider's configuration.
func (p *privx) environment() map[string]string {
	return map[string]string{
		"PRIVX_API_BASE_URL":            p.url,
		"PRIVX_CA_CERTIFICATE":          p.ca,
		"PRIVX_API_CLIENT_ID":           privxfake.APIClientID,
		"PRIVX_API_CLIENT_SECRET":       privxfake.APIClientSecret,
		"PRIVX_API_OAUTH_CLIENT_ID":     privxfake.OAuthClientID,
		"PRIVX_API_OAUTH_CLIENT_SECRET": privxfake.OAuthClientSecret,
	}
}

// writes are the requests that change something; logging in does not, nor does searching.
func writes(requests []fakehttp.Request) []fakehttp.Request {
	var out []fakehttp.Request
	for _, r := range requests {
		if r.Method != http.MethodGet && !isLogin(r) && !isSearch(r) {
			out = append(out, r)
		}
	}
	return out
}

func isLogin(r fakehttp.Request) bool { return strings.HasPrefix(r.Path, "/auth/") }

// isSearch tells apart what PrivX reads by POST.
func isSearch(r fakehttp.Request) bool {
	return strings.HasSuffix(r.Path, "/search") || strings.HasSuffix(r.Path, "/resolve")
}

// tally counts requests by what they are for.
func tally(requests []fakehttp.Request) string {
	logins := 0
	for _, r := range requests {
		if isLogin(r) {
			logins++
		}
	}
	changing := len(writes(requests))
	return fmt.Sprintf("%s: %s, %s, %s", plural(len(requests), "request"),
		plural(len(requests)-changing-logins, "read"), plural(changing, "write"), plural(logins, "login"))
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
