package spsapi

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// judge goes by the status first and by SPS's name for the failure second, because few of these names are known.
func judge(err error) verdict {
	var e *Error
	var login *LoginError
	var connection *rest.ConnectionError
	switch {
	case errors.As(err, &login):
		if login.passing {
			return lost
		}
		return fatal
	case errors.As(err, &connection):
		return lost
	case !errors.As(err, &e):
		return refused
	case e.status() < http.StatusMultipleChoices: // an answer that cannot be read
		return lost
	}
	switch e.status() {
	case http.StatusUnauthorized, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return lost
	case http.StatusLocked, http.StatusServiceUnavailable:
		return locked
	case http.StatusConflict:
		switch {
		case e.isNoTransaction():
			return lost
		case e.isTaken() || e.Type == "SemanticError":
			return refused
		}
		return locked
	}
	if e.status() >= http.StatusInternalServerError {
		return lost
	}
	return refused
}

// isContradictory reports whether an error came under a status of success: what was asked for may have been done.
func isContradictory(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.StatusCode < http.StatusMultipleChoices
}

// judgeCommit differs in one point: a commit that meets a conflict is not waiting for a lock.
func judgeCommit(err error) verdict {
	var e *Error
	v := judge(err)
	if v == locked && errors.As(err, &e) && e.status() == http.StatusConflict && !e.isLock() {
		return conflicting
	}
	return v
}

// outcomeUnknown reports whether a commit may have happened although it failed.
func outcomeUnknown(err error) bool {
	var connection *rest.ConnectionError
	if errors.As(err, &connection) {
		return connection.Sent
	}
	var e *Error
	return errors.As(err, &e) && (e.StatusCode < http.StatusMultipleChoices ||
		e.StatusCode == http.StatusRequestTimeout || e.StatusCode >= http.StatusInternalServerError)
}

// isUnauthenticated reports whether the session is gone.
func isUnauthenticated(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.status() == http.StatusUnauthorized
}

// isAboutTransaction reports whether the failed request was one to the transaction itself.
func isAboutTransaction(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Path == transactionPath
}

// mayPass reports whether another change of the same batch may have caused a refusal:
// an object in use, a name still taken.
func mayPass(err error) bool {
	var e *Error
	return judge(err) == refused && errors.As(err, &e) &&
		(e.status() == http.StatusBadRequest || e.status() == http.StatusConflict)
}

// lockedError is a configuration that stayed locked. The server's words name the holder.
type lockedError struct {
	waited time.Duration
	err    error
}

// Error implements error.
func (e *lockedError) Error() string {
	return fmt.Sprintf("the configuration of SPS stayed locked for %s (lock_timeout): %v. Whoever has it open on the "+
		"web interface, the console or over REST has to leave it", e.waited.Round(time.Millisecond), e.err)
}

// Unwrap returns the server's last answer.
func (e *lockedError) Unwrap() error { return e.err }

// unknownError is a commit of which nobody knows whether it happened.
type unknownError struct{ cause, look error }

// Error implements error.
func (e *unknownError) Error() string {
	return fmt.Sprintf("whether SPS committed the change is not known (%v), and looking it up failed: %v. Look at it "+
		"on SPS; if it is there, import it or apply again", e.cause, e.look)
}

// Unwrap returns the failure of the commit.
func (e *unknownError) Unwrap() error { return e.cause }
