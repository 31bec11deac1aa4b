package acctest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Listed is one result of a list resource.
type Listed struct {
	DisplayName string
	// State has the identity and, if it was asked for, the value.
	State
}

// List does what terraform query does with one list block: it validates the block's config and reads the results, all
// that the provider has however many were asked for. What failed is in the diagnostics only.
func (r *Run) List(resource, body string, limit int64, includeResource bool) (results []Listed, diags Diagnostics) {
	r.t.Helper()
	server, ok := r.server.(tfprotov6.ListResourceServer)
	if !ok {
		r.t.Fatal("the provider's server hides its list resources")
	}
	s, ok := r.Schema.ListResourceSchemas[resource]
	if !ok {
		r.t.Fatalf("there is no list resource %s", resource)
	}
	config := dynamic(r.t, parse(r.t, body, objectType(s)))
	validated, err := server.ValidateListResourceConfig(r.t.Context(), &tfprotov6.ValidateListResourceConfigRequest{
		TypeName: resource, Config: config,
		IncludeResourceObject: dynamic(r.t, tftypes.NewValue(tftypes.Bool, includeResource)),
		Limit:                 dynamic(r.t, tftypes.NewValue(tftypes.Number, limit)),
	})
	r.fatal(err)
	diags = validated.Diagnostics
	if diags.Failed() {
		return nil, diags
	}
	stream, err := server.ListResource(r.t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: resource, Config: config, IncludeResource: includeResource, Limit: limit,
	})
	r.fatal(err)
	ty := objectType(r.schema(resource))
	for result := range stream.Results {
		diags = append(diags, result.Diagnostics...)
		if result.Identity != nil {
			state := State{Value: r.value(result.Resource, ty), Identity: result.Identity}
			results = append(results, Listed{result.DisplayName, state})
		}
	}
	return results, diags
}
