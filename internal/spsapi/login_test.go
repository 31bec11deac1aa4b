package spsapi_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/rest"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
)

// TestLoginRequest holds the login against api/sps.md §1.
func TestLoginRequest(t *testing.T) {
	t.Parallel()
	for method, query := range map[string]string{
		"": "", "local": "login_method=local",
		"a b&c": "login_method=a+b%26c",
	} {
		c, s := start(t, func(c *spsapi.Config) {
			c.Username, c.Password, c.LoginMethod, c.UserAgent = "tërraform", "s:e c", method,
				"Mozilla/5.0 (like a browser)"
		})
		equal(t, "logins of New", len(s.loggedIn), 0)
		equal(t, "login method", c.LoginMethod(), method)
		_, err := c.Usergroups.List(t.Context())
		must(t, err)
		must(t, createGroup(t, c, "a")())
		equal(t, "logins", len(s.loggedIn), 2) // one to read, one to write
		r := s.loggedIn[0]
		user, password, ok := r.BasicAuth()
		if r.Method != http.MethodGet || r.URL.RawQuery != query || !ok || user != "tërraform" || password != "s:e c" {
			t.Errorf("logged in by %s ?%s as %q %q", r.Method, r.URL.RawQuery, user, password)
		}
		for _, r := range s.Requests() {
			if agent := r.Header.Get("User-Agent"); agent == "" || strings.Contains(agent, "Mozilla") {
				t.Errorf("User-Agent is %q", agent)
			}
		}
	}
}

func TestRefusedLogin(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.Fail(fakehttp.Fault{
		Path: authenticate, Status: 401,
		Body: `{"error":{"type":"AuthenticationFailure",
			"message":"Authenticating the user with the given credentials has failed: sps-secret"}}`,
	})
	_, err := c.Usergroups.List(t.Context())
	var e *spsapi.Error
	var login *spsapi.LoginError
	if !errors.As(err, &e) || !errors.As(err, &login) || e.Type != "AuthenticationFailure" ||
		strings.Contains(err.Error(), "sps-secret") ||
		!strings.Contains(err.Error(), "login_method") {
		t.Errorf("error %v", err)
	}
	// Once is enough: accounts are locked after a few wrong passwords. The writer's session knows, too.
	for _, err := range together(c, createGroup(t, c, "a"), createGroup(t, c, "b")) {
		if !errors.As(err, &login) {
			t.Errorf("error %v", err)
		}
	}
	equal(t, "logins", s.count("GET", authenticate), 1)
}

func TestStrangeLogins(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]fakehttp.Fault{
		"no cookie":    {Status: 200, Body: `{"meta":{}}`},
		"another's":    {Status: 200, Body: `{}`, Header: http.Header{"Set-Cookie": {"PHPSESSID=1; Path=/"}}},
		"portal":       {Kind: fakehttp.HTML, Status: 200},
		"not found":    {Kind: fakehttp.HTML, Status: 404},
		"not found 2":  {Status: 404, Body: `{"error":{"type":"NotFound"}}`},
		"no privilege": {Status: 403, Body: `{"error":"no REST"}`},
		"down":         {Status: 500},
		"reset":        {Kind: fakehttp.Reset},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := start(t)
			fault.Path = authenticate
			s.Fail(fault)
			var login *spsapi.LoginError
			if _, err := c.Users.Get(t.Context(), "x"); !errors.As(err, &login) || spsapi.IsNotFound(err) {
				t.Errorf("error %v", err)
			}
			if err := createGroup(t, c, "a")(); !errors.As(err, &login) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestLoginAfterRestart: SPS may restart services at a commit.
func TestLoginAfterRestart(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	must(t, createGroup(t, c, "a")())
	s.expire()
	s.Fail(fakehttp.Fault{Kind: fakehttp.Reset, Path: authenticate, Times: 8})
	must(t, createGroup(t, c, "b")())
}

// TestReaderSession: a session that ended is renewed, once for all who read.
func TestReaderSession(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	_, err := c.Usergroups.List(t.Context())
	must(t, err)
	s.expire()
	_, err = c.Users.List(t.Context())
	must(t, err)
	equal(t, "logins", s.count("GET", authenticate), 2)
}

func TestCertificateLogin(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)

	var queries []string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == authenticate {
			_, _, basic := r.BasicAuth()
			if len(r.TLS.PeerCertificates) == 0 || basic {
				refuse(w, 401, "AuthenticationFailure", "", nil)
				return
			}
			queries = append(queries, r.URL.RawQuery)
			w.Header().Set("Set-Cookie", "session_id=abc")
		}
		reply(w, 200, map[string]any{"items": []any{}})
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	server.StartTLS()
	t.Cleanup(server.Close)
	c, err := spsapi.New(spsapi.Config{
		Config: rest.Config{
			URL: server.URL, InsecureSkipVerify: true,
			ClientCertificate: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})),
			ClientKey:         string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})),
		},
		LoginMethod: "cards",
	})
	must(t, err)
	_, err = c.Users.List(t.Context())
	must(t, err)
	equal(t, "queries", queries, []string{"login_method=cards&type=x509"})
}

func TestIncompleteConfig(t *testing.T) {
	t.Parallel()
	for _, c := range []spsapi.Config{
		{Config: rest.Config{URL: "https://sps.example.com"}},
		{Config: rest.Config{URL: "https://sps.example.com"}, Username: "admin"},
		{Config: rest.Config{URL: "sps.example.com"}, Username: "admin", Password: "x"},
	} {
		if _, err := spsapi.New(c); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}

// TestServerIsNotThere: the address is wrong, which no patience mends.
func TestServerIsNotThere(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(nil)
	server.Close()
	c, err := spsapi.New(config(server.URL))
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var connection *rest.ConnectionError
	if _, err := c.Usergroups.Create(ctx, spsapi.Usergroup{Name: "a"}); !errors.As(err, &connection) {
		t.Errorf("error %v", err)
	}
}
