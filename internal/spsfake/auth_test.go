package spsfake

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestLogin(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.fake.Add(loginMethods, map[string]any{"type": "local", "name": "off", "active": false})
	c.fake.Add(loginMethods, map[string]any{"type": "x509", "name": "cert"})
	c.fake.Add(loginMethods, map[string]any{"type": "ldap", "name": "directory"})
	for query, tc := range map[string]struct {
		username, password string
		status             int
	}{
		"":                        {Username, Password, 200},
		"?login_method=local":     {Username, Password, 200},
		"?login_method=directory": {Username, Password, 200},
		"?login_method=off":       {Username, Password, 401},
		"?login_method=cert":      {Username, Password, 401},
		"?login_method=nonsense":  {Username, Password, 401},
		"?a":                      {Username, "wrong", 401},
		"?b":                      {"other", Password, 401},
		"?type=x509":              {Username, Password, 401}, // no certificate
	} {
		path := authenticationPath + query
		response, doc := c.do("GET", path, "", http.Header{"Authorization": {basic(tc.username, tc.password)}})
		if response.StatusCode != tc.status {
			t.Errorf("%s answered %d %v, want %d", path, response.StatusCode, doc, tc.status)
		}
		if inner, _ := doc["error"].(map[string]any); tc.status == 401 && inner["type"] != "AuthenticationFailure" {
			t.Errorf("%s answered %v", path, doc)
		}
	}
}

func TestCookies(t *testing.T) {
	t.Parallel()
	c := start(t, Options{SessionTimeout: 720 * time.Minute})
	response, doc := c.do("GET", authenticationPath, "", http.Header{"Authorization": {basic(Username, Password)}})
	if as[map[string]any](t, doc["meta"])["href"] != authenticationPath {
		t.Errorf("answered %v", doc)
	}
	for i, pattern := range []string{
		`^session_id=[0-9a-f]{40}; Path=/; Expires=[^;]+ GMT; Max-Age=43200; HttpOnly$`,
		`^ticket=[A-Z2-7]{64}; Path=/; HttpOnly$`,
	} {
		if got := response.Header.Values("Set-Cookie")[i]; !regexp.MustCompile(pattern).MatchString(got) {
			t.Errorf("cookie is %s", got)
		}
	}
}

func TestUnauthenticated(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	for _, header := range []http.Header{
		{}, {"Cookie": {"session_id=nonsense"}}, {"Session_id": {c.session}}, {"Authorization": {basic(Username, Password)}},
	} {
		for _, path := range []string{at(groups), transactionPath, "/api/nonsense", "/api/info"} {
			response, doc := c.do("GET", path, "", header)
			inner := as[map[string]any](t, doc["error"])
			details := as[map[string]any](t, inner["details"])
			if response.StatusCode != 401 || inner["type"] != "Unauthenticated" || details["resource"] != path {
				t.Errorf("%s with %v answered %d %v", path, header, response.StatusCode, doc)
			}
		}
	}
	// Who may log in is everybody's to know.
	if _, doc := c.do("GET", authenticationPath+"/login_methods", "", nil); len(as[[]any](t, doc["login_methods"])) != 1 {
		t.Errorf("answered %v", doc)
	}
}

func TestIdleSessionLosesItsTransaction(t *testing.T) {
	t.Parallel()
	c := start(t, Options{SessionTimeout: time.Minute})
	now := time.Now()
	forward := func(d time.Duration) {
		c.fake.mu.Lock()
		defer c.fake.mu.Unlock()
		now = now.Add(d)
		c.fake.clock = func() time.Time { return now }
	}
	forward(0)
	c.create(at(groups), group("a"))
	for range 3 { // whoever works is not idle
		forward(50 * time.Second)
		c.must(200, "GET", at(groups), nil)
	}
	if n := c.fake.OpenTransactions(); n != 1 {
		t.Errorf("there are %d transactions", n)
	}
	forward(61 * time.Second)
	if sessions, open := c.fake.Sessions(), c.fake.OpenTransactions(); sessions+open != 0 {
		t.Errorf("there are %d sessions and %d transactions", sessions, open)
	}
	c.refused(401, "Unauthenticated", "", "PUT", transactionPath, commitBody())
	if n := c.another().must(200, "GET", transactionPath, nil); as[map[string]any](t, n["body"])["status"] != "closed" {
		t.Errorf("answered %v", n)
	}
}

func TestExpireSessionsDuringACommit(t *testing.T) {
	t.Parallel()
	c := start(t, Options{CommitLatency: time.Hour})
	c.create(at(groups), group("a"))
	go func() {
		c.awaitCommit()
		c.fake.ExpireSessions()
		c.fake.Close() // waits for no latency any more
	}()
	c.refused(401, "Unauthenticated", "ended", "PUT", transactionPath, commitBody())
	if n := c.fake.Commits(); n != 0 {
		t.Errorf("there are %d commits", n)
	}
}

func TestBrowserNeedsToken(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	header := c.header()
	header.Set("User-Agent", "Mozilla/5.0")
	if response, _ := c.do("GET", at(groups), "", header); response.StatusCode != 200 {
		t.Errorf("a read answered %d", response.StatusCode)
	}
	if response, doc := c.do("POST", transactionPath, "", header); response.StatusCode != 403 ||
		as[map[string]any](t, doc["error"])["type"] != "Unauthorized" {
		t.Errorf("answered %d %v", response.StatusCode, doc)
	}
	header.Set("X-Token", as[string](t, c.body("/api/user/info")["x_token"]))
	if response, doc := c.do("POST", transactionPath, "", header); response.StatusCode != 200 {
		t.Errorf("answered %d %v", response.StatusCode, doc)
	}
}

func TestWhatStandsBeforeTheApplication(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.refused(405, "MethodNotAllowed", "", "PUT", authenticationPath, nil)
	for name, tc := range map[string]struct {
		method, header, value, body string
		status                      int
	}{
		"expect":       {"PUT", "Expect", "100-continue", "{}", 417},
		"accept":       {"GET", "Accept", "text/html", "", 406},
		"accept any":   {"GET", "Accept", "text/html, */*", "", 200},
		"content type": {"PUT", "Content-Type", "application/x-www-form-urlencoded", "{}", 415},
		"no JSON":      {"PUT", "Content-Type", "application/json; charset=utf-8", "{", 409}, // nothing is open
	} {
		header := c.header()
		header.Set(tc.header, tc.value)
		if response, doc := c.do(tc.method, transactionPath, tc.body, header); response.StatusCode != tc.status {
			t.Errorf("%s answered %d %v", name, response.StatusCode, doc)
		}
	}
}

// What curl -X POST sends: no body, and no word about its length.
func TestLengthRequired(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	for _, header := range []string{"", "Transfer-Encoding: chunked\r\n"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: a\r\nCookie: session_id=%s\r\n%s\r\n", transactionPath, c.session,
			header)
		if header != "" {
			_, _ = io.WriteString(conn, "0\r\n\r\n")
		}
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil || !strings.Contains(line, " 411 ") {
			t.Errorf("answered %q, %v", line, err)
		}
		_ = conn.Close()
	}
}

func TestCertificateLogin(t *testing.T) {
	t.Parallel()
	fake := New(Options{})
	fake.Add(loginMethods, map[string]any{"type": "x509", "name": "cert"})
	server := httptest.NewUnstartedServer(fake)
	server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)
	t.Cleanup(fake.Close)
	for name, want := range map[string]int{Username: 200, "other": 401} {
		transport := server.Client().Transport.(*http.Transport).Clone() //nolint:forcetypeassert // httptest's
		transport.TLSClientConfig.Certificates = []tls.Certificate{clientCertificate(t, name)}
		t.Cleanup(transport.CloseIdleConnections)
		c := &client{t: t, fake: fake, url: server.URL, http: &http.Client{Transport: transport}}
		for _, query := range []string{"?type=x509", "?type=x509&login_method=cert"} {
			response, doc := c.do("GET", authenticationPath+query, "", nil)
			if response.StatusCode != want {
				t.Errorf("%s as %s answered %d %v", query, name, response.StatusCode, doc)
			}
			if want == 200 && !strings.Contains(response.Header.Get("Set-Cookie"), "; Secure") {
				t.Errorf("the cookie is %s", response.Header.Get("Set-Cookie"))
			}
		}
		if response, _ := c.do("GET", authenticationPath+"?type=x509&login_method=local", "",
			nil); response.StatusCode != 401 {
			t.Errorf("local answered %d", response.StatusCode)
		}
	}
}

func clientCertificate(t *testing.T, name string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
