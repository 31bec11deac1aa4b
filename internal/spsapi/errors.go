package spsapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Error is an answer of SPS that is not success.
type Error struct {
	Method, Path string
	StatusCode   int
	// Type is SPS's name for the failure, such as SemanticError; empty when the body was empty or not SPS's.
	Type    string
	Message string
	// Details are the texts of the error's details, in a flat list ordered by name.
	Details []Detail

	html bool
}

// Detail is one text of an error's details. Name is its path there, such as resource or errors.name; it may be empty.
type Detail struct{ Name, Text string }

// Error implements error.
func (e *Error) Error() string {
	s := e.words()
	switch {
	case e.html:
	case e.StatusCode == http.StatusUnauthorized:
		s += ". SPS does not accept the session any more"
	case e.StatusCode == http.StatusForbidden:
		s += ". The user of the provider needs the privilege REST server and the right to write and perform on " +
			"that page of SPS"
	case e.StatusCode >= 300 && e.StatusCode < 400:
		s += ". The server redirects; set url to where it points"
	}
	return s
}

// words is what the server said, without advice.
func (e *Error) words() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: status %d", e.Method, e.Path, e.StatusCode)
	if e.html {
		b.WriteString(": the answer is a web page, not SPS's. Is url right, or does a proxy answer in its place?")
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
	if e.StatusCode != http.StatusBadRequest {
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

// IsNotFound reports whether SPS itself says that the object does not exist: by status, never by text.
func IsNotFound(err error) bool {
	var e *Error
	var login *LoginError // a server without a login says nothing of its objects
	return errors.As(err, &e) && e.StatusCode == http.StatusNotFound && !e.html && !errors.As(err, &login)
}

// IsConflict reports whether SPS refused a change as conflicting with another one.
func IsConflict(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.StatusCode == http.StatusConflict && !e.isLock() && !e.isNoTransaction()
}

func (e *Error) isNoTransaction() bool {
	return e.StatusCode == http.StatusConflict && e.Type == "NoTransaction"
}

// isLock goes by the name alone; no name of a lock is documented (api/sps.md §2).
func (e *Error) isLock() bool { return strings.Contains(strings.ToLower(e.Type), "lock") }

// isTaken reports whether a 409 is about the object and not about the configuration.
func (e *Error) isTaken() bool {
	for _, word := range []string{"exist", "duplicate", "unique", "inuse"} {
		if strings.Contains(strings.ToLower(e.Type), word) {
			return true
		}
	}
	return false
}

func newError(resp *rest.Response) *Error {
	e := &Error{Method: resp.Method, Path: resp.Path, StatusCode: resp.StatusCode, html: resp.IsHTML()}
	var body any
	if e.html || resp.JSON(&body) != nil {
		return e
	}
	e.fill(body, resp.Clean)
	return e
}

// fill reads {"error":{"type","message","details"}}, {"error":"text"} and the same without the outer object.
func (e *Error) fill(body any, clean func(string) string) {
	object, ok := body.(document)
	if !ok {
		return
	}
	if text, ok := object["error"].(string); ok {
		e.Message = clean(text)
	}
	if inner, ok := object["error"].(document); ok {
		object = inner
	}
	if text, ok := object["type"].(string); ok {
		e.Type = clean(text)
	}
	if text, ok := object["message"].(string); ok {
		e.Message = strings.TrimPrefix(e.Message+": "+clean(text), ": ")
	}
	e.addDetails("", object["details"], clean)
}

func (e *Error) addDetails(name string, v any, clean func(string) string) {
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
			e.addDetails(below(clean(k)), v[k], clean)
		}
	case []any:
		for i, element := range v {
			if _, isText := element.(string); isText {
				e.addDetails(name, element, clean)
			} else {
				e.addDetails(below(strconv.Itoa(i)), element, clean)
			}
		}
	default:
		e.Details = append(e.Details, Detail{name, clean(fmt.Sprint(v))})
	}
}

// newDecodeError is for an answer of success that cannot be read.
func newDecodeError(resp *rest.Response, err error) *Error {
	e := &Error{Method: resp.Method, Path: resp.Path, StatusCode: resp.StatusCode, html: resp.IsHTML()}
	if !e.html {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			err = syntax
		}
		e.Message = resp.Clean("the answer cannot be read: " + err.Error())
	}
	return e
}

// withoutStatus returns an error of the same words but without a kind, for a 404 that says nothing of the object.
func withoutStatus(err error) error { return errors.New(err.Error()) }
