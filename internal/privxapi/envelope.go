package privxapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Codes of PrivX that mean something here.
const (
	codeNotFound  = "OBJECT_NOT_FOUND"
	codeDuplicate = "VALUE_DUPLICATE"
)

// codes are those that PrivX is known to answer (api/privx.md §2.1); servers have others, too.
var codes = append([]string{
	"GENERAL_ERROR", "BAD_REQUEST", "PERMISSION_DENIED", "INVALID_REQUEST_DATA", "REQUIRED_VALUE_MISSING",
	"VALUE_OUT_OF_BOUNDS", "VALUE_INCORRECT_TYPE", "VALUE_INCORRECT_FORMAT", codeDuplicate, "CONFIGURATION_ERROR",
	"DATABASE_ERROR", "CACHE_ERROR", "INTRA_SERVICE_COMMUNICATION_ERROR", codeNotFound, "FORBIDDEN",
}, busyCodes...)

// busyCodes are failures that pass, under any status. The request was not executed.
var busyCodes = []string{"OUT_OF_RESOURCES", "MAX_LOAD", "TOO_MANY_CONNECTIONS"}

func isBusyCode(code string) bool { return slices.Contains(busyCodes, code) }

var (
	codeName     = regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)
	envelopeKeys = []string{"error_code", "error_message", "property", "details"}
)

// isEnvelope reports whether an object is PrivX's error body and nothing else (api/privx.md §2.1).
func isEnvelope(body document) bool {
	for key := range body {
		if !slices.Contains(envelopeKeys, key) {
			return false
		}
	}
	return codeName.MatchString(codeOf(body))
}

// isOfSPS recognises the error body of the other system.
func isOfSPS(body document) bool {
	inner, _ := body["error"].(document)
	return text(inner["type"]) != ""
}

func codeOf(body document) string { return text(body["error_code"]) }

func text(v any) string {
	s, _ := v.(string)
	return s
}

// failure is why an answer is no success, nil if it is one. No object of PrivX's has an error_code, and none of those
// that a write answers with has an error. A write may be answered with nothing; what a read is answered with is for its
// decoder.
func failure(resp *rest.Response, read bool) error {
	switch {
	case resp.StatusCode >= http.StatusMultipleChoices:
		return newError(resp)
	case resp.IsEmpty():
		return nil
	case !resp.IsDocument():
		if !read && string(bytes.TrimSpace(resp.Body)) == "null" {
			return nil
		}
		return newError(resp)
	}
	if !bytes.Contains(resp.Body, []byte(`"error`)) { // a list may be long
		return nil
	}
	body, _ := decodeDocument(resp.Body)
	if codeOf(body) != "" || !read && body["error"] != nil {
		return newError(resp)
	}
	return nil
}

// failureOfDocument is failure for settings, which are whatever a user or the console put there: only what is an error
// body to the last key is one.
func failureOfDocument(resp *rest.Response) error {
	if resp.StatusCode < http.StatusMultipleChoices && !resp.IsHTML() {
		var body document
		if resp.JSON(&body) == nil && (!isEnvelope(body) || !slices.Contains(codes, codeOf(body))) {
			return nil
		}
	}
	return failure(resp, true)
}

// isBusy is rest.Config's Busy.
func isBusy(status int, body []byte) bool {
	if !bytes.Contains(body, []byte(`"error_code"`)) {
		return false
	}
	var envelope document
	if json.Unmarshal(body, &envelope) != nil || !isBusyCode(codeOf(envelope)) {
		return false
	}
	return status >= http.StatusMultipleChoices || isEnvelope(envelope)
}
