package privxapi

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
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
			Header: http.Header{"Authorization": {"Basic " + basic}},
			Form:   url.Values{"grant_type": {"password"}, "username": {c.APIClientID}, "password": {c.APIClientSecret}},
		})
		if err != nil {
			return rest.Credential{}, fmt.Errorf("logging in to PrivX: %w", err)
		}
		if resp.StatusCode != http.StatusOK {
			return rest.Credential{}, newLoginError(resp)
		}
		var token struct {
			AccessToken string `json:"access_token"`
			ExpiresIn   int64  `json:"expires_in"`
		}
		if err := resp.JSON(&token); err != nil {
			return rest.Credential{}, fmt.Errorf("logging in to PrivX: %w", err)
		}
		if token.AccessToken == "" {
			return rest.Credential{}, fmt.Errorf("logging in to PrivX: %s %s: the answer holds no access_token",
				resp.Method, resp.Path)
		}
		credential := bearer(token.AccessToken)
		credential.Lifetime = time.Duration(token.ExpiresIn) * time.Second
		return credential, nil
	})
}

// LoginError is a refused login, in the words of OAuth (RFC 6749 §5.2).
type LoginError struct {
	StatusCode int
	// Code is OAuth's error, such as invalid_client or invalid_grant; Description its error_description.
	Code, Description string
}

// Error implements error.
func (e *LoginError) Error() string {
	s := fmt.Sprintf("PrivX refused the login: POST %s: status %d", tokenPath, e.StatusCode)
	if e.Code != "" {
		s += ": " + e.Code
	}
	if e.Description != "" {
		s += ": " + e.Description
	}
	switch {
	case e.Code == "invalid_client" || e.Code == "unauthorized_client":
		s += ". Check oauth_client_id and oauth_client_secret"
	case e.Code == "invalid_grant":
		s += ". Check api_client_id and api_client_secret"
	case e.StatusCode == http.StatusUnauthorized || e.StatusCode == http.StatusBadRequest:
		s += ". Check the four client settings of the privx block"
	case e.StatusCode == http.StatusNotFound:
		s += ". Check url: this server has no PrivX login"
	}
	return s
}

func newLoginError(resp *rest.Response) error {
	var body struct {
		Code        string `json:"error"`
		Description string `json:"error_description"`
		// Behind a gateway the answer may come in the envelope of the other services.
		ErrorCode    string `json:"error_code"`
		ErrorMessage string `json:"error_message"`
	}
	_ = resp.JSON(&body) // the status says enough when the body is empty or a web page
	if body.Code == "" {
		body.Code, body.Description = body.ErrorCode, body.ErrorMessage
	}
	err := &LoginError{StatusCode: resp.StatusCode, Code: body.Code, Description: resp.Clean(body.Description)}
	switch resp.StatusCode {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		return &rest.PermanentError{Err: err}
	}
	return err
}
