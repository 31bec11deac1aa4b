package rest_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// secure serves over TLS with a private CA.
func secure(t *testing.T, change func(*tls.Config), hosts ...string) (url, ca string) {
	t.Helper()
	caPEM, cert, err := fakehttp.NewCertificate(hosts...)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "{}")
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	if change != nil {
		change(server.TLS)
	}
	server.Config.ErrorLog = quiet()
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL, string(caPEM)
}

func pemPair(t *testing.T) (certificate, key string) {
	t.Helper()
	_, cert, err := fakehttp.NewCertificate("client")
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func TestTLS(t *testing.T) {
	t.Parallel()
	certificate, key := pemPair(t)
	right, ca := secure(t, nil, "127.0.0.1")
	_, otherCA := secure(t, nil, "127.0.0.1")
	wrongHost, wrongHostCA := secure(t, nil, "other.example.com")
	mutual, mutualCA := secure(t, func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }, "127.0.0.1")
	mutual12, mutual12CA := secure(t, func(c *tls.Config) {
		c.ClientAuth, c.MaxVersion = tls.RequireAnyClientCert, tls.VersionTLS12
	}, "127.0.0.1")
	old, oldCA := secure(t, func(c *tls.Config) {
		c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	}, "127.0.0.1")
	plain := "https" + strings.TrimPrefix(serve(t, func(http.ResponseWriter, *http.Request) {}), "http")
	http2, http2CA := secure(t, func(c *tls.Config) { c.NextProtos = []string{"h2"} }, "127.0.0.1")

	for name, tc := range map[string]struct {
		config         rest.Config
		reason, advice string // of the error; none if both are empty
		attempts       int
	}{
		"private CA":      {config: rest.Config{URL: right, CACertificates: ca}},
		"among other CAs": {config: rest.Config{URL: right, CACertificates: otherCA + "\n" + ca}},
		"not checked":     {config: rest.Config{URL: right, InsecureSkipVerify: true}},
		"http2":           {config: rest.Config{URL: http2, CACertificates: http2CA}},
		"unknown CA": {
			config: rest.Config{URL: right},
			reason: "authority that this machine does not know", advice: "ca_certificate", attempts: 1,
		},
		"another private CA": {
			config: rest.Config{URL: right, CACertificates: otherCA},
			reason: "authority that this machine does not know", advice: "ca_certificate", attempts: 1,
		},
		"another host": {
			config: rest.Config{URL: wrongHost, CACertificates: wrongHostCA},
			reason: "another host", advice: "Set url", attempts: 1,
		},
		"plain http": {config: rest.Config{URL: plain}, reason: "does not speak TLS", advice: plain, attempts: 1},
		"client certificate": {
			config: rest.Config{URL: mutual, CACertificates: mutualCA, ClientCertificate: certificate, ClientKey: key},
		},
		"client certificate over TLS 1.2": {
			config: rest.Config{URL: mutual12, CACertificates: mutual12CA, ClientCertificate: certificate, ClientKey: key},
		},
		"no client certificate": {
			config: rest.Config{URL: mutual, CACertificates: mutualCA},
			reason: "certificate", advice: "client_certificate", attempts: 1,
		},
		"no client certificate over TLS 1.2": {
			config: rest.Config{URL: mutual12, CACertificates: mutual12CA},
			reason: "handshake", advice: "client_certificate", attempts: 1,
		},
		"old TLS": {config: rest.Config{URL: old, CACertificates: oldCA}, reason: "protocol version", attempts: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.config.MaxRetries = 2
			ctx, log := logged(t)
			resp, err := newClient(t, tc.config).Do(ctx, nil, rest.Request{Method: http.MethodPut, Path: "/x", Body: 1})
			if tc.reason == "" {
				if err != nil || resp.StatusCode != 200 {
					t.Errorf("answer %+v, %v", resp, err)
				}
				return
			}
			e := lost(t, err)
			if !strings.Contains(e.Reason, tc.reason) || !strings.Contains(e.Advice, tc.advice) ||
				!strings.Contains(err.Error(), e.Advice) {
				t.Errorf("error %v, want %q and advice on %q", err, tc.reason, tc.advice)
			}
			if n := log.attempts(t); e.Sent || n != tc.attempts {
				t.Errorf("Sent is %v after %d attempts, want %d", e.Sent, n, tc.attempts)
			}
		})
	}
}

func TestBadCertificates(t *testing.T) {
	t.Parallel()
	certificate, key := pemPair(t)
	_, otherKey := pemPair(t)
	for name, tc := range map[string]struct {
		config rest.Config
		want   string
	}{
		"no PEM":        {rest.Config{CACertificates: "/etc/ssl/ca.pem"}, "no PEM certificate"},
		"a key as a CA": {rest.Config{CACertificates: key}, "no PEM certificate"},
		"no key":        {rest.Config{ClientCertificate: certificate}, "client certificate and key"},
		"another key":   {rest.Config{ClientCertificate: certificate, ClientKey: otherKey}, "client certificate and key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.config.URL = "https://host"
			_, err := rest.New(tc.config)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want %q", err, tc.want)
			}
		})
	}
}

func TestConnectionErrorsAdvise(t *testing.T) {
	t.Parallel()
	advised := func(t *testing.T, c *rest.Client, want string) {
		t.Helper()
		_, err := c.Do(t.Context(), nil, rest.Request{Method: http.MethodPost, Path: "/x"})
		if err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		closed := "http://" + listener.Addr().String()
		_ = listener.Close()
		advised(t, newClient(t, rest.Config{URL: closed}),
			"POST "+closed+"/x: connection refused. Check url ("+closed+") and that the server runs")
	})
	t.Run("slow", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			hangs := fakehttp.NewSeams(1)
			hangs.Fail(fakehttp.Fault{Kind: fakehttp.Hang})
			advised(t, newNetwork(t, hangs.Wrap(http.NotFoundHandler())).client(t, rest.Config{}),
				"POST http://in-memory/x: no answer in time. Raise request_timeout if the server is slow")
		})
	})
}

// proxied is the environment variable under which TestThroughProxy runs itself:
// net/http reads the proxy's once a process.
const proxied = "REST_TEST_PROXIED_URL"

func TestThroughProxy(t *testing.T) {
	t.Parallel()
	if url := os.Getenv(proxied); url != "" {
		resp, err := newClient(t, rest.Config{URL: url, InsecureSkipVerify: true, MaxRetries: 2}).Do(
			t.Context(), nil, get("/x"))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("answered %s", resp.Body)
		return
	}
	target, _ := secure(t, nil, "127.0.0.1")
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = gone.Close()
	for name, tc := range map[string]struct {
		url     string
		proxies []string // of the environment; "" stands for the running one
		reached string   // what the proxy was asked
		want    string   // in the output
		refuses int      // the status with which the proxy refuses to connect
	}{
		"http":     {"http://pam.invalid", []string{"HTTP_PROXY="}, "GET http://pam.invalid/x", "answered plain", 0},
		"https":    {"https://pam.invalid", []string{"HTTPS_PROXY="}, "CONNECT pam.invalid:443", "answered {}", 0},
		"NO_PROXY": {target, []string{"HTTPS_PROXY=", "NO_PROXY=127.0.0.1"}, "", "answered {}", 0},
		"no proxy for other names": {
			"http://pam.invalid",
			[]string{"HTTP_PROXY=", "NO_PROXY=other.invalid"},
			"GET http://pam.invalid/x", "answered plain", 0,
		},
		"proxy gone": {
			"https://pam.invalid", []string{"HTTPS_PROXY=http://" + gone.Addr().String()}, "", "Check HTTPS_PROXY", 0,
		},
		"refuses": {
			"https://pam.invalid",
			[]string{"HTTPS_PROXY="},
			"CONNECT pam.invalid:443",
			"refuses to connect to pam.invalid:443: status 403 Forbidden. Check HTTPS_PROXY", 403,
		},
		"refuses without a login": {
			"https://pam.invalid", []string{"HTTPS_PROXY="}, "CONNECT pam.invalid:443", "user name and password", 407,
		},
		"cannot connect": {
			"https://pam.invalid", []string{"HTTPS_PROXY="}, "CONNECT pam.invalid:443", "status 502 Bad Gateway", 502,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			var asked []string
			proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				asked = append(asked, r.Method+" "+strings.TrimPrefix(r.URL.String(), "//"))
				mu.Unlock()
				if tc.refuses != 0 {
					w.WriteHeader(tc.refuses)
					return
				}
				if r.Method == http.MethodConnect {
					tunnel(t, w, strings.TrimPrefix(target, "https://"))
					return
				}
				_, _ = io.WriteString(w, "plain")
			})
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestThroughProxy$", "-test.v")
			for _, e := range os.Environ() {
				if name, _, _ := strings.Cut(e, "="); !strings.HasSuffix(strings.ToUpper(name), "_PROXY") {
					cmd.Env = append(cmd.Env, e)
				}
			}
			cmd.Env = append(cmd.Env, proxied+"="+tc.url)
			for _, e := range tc.proxies {
				if strings.HasSuffix(e, "=") {
					e += proxy
				}
				cmd.Env = append(cmd.Env, e)
			}
			out, _ := cmd.CombinedOutput()
			if !strings.Contains(string(out), tc.want) {
				t.Errorf("want %q in\n%s", tc.want, out)
			}
			mu.Lock()
			defer mu.Unlock()
			if got := strings.Join(asked, ", "); got != tc.reached {
				t.Errorf("the proxy was asked %q, want %q", got, tc.reached)
			}
		})
	}
}

// tunnel does what a proxy does for CONNECT.
func tunnel(t *testing.T, w http.ResponseWriter, to string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	server, err := net.Dial("tcp", to)
	if err != nil {
		t.Error(err)
		return
	}
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(server, conn); _ = server.Close() }()
	_, _ = io.Copy(conn, server)
	_ = conn.Close()
}
