package rest

import (
	"context"
	"errors"
	"time"
)

// Credential is a header that proves who asks.
type Credential struct {
	Header, Value string
	// Lifetime is how long the server accepts it, counted from the moment the login was sent; 0 means until it refuses it.
	Lifetime time.Duration
}

// Session holds a credential for all callers: fetched on first use, once for all who wait, renewed early, and dropped
// when the server refuses it.
type Session struct {
	login func(context.Context) (Credential, error)
	// lock is a mutex; waiting for it ends with the context.
	lock    chan struct{}
	current Credential
	until   time.Time
	refused error
	// failed is the last login's error, at failedAt, for those who waited for it.
	failed   error
	failedAt time.Time
}

// NewSession makes a session that logs in with the given function.
func NewSession(login func(context.Context) (Credential, error)) *Session {
	return &Session{login: login, lock: make(chan struct{}, 1)}
}

// PermanentError marks a failed login that must not be tried again: accounts are locked after a few wrong passwords.
type PermanentError struct{ Err error }

// Error implements error.
func (e *PermanentError) Error() string { return e.Err.Error() }

// Unwrap returns the login's own error.
func (e *PermanentError) Unwrap() error { return e.Err }

func (s *Session) credential(ctx context.Context) (Credential, error) {
	asked := time.Now()
	select {
	case s.lock <- struct{}{}:
		defer func() { <-s.lock }()
	case <-ctx.Done():
		return Credential{}, ctx.Err()
	}
	if s.refused != nil {
		return Credential{}, s.refused
	}
	if s.current.Header != "" && (s.until.IsZero() || time.Now().Before(s.until)) {
		return s.current, nil
	}
	if s.failed != nil && asked.Before(s.failedAt) {
		return Credential{}, s.failed
	}
	start := time.Now()
	c, err := s.login(ctx)
	if err != nil {
		var permanent *PermanentError
		if errors.As(err, &permanent) {
			s.refused = err
		}
		if ctx.Err() == nil { // else it says nothing to those whose run goes on
			s.failed, s.failedAt = err, time.Now()
		}
		return Credential{}, err
	}
	s.current, s.until = c, time.Time{}
	if c.Lifetime > 0 {
		// Early by a tenth, at most half a minute: a request in flight must not arrive with a credential just expired.
		s.until = start.Add(c.Lifetime - min(c.Lifetime/10, 30*time.Second))
	}
	return c, nil
}

// drop forgets a credential that the server refused, unless a newer one is there already. It is false when the session
// cannot get another one, because the credential was given and not fetched.
func (s *Session) drop(c Credential) bool {
	if s.login == nil {
		return false
	}
	s.lock <- struct{}{}
	defer func() { <-s.lock }()
	if s.current == c {
		s.current = Credential{}
	}
	return true
}

// FixedSession uses a credential that was given and cannot be renewed.
func FixedSession(c Credential) *Session {
	s := NewSession(nil)
	s.current = c
	return s
}
