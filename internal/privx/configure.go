// Package privx holds the Terraform objects of SSH PrivX, one object a file.
package privx

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

// Configured is what the provider hands to every object: a client, or the reason why there is none.
type Configured interface {
	PrivX() (*privxapi.Client, error)
}

// ErrUnknown is the reason while a setting of the provider is only known during apply.
var ErrUnknown = errors.New("a setting of the provider's privx block is not known before apply")

// access gives an object its client. The zero value is an object before Configure, as Terraform validates it.
type access struct{ configured Configured }

func (a *access) configure(data any, diags *diag.Diagnostics) {
	if data == nil {
		return
	}
	configured, ok := data.(Configured)
	if !ok {
		diags.AddError("Provider data of an unexpected kind", fmt.Sprintf("Got %T. This is a defect of the provider; please report it.", data))
		return
	}
	a.configured = configured
}

// client gives the client, or nil after adding the one error that says why there is none.
func (a *access) client(diags *diag.Diagnostics) *privxapi.Client {
	client, err := a.get()
	if err != nil {
		diags.AddError("PrivX is not configured", err.Error()+".")
		return nil
	}
	return client
}

func (a *access) get() (*privxapi.Client, error) {
	if a.configured == nil {
		return nil, errors.New("the provider was not configured")
	}
	return a.configured.PrivX()
}
