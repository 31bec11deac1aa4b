package privxapi_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// TestSecretsInEverySpelling has PrivX repeat the members of a key file that it was sent in base64.
func TestSecretsInEverySpelling(t *testing.T) {
	t.Parallel()
	const key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC+/xyz=\n-----END PRIVATE KEY-----\n"
	file, err := json.Marshal(map[string]any{"private_key": key, "private_key_id": "0a1b2c3d4e5f", "project_id": "shown"})
	must(t, err)
	config := base64.StdEncoding.EncodeToString(file)
	for _, secret := range []string{config, string(file), key, "0a1b2c3d4e5f", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC+/xyz="} {
		for name, spell := range map[string]func(string) string{
			"plain":    func(s string) string { return s },
			"in line":  func(s string) string { return strings.ReplaceAll(s, "\n", "") },
			"query":    url.QueryEscape,
			"HTML":     html.EscapeString,
			"base64":   func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("x" + s)) },
			"two ways": func(s string) string { return url.PathEscape(html.EscapeString(s)) },
		} {
			fault := privxfake.Repeat(secret, spell)
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet { // a look for a source of the same name
					answer(w, http.StatusOK, map[string]any{"count": 0, "items": []any{}})
					return
				}
				w.WriteHeader(fault.Status)
				_, _ = w.Write([]byte(fault.Body))
			})
			source := privxapi.Source{Connection: privxapi.Connection{GoogleCloudConfigJSON: &config}}
			_, err := c.Sources.Create(t.Context(), source)
			var refused *privxapi.Error
			if !errors.As(err, &refused) || len(refused.Details) != 2 {
				t.Fatalf("error %v", err)
			}
			for _, text := range []string{refused.Message, refused.Details[0].Message, refused.Details[1].Message} {
				if strings.TrimRight(text, " \n%0Axua;&#1") != "cannot use ***" {
					t.Errorf("%.30q as %s: %q", secret, name, text)
				}
			}
		}
	}
}
