package spsfake

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

// Repeat returns a refusal with a text in every field of the error, as spell writes it.
func Repeat(text string, spell func(string) string) fakehttp.Fault {
	s := spell(text)
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // only Go escapes these
	err := encoder.Encode(map[string]any{
		"error": map[string]any{
			"type": s, "message": "cannot use " + s,
			"details": map[string]any{"resource": s, s: s, "errors": map[string]any{s: []string{s, "not " + s}}},
		},
		"meta": map[string]any{"href": s},
	})
	if err != nil {
		panic(err)
	}
	return fakehttp.Fault{Status: http.StatusBadRequest, Body: body.String()}
}
