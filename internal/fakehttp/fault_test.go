package fakehttp

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestFaultKinds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault    Fault
		executed int32
		status   int // 0 = no answer
		body     string
	}{
		"status":            {Fault{Kind: Status, Status: 503, Body: `{"a":1}`}, 0, 503, `{"a":1}`},
		"status by default": {Fault{}, 0, 500, ""},
		"html":              {Fault{Kind: HTML}, 0, 502, "<title>502 Bad Gateway</title>"},
		"html with status":  {Fault{Kind: HTML, Status: 404}, 0, 404, "404 Not Found"},
		"reset":             {Fault{Kind: Reset}, 0, 0, ""},
		"applied no answer": {Fault{Kind: AppliedNoAnswer}, 1, 0, ""},
	} {
		for _, transport := range []string{"http", "https", "http2"} {
			t.Run(name+" over "+transport, func(t *testing.T) {
				t.Parallel()
				seams, handler := NewSeams(1), &counter{}
				server := httptest.NewUnstartedServer(seams.Wrap(handler))
				server.EnableHTTP2 = transport == "http2"
				if transport == "http" {
					server.Start()
				} else {
					server.StartTLS()
				}
				defer server.Close()
				defer seams.Close()
				seams.Fail(tc.fault)

				response, text, err := send(t.Context(), t, server.Client(), server.URL, "body")
				if tc.status == 0 {
					if err == nil {
						t.Errorf("answered %d, want no answer", response.StatusCode)
					}
				} else {
					if err != nil {
						t.Fatal(err)
					}
					if response.StatusCode != tc.status || !strings.Contains(text, tc.body) {
						t.Errorf("answered %d %q, want %d %q", response.StatusCode, text, tc.status, tc.body)
					}
					if http2 := response.ProtoMajor == 2; http2 != (transport == "http2") {
						t.Errorf("answered over %s", response.Proto)
					}
				}
				if n := handler.executed.Load(); n != tc.executed {
					t.Errorf("executed %d times, want %d", n, tc.executed)
				}
				if status := seams.Requests()[0].Status; status != tc.status {
					t.Errorf("recorded status %d, want %d", status, tc.status)
				}
			})
		}
	}
}

func TestFaultHeader(t *testing.T) {
	t.Parallel()
	seams, _, server := serve(t)
	seams.Fail(Fault{Status: 429, Header: http.Header{"Retry-After": {"7"}}, Body: "{}"})
	response, _, err := send(t.Context(), t, server.Client(), server.URL, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := response.Header.Get("Retry-After"); got != "7" {
		t.Errorf("Retry-After is %q", got)
	}
	if got := response.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type is %q", got)
	}
}

func TestWhichRequestsFail(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		faults []Fault
		paths  string // one letter a request
		want   string // '.' executed, else the last digit of the status
	}{
		"times":              {[]Fault{{Status: 501, Times: 2}}, "aaaa", "11.."},
		"skip":               {[]Fault{{Status: 501, Skip: 2, Times: 1}}, "aaaa", "..1."},
		"path":               {[]Fault{{Status: 501, Path: "^/b$"}}, "abab", ".1.1"},
		"method":             {[]Fault{{Status: 501, Method: "GET"}}, "aa", ".."},
		"in the order given": {[]Fault{{Status: 501, Times: 1}, {Status: 502, Times: 1}}, "aaa", "12."},
		"first strikes alone": {
			[]Fault{{Status: 501, Times: 1, Path: "a"}, {Status: 502, Skip: 1, Times: 1}},
			"abb",
			"1.2",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seams, _, server := serve(t)
			for _, f := range tc.faults {
				seams.Fail(f)
			}
			got := ""
			for _, path := range tc.paths {
				response, _, err := send(t.Context(), t, server.Client(), server.URL+"/"+string(path), "")
				if err != nil {
					t.Fatal(err)
				}
				if response.StatusCode == http.StatusCreated {
					got += "."
				} else {
					got += string(rune('0' + response.StatusCode%10))
				}
			}
			if got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestProbabilityIsSeeded(t *testing.T) {
	t.Parallel()
	run := func() string {
		seams, _, server := serve(t)
		seams.Fail(Fault{Probability: 0.3})
		pattern := ""
		for range 100 {
			response, _, err := send(t.Context(), t, server.Client(), server.URL, "")
			if err != nil {
				t.Fatal(err)
			}
			pattern += map[bool]string{true: "x", false: "."}[response.StatusCode == 500]
		}
		return pattern
	}
	first, second := run(), run()
	if first != second {
		t.Errorf("the same seed gave\n%s and\n%s", first, second)
	}
	if n := strings.Count(first, "x"); n < 15 || n > 45 {
		t.Errorf("%d of 100 failed at probability 0.3", n)
	}
}

func TestClearFaults(t *testing.T) {
	t.Parallel()
	seams, handler, server := serve(t)
	seams.Fail(Fault{})
	seams.ClearFaults()
	if _, _, err := send(t.Context(), t, server.Client(), server.URL, ""); err != nil {
		t.Fatal(err)
	}
	if handler.executed.Load() != 1 {
		t.Error("the request was not executed")
	}
}

func TestNewCertificate(t *testing.T) {
	t.Parallel()
	ca, cert, err := NewCertificate("127.0.0.1", "localhost")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(&counter{})
	server.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)

	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(ca) {
		t.Fatal("the CA is not PEM")
	}
	trusting := func(pool *x509.CertPool) *http.Client {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
		t.Cleanup(transport.CloseIdleConnections)
		return &http.Client{Transport: transport}
	}
	for _, url := range []string{server.URL, strings.Replace(server.URL, "127.0.0.1", "localhost", 1)} {
		if _, _, err := send(t.Context(), t, trusting(pool), url, ""); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	if _, _, err := send(t.Context(), t, trusting(x509.NewCertPool()), server.URL, ""); err == nil {
		t.Error("a client without the CA was served")
	}
}
