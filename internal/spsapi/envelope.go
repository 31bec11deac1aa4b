package spsapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// envelope is what SPS wraps every answer in (api/sps.md §3).
type envelope struct {
	Key  string          `json:"key"`
	Body json.RawMessage `json:"body"`
	Meta struct {
		Href   string `json:"href"`
		Parent string `json:"parent"`
	} `json:"meta"`
}

// hasBody is false for the items of lists that hold keys only.
func (e *envelope) hasBody() bool { return len(e.Body) > 0 && string(e.Body) != "null" }

func decodeList(body []byte) ([]envelope, error) {
	var list map[string]json.RawMessage
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	raw, ok := list["items"]
	if !ok {
		return nil, errors.New("it is no list of SPS's: it has no items")
	}
	var items []envelope
	err := json.Unmarshal(raw, &items)
	return items, err
}

func keysOf(items []envelope) []string {
	keys := make([]string, 0, len(items))
	for _, item := range items {
		keys = append(keys, item.Key)
	}
	return keys
}

// failure is why an answer is no success, nil if it is one. SPS answers objects, with an error in them or something
// else that it has in every answer; what a read is answered with is for its decoder.
func failure(resp *rest.Response, read bool) *Error {
	switch {
	case resp.StatusCode >= http.StatusMultipleChoices:
		return newError(resp)
	case resp.IsEmpty():
		return nil
	case !resp.IsDocument() || bytes.TrimSpace(resp.Body)[0] != '{':
		return newError(resp)
	case bytes.Contains(resp.Body, []byte(`"error"`)): // a list may be long
		if body, _ := decodeDocument(resp.Body); body["error"] != nil {
			return newError(resp)
		}
	}
	if !read && !isOfSPS(resp.Body) {
		return newError(resp)
	}
	return nil
}

// isOfSPS reports whether an object has something that SPS has in every answer, or nothing at all.
func isOfSPS(object []byte) bool {
	body, err := decodeDocument(object)
	for _, key := range []string{"meta", "key", "body", "items", "transaction", "changes"} {
		if _, has := body[key]; has {
			return true
		}
	}
	return err == nil && len(body) == 0
}

var typeName = regexp.MustCompile(`^[A-Z][A-Za-z0-9]+$`)

// isErrorBody reports whether an object is SPS's error body and nothing else (api/sps.md §3).
func isErrorBody(body document) bool {
	inner, _ := body["error"].(document)
	return typeName.MatchString(text(inner["type"])) && hasOnly(inner, "type", "message", "details") &&
		hasOnly(body, "error", "meta")
}

func hasOnly(object document, keys ...string) bool {
	for key := range object {
		if !slices.Contains(keys, key) {
			return false
		}
	}
	return true
}

// isOfPrivX recognises the error body of the other system.
func isOfPrivX(body document) bool { return text(body["error_code"]) != "" }
