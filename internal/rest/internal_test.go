package rest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

// roundTrip is a transport that is a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answer(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

// TestTimeoutBeginsWithTheAttempt has one request wait for the only place.
func TestTimeoutBeginsWithTheAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const timeout = time.Hour
		var left []time.Duration
		e := newExchange(roundTrip(func(r *http.Request) (*http.Response, error) {
			deadline, _ := r.Context().Deadline()
			left = append(left, time.Until(deadline))
			time.Sleep(timeout / 2)
			return answer(200, ""), nil
		}), 1, timeout)
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				resp, err := e.RoundTrip(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://x/", nil))
				if err != nil {
					t.Error(err)
					return
				}
				_ = resp.Body.Close()
			})
		}
		wg.Wait()
		if len(left) != 2 || left[0] != timeout || left[1] != timeout {
			t.Errorf("the attempts have %v left: waiting for a place took some of %s", left, timeout)
		}
	})
}

// endless never ends.
type endless struct{ read atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.read.Add(int64(len(p)))
	return len(p), nil
}

func (e *endless) Close() error { return nil }

func TestTooLargeAnswer(t *testing.T) {
	t.Parallel()
	body := &endless{}
	if _, err := readAll(&http.Response{Body: body}, 1000); !isTooLarge(err) || body.read.Load() > 1001 {
		t.Errorf("read %d bytes, %v", body.read.Load(), err)
	}
	whole, err := readAll(answer(200, strings.Repeat("x", 1000)), 1000)
	if err != nil {
		t.Fatalf("an answer of just the limit is refused: %v", err)
	}
	if content, _ := io.ReadAll(whole); len(content) != 1000 {
		t.Errorf("%d bytes are left of 1000", len(content))
	}
	// Fetching it again would not make it smaller.
	ctx := context.WithValue(t.Context(), callKey{}, &call{repeatable: true})
	if again, err := checkRetry(ctx, nil, &tooLargeError{}); again || !isTooLarge(err) {
		t.Errorf("repeated: %v, %v", again, err)
	}
	if !wasSent(&tooLargeError{}) {
		t.Error("a request that was answered counts as not sent")
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	with := func(status int, after string) *http.Response {
		resp := answer(status, "")
		resp.Header.Set("Retry-After", after)
		return resp
	}
	const lowest, highest = 100 * time.Millisecond, 30 * time.Second
	for name, tc := range map[string]struct {
		attempt   int
		resp      *http.Response
		low, high time.Duration
	}{
		"first":                {0, nil, 50 * time.Millisecond, 101 * time.Millisecond},
		"second":               {1, nil, 100 * time.Millisecond, 201 * time.Millisecond},
		"fifth":                {4, answer(500, ""), 800 * time.Millisecond, 1601 * time.Millisecond},
		"many":                 {1000, nil, 15 * time.Second, 30*time.Second + 1},
		"asked":                {0, with(503, "7"), 7 * time.Second, 7 * time.Second},
		"asked much":           {0, with(429, "86400"), time.Minute, time.Minute},
		"asked beyond numbers": {0, with(429, "99999999999999999999"), 50 * time.Millisecond, 101 * time.Millisecond},
		"asked nothing":        {0, with(429, "0"), 50 * time.Millisecond, 101 * time.Millisecond},
		"asked on 502":         {0, with(502, "7"), 50 * time.Millisecond, 101 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			different := map[time.Duration]bool{}
			for range 200 {
				wait := backoff(lowest, highest, tc.attempt, tc.resp)
				if wait < tc.low || wait > tc.high {
					t.Fatalf("waits %s, want %s to %s", wait, tc.low, tc.high)
				}
				different[wait] = true
			}
			if tc.low != tc.high && len(different) < 50 {
				t.Errorf("200 callers return at %d moments: no jitter", len(different))
			}
		})
	}
}

// TestLifetime counts from the moment the login is sent: this side cannot know when the server's clock began.
func TestLifetime(t *testing.T) {
	t.Parallel()
	for life, used := range map[time.Duration]time.Duration{
		time.Hour:         time.Hour - 30*time.Second,
		300 * time.Second: 270 * time.Second,
		100 * time.Second: 90 * time.Second,
		time.Second:       900 * time.Millisecond,
	} {
		synctest.Test(t, func(t *testing.T) {
			logins := 0
			s := NewSession(func(context.Context) (Credential, error) {
				logins++
				time.Sleep(5 * time.Millisecond)
				return Credential{Header: "A", Value: "b", Lifetime: life}, nil
			})
			start := time.Now()
			for at, want := range []time.Duration{0, used / 2, used - 1, used} {
				time.Sleep(time.Until(start.Add(want)))
				if _, err := s.credential(t.Context()); err != nil {
					t.Fatal(err)
				}
				if want := 1 + at/3; logins != want {
					t.Errorf("a life of %s: %d logins after %s, want %d", life, logins, time.Since(start), want)
				}
			}
		})
	}
}

func knowing(texts ...string) *secrets {
	s := &secrets{}
	s.add(texts...)
	return s
}

func TestRedact(t *testing.T) {
	t.Parallel()
	secrets := knowing("hunter22", "hunter2", `quo"te`, "a&b<c", "***", "abc", "")
	for in, want := range map[string]string{
		`{}`:                                  `{}`,
		`[]`:                                  `[]`,
		`"text"`:                              `"text"`,
		`{"name":"x","ttl":900,"on":true}`:    `{"name":"x","on":true,"ttl":900}`,
		`{"password":"p"}`:                    `{"password":"***"}`,
		`{"ldap_bind_password":"p"}`:          `{"ldap_bind_password":"***"}`,
		`{"oidc_client_secret":"p"}`:          `{"oidc_client_secret":"***"}`,
		`{"access_token":"p"}`:                `{"access_token":"***"}`,
		`{"refresh_token":"p"}`:               `{"refresh_token":"***"}`,
		`{"kerberos_ticket":"p"}`:             `{"kerberos_ticket":"***"}`,
		`{"google_cloud_config_json":"p"}`:    `{"google_cloud_config_json":"***"}`,
		`{"iam_secret_access_key":"p"}`:       `{"iam_secret_access_key":"***"}`,
		`{"iam_session_token":"p"}`:           `{"iam_session_token":"***"}`,
		`{"openstack_apikey":"p"}`:            `{"openstack_apikey":"***"}`,
		`{"openstack_token_id":"p"}`:          `{"openstack_token_id":"***"}`,
		`{"azure_client_secret":"p"}`:         `{"azure_client_secret":"***"}`,
		`{"private_key":"p"}`:                 `{"private_key":"***"}`,
		`{"privateKey":"p"}`:                  `{"privateKey":"***"}`,
		`{"PASSWORD":"p"}`:                    `{"PASSWORD":"***"}`,
		`{"Passphrase":"p"}`:                  `{"Passphrase":"***"}`,
		`{"seed":{"seed_string":"p"}}`:        `{"seed":{"seed_string":"***"}}`,
		`{"public_key":"p"}`:                  `{"public_key":"p"}`,
		`{"password":""}`:                     `{"password":""}`,
		`{"password":null}`:                   `{"password":null}`,
		`{"password_min_length":10}`:          `{"password_min_length":10}`,
		`{"password":{"value":"p","n":1}}`:    `{"password":{"n":1,"value":"***"}}`,
		`{"password":{"a":{"b":["p"]}}}`:      `{"password":{"a":{"b":["***"]}}}`,
		`{"secrets":["p",["q"],{"r":"s"},1]}`: `{"secrets":["***",["***"],{"r":"***"},1]}`,
		`[{"a":[{"password":"p"}]}]`:          `[{"a":[{"password":"***"}]}]`,
		`{"big":12345678901234567890.10}`:     `{"big":12345678901234567890.10}`,
		`{"comment":"it is hunter22!"}`:       `{"comment":"it is ***!"}`,
		`{"comment":"hunter2 hunter22"}`:      `{"comment":"*** ***"}`,
		`{"comment":"abc ***"}`:               `{"comment":"abc ***"}`, // too short to be a secret, and a mask
		`{"comment":"say quo\"te"}`:           `{"comment":"say ***"}`,
		`{"comment":"a&b<c"}`:                 `{"comment":"***"}`,
		`{"comment":"?q=a%26b%3Cc"}`:          `{"comment":"?q=***"}`,
		`{"hunter22":1}`:                      `{"***":1}`,
		``:                                    `(0 bytes, not JSON)`,
		`password=p`:                          `(10 bytes, not JSON)`,
		`<html>hunter22</html>`:               `(21 bytes, not JSON)`,
		`{"password":"p`:                      `(14 bytes, not JSON)`,
	} {
		if got := secrets.redact([]byte(in), false); got != want {
			t.Errorf("%s\nbecame %s\nwant   %s", in, got, want)
		}
	}
}

func TestSecretsOfTheRequest(t *testing.T) {
	t.Parallel()
	got := secretsIn([]byte(`{"name":"n","password":"p1","list":[{"token":["t1",{"x":"t2"}]}],"port":1,"secret":5}`))
	found := map[string]bool{}
	for _, s := range got {
		found[s] = true
	}
	if len(got) != 3 || !found["p1"] || !found["t1"] || !found["t2"] {
		t.Errorf("found %q", got)
	}
	if got := secretsIn([]byte("no JSON")); got != nil {
		t.Errorf("found %q", got)
	}
}

// TestNoHeaderIsLogged catches a library that begins to log on its own.
func TestLibraryIsSilent(t *testing.T) {
	t.Parallel()
	c, err := New(Config{URL: "http://x"})
	if err != nil {
		t.Fatal(err)
	}
	if c.retry.Logger != nil || c.retry.RequestLogHook != nil || c.retry.ResponseLogHook != nil {
		t.Error("go-retryablehttp logs whole URLs")
	}
}

func FuzzRedact(f *testing.F) {
	f.Add([]byte(`{"a":{"password":["hunter22"]}}`))
	f.Add([]byte(`{"a":"hunter22"}`))
	f.Add([]byte(`hunter22`))
	secrets := knowing("hunter22")
	f.Fuzz(func(t *testing.T, body []byte) {
		out := secrets.redact(body, false)
		if strings.Contains(out, "hunter22") {
			t.Errorf("%s became %s", body, out)
		}
		if json.Valid(body) && !json.Valid([]byte(out)) {
			t.Errorf("%s became %s, which is no JSON", body, out)
		}
		secretsIn(body)
	})
}

func FuzzPath(f *testing.F) {
	f.Add("..")
	f.Add("a/b?c#d%2F")
	f.Fuzz(func(t *testing.T, id string) {
		if id == "" {
			return
		}
		path := Path("api", id, "roles")
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://x"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.URL.EscapedPath() != path || r.URL.RawQuery != "" || r.URL.Fragment != "" || r.URL.Host != "x" {
			t.Errorf("%q asks for %s", id, r.URL)
		}
		segments := strings.Split(r.URL.EscapedPath(), "/")
		if len(segments) != 4 || segments[2] == "." || segments[2] == ".." || r.URL.Path != "/api/"+id+"/roles" {
			t.Errorf("%q has the segments %q", id, segments)
		}
	})
}

func TestLogWithoutBody(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	ctx := tflogtest.RootLogger(t.Context(), &b)
	logRequest(httptest.NewRequestWithContext(ctx, http.MethodGet, "http://x/", nil), &call{})
	if b.String() != "" {
		t.Errorf("logged %s", &b)
	}
}
