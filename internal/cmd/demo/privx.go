package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// privx is the PrivX of this demo: in memory, reached over TLS like a real one.
type privx struct {
	fake   *privxfake.Server
	url    string
	ca     string // PEM
	server *http.Server
}

// startPrivX serves on a free port, with a certificate of a private CA that no system trusts by itself.
func startPrivX(ctx context.Context) (*privx, error) {
	ca, certificate, err := fakehttp.NewCertificate("127.0.0.1")
	if err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	fake := privxfake.New(privxfake.Options{})
	p := &privx{
		fake: fake, url: "https://" + listener.Addr().String(), ca: string(ca),
		server: &http.Server{
			Handler:           fake,
			TLSConfig:         &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
			ReadHeaderTimeout: 10 * time.Second,
		},
	}
	// The error is always the one of stop: a listener that fails earlier shows as a Terraform that cannot connect.
	go func() { _ = p.server.ServeTLS(listener, "", "") }()
	return p, nil
}

func (p *privx) stop() {
	p.fake.Close()
	_ = p.server.Close()
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

// watch returns a function that gives the requests since.
func (p *privx) watch() func() []fakehttp.Request {
	before := len(p.fake.Requests())
	return func() []fakehttp.Request { return p.fake.Requests()[before:] }
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
