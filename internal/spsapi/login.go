package spsapi

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"syscall"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	loginPath = "/api/authentication"
	// maxEndTime bounds the end of a session: Terraform kills a provider that has not ended within two seconds.
	maxEndTime    = 1200 * time.Millisecond
	sessionCookie = "session_id"
)

// login opens sessions, one to read and one to write. A refusal holds for both:
// accounts are locked after a few wrong passwords.
type login struct {
	rest    sender
	request rest.Request
	turn    rest.Turn
	refused error
	// worked says that a login succeeded before: then a server that does not answer is probably starting anew.
	worked bool
	// endTime bounds the end of a session.
	endTime time.Duration
}

// newLogin returns the login of all versions (api/sps.md §1):
// HTTP Basic or the TLS certificate, to the named method or the server's default.
func newLogin(r sender, c Config) *login {
	query := url.Values{}
	request := rest.Request{Method: http.MethodGet, Path: loginPath, Query: query}
	if c.ClientCertificate != "" {
		query.Set("type", "x509")
	} else {
		basic := base64.StdEncoding.EncodeToString([]byte(c.Username + ":" + c.Password))
		request.Header = http.Header{"Authorization": {"Basic " + basic}}
		request.Secrets = []string{basic}
	}
	if c.LoginMethod != "" {
		query.Set("login_method", c.LoginMethod)
	}
	return &login{rest: r, request: request, endTime: min(maxEndTime, c.Timeout/2)}
}

// held is one session at a time, of those who read or of the writer. One that is replaced is given back to SPS, which
// may allow each user a few only.
type held struct {
	login   *login
	mu      sync.Mutex
	current rest.Credential
}

// renew logs in anew.
func (h *held) renew(ctx context.Context) (rest.Credential, error) {
	h.end(ctx)
	credential, err := h.login.credential(ctx)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.current = credential
	return credential, err
}

// end returns the session, and with it a transaction that is still open. SPS documents no way to do so: an answer of
// any kind, or none, is as good as another.
func (h *held) end(ctx context.Context) {
	h.mu.Lock()
	credential := h.current
	h.current = rest.Credential{}
	h.mu.Unlock()
	if credential.Header == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.login.endTime)
	defer cancel()
	_, err := h.login.rest.Do(ctx, rest.FixedSession(credential), rest.Request{
		Method: http.MethodDelete, Path: loginPath, Once: true,
	})
	if err != nil {
		tflog.Debug(ctx, "SPS: a session was not given back", map[string]any{"error": err.Error()})
	}
}

// credential logs in. The cookie is read by hand: a cookie jar drops it when the clocks of both machines differ.
func (l *login) credential(ctx context.Context) (rest.Credential, error) {
	end, err := l.turn.Take(ctx)
	if err != nil {
		return rest.Credential{}, err
	}
	defer end()
	if l.refused != nil {
		return rest.Credential{}, l.refused
	}
	resp, err := l.rest.Do(ctx, nil, l.request)
	if err != nil {
		var connection *rest.ConnectionError
		var final *rest.PermanentError
		down := errors.As(err, &connection) && connection.Sent || errors.Is(err, syscall.ECONNREFUSED)
		return rest.Credential{}, &LoginError{Cause: err, passing: l.worked && down && !errors.As(err, &final)}
	}
	if refusal := failure(resp, true); refusal != nil {
		status := refusal.status()
		err := &LoginError{Cause: refusal, passing: l.worked && status >= http.StatusInternalServerError}
		if status == http.StatusUnauthorized || status == http.StatusForbidden {
			l.refused = &rest.PermanentError{Err: err}
			return rest.Credential{}, l.refused
		}
		return rest.Credential{}, err
	}
	for _, cookie := range (&http.Response{Header: resp.Header}).Cookies() {
		if cookie.Name == sessionCookie && cookie.Value != "" {
			l.worked = true
			return rest.Credential{Header: "Cookie", Value: sessionCookie + "=" + cookie.Value}, nil
		}
	}
	err = errors.New("it sets no cookie " + sessionCookie)
	return rest.Credential{}, &LoginError{Cause: newDecodeError(resp, err)}
}

// LoginError is a login that failed. Cause is an *Error when SPS refused it.
type LoginError struct {
	Cause error

	passing bool // trying again later may help
}

// Error implements error.
func (e *LoginError) Error() string {
	var refused *Error
	if !errors.As(e.Cause, &refused) {
		return fmt.Sprintf("logging in to SPS: %v", e.Cause)
	}
	s := "could not log in to SPS: " + refused.words()
	if refused.Foreign != "" {
		return s
	}
	switch refused.status() {
	case http.StatusUnauthorized:
		s += ". Check username, password (or the client certificate) and login_method"
	case http.StatusForbidden:
		s += ". The user needs the privilege REST server"
	case http.StatusNotFound:
		s += ". Check url: this server has no SPS login"
	}
	return s
}

// Unwrap returns the refusal or the connection's failure.
func (e *LoginError) Unwrap() error { return e.Cause }
