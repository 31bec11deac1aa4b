package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// system is one fake and the server that it is behind.
type system struct {
	name      string // in the ready file
	address   string
	handler   http.Handler
	seams     *fakehttp.Seams
	close     func()
	variables func(url string) []variable
	ca        string // the variable for the CA's certificate
	// underSuccess is the system's error under a status of success.
	underSuccess func(path string) fakehttp.Fault

	url    string
	server *http.Server
	failed chan error
}

type variable struct{ name, value string }

func systemsOf(o options) []system {
	var systems []system
	if o.privx != "" {
		fake := privxfake.New(privxfake.Options{DropExpiredGrants: o.dropEnded, WholeSeconds: o.wholeSeconds})
		fake.SetClock(func() time.Time { return time.Now().Add(o.clockOffset) })
		systems = append(systems, system{
			name: "privx", address: o.privx, handler: fake, seams: fake.Seams, close: fake.Close,
			variables: func(url string) []variable {
				return []variable{
					{"PRIVX_API_BASE_URL", url},
					{"PRIVX_API_CLIENT_ID", privxfake.APIClientID},
					{"PRIVX_API_CLIENT_SECRET", privxfake.APIClientSecret},
					{"PRIVX_API_OAUTH_CLIENT_ID", privxfake.OAuthClientID},
					{"PRIVX_API_OAUTH_CLIENT_SECRET", privxfake.OAuthClientSecret},
				}
			},
			ca: "PRIVX_CA_CERTIFICATE", underSuccess: privxfake.ErrorUnderSuccess,
		})
	}
	if o.sps != "" {
		fake := spsfake.New(spsfake.Options{CommitLatency: o.commitLatency, MaxSessions: o.maxSessions})
		systems = append(systems, system{
			name: "sps", address: o.sps, handler: fake, seams: fake.Seams, close: fake.Close,
			variables: func(url string) []variable {
				return []variable{
					{"SPS_URL", url},
					{"SPS_USERNAME", spsfake.Username},
					{"SPS_PASSWORD", spsfake.Password},
				}
			},
			ca: "SPS_CA_CERTIFICATE", underSuccess: spsfake.ErrorUnderSuccess,
		})
	}
	for _, s := range systems {
		s.seams.SetLatency(o.latency)
		for _, a := range o.strange {
			s.seams.Fail(a.fault(s.underSuccess))
		}
	}
	return systems
}

// transport is plain HTTP as long as it is zero.
type transport struct {
	config *tls.Config
	caFile string
}

func newTransport(folder string, hosts []string) (transport, error) {
	ca, certificate, err := fakehttp.NewCertificate(hosts...)
	if err != nil {
		return transport{}, err
	}
	caFile := filepath.Join(folder, "ca.pem")
	if err := os.WriteFile(caFile, ca, 0o600); err != nil {
		return transport{}, err
	}
	config := &tls.Config{
		Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12,
		ClientAuth: tls.RequestClientCert, // for the X.509 login of SPS, which looks at it
	}
	return transport{config, caFile}, nil
}

func (s *system) start(ctx context.Context, t transport) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.address)
	if err != nil {
		return fmt.Errorf("-%s: %w", s.name, err)
	}
	s.url = "http://" + listener.Addr().String()
	s.server = &http.Server{Handler: s.handler, TLSConfig: t.config.Clone(), ReadHeaderTimeout: 10 * time.Second}
	serve := func() error { return s.server.Serve(listener) }
	if t.config != nil {
		s.url = "https://" + listener.Addr().String()
		serve = func() error { return s.server.ServeTLS(listener, "", "") }
	}
	s.failed = make(chan error, 1)
	go func() { s.failed <- serve() }()
	return nil
}

// stop lets requests in flight end, but not the ones that a fault keeps hanging, and nobody for long.
func (s *system) stop(ctx context.Context) {
	s.close()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if s.server.Shutdown(ctx) != nil {
		_ = s.server.Close()
	}
}

// wait returns when the context ends, or with the error of a server that stopped by itself.
func wait(ctx context.Context, systems []system) error {
	failed := make(chan error, len(systems))
	for _, s := range systems {
		go func() {
			if err := <-s.failed; !errors.Is(err, http.ErrServerClosed) {
				failed <- fmt.Errorf("%s: %w", s.name, err)
			}
		}()
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return err
	}
}
