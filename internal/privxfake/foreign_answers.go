package privxfake

import "github.com/pamkit/terraform-provider-pam/internal/fakehttp"

// ErrorUnderSuccess is PrivX's error envelope under a status of success. path is a Fault's.
func ErrorUnderSuccess(path string) fakehttp.Fault {
	return fakehttp.Fault{
		Path: path, Status: 200, Body: `{"error_code":"GENERAL_ERROR","error_message":"Nothing was done"}`,
	}
}
