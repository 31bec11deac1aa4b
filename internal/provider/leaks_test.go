package provider_test

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

// repeatSecrets is a server that answers an update of an object with an error that quotes the secrets it was sent.
func repeatSecrets(id string, secrets map[string]string) fakehttp.Fault {
	quoted := strings.Join(slices.Collect(maps.Values(secrets)), " or ")
	return fakehttp.Fault{
		Method: http.MethodPut, Path: id, Status: http.StatusBadRequest,
		Body: `{"error_code":"VALUE_INCORRECT_FORMAT","error_message":"cannot use ` + quoted + `",` +
			`"property":"connection.ldap_bind_password",` +
			`"details":[{"error_code":"GENERAL_ERROR","error_message":"` + quoted + `"}]}`,
	}
}

// inflate returns the content of all files of a zip archive, which a saved plan is.
func inflate(t *testing.T, content []byte) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&out, r); err != nil { //nolint:gosec // a plan of our own
			t.Fatal(err)
		}
		_ = r.Close()
	}
	return out.String()
}
