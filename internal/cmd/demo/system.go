package main

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

// fake is what PrivX and SPS of this demo have in common.
type fake interface {
	http.Handler
	Requests() []fakehttp.Request
	Close()
}

// system is a PrivX or an SPS: in memory, reached over TLS like a real one.
type system struct {
	served fake
	url    string
	ca     string // PEM
	server *http.Server
}

// startSystem serves on a free port, with a certificate of a private CA that no system trusts by itself.
func startSystem(ctx context.Context, served fake) (*system, error) {
	ca, certificate, err := fakehttp.NewCertificate("127.0.0.1")
	if err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &system{
		served: served, url: "https://" + listener.Addr().String(), ca: string(ca),
		server: &http.Server{
			Handler:           served,
			TLSConfig:         &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
			ReadHeaderTimeout: 10 * time.Second,
		},
	}
	// The error is always the one of stop: a listener that fails earlier shows as a Terraform that cannot connect.
	go func() { _ = s.server.ServeTLS(listener, "", "") }()
	return s, nil
}

func (s *system) stop() {
	s.served.Close()
	_ = s.server.Close()
}

// watch returns a function that gives the requests since.
func (s *system) watch() func() []fakehttp.Request {
	before := len(s.served.Requests())
	return func() []fakehttp.Request { return s.served.Requests()[before:] }
}
