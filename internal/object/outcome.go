package object

import (
	"errors"
	"fmt"
)

// Warning is an error of a call that did what it was asked to do: it is shown, and the call counts as a success.
type Warning struct{ Summary, Detail string }

// Error implements error.
func (w *Warning) Error() string { return w.Summary + ": " + w.Detail }

// unreadError is a write that was done and could not be read back.
type unreadError struct{ err error }

func (e *unreadError) Error() string { return e.err.Error() }

func (e *unreadError) Unwrap() error { return e.err }

// Unread returns the error of a call that wrote what it was to write, and could not read it back. It is a success with
// a warning: called failed, Terraform would create the object anew, or send its secrets once more.
func Unread(err error) error { return &unreadError{err} }

// goneError is an object that is not there although the server found what was asked for.
type goneError struct{ reason string }

func (e *goneError) Error() string { return e.reason }

// Gone returns an error that says that the object does not exist, in words for whoever tries to import it.
func Gone(format string, args ...any) error { return &goneError{fmt.Sprintf(format, args...)} }

func (c *connection[C]) isGone(err error) bool {
	var gone *goneError
	return errors.As(err, &gone) || err != nil && c.system.IsGone(err)
}
