package privxapi_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/rest"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// TestLoginRequest holds the request against api/privx.md §1.1, byte by byte.
func TestLoginRequest(t *testing.T) {
	t.Parallel()
	var logins, reads []*http.Request
	var body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == tokenPath {
			b, _ := io.ReadAll(r.Body)
			logins, body = append(logins, r), string(b)
			answer(w, 200, map[string]any{
				"access_token": "A.B-C", "token_type": "bearer", "expires_in": 300, "refresh_token": "r", "scope": "s",
			})
			return
		}
		reads = append(reads, r)
		answer(w, 200, map[string]any{"id": anID, "name": "x"})
	}))
	t.Cleanup(server.Close)
	c, err := privxapi.New(privxapi.Config{
		Config:      rest.Config{URL: server.URL},
		APIClientID: "api client", APIClientSecret: "a&b=c", OAuthClientID: "privx-external", OAuthClientSecret: "o:s",
	})
	must(t, err)
	if len(logins) != 0 {
		t.Error("New logs in")
	}
	for range 3 {
		_, err = c.Sources.Get(t.Context(), anID)
		must(t, err)
	}
	if len(logins) != 1 {
		t.Fatalf("%d logins, want 1", len(logins))
	}
	r := logins[0]
	user, pass, ok := r.BasicAuth()
	if r.Method != http.MethodPost || r.RequestURI != tokenPath || !ok || user != "privx-external" || pass != "o:s" {
		t.Errorf("logged in by %s %s as %q %q", r.Method, r.RequestURI, user, pass)
	}
	if got := r.Header.Get("Content-Type"); got != "application/x-www-form-urlencoded" {
		t.Errorf("Content-Type is %q", got)
	}
	if want := "grant_type=password&password=a%26b%3Dc&username=api+client"; body != want {
		t.Errorf("sent %s, want %s", body, want)
	}
	for _, r := range reads {
		if got := r.Header.Get("Authorization"); got != "Bearer A.B-C" {
			t.Errorf("Authorization is %q", got)
		}
	}
}

func TestBearerToken(t *testing.T) {
	t.Parallel()
	for _, token := range []string{privxfake.BearerToken, "Bearer " + privxfake.BearerToken} {
		c, fake := start(t, privxfake.Options{}, func(c *privxapi.Config) { c.BearerToken = token })
		_, err := c.Sources.List(t.Context())
		must(t, err)
		if n := count(fake, "POST", tokenPath); n != 0 {
			t.Errorf("%d logins with a given token", n)
		}
	}
	c, fake := start(t, privxfake.Options{}, func(c *privxapi.Config) { c.BearerToken = "expired" })
	_, err := c.Sources.List(t.Context())
	if e := refused(t, err); e.StatusCode != 401 || e.Code != "PERMISSION_DENIED" {
		t.Errorf("error %+v", e)
	}
	holds(t, err, "renew bearer_token")
	if n := len(fake.Requests()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

func TestRefusedLogin(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*privxapi.Config)
		status int
		code   string
		advice string
	}{
		"oauth secret": {
			func(c *privxapi.Config) { c.OAuthClientSecret = "wrong-wrong" }, 401, "invalid_client",
			"Check oauth_client_id and oauth_client_secret",
		},
		"oauth id": {
			func(c *privxapi.Config) { c.OAuthClientID = "another" }, 401, "invalid_client", "Check oauth_client_id",
		},
		"api secret": {
			func(c *privxapi.Config) { c.APIClientSecret = "wrong-wrong" }, 400, "invalid_grant",
			"Check api_client_id and api_client_secret",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{}, tc.change)
			for range 3 {
				_, err := c.Sources.Get(t.Context(), anID)
				var e *privxapi.LoginError
				if !errors.As(err, &e) || e.StatusCode != tc.status || e.Code != tc.code || e.Description == "" {
					t.Fatalf("error %v, %+v", err, e)
				}
				holds(t, err, tc.code, e.Description, tc.advice)
				if privxapi.IsNotFound(err) {
					t.Error("a refused login is taken for an object that is gone")
				}
			}
			if n := len(fake.Requests()); n != 1 {
				t.Errorf("%d requests: accounts are locked after a few wrong passwords", n)
			}
		})
	}
}

func TestLoginAnswers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status    int
		body      string
		want      []string
		logins    int // for two reads, with two repetitions allowed
		permanent bool
	}{
		"another OAuth code": {
			400, `{"error":"unsupported_grant_type","error_description":"no"}`,
			[]string{"unsupported_grant_type", "no", "four client settings"},
			1, true,
		},
		"envelope": {
			403, `{"error_code":"PERMISSION_DENIED","error_message":"blocked"}`,
			[]string{"status 403", "PERMISSION_DENIED: blocked"},
			1, true,
		},
		"empty 401": {401, ``, []string{"status 401", "four client settings"}, 1, true},
		"repeats the secret": {
			400, `{"error":"invalid_grant","error_description":"bad password api-secret"}`,
			[]string{"bad password ***"},
			1, true,
		},
		"no login here": {404, `{}`, []string{"status 404", "Check url"}, 2, false},
		"busy":          {400, `{"error_code":"MAX_LOAD"}`, []string{"status 400: MAX_LOAD"}, 6, false},
		"refused, 200":  {200, `{"error":"invalid_grant"}`, []string{"status 200: invalid_grant"}, 1, true},
		"unavailable":   {503, ``, []string{"status 503"}, 6, false},
		"server error":  {500, `<html>`, []string{"status 500"}, 6, false},
		"web page":      {200, `<html>`, []string{"web page"}, 2, false},
		"no token":      {200, `{"token_type":"bearer"}`, []string{"no access_token"}, 2, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var logins atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != tokenPath {
					t.Errorf("%s without a login", r.URL)
				}
				logins.Add(1)
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			}))
			t.Cleanup(server.Close)
			c, err := privxapi.New(password(server.URL))
			must(t, err)
			for range 2 {
				_, err = c.Sources.Get(t.Context(), anID)
				holds(t, err, tc.want...)
				var permanent *rest.PermanentError
				if errors.As(err, &permanent) != tc.permanent || privxapi.IsNotFound(err) ||
					strings.Contains(err.Error(), "api-secret") {
					t.Errorf("error %v", err)
				}
			}
			if n := int(logins.Load()); n != tc.logins {
				t.Errorf("%d logins, want %d", n, tc.logins)
			}
		})
	}
}

func TestLoginOutlivesOutages(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	fake.Fail(fakehttp.Fault{Kind: fakehttp.Reset, Path: tokenPath, Times: 1})
	fake.Fail(fakehttp.Fault{Status: 502, Path: tokenPath, Times: 1})
	_, err := c.Sources.List(t.Context())
	must(t, err)
}

// TestTokensEndInMidRun for requests with a body and without.
func TestTokensEndInMidRun(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	id, err := c.Sources.Create(t.Context(), corp("before"))
	must(t, err)
	for name, do := range map[string]func() error{
		"GET": func() error { _, err := c.Sources.Get(t.Context(), id); return err },
		"POST": func() error {
			_, err := c.Sources.Create(t.Context(), corp("after"))
			return err
		},
		"PUT": func() error {
			changed := corp("before")
			changed.Comment = "changed"
			return c.Sources.Update(t.Context(), id, changed)
		},
		"refresh": func() error { return c.Sources.Refresh(t.Context(), id) },
	} {
		fake.RevokeTokens()
		fake.ResetRequests()
		must(t, do())
		if n := count(fake, "POST", tokenPath); n != 1 {
			t.Errorf("%s: %d logins, want 1", name, n)
		}
	}
	fake.RevokeTokens()
	must(t, c.Sources.Delete(t.Context(), id))
	if n := len(fake.Documents("sources")); n != 1 {
		t.Errorf("%d sources, want 1", n)
	}
}

// TestShortTokens has tokens that end before their time, by the server's clock: the fake says 3 s and means 2.1 s.
func TestShortTokens(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{TokenLife: 2100 * time.Millisecond})
	ended := func() bool {
		return slices.ContainsFunc(fake.Requests(), func(r fakehttp.Request) bool {
			return r.Status == http.StatusUnauthorized
		})
	}
	n := 0
	for ; !ended(); n++ {
		_, err := c.Sources.Create(t.Context(), corp(fmt.Sprint("s", n)))
		must(t, err)
		time.Sleep(50 * time.Millisecond)
	}
	if got := len(fake.Documents("sources")); got != n {
		t.Errorf("%d sources, want %d", got, n)
	}
	if n := count(fake, "POST", tokenPath); n < 2 {
		t.Errorf("%d logins after the token ended", n)
	}
}

// TestWrongURL: what somebody else than PrivX answers to a login says where, what was met, and what is likely wrong. It
// never blames the credentials.
func TestWrongURL(t *testing.T) {
	t.Parallel()
	tls := httptest.NewTLSServer(http.NotFoundHandler())
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(tls.Close)
	sps := spsfake.New(spsfake.Options{})
	t.Cleanup(sps.Close)
	answers := func(status int, contentType, body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.Header().Set("Location", "https://sso.example.com/login")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})
	}
	for name, tc := range map[string]struct {
		handler http.Handler // nil for the one that speaks TLS
		want    []string
	}{
		"http to TLS":      {nil, []string{"speaks TLS on this port", "Set url to https://"}},
		"SPS":              {sps, []string{"It looks like SPS's"}},
		"no such path":     {http.NotFoundHandler(), []string{"404", "text (404 page not found)", "its host, port or path"}},
		"a page":           {answers(200, "text/html", "<title>PrivX</title>"), []string{"200", "a web page (PrivX)"}},
		"a page, 401":      {answers(401, "text/html", "<title>Auth</title>"), []string{"401", "a web page (Auth)"}},
		"a page, 405":      {answers(405, "text/html", "<title>405</title>"), []string{"405", "a web page (405)"}},
		"a gateway":        {answers(401, "application/json", `{"message":"No API key"}`), []string{"JSON of another kind"}},
		"a gateway, 400":   {answers(400, "text/plain", `Bad Request`), []string{"text (Bad Request)"}},
		"a redirect":       {answers(302, "text/html", "<title>F</title>"), []string{"redirects to https://sso."}},
		"a redirect, 308":  {answers(308, "text/html", ""), []string{"redirects to https://sso."}},
		"nothing":          {answers(404, "", ""), []string{"the answer is empty"}},
		"nothing, 200":     {answers(200, "", ""), []string{"the answer is empty"}},
		"PrivX's, below":   {answers(404, "application/json", `{"error_code":"NOT_FOUND"}`), []string{"no PrivX login"}},
		"a proxy, 502":     {answers(502, "text/html", "<title>Bad</title>"), []string{"may be down behind it"}},
		"JSON, 200":        {answers(200, "application/json", `{"a":1}`), []string{"holds no access_token"}},
		"an error, 200":    {answers(200, "application/json", `{"error_code":"GENERAL_ERROR"}`), []string{"GENERAL_ERROR"}},
		"a refusal, 200":   {answers(200, "application/json", `{"error":"invalid_client"}`), []string{"Check oauth_cl"}},
		"PrivX's own, 403": {answers(403, "application/json", `{"error_code":"FORBIDDEN"}`), []string{"403: FORBIDDEN"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base := "http" + strings.TrimPrefix(tls.URL, "https")
			if tc.handler != nil {
				server := httptest.NewServer(tc.handler)
				t.Cleanup(server.Close)
				base = server.URL
			}
			base += "/base"
			c, err := privxapi.New(password(base))
			must(t, err)
			_, err = c.Sources.Get(t.Context(), anID)
			holds(t, err, append(tc.want, base+tokenPath)...)
			if privxapi.IsNotFound(err) || strings.Contains(err.Error(), "four client settings") ||
				strings.Contains(name, "redirect") && strings.Contains(err.Error(), "web page") {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestLoginRepeatsTheHeader: a server may say which Authorization it refuses.
func TestLoginRepeatsTheHeader(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"error":"%s","error_description":"%s"}`, `{"error_code":"%s"}`, `%s`, `<title>%s</title>`, `{"message":"%s"}`,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, strings.ReplaceAll(body, "%s", "no "+r.Header.Get("Authorization")))
		}))
		t.Cleanup(server.Close)
		c, err := privxapi.New(password(server.URL))
		must(t, err)
		_, err = c.Sources.Get(t.Context(), anID)
		holds(t, err, "401", "***")
		basic := base64.StdEncoding.EncodeToString([]byte("privx-external:oauth-secret"))
		if strings.Contains(err.Error(), basic) {
			t.Errorf("error %v", err)
		}
	}
}
