package spsfake

import "github.com/pamkit/terraform-provider-pam/internal/fakehttp"

// ErrorUnderSuccess is SPS's error body under a status of success. path is a Fault's.
func ErrorUnderSuccess(path string) fakehttp.Fault {
	return fakehttp.Fault{
		Path: path, Status: 200, Body: `{"error":{"type":"SemanticError","message":"Nothing was done"}}`,
	}
}
