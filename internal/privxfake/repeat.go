package privxfake

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

// Repeat returns a refusal with a text in every field of the error, of the login's form too, as spell writes it.
func Repeat(text string, spell func(string) string) fakehttp.Fault {
	s := spell(text)
	fields := func(more any) map[string]any {
		return map[string]any{
			"error_code": s, "error_message": "cannot use " + s, "property": s, "details": more,
			"error": s, "error_description": "cannot use " + s,
		}
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // only Go escapes these
	if err := encoder.Encode(fields([]any{fields([]any{fields(nil)})})); err != nil {
		panic(err)
	}
	return fakehttp.Fault{Status: http.StatusBadRequest, Body: body.String()}
}
