// Package stage is what the demo and the benchmark play on: the Terraform on this machine, the provider built from this
// tree, and the built-in PrivX and SPS behind TLS.
package stage

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// fake is what PrivX and SPS have in common.
type fake interface {
	http.Handler
	Requests() []fakehttp.Request
	ResetRequests()
	SetLatency(d time.Duration)
	Close()
}

// System is a PrivX or an SPS: in memory, reached over TLS like a real one.
type System struct {
	URL    string
	served fake
	ca     string // PEM
	server *http.Server
}

// start serves on a free port, with a certificate of a private CA that no system trusts by itself.
func start(ctx context.Context, served fake) (*System, error) {
	ca, certificate, err := fakehttp.NewCertificate("127.0.0.1")
	if err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &System{
		served: served, URL: "https://" + listener.Addr().String(), ca: string(ca),
		server: &http.Server{
			Handler:           served,
			TLSConfig:         &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
			ReadHeaderTimeout: 10 * time.Second,
		},
	}
	// The error is always the one of Stop: a listener that fails earlier shows as a Terraform that cannot connect.
	go func() { _ = s.server.ServeTLS(listener, "", "") }()
	return s, nil
}

// Stop ends it, and every request in flight.
func (s *System) Stop() {
	s.served.Close()
	_ = s.server.Close()
}

// Watch returns a function that returns the requests made since.
func (s *System) Watch() func() []fakehttp.Request {
	before := len(s.served.Requests())
	return func() []fakehttp.Request { return s.served.Requests()[before:] }
}

// PrivX is a running PrivX.
type PrivX struct {
	*System
	Fake *privxfake.Server
}

// StartPrivX starts one that holds nothing.
func StartPrivX(ctx context.Context) (*PrivX, error) {
	served := privxfake.New(privxfake.Options{})
	s, err := start(ctx, served)
	if err != nil {
		return nil, err
	}
	return &PrivX{System: s, Fake: served}, nil
}

// Environment configures the provider.
func (p *PrivX) Environment() map[string]string {
	return map[string]string{
		"PRIVX_API_BASE_URL":            p.URL,
		"PRIVX_CA_CERTIFICATE":          p.ca,
		"PRIVX_API_CLIENT_ID":           privxfake.APIClientID,
		"PRIVX_API_CLIENT_SECRET":       privxfake.APIClientSecret,
		"PRIVX_API_OAUTH_CLIENT_ID":     privxfake.OAuthClientID,
		"PRIVX_API_OAUTH_CLIENT_SECRET": privxfake.OAuthClientSecret,
	}
}

// SPS is a running Safeguard for Privileged Sessions.
type SPS struct {
	*System
	Fake *spsfake.Server
}

// StartSPS starts one that holds nothing but what is built in.
func StartSPS(ctx context.Context, options spsfake.Options) (*SPS, error) {
	served := spsfake.New(options)
	s, err := start(ctx, served)
	if err != nil {
		return nil, err
	}
	return &SPS{System: s, Fake: served}, nil
}

// Environment configures the provider.
func (s *SPS) Environment() map[string]string {
	return map[string]string{
		"SPS_URL":            s.URL,
		"SPS_CA_CERTIFICATE": s.ca,
		"SPS_USERNAME":       spsfake.Username,
		"SPS_PASSWORD":       spsfake.Password,
	}
}
