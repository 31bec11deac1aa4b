package spsapi

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Error is an answer of SPS that is not success, or one of somebody else in its place.
type Error struct {
	Method, Path string
	// URL is what was asked for, whole but for the query.
	URL        string
	StatusCode int
	// Type is SPS's name for the failure, such as SemanticError; empty when the body was empty or not SPS's.
	Type    string
	Message string
	// Details are the texts of the error's details, in a flat list ordered by name.
	Details []Detail
	// Foreign says what came in place of an answer of SPS's, and what is likely wrong.
	Foreign string

	// said says that the body holds an error, and own that it is SPS's error body and nothing else.
	said, own bool
	// confirmed says that the collection of the object does not have it (confirm.go).
	confirmed bool
}

// Detail is one text of an error's details. Name is its path there, such as resource or errors.name; it may be empty.
type Detail struct{ Name, Text string }

// Error implements error.
func (e *Error) Error() string {
	s := e.words()
	if e.Foreign != "" || e.confirmed {
		return s
	}
	switch e.status() {
	case http.StatusUnauthorized:
		s += ". SPS does not accept the session any more"
	case http.StatusForbidden:
		s += ". The user of the provider needs the privilege REST server and the right to write and perform on " +
			"that page of SPS"
	}
	return s
}

// words is what the server said, without advice on rights.
func (e *Error) words() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: status %d", e.Method, e.URL, e.StatusCode)
	switch {
	case e.confirmed:
		b.WriteString(": SPS does not list it")
		return b.String()
	case e.Foreign != "":
		b.WriteString(": " + e.Foreign)
		return b.String()
	}
	if e.Type != "" {
		b.WriteString(": " + e.Type)
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	var details []string
	for _, d := range e.Details {
		if d.Text == "" || d.Text == e.Path || d.Text == e.Message {
			continue
		}
		if d.Name != "" {
			d.Text = d.Name + ": " + d.Text
		}
		details = append(details, d.Text)
	}
	if len(details) > 0 {
		b.WriteString(" (" + strings.Join(details, "; ") + ")")
	}
	return b.String()
}

// propertyPath is a field of an object as SPS's errors name it, such as servers.0.host.value.
var propertyPath = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$`)

// Properties returns the wire fields that a refusal of what was written is about, by their paths from the root of the
// object, best first: what its details call the field, then what they say of fields by name,
// then what its message begins with.
func (e *Error) Properties() []string {
	if e.status() != http.StatusBadRequest {
		return nil
	}
	var named, said []string
	for _, d := range e.Details {
		switch name := strings.TrimPrefix(d.Name, "errors."); name {
		case "field":
			named = append(named, d.Text)
		case "resource": // the path that was asked for
		default:
			said = append(said, name)
		}
	}
	if before, _, ok := strings.Cut(e.Message, ": "); ok {
		said = append(said, before)
	}
	var properties []string
	for _, p := range slices.Concat(named, said) {
		if propertyPath.MatchString(p) && !slices.Contains(properties, p) {
			properties = append(properties, p)
		}
	}
	return properties
}

// status is the HTTP status that fits what SPS says: under a status of success, that of the error's type
// (api/sps.md §3).
func (e *Error) status() int {
	if e.StatusCode >= http.StatusMultipleChoices || !e.said {
		return e.StatusCode
	}
	switch e.Type {
	case "AuthenticationFailure", "Unauthenticated":
		return http.StatusUnauthorized
	case "Unauthorized":
		return http.StatusForbidden
	case "NotFound", "ResourceNotFound":
		return http.StatusNotFound
	case "TransactionProcessingError":
		return http.StatusUnprocessableEntity
	case "InternalError":
		return http.StatusInternalServerError
	}
	if e.Type == noTransaction || e.isLock() || e.isTaken() || strings.Contains(e.Type, "Conflict") {
		return http.StatusConflict
	}
	return http.StatusBadRequest
}

// IsNotFound reports whether the object does not exist: SPS itself says so, by status and shape and never by text, or
// its collection does not have it.
func IsNotFound(err error) bool {
	var e *Error
	var login *LoginError // a server without a login says nothing of its objects
	return errors.As(err, &e) && (e.confirmed || e.StatusCode == http.StatusNotFound && e.own) && !errors.As(err, &login)
}

// IsConflict reports whether SPS refused a change as conflicting with another one.
func IsConflict(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.status() == http.StatusConflict && !e.isLock() && !e.isNoTransaction()
}

const noTransaction = "NoTransaction"

func (e *Error) isNoTransaction() bool {
	return e.status() == http.StatusConflict && e.Type == noTransaction
}

// isLock goes by the name alone; no name of a lock is documented (api/sps.md §2).
func (e *Error) isLock() bool { return strings.Contains(strings.ToLower(e.Type), "lock") }

// isTaken reports whether a 409 is about the object and not about the configuration.
func (e *Error) isTaken() bool {
	for _, word := range []string{"exist", "duplicate", "unique", "inuse", "in_use", "used", "refer", "depend"} {
		if strings.Contains(strings.ToLower(e.Type), word) {
			return true
		}
	}
	return false
}

// newError is the error that an answer is. What it repeats of the server comes from Words and Foreign, which clean it.
func newError(resp *rest.Response) *Error {
	e := &Error{Method: resp.Method, Path: resp.Path, URL: resp.URL, StatusCode: resp.StatusCode}
	body, _ := resp.Words().(document)
	if !resp.IsRedirect() && !resp.IsHTML() {
		e.own, e.said = isErrorBody(body), body["error"] != nil
		e.fill(body)
	}
	switch {
	case e.own, !resp.IsRedirect() && e.StatusCode != http.StatusNotFound && (e.said || resp.IsEmpty()):
	case isOfPrivX(body):
		e.Foreign = resp.Foreign("SPS") + ". It looks like PrivX's: the url of the privx block may stand in the sps block"
	default:
		e.Foreign = resp.Foreign("SPS")
	}
	return e
}

// newDecodeError is for an answer of success that cannot be read.
func newDecodeError(resp *rest.Response, err error) *Error {
	e := &Error{Method: resp.Method, Path: resp.Path, URL: resp.URL, StatusCode: resp.StatusCode}
	if !resp.IsDocument() {
		e.Foreign = resp.Foreign("SPS")
		return e
	}
	e.Foreign = resp.Clean("the answer cannot be read: " + err.Error())
	if !isOfSPS(resp.Body) {
		e.Foreign += ". " + resp.Likely("SPS")
	}
	return e
}

// fill reads {"error":{"type","message","details"}}, {"error":"text"} and the same without the outer object.
func (e *Error) fill(object document) {
	e.Message = text(object["error"])
	if inner, ok := object["error"].(document); ok {
		object = inner
	}
	e.Type = text(object["type"])
	if message := text(object["message"]); message != "" {
		e.Message = strings.TrimPrefix(e.Message+": "+message, ": ")
	}
	e.addDetails("", object["details"])
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func (e *Error) addDetails(name string, v any) {
	below := func(s string) string { return strings.TrimPrefix(name+"."+s, ".") }
	switch v := v.(type) {
	case nil:
	case document:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			e.addDetails(below(k), v[k])
		}
	case []any:
		for i, element := range v {
			if _, isText := element.(string); isText {
				e.addDetails(name, element)
			} else {
				e.addDetails(below(strconv.Itoa(i)), element)
			}
		}
	default:
		e.Details = append(e.Details, Detail{name, fmt.Sprint(v)})
	}
}

// withoutStatus returns an error of the same words but without a kind, for a 404 that says nothing of the object.
func withoutStatus(err error) error { return errors.New(err.Error()) }
