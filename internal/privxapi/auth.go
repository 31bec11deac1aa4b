package privxapi

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const tokenPath = "/auth/api/v1/oauth/token"

func bearer(token string) rest.Credential {
	return rest.Credential{Header: "Authorization", Value: "Bearer " + token}
}

// passwordGrant logs in as PrivX's own tools do: the OAuth client by HTTP Basic, the API client as user name and
// password, and form-encoded, because this endpoint alone refuses JSON (api/privx.md §1.1).
func passwordGrant(r *rest.Client, c Config) *rest.Session {
	basic := base64.StdEncoding.EncodeToString([]byte(c.OAuthClientID + ":" + c.OAuthClientSecret))
	return rest.NewSession(func(ctx context.Context) (rest.Credential, error) {
		resp, err := r.Do(ctx, nil, rest.Request{
			Method: http.MethodPost, Path: tokenPath, Repeatable: true,
			Header:  http.Header{"Authorization": {"Basic " + basic}},
			Secrets: []string{basic},
			Form:    url.Values{"grant_type": {"password"}, "username": {c.APIClientID}, "password": {c.APIClientSecret}},
		})
		if err != nil {
			return rest.Credential{}, fmt.Errorf("logging in to PrivX: %w", err)
		}
		var token struct {
			AccessToken string `json:"access_token"`
			ExpiresIn   int64  `json:"expires_in"`
		}
		if resp.StatusCode >= http.StatusMultipleChoices || resp.JSON(&token) != nil || token.AccessToken == "" {
			return rest.Credential{}, newLoginError(resp)
		}
		credential := bearer(token.AccessToken)
		credential.Lifetime = time.Duration(token.ExpiresIn) * time.Second
		return credential, nil
	})
}

// LoginError is a refused login, in the words of OAuth (RFC 6749 §5.2).
type LoginError struct {
	URL        string
	StatusCode int
	// Code is OAuth's error, such as invalid_client or invalid_grant; Description its error_description.
	Code, Description string
	// Foreign says what came in place of an answer of PrivX's, and what is likely wrong.
	Foreign string
}

// Error implements error.
func (e *LoginError) Error() string {
	s := fmt.Sprintf("could not log in to PrivX: POST %s: status %d", e.URL, e.StatusCode)
	if e.Code != "" {
		s += ": " + e.Code
	}
	if e.Description != "" {
		s += ": " + e.Description
	}
	switch {
	case e.Foreign != "":
		s += ": " + e.Foreign
	case e.Code == "invalid_client" || e.Code == "unauthorized_client":
		s += ". Check oauth_client_id and oauth_client_secret"
	case e.Code == "invalid_grant":
		s += ". Check api_client_id and api_client_secret"
	case e.StatusCode == http.StatusUnauthorized || e.StatusCode == http.StatusBadRequest:
		s += ". Check the four client settings of the privx block"
	case e.StatusCode == http.StatusNotFound || e.StatusCode == http.StatusMethodNotAllowed:
		s += ". Check url: this server has no PrivX login there"
	}
	return s
}

// newLoginError is the error that an answer without a token is. Behind a gateway it may come in the envelope of the
// other services.
func newLoginError(resp *rest.Response) error {
	other := newError(resp)
	e := &LoginError{URL: resp.URL, StatusCode: resp.StatusCode, Code: other.Code, Description: other.Message}
	body, _ := resp.Words().(document)
	switch code := text(body["error"]); {
	case other.Code != "":
	case code != "" && !resp.IsRedirect():
		e.Code, e.Description = code, text(body["error_description"])
	case resp.StatusCode < http.StatusMultipleChoices && resp.IsDocument():
		e.Foreign = "the answer holds no access_token. " + resp.Likely("PrivX")
	case resp.IsEmpty() && (resp.StatusCode < http.StatusMultipleChoices || resp.StatusCode == http.StatusNotFound):
		e.Foreign = resp.Foreign("PrivX")
	default:
		e.Foreign = other.Foreign
	}
	if e.isRefusal() {
		return &rest.PermanentError{Err: e}
	}
	return e
}

// isRefusal reports whether the same credentials would be refused again.
func (e *LoginError) isRefusal() bool {
	switch e.StatusCode {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		return !isBusyCode(e.Code)
	}
	return slices.Contains([]string{"invalid_client", "unauthorized_client", "invalid_grant"}, e.Code)
}
