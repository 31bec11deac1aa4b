package rest_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

func TestJSON(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ contentType, body, want string }{
		"object":         {"application/json", `{"n":12345678901234567890}`, ""},
		"html":           {"text/html; charset=utf-8", `<!DOCTYPE html>`, "web page"},
		"html as text":   {"text/plain", "\n <html>", "web page"},
		"empty":          {"application/json", "", "it is empty"},
		"half":           {"application/json", `{"n":`, "unexpected EOF"},
		"html by header": {"text/html", "Bad Gateway", "web page"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", tc.contentType)
				_, _ = io.WriteString(w, tc.body)
			})
			resp, err := newClient(t, rest.Config{URL: url}).Do(t.Context(), nil, get("/path"))
			if err != nil {
				t.Fatal(err)
			}
			var v map[string]any
			err = resp.JSON(&v)
			switch {
			case tc.want == "" && (err != nil || fmt.Sprint(v["n"]) != "12345678901234567890"):
				t.Errorf("decoded %v, %v", v, err)
			case tc.want != "" && (err == nil || !strings.Contains(err.Error()+resp.Foreign("PAM"), tc.want)):
				t.Errorf("error %v, %s, want %q", err, resp.Foreign("PAM"), tc.want)
			}
			if web := resp.IsHTML(); web != (tc.want == "web page") {
				t.Errorf("IsHTML is %v", web)
			}
			if resp.URL != url+"/path" {
				t.Errorf("URL is %s", resp.URL)
			}
		})
	}
}

// TestForeign: an answer that is not the system's says what was met and what is likely wrong, with the whole URL.
func TestForeign(t *testing.T) {
	t.Parallel()
	const base = "https://pam.example.com:8443/below"
	for name, tc := range map[string]struct {
		status         int
		location, body string
		url            string // of the request, where it is not below base
		want           []string
	}{
		"page": {
			404, "", "<html><head><title>404\n Not &amp; Found</title>", "",
			[]string{"a web page (404 Not & Found)", "Check url (" + base + ")", "a proxy answers in the place of PAM"},
		},
		"text":      {404, "", "404 page not found\n", "", []string{"text (404 page not found)", base}},
		"long text": {200, "", strings.Repeat("ü ", 200), "", []string{"ü ü ...)"}},
		"no text":   {200, "", "\xff\xfe", "", []string{"text (?)"}},
		"empty":     {404, "", "  ", "", []string{"the answer is empty, not PAM's"}},
		"gateway":   {404, "", `{"message":"no Route"}`, "", []string{`JSON of another kind ({"message":"no Route"})`}},
		"down":      {502, "", "<html>", "", []string{"may be down behind it"}},
		"redirect": {
			302, "https://sso.example.com/login?state=s", "<html><title>Found</title>", "",
			[]string{"redirects to https://sso.example.com. If PAM is there, set url"},
		},
		"redirect, 308":       {308, "http://other:81/", "", "", []string{"redirects to http://other:81."}},
		"redirect, by a path": {301, "/login", "", "", []string{"redirects to https://pam.example.com:8443."}},
		"redirect, to a user": {303, "https://u:p@sso/x", "", "", []string{"redirects to https://sso."}},
		"redirect, nowhere":   {307, "", "<html>", "", []string{"without saying where"}},
		"redirect, no URL":    {302, "::", "<html>", "", []string{"what is no URL"}},
		"redirect to TLS": {
			301, "https://pam/x", "", "http://pam", []string{"redirects to https://pam. Set url to https://, too"},
		},
		"TLS behind http, Go": {
			400, "", "Client sent an HTTP request to an HTTPS server.\n", "http://pam:443",
			[]string{"the server speaks TLS on this port", "Set url to https://pam:443"},
		},
		"TLS behind http, nginx": {
			400, "", "<html><title>400 The plain HTTP request was sent to HTTPS port</title>", "http://pam:443",
			[]string{"the server speaks TLS on this port"},
		},
		"TLS behind http, Apache": {
			400, "", "<html><p>You're speaking plain HTTP to an SSL-enabled server port.", "http://pam",
			[]string{"the server speaks TLS on this port"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := rest.Response{Path: "/api/x", URL: base + "/api/x", StatusCode: tc.status, Body: []byte(tc.body)}
			if tc.url != "" {
				resp.URL = tc.url + "/api/x"
			}
			if tc.location != "" {
				resp.Header = http.Header{"Location": {tc.location}}
			}
			got := resp.Foreign("PAM")
			for _, want := range tc.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q, want %q in it", got, want)
				}
			}
			if resp.IsRedirect() && strings.Contains(got, "web page") || strings.Contains(got, "state=") {
				t.Errorf("%q", got)
			}
		})
	}
}

// TestForeignHoldsNoSecret, in whatever form a stranger repeats it.
func TestForeignHoldsNoSecret(t *testing.T) {
	t.Parallel()
	const secret = "hunter2-hunter2"
	for name, reply := range map[string]func(w http.ResponseWriter){
		"title": func(w http.ResponseWriter) { _, _ = io.WriteString(w, "<title>no "+secret+"</title>") },
		"text":  func(w http.ResponseWriter) { _, _ = io.WriteString(w, "no "+secret) },
		"JSON": func(w http.ResponseWriter) {
			_, _ = io.WriteString(w, `{"`+secret+`":["`+secret+`",{"password":"x-y-z"}]}`)
		},
		"host": func(w http.ResponseWriter) {
			w.Header().Set("Location", "https://"+secret+".example.com")
			w.WriteHeader(http.StatusFound)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) { reply(w) })
			resp, err := newClient(t, rest.Config{URL: url, Secrets: []string{secret}}).Do(t.Context(), nil, get("/x"))
			if err != nil {
				t.Fatal(err)
			}
			said := resp.Foreign("PAM") + fmt.Sprint(resp.Words())
			if !strings.Contains(said, "***") || strings.Contains(said, "hunter2") ||
				strings.Contains(resp.Foreign("PAM"), "x-y-z") {
				t.Errorf("said %q", said)
			}
		})
	}
}

// TestTLSAlert: a server that speaks TLS answers a request that does not with an alert.
func TestTLSAlert(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 1024))
			_, _ = conn.Write([]byte{21, 3, 1, 0, 2, 2, 70})
			_ = conn.Close()
		}
	}()
	base := "http://" + listener.Addr().String()
	_, err = newClient(t, rest.Config{URL: base, MaxRetries: 2}).Do(t.Context(), nil, get("/x"))
	want := "GET " + base + "/x: the server speaks TLS on this port, and url begins with http://. Set url to https" +
		strings.TrimPrefix(base, "http")
	if e := lost(t, err); e.Sent || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestBusy: what says that it was not executed is repeated under any status, and for any method.
func TestBusy(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 400, 403, 404, 500} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
			t.Run(fmt.Sprint(status, " ", method), func(t *testing.T) {
				t.Parallel()
				n := 0
				url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
					if n++; n < 3 {
						w.WriteHeader(status)
						_, _ = io.WriteString(w, "busy")
					}
				})
				busy := func(got int, body []byte) bool { return got == status && string(body) == "busy" }
				c := newClient(t, rest.Config{URL: url, MaxRetries: 2, Busy: busy})
				resp, err := c.Do(t.Context(), nil, rest.Request{Method: method, Path: "/x"})
				if err != nil || resp.StatusCode != 200 || len(resp.Body) > 0 || n != 3 {
					t.Errorf("%d attempts, answer %+v, %v", n, resp, err)
				}
			})
		}
	}
}
