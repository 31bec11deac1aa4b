package privxfake

import (
	"crypto/rand"
	"crypto/subtle"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// tokenPath is the one endpoint that takes no bearer token and no JSON (api/privx.md §1.1).
const tokenPath = "/auth/api/v1/oauth/token"

type token struct {
	expires time.Time
	scopes  []string
}

// RevokeTokens refuses every token issued so far; the static bearer token stays valid.
func (s *Server) RevokeTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// SetScopes sets what tokens are allowed from the next login on: PrivX, too, looks at the caller's permissions only
// when it issues a token. The default is admin.
func (s *Server) SetScopes(scopes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scopes = slices.Clone(scopes)
}

// authenticate returns the scopes of the request's token. The caller holds the lock.
func (s *Server) authenticate(r *http.Request) ([]string, bool) {
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil, false
	}
	if value == BearerToken {
		return []string{"admin"}, true
	}
	t, found := s.tokens[value]
	if !found || !time.Now().Before(t.expires) {
		return nil, false
	}
	return t.scopes, true
}

// serveToken serves the password grant; order and codes of the refusals are OAuth's (RFC 6749, section 5.2).
func (s *Server) serveToken(r *http.Request, body []byte) answer {
	if r.Method != http.MethodPost {
		a := refuseOAuth(http.StatusMethodNotAllowed, "invalid_request", "Method not allowed")
		a.header = http.Header{"Allow": {http.MethodPost}}
		return a
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil ||
		media != "application/x-www-form-urlencoded" {
		return refuseOAuth(http.StatusBadRequest, "invalid_request", "Body must be application/x-www-form-urlencoded")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return refuseOAuth(http.StatusBadRequest, "invalid_request", "Body is not a form")
	}
	id, secret, _ := r.BasicAuth()
	if !equal(id, OAuthClientID) || !equal(secret, OAuthClientSecret) {
		a := refuseOAuth(http.StatusUnauthorized, "invalid_client", "Client authentication failed")
		a.header = http.Header{"Www-Authenticate": {"Basic"}}
		return a
	}
	switch form.Get("grant_type") {
	case "password":
	case "":
		return refuseOAuth(http.StatusBadRequest, "invalid_request", "grant_type is missing")
	default:
		return refuseOAuth(http.StatusBadRequest, "unsupported_grant_type", "Grant type is not supported")
	}
	if !equal(form.Get("username"), APIClientID) || !equal(form.Get("password"), APIClientSecret) {
		return refuseOAuth(http.StatusBadRequest, "invalid_grant", "Invalid credentials")
	}
	return s.issueToken()
}

func (s *Server) issueToken() answer {
	s.mu.Lock()
	defer s.mu.Unlock()

	now := time.Now()
	for value, t := range s.tokens {
		if !now.Before(t.expires) {
			delete(s.tokens, value)
		}
	}
	value := rand.Text()
	s.tokens[value] = token{expires: now.Add(s.options.TokenLife), scopes: s.scopes}
	a := ok(map[string]any{
		"access_token": value,
		"token_type":   "bearer",
		// Rounded up: a token may die before its time, but never lives for 0 seconds.
		"expires_in":    int64((s.options.TokenLife + time.Second - 1) / time.Second),
		"refresh_token": rand.Text(),
		"scope":         strings.Join(s.scopes, " "),
	})
	a.header = http.Header{"Cache-Control": {"no-store"}}
	return a
}

// refuseOAuth returns an error in the shape of the auth service, unlike that of all others (api/privx.md §1.3).
func refuseOAuth(status int, code, description string) answer {
	return answer{status: status, body: map[string]any{"error": code, "error_description": description}}
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
