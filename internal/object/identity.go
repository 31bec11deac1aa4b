package object

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
)

// Part is one part of an identity, and of an import id.
type Part[M, C any] struct {
	// Name is the attribute of the identity, Description what it is.
	Name, Description string
	// Valid reports whether a text can be the part; Example is one that can.
	Valid   func(string) bool
	Example string
	// Set puts the part where the model has it beside the id. It may be nil.
	Set func(*M, string)
	// Named returns the ids of the objects of a name; before are the parts in front. It may be nil.
	Named func(ctx context.Context, client C, before []string, name string) (ids []string, err error)
}

// OnlyID is the identity of an ordinary object: its id.
func OnlyID[M, C any](valid func(string) bool, example string) []Part[M, C] {
	return []Part[M, C]{{Name: "id", Valid: valid, Example: example}}
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *managed[M, C]) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema.Attributes = map[string]identityschema.Attribute{}
	for _, p := range r.Identity {
		description := p.Description
		if description == "" {
			description = fmt.Sprintf("Id of the %s in %s.", r.Noun, r.system.Name)
		}
		resp.IdentitySchema.Attributes[p.Name] = identityschema.StringAttribute{
			RequiredForImport: true, Description: description,
		}
	}
}

// identify sets the identity from the id.
func (r *Resource[M, C]) identify(
	ctx context.Context, identity *tfsdk.ResourceIdentity, m *M, diags *diag.Diagnostics,
) {
	id := r.ID(m)
	if identity == nil || id.IsNull() || id.IsUnknown() {
		return
	}
	for i, value := range r.split(id.ValueString()) {
		diags.Append(identity.SetAttribute(ctx, path.Root(r.Identity[i].Name), value)...)
	}
}

// split cuts an id into the parts of the identity. There are fewer where slashes are missing.
func (r *Resource[M, C]) split(id string) []string { return strings.SplitN(id, "/", len(r.Identity)) }

// setParts puts the parts of an id into the model, and the id itself.
func (r *Resource[M, C]) setParts(m *M, parts []string) {
	for i, value := range parts {
		if set := r.Identity[i].Set; set != nil {
			set(m, value)
		}
	}
}
