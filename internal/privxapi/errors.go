package privxapi

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Error is an answer of PrivX that is not success.
type Error struct {
	Method, Path string
	StatusCode   int
	// Code is PrivX's error_code, such as VALUE_OUT_OF_BOUNDS; empty when the body was empty or not PrivX's.
	Code    string
	Message string
	// Property is the wire name of the field at fault, where PrivX names one.
	Property string
	Details  []Detail
	// Permission is what the caller's role needs for the request, set on 403.
	Permission string

	html bool
}

// Detail is one entry of an error's details. PrivX nests them to any depth; here they are in one list.
type Detail struct{ Code, Message, Property string }

// Error implements error.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: status %d", e.Method, e.Path, e.StatusCode)
	writeDetail(&b, Detail{e.Code, e.Message, e.Property})
	for _, d := range e.Details {
		writeDetail(&b, d)
	}
	switch {
	case e.html:
		b.WriteString(": the answer is a web page, not PrivX's. Is url right, or does a proxy answer in its place?")
	case e.StatusCode == http.StatusUnauthorized:
		b.WriteString(". PrivX does not accept the credentials any more; check them, or renew bearer_token")
	case e.StatusCode == http.StatusForbidden && e.Permission != "":
		fmt.Fprintf(&b, ". The API client's role needs %s. A new permission counts from the next login on", e.Permission)
	case e.StatusCode >= 300 && e.StatusCode < 400:
		b.WriteString(". The server redirects; set url to where it points")
	}
	return b.String()
}

func writeDetail(b *strings.Builder, d Detail) {
	if d.Code != "" {
		b.WriteString(": " + d.Code)
	}
	if d.Message != "" {
		b.WriteString(": " + d.Message)
	}
	if d.Property != "" {
		fmt.Fprintf(b, " (property %s)", d.Property)
	}
}

// IsNotFound reports whether PrivX says that the object does not exist: by status, never by text.
func IsNotFound(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.StatusCode == http.StatusNotFound
}

// IsConflict reports whether PrivX refuses an object because another one like it exists.
func IsConflict(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.StatusCode == http.StatusConflict || e.Code == "VALUE_DUPLICATE")
}

// isWebPage reports whether the answer is not PrivX's own: a 404 then says nothing of the object.
func isWebPage(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.html
}

func newError(resp *rest.Response) *Error {
	e := &Error{Method: resp.Method, Path: resp.Path, StatusCode: resp.StatusCode, html: resp.IsHTML()}
	var body envelope
	if !e.html && resp.JSON(&body) == nil {
		e.Code, e.Message, e.Property = body.Code, resp.Clean(body.Message), body.Property
		body.flatten(&e.Details, resp)
	}
	return e
}

// newDecodeError is for an answer of success that cannot be read.
func newDecodeError(resp *rest.Response, err error) *Error {
	return &Error{
		Method: resp.Method, Path: resp.Path, StatusCode: resp.StatusCode, html: resp.IsHTML(),
		Message: resp.Clean("the answer cannot be read: " + err.Error()),
	}
}

// envelope is the error body of all services but the login (api/privx.md §2.1).
type envelope struct {
	Code     string      `json:"error_code"`
	Message  string      `json:"error_message"`
	Property string      `json:"property"`
	Details  []*envelope `json:"details"`
}

func (e *envelope) flatten(into *[]Detail, resp *rest.Response) {
	for _, d := range e.Details {
		if d == nil { // the vendor's own sample has [null]
			continue
		}
		*into = append(*into, Detail{d.Code, resp.Clean(d.Message), d.Property})
		d.flatten(into, resp)
	}
}

// needs adds to a 403 what would have been enough.
func needs(permission string, err error) error {
	var e *Error
	if errors.As(err, &e) && e.StatusCode == http.StatusForbidden {
		e.Permission = permission
	}
	return err
}

func isForbidden(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.StatusCode == http.StatusForbidden
}

// withoutStatus keeps the words of an error but not its status, for a 404 that turned out to be untrue.
func withoutStatus(err error) error { return errors.New(err.Error()) }
