package rest_test

import (
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// TestLog has a server that repeats every secret that it is sent, in every way it can.
func TestLog(t *testing.T) {
	t.Parallel()
	const (
		bindPassword = `bind<&>"pass\word`
		token        = "token-of-the-session"
		clientSecret = "configured secret +/="
	)
	var n atomic.Int32
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		if n.Add(1) == 1 {
			w.WriteHeader(503)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(400)
		if strings.HasPrefix(string(body), "{") {
			_, _ = io.WriteString(w, `{"error_message":"refused","you_sent":`+string(body)+
				`,"access_token":"tok-en","text":"`+clientSecret+`"}`)
			return
		}
		_, _ = io.WriteString(w, "you sent "+string(body))
	})
	c := newClient(t, rest.Config{URL: url, MaxRetries: 2, Secrets: []string{clientSecret}})
	ctx, log := logged(t)
	session := rest.FixedSession(rest.Credential{Header: "Authorization", Value: "Bearer " + token})
	resp, err := c.Do(ctx, session, rest.Request{
		Method: http.MethodPut, Path: "/sources/1", Header: http.Header{"Cookie": {"crumbs"}},
		Body: map[string]any{
			"name": "shown", "ttl": 900, "connection": map[string]any{"ldap_bind_password": bindPassword, "port": 636},
			"comment": "my " + bindPassword + " is here too",
		},
	})
	if err != nil || resp.StatusCode != 400 {
		t.Fatalf("answer %+v, %v", resp, err)
	}
	if _, err := c.Do(ctx, session, rest.Request{
		Method: http.MethodPost, Path: "/login", Form: map[string][]string{"password": {clientSecret}, "user": {"form-user"}},
	}); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{
		bindPassword, `bind\u003c`, "bind<", token, "Bearer", clientSecret, "configured",
		"crumbs", "tok-en", "X-Echo", "Authorization", "form-user",
	} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q is in the log:\n%s", secret, log)
		}
	}
	if got := resp.Clean("refused: " + bindPassword + ", " + clientSecret); got != "refused: ***, ***" {
		t.Errorf("Clean left %q", got)
	}

	type line struct {
		level, method, path string
		status, attempt     any
	}
	var lines []line
	var bodies []string
	for _, e := range log.entries(t) {
		if body, ok := e["body"].(string); ok {
			if e["@level"] != "trace" || e["method"] == nil || e["path"] == nil {
				t.Errorf("a body at %v with %v", e["@level"], e)
			}
			bodies = append(bodies, body)
			continue
		}
		if _, ok := e["duration_ms"].(float64); !ok {
			t.Errorf("no duration in %v", e)
		}
		level, _ := e["@level"].(string)
		method, _ := e["method"].(string)
		path, _ := e["path"].(string)
		lines = append(lines, line{level, method, path, e["status"], e["attempt"]})
	}
	want := []line{
		{"debug", "PUT", "/sources/1", 503.0, 1.0},
		{"debug", "PUT", "/sources/1", 400.0, 2.0},
		{"debug", "POST", "/login", 400.0, 1.0},
	}
	if len(lines) != len(want) {
		t.Fatalf("logged %v, want %v", lines, want)
	}
	for i := range want {
		if lines[i] != want[i] {
			t.Errorf("logged %v, want %v", lines[i], want[i])
		}
	}
	sent := `{"comment":"my *** is here too","connection":{"ldap_bind_password":"***","port":636},` +
		`"name":"shown","ttl":900}`
	if len(bodies) != 4 || bodies[0] != sent || bodies[1] != sent || !strings.Contains(bodies[2], sent) ||
		!strings.HasPrefix(bodies[3], "(") || !strings.HasSuffix(bodies[3], " bytes, not JSON)") {
		t.Errorf("logged the bodies %q", bodies)
	}
}

func TestLogOfFailure(t *testing.T) {
	t.Parallel()
	url := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	ctx, log := logged(t)
	_, err := newClient(t, rest.Config{URL: url, MaxRetries: 1}).Do(ctx, nil, rest.Request{
		Method: http.MethodPut, Path: "/x", Body: map[string]any{"password": "hunter22"},
	})
	if e := lost(t, err); !e.Sent {
		t.Errorf("not sent: %v", err)
	}
	failed := 0
	for _, e := range log.entries(t) {
		if e["error"] != nil && e["@level"] == "debug" && e["method"] == "PUT" && e["path"] == "/x" {
			failed++
		}
	}
	if failed != 2 || strings.Contains(log.String(), "hunter22") {
		t.Errorf("%d failures in the log:\n%s", failed, log)
	}
}

// TestFetchedTokenIsASecret: no configuration knows it, so only the request can tell.
func TestFetchedTokenIsASecret(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		sent := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		_, _ = io.WriteString(w, `{"error_message":"no such token: `+sent+`"}`)
	})
	ctx, log := logged(t)
	session := rest.NewSession(func(context.Context) (rest.Credential, error) {
		return rest.Credential{Header: "Authorization", Value: "Bearer fetched-token"}, nil
	})
	for _, body := range []any{nil, map[string]any{"a": 1}} {
		req := rest.Request{Method: http.MethodPut, Path: "/x", Body: body}
		resp, err := newClient(t, rest.Config{URL: url}).Do(ctx, session, req)
		if err != nil || resp.Clean(string(resp.Body)) != `{"error_message":"no such token: ***"}` {
			t.Errorf("answer %s, %v", resp.Clean(string(resp.Body)), err)
		}
	}
	if strings.Contains(log.String(), "fetched-token") {
		t.Errorf("the token is in the log:\n%s", log)
	}
}

func TestErrorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var arrived atomic.Int32
		network := newNetwork(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			arrived.Add(1)
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}))
		c := network.client(t, rest.Config{Timeout: time.Minute, Secrets: []string{"hunter22"}})
		session := rest.FixedSession(rest.Credential{Header: "Authorization", Value: "Bearer hunter22"})
		req := rest.Request{Method: http.MethodPost, Path: "/x", Form: map[string][]string{"p": {"hunter22"}}}
		_, err := c.Do(t.Context(), session, req)
		if e := lost(t, err); strings.Contains(e.Error(), "hunter22") || arrived.Load() != 1 {
			t.Errorf("the error of %d requests holds a secret: %v", arrived.Load(), err)
		}
		// A header that cannot be sent is repeated by net/http.
		_, err = network.client(t, rest.Config{Secrets: []string{"hunter\n22"}}).
			Do(t.Context(), rest.FixedSession(rest.Credential{Header: "Authorization", Value: "Bearer hunter\n22"}), get("/"))
		if e := lost(t, err); strings.Contains(e.Error(), "22") {
			t.Errorf("the error holds a secret: %v", err)
		}
	})
}

// TestLoginAnswer has a login hand out credentials of all kinds, which a later answer repeats.
func TestLoginAnswer(t *testing.T) {
	t.Parallel()
	const (
		session = "47710719df5a0c8e3c2b1d0f9a8b7c6d5e4f3a2b"
		refresh = "refresh-token-never-used"
		ticket  = "ORSXG5BAOR2W42LOM4QGC3TEEBZXIZLBNRUW4ZY"
	)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") == "" {
			http.SetCookie(w, &http.Cookie{Name: "session_id", Value: session})
			http.SetCookie(w, &http.Cookie{Name: "ticket", Value: ticket})
			_, _ = io.WriteString(w, `{"session_id":"`+session+`","body":{"key":"`+session+`"},"refresh_token":"`+refresh+`"}`)
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"message":"`+session+` `+refresh+` `+ticket+`"}`)
	})
	ctx, log := logged(t)
	c := newClient(t, rest.Config{URL: url})
	resp, err := c.Do(ctx, rest.NewSession(func(ctx context.Context) (rest.Credential, error) {
		_, err := c.Do(ctx, nil, get("/login"))
		return rest.Credential{Header: "Cookie", Value: "session_id=" + session}, err
	}), get("/x"))
	if err != nil || resp.Clean(string(resp.Body)) != `{"message":"*** *** ***"}` {
		t.Errorf("answer %s, %v", resp.Clean(string(resp.Body)), err)
	}
	for _, secret := range []string{session, refresh, ticket} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q is in the log:\n%s", secret, log)
		}
	}
	if !strings.Contains(log.String(), `"session_id\":\"***\"`) {
		t.Errorf("the login's answer is not in the log:\n%s", log)
	}
}

// TestBasicLogin has a server repeat the header that it refuses, and what is in it.
func TestBasicLogin(t *testing.T) {
	t.Parallel()
	const password = "p+ss/w:rd"
	for _, pair := range []string{"id:" + password, "client-id:p%2Bss%2Fw%3Ard"} {
		for name, encoding := range map[string]*base64.Encoding{"std": base64.StdEncoding, "URL": base64.RawURLEncoding} {
			sent := encoding.EncodeToString([]byte(pair))
			at := serve(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, r.Header.Get("Authorization"))
			})
			resp, err := newClient(t, rest.Config{URL: at}).Do(t.Context(), nil, rest.Request{
				Method: http.MethodGet, Path: "/login", Header: http.Header{"Authorization": {"Basic " + sent}},
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{
				string(resp.Body), pair, password, base64.StdEncoding.EncodeToString([]byte(pair)),
				base64.RawURLEncoding.EncodeToString([]byte("other-" + pair)),
			} {
				if got := resp.Clean(text); !strings.Contains(got, "***") || strings.Contains(got, sent) ||
					strings.Contains(got, password) || strings.Contains(got, pair[len(pair)-5:]) {
					t.Errorf("%s of %s: %q became %q", name, pair, text, got)
				}
			}
		}
	}
}
