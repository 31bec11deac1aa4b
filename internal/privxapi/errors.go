package privxapi

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Error is an answer of PrivX that is not success, or one of somebody else in its place.
type Error struct {
	Method, URL string
	StatusCode  int
	// Code is PrivX's error_code, such as VALUE_OUT_OF_BOUNDS; empty when the body was empty or not PrivX's.
	Code    string
	Message string
	// Property is the wire name of the field at fault, where PrivX names one.
	Property string
	Details  []Detail
	// Foreign says what came in place of an answer of PrivX's, and what is likely wrong.
	Foreign string
	// Permission is what the caller's role needs for the request, set on 403.
	Permission string

	// own says that the body is PrivX's error envelope and nothing else, empty that there is none.
	own, empty bool
	// confirmed says that what should list the object, or own it, does not have it (confirm.go).
	confirmed bool
}

// Detail is one entry of an error's details. PrivX nests them to any depth; here they are in one list.
type Detail struct{ Code, Message, Property string }

// Error implements error.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: status %d", e.Method, e.URL, e.StatusCode)
	writeDetail(&b, Detail{e.Code, e.Message, e.Property})
	for _, d := range e.Details {
		writeDetail(&b, d)
	}
	switch {
	case e.confirmed:
		b.WriteString(": PrivX does not have it")
	case e.Foreign != "":
		b.WriteString(": " + e.Foreign)
	case e.isBusy():
		b.WriteString(". PrivX has too much to do, and did nothing. Apply again later, or lower max_concurrent_requests")
	case e.StatusCode == http.StatusUnauthorized:
		b.WriteString(". PrivX does not accept the credentials any more; check them, or renew bearer_token")
	case e.Permission != "":
		fmt.Fprintf(&b, ". The API client's role needs %s. A new permission counts from the next login on", e.Permission)
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

// newError is the error that an answer is. What it repeats of the server comes from Words and Foreign, which clean it.
func newError(resp *rest.Response) *Error {
	e := &Error{Method: resp.Method, URL: resp.URL, StatusCode: resp.StatusCode, empty: resp.IsEmpty()}
	body, _ := resp.Words().(document)
	if !resp.IsRedirect() && !resp.IsHTML() {
		e.own = isEnvelope(body)
		e.Code, e.Message, e.Property = codeOf(body), text(body["error_message"]), text(body["property"])
		e.addDetails(body)
	}
	switch {
	case resp.IsRedirect():
		e.Foreign = resp.Foreign("PrivX")
	case e.own, e.StatusCode != http.StatusNotFound && (e.empty || e.Code != "" || e.Message != ""):
	case isOfSPS(body):
		e.Foreign = resp.Foreign("PrivX") + ". It looks like SPS's: the url of the sps block may stand in the privx block"
	default:
		e.Foreign = resp.Foreign("PrivX")
	}
	return e
}

func (e *Error) addDetails(envelope document) {
	details, _ := envelope["details"].([]any)
	for _, detail := range details {
		if d, ok := detail.(document); ok { // the vendor's own sample has [null]
			e.Details = append(e.Details, Detail{codeOf(d), text(d["error_message"]), text(d["property"])})
			e.addDetails(d)
		}
	}
}

// newDecodeError is for an answer of success that cannot be read.
func newDecodeError(resp *rest.Response, err error) *Error {
	e := &Error{Method: resp.Method, URL: resp.URL, StatusCode: resp.StatusCode}
	if resp.IsDocument() {
		e.Foreign = resp.Clean("the answer cannot be read: "+err.Error()) + ". " + resp.Likely("PrivX")
	} else {
		e.Foreign = resp.Foreign("PrivX")
	}
	return e
}

// status is the HTTP status that fits what PrivX says: under a status of success, that of the code.
func (e *Error) status() int {
	if e.StatusCode >= http.StatusMultipleChoices || e.Code == "" {
		return e.StatusCode
	}
	switch e.Code {
	case codeNotFound:
		return http.StatusNotFound
	case "PERMISSION_DENIED", "FORBIDDEN":
		return http.StatusForbidden
	case "BAD_REQUEST", "INVALID_REQUEST_DATA", "REQUIRED_VALUE_MISSING", "VALUE_OUT_OF_BOUNDS", "VALUE_INCORRECT_TYPE",
		"VALUE_INCORRECT_FORMAT", codeDuplicate:
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}

// IsNotFound reports whether the object does not exist: PrivX itself says so, by status and shape and never by text, or
// what should list it does not.
func IsNotFound(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.confirmed || e.StatusCode == http.StatusNotFound && e.own && !e.isBusy())
}

// IsConflict reports whether PrivX refuses an object because another one like it exists.
func IsConflict(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.StatusCode == http.StatusConflict || e.Code == codeDuplicate)
}

func (e *Error) isBusy() bool { return isBusyCode(e.Code) }

// needs adds to a 403 what would have been enough.
func needs(permission string, err error) error {
	var e *Error
	if errors.As(err, &e) && isForbidden(err) {
		e.Permission = permission
	}
	return err
}

func isForbidden(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.status() == http.StatusForbidden && !e.isBusy()
}

// withoutStatus keeps the words of an error but not its status, for a 404 that turned out to be untrue.
func withoutStatus(err error) error { return errors.New(err.Error()) }
