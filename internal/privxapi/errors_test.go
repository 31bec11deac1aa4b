package privxapi

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// notFromServer are the texts of errors that the server has no part in.
var notFromServer = []string{"Error.Method", "Error.URL", "Error.Permission", "LoginError.URL"}

// answered returns what a server answers to a request whose secret it knows.
func answered(t *testing.T, secret string, status int, body string) *rest.Response {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	c, err := rest.New(rest.Config{URL: server.URL, Secrets: []string{secret}})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(t.Context(), nil, rest.Request{Method: http.MethodGet, Path: "/x"})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// TestNoFieldHoldsASecret goes over all texts of all errors: one that is added has to be filled here, from a body that
// repeats a secret in every field, or be no text of the server's.
func TestNoFieldHoldsASecret(t *testing.T) {
	t.Parallel()
	const secret = "hunter2-hunter2"
	seen := map[string]bool{}
	for _, body := range []string{
		`{"error_code":"S","error_message":"S","property":"S","details":[{"error_code":"S","error_message":"S",` +
			`"property":"S","details":[{"error_code":"S","error_message":"S","property":"S"}]}],"S":"S"}`,
		`{"error":"S","error_description":"S"}`, `{"error":{"type":"S","message":"S"}}`, `{"S":"S"}`, `S`, `<title>S</title>`,
	} {
		for _, status := range []int{200, 302, 400, 401, 404, 500} {
			resp := answered(t, secret, status, strings.ReplaceAll(body, "S", "a "+secret+" z"))
			for _, err := range []error{newError(resp), newLoginError(resp), newDecodeError(resp, errors.New("no "+secret))} {
				var permanent *rest.PermanentError
				if errors.As(err, &permanent) {
					err = permanent.Err
				}
				if strings.Contains(err.Error(), "hunter2") {
					t.Errorf("%d %s: error %v", status, body, err)
				}
				fakehttp.EachText(err, func(name, text string) {
					seen[name] = seen[name] || strings.Contains(text, "***")
					if strings.Contains(text, "hunter2") {
						t.Errorf("%d %s: %s is %q", status, body, name, text)
					}
				})
			}
		}
	}
	for name, filled := range seen {
		if !filled && !slices.Contains(notFromServer, name) {
			t.Errorf("%s was never filled: does it come from the server?", name)
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %v were looked at", seen)
	}
}
