package acctest

import (
	"context"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// shelf is a provider of the resource pam_book, whose list resource finds books by their shelf.
type shelf struct{ provider.Provider }

func (shelf) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "pam"
}

func (shelf) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (shelf) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (shelf) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return book{} }}
}

func (shelf) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{func() list.ListResource { return books{} }}
}

type book struct{ resource.Resource }

func (book) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_book"
}

func (book) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":    schema.StringAttribute{Computed: true},
		"title": schema.StringAttribute{Required: true},
	}}
}

func (book) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"id": identityschema.StringAttribute{RequiredForImport: true},
	}}
}

type books struct{}

func (books) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	book{}.Metadata(ctx, req, resp)
}

func (books) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = listschema.Schema{Attributes: map[string]listschema.Attribute{
		"shelf": listschema.StringAttribute{
			Required: true, Validators: []validator.String{stringvalidator.OneOf("full", "broken")},
		},
	}}
}

func (books) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var shelf types.String
	diags := req.Config.GetAttribute(ctx, path.Root("shelf"), &shelf)
	stream.Results = func(yield func(list.ListResult) bool) {
		for i := range req.Limit {
			result := req.NewListResult(ctx)
			result.Diagnostics = diags
			id := fmt.Sprint("book-", i)
			result.DisplayName = "Volume " + id
			result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root("id"), id)...)
			if req.IncludeResource {
				result.Diagnostics.Append(result.Resource.SetAttribute(ctx, path.Root("id"), id)...)
				result.Diagnostics.Append(result.Resource.SetAttribute(ctx, path.Root("title"), result.DisplayName)...)
			}
			if !yield(result) {
				return
			}
		}
		if shelf.ValueString() == "broken" {
			yield(list.ListResult{Diagnostics: diag.Diagnostics{diag.NewErrorDiagnostic("The shelf is broken", "mend it")}})
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	server := providerserver.NewProtocol6(shelf{})()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	run := &Run{t: t, server: server, Schema: schemas}

	results, diags := run.List("pam_book", `shelf = "full"`, 2, true)
	diags.MustSucceed(t)
	const title = "Volume book-1"
	if len(results) != 2 || results[1].DisplayName != title || results[1].Attribute(t, "title") != title {
		t.Errorf("with the resource: %v", results)
	}
	if got := results[1].Identity; got == nil || got.IdentityData == nil {
		t.Error("no identity")
	}

	results, diags = run.List("pam_book", `shelf = "full"`, 3, false)
	diags.MustSucceed(t)
	if len(results) != 3 || results[0].Exists() {
		t.Errorf("without the resource: %v", results)
	}

	results, diags = run.List("pam_book", `shelf = "broken"`, 1, true)
	diags.MustFail(t, "", "mend it")
	if len(results) != 1 {
		t.Errorf("before the error: %v", results)
	}

	results, diags = run.List("pam_book", `shelf = "other"`, 1, true)
	diags.MustFail(t, "shelf", "other")
	if results != nil {
		t.Errorf("listed what is not valid: %v", results)
	}
}
