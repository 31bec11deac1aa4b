// Package sps holds the Terraform objects of One Identity Safeguard for Privileged Sessions, one object a file.
package sps

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
)

// Configured is what the provider hands to every object: a client, or the reason why there is none.
type Configured interface {
	SPS() (*spsapi.Client, error)
	// SPSLoginMethod is the name of the login method with which the provider itself logs in; empty is the server's default.
	SPSLoginMethod() string
}

// ErrUnknown is the reason while a setting of the provider is only known during apply.
var ErrUnknown = errors.New("a setting of the provider's sps block is not known before apply")

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

func (a *access) get() (*spsapi.Client, error) {
	if a.configured == nil {
		return nil, errors.New("the provider was not configured")
	}
	return a.configured.SPS()
}

// client gives the client, or nil after adding the one error that says why there is none.
func (a *access) client(diags *diag.Diagnostics) *spsapi.Client {
	client, err := a.get()
	if err != nil {
		diags.AddError("SPS is not configured", err.Error()+".")
		return nil
	}
	return client
}

// base is what every resource has: a name, a client, and one way to report failures.
type base struct {
	access
	// typeName is the name without the provider's, noun what messages call the object.
	typeName, noun string
}

// Metadata implements resource.Resource.
func (b *base) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + b.typeName
}

// Configure implements resource.ResourceWithConfigure.
func (b *base) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	b.configure(req.ProviderData, &resp.Diagnostics)
}

// reader gives the client for a refresh, or nil. While a setting of the provider is not known, the object is left as it was last seen.
func (b *base) reader(which string, diags *diag.Diagnostics) *spsapi.Client {
	if _, err := b.get(); errors.Is(err, ErrUnknown) {
		diags.AddWarning("Not refreshed", fmt.Sprintf("The %s %s is shown as it was last seen: %v.", b.noun, which, err))
		return nil
	}
	return b.client(diags)
}

// fail turns an error into a diagnostic. which is the object's key or name, or empty.
func (b *base) fail(diags *diag.Diagnostics, verb, which string, err error) {
	summary := fmt.Sprintf("Could not %s the %s", verb, b.noun)
	if which != "" {
		summary += " " + which
	}
	diags.AddError(summary, err.Error())
}

// lookup is what every data source has.
type lookup struct {
	access
	typeName string
}

// Metadata implements datasource.DataSource.
func (l *lookup) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + l.typeName
}

// Configure implements datasource.DataSourceWithConfigure.
func (l *lookup) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	l.configure(req.ProviderData, &resp.Diagnostics)
}
