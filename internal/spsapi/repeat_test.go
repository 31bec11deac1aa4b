package spsapi_test

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// TestSecretsInEverySpelling has SPS repeat a password in all fields of its refusals.
func TestSecretsInEverySpelling(t *testing.T) {
	t.Parallel()
	const plain = `hunter2 <"pässword">&+/`
	for name, spell := range map[string]func(string) string{
		"plain":   func(s string) string { return s },
		"query":   url.QueryEscape,
		"path":    func(s string) string { return strings.ToLower(url.PathEscape(s)) },
		"HTML":    html.EscapeString,
		"JSON":    func(s string) string { return strings.NewReplacer(`"`, `\"`, "/", `\/`, "ä", `\u00E4`).Replace(s) },
		"base64":  func(s string) string { return base64.StdEncoding.EncodeToString([]byte("user:" + s)) },
		"hex":     func(s string) string { return hex.EncodeToString([]byte(s)) },
		"trimmed": strings.TrimSpace,
	} {
		for _, path := range []string{"passwords$", "users$"} {
			c, s := start(t)
			fault := spsfake.Repeat(plain, spell)
			fault.Method, fault.Path = "POST", path
			s.Fail(fault)
			_, err := c.Users.Create(t.Context(), spsapi.User{Name: "u", Password: secret(plain)})
			if err == nil || strings.Contains(err.Error(), spell(plain)) || strings.Contains(err.Error(), "hunter2") ||
				strings.Count(err.Error(), "***") < 5 {
				t.Errorf("%s of %s: %v", name, path, err)
			}
		}
	}
}
