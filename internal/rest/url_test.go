package rest_test

import (
	"io"
	"log"
	"net/http"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// quiet is for servers whose refusals are wanted.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

func TestParseURL(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://pam.example.com":          "https://pam.example.com",
		"https://pam.example.com/":         "https://pam.example.com",
		"https://pam.example.com///":       "https://pam.example.com",
		" https://pam.example.com \n":      "https://pam.example.com",
		"HTTPS://pam.example.com":          "https://pam.example.com",
		"https://pam.example.com/base/":    "https://pam.example.com/base",
		"http://127.0.0.1:8080":            "http://127.0.0.1:8080",
		"https://[::1]:8443/a":             "https://[::1]:8443/a",
		"":                                 "!such as",
		"pam.example.com":                  "!such as",
		"pam.example.com:443":              "!", // parsed as a scheme
		"//pam.example.com":                "!such as",
		"https://":                         "!such as",
		"https://:443":                     "!such as",
		"ftp://pam.example.com":            "!such as",
		"https:pam.example.com":            "!such as",
		"https://pam.example.com?a=b":      "!query",
		"https://pam.example.com/#a":       "!fragment",
		"https://pam.example.com:port":     "!is not a URL",
		"https://%zz":                      "!is not a URL",
		"https://admin:hunter22@pam":       "!user name or password",
		"https://admin:hunter22@pam:port":  "!user name or password",
		"ftp://admin:hunter22@pam":         "!user name or password",
		"https://admin:hunter22@pam?a=b":   "!user name or password",
		"https://admin:hunter22@pam pam.x": "!user name or password",
	} {
		u, err := rest.ParseURL(in)
		if want, refused := strings.CutPrefix(want, "!"); refused {
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter22") {
				t.Errorf("%q: %v, %v, want an error with %q and no password", in, u, err, want)
			}
			if _, err := rest.New(rest.Config{URL: in}); err == nil {
				t.Errorf("%q makes a client", in)
			}
			continue
		}
		if err != nil || u.String() != want {
			t.Errorf("%q: %v, %v, want %q", in, u, err, want)
		}
	}
}

// TestPath holds that no id can reach another path, on the wire and not only as text.
func TestPath(t *testing.T) {
	t.Parallel()
	var uri string
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) { uri = r.RequestURI })
	c := newClient(t, rest.Config{URL: url + "/base"})
	for id, want := range map[string]string{
		"abc":            "abc",
		"a/b":            "a%2Fb",
		"..":             "%2E%2E",
		".":              "%2E",
		"../users":       "..%2Fusers",
		"...":            "...",
		".a":             ".a",
		"100%":           "100%25",
		"%2e%2e":         "%252e%252e",
		"%2F":            "%252F",
		"a?b=c":          "a%3Fb=c",
		"a#b":            "a%23b",
		"a b":            "a%20b",
		"a;b":            "a%3Bb",
		"ä€":             "%C3%A4%E2%82%AC",
		"a\\b":           "a%5Cb",
		"a\r\nHost: x":   "a%0D%0AHost:%20x",
		"a\x00b":         "a%00b",
		"http://evil.io": "http:%2F%2Fevil.io",
	} {
		path := rest.Path("api", id, "roles")
		if path != "/api/"+want+"/roles" {
			t.Errorf("%q: path %s, want %s", id, path, want)
		}
		if _, err := c.Do(t.Context(), nil, get(path)); err != nil || uri != "/base"+path {
			t.Errorf("%q: asked for %s, want /base%s (%v)", id, uri, path, err)
		}
	}
	if got := rest.Path(); got != "" {
		t.Errorf("no segments give %q", got)
	}
}
