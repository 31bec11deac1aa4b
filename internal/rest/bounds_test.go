package rest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// bomb answers with so many MiB of JSON, compressed to a thousandth.
func bomb(w http.ResponseWriter, status, size int) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	_, _ = w.Write(zipped("["))
	for range size {
		if _, err := w.Write(mebibyte()); err != nil { // the client has left
			return
		}
	}
	_, _ = w.Write(zipped("{}]"))
}

// mebibyte is compressed once: a reader takes what is compressed in parts as one.
var mebibyte = sync.OnceValue(func() []byte { return zipped(strings.Repeat(`{"a":[]},`, 1<<20/9)) })

func zipped(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.Bytes()
}

func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status, size int
		login        bool
		want         string // of the error; none if empty
	}{
		"list":           {200, 20, false, ""},
		"list too large": {200, 65, false, "status 200: the answer is larger than 64 MiB"},
		"refusal":        {400, 20, false, "status 400: the answer is larger than 1 MiB"},
		"failure":        {503, 20, false, "status 503: the answer is larger than 1 MiB"},
		"login":          {200, 20, true, "status 200: the answer is larger than 1 MiB"},
		"refused login":  {401, 20, true, "status 401: the answer is larger than 1 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int64
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				asked.Add(1)
				bomb(w, tc.status, tc.size)
			})
			c := newClient(t, rest.Config{URL: url, MaxRetries: 3, Timeout: time.Hour})
			session := rest.FixedSession(rest.Credential{Header: "Cookie", Value: "session_id=x"})
			if tc.login {
				session = rest.NewSession(func(ctx context.Context) (rest.Credential, error) {
					_, err := c.Do(ctx, nil, get("/login"))
					return rest.Credential{}, err
				})
			}
			for range 2 { // a login must not be tried again
				_, err := c.Do(t.Context(), session, get("/x"))
				if tc.want == "" {
					if err != nil {
						t.Fatal(err)
					}
					return
				}
				if e := lost(t, err); !strings.Contains(e.Error(), tc.want) || !strings.Contains(e.Error(), url+"/") || !e.Sent {
					t.Errorf("error %v, want %q with the URL", err, tc.want)
				}
				if permanent := new(rest.PermanentError); errors.As(err, &permanent) != tc.login {
					t.Errorf("%T %v", err, err)
				}
			}
			if n := asked.Load(); n != 2 && !tc.login || tc.login && n != 1 {
				t.Errorf("asked %d times", n)
			}
		})
	}
}
