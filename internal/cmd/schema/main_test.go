package main

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/pamkit/terraform-provider-pam/internal/provider"
)

// everything is a server with one object of every kind that Terraform knows.
type everything struct {
	tfprotov6.ProviderServer
	diagnostics []*tfprotov6.Diagnostic
}

func (s everything) GetProviderSchema(
	context.Context, *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	text := &tfprotov6.SchemaAttribute{Name: "text", Type: tftypes.String, Optional: true, Description: "A <text>."}
	schema := func(version int64, attributes ...*tfprotov6.SchemaAttribute) *tfprotov6.Schema {
		return &tfprotov6.Schema{Version: version, Block: &tfprotov6.SchemaBlock{
			Attributes: attributes, Description: "About it.", DescriptionKind: tfprotov6.StringKindMarkdown,
		}}
	}
	resource := schema(2,
		&tfprotov6.SchemaAttribute{Name: "secret", Type: tftypes.String, Required: true, Sensitive: true, WriteOnly: true},
		&tfprotov6.SchemaAttribute{
			Name: "old", Type: tftypes.Set{ElementType: tftypes.Number}, Computed: true, Deprecated: true,
		},
		&tfprotov6.SchemaAttribute{Name: "group", Optional: true, NestedType: &tfprotov6.SchemaObject{
			Attributes: []*tfprotov6.SchemaAttribute{text}, Nesting: tfprotov6.SchemaObjectNestingModeMap,
		}},
	)
	resource.Block.BlockTypes = []*tfprotov6.SchemaNestedBlock{{
		TypeName: "config", Nesting: tfprotov6.SchemaNestedBlockNestingModeList, MinItems: 1, MaxItems: 3,
		Block: schema(0, text).Block,
	}}
	one := func(s *tfprotov6.Schema) map[string]*tfprotov6.Schema {
		return map[string]*tfprotov6.Schema{"pam_it": s}
	}
	return &tfprotov6.GetProviderSchemaResponse{
		Provider:                 schema(0),
		ResourceSchemas:          one(resource),
		DataSourceSchemas:        one(schema(0, text)),
		EphemeralResourceSchemas: one(schema(0, text)),
		ListResourceSchemas:      one(schema(0, text)),
		ActionSchemas:            map[string]*tfprotov6.ActionSchema{"pam_it": {Schema: schema(0, text)}},
		Functions: map[string]*tfprotov6.Function{"it": {
			Summary: "Does it.", Description: "Does it well.", DeprecationMessage: "Do that.",
			Parameters: []*tfprotov6.FunctionParameter{{
				Name: "text", Type: tftypes.String, Description: "A text.", AllowNullValue: true,
			}},
			VariadicParameter: &tfprotov6.FunctionParameter{Name: "more", Type: tftypes.Bool},
			Return:            &tfprotov6.FunctionReturn{Type: tftypes.List{ElementType: tftypes.String}},
		}},
		Diagnostics: s.diagnostics,
	}, nil
}

func (s everything) GetResourceIdentitySchemas(
	context.Context, *tfprotov6.GetResourceIdentitySchemasRequest,
) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{
		"pam_it": {Version: 1, IdentityAttributes: []*tfprotov6.ResourceIdentitySchemaAttribute{
			{Name: "id", Type: tftypes.String, RequiredForImport: true, Description: "Its id."},
			{Name: "name", Type: tftypes.String, OptionalForImport: true},
		}},
	}}, nil
}

// want is the server above in the format of Terraform.
const want = `{"format_version": "1.0", "provider_schemas": {"registry.terraform.io/hashicorp/pam": {
	"provider": {"version": 0, "block": {"description": "About it.", "description_kind": "markdown"}},
	"resource_schemas": {"pam_it": {"version": 2, "block": {
		"attributes": {
			"secret": {"type": "string", "required": true, "sensitive": true, "write_only": true, "description_kind": "plain"},
			"old": {"type": ["set", "number"], "computed": true, "deprecated": true, "description_kind": "plain"},
			"group": {"optional": true, "description_kind": "plain", "nested_type": {"nesting_mode": "map", "attributes": {
				"text": {"type": "string", "optional": true, "description": "A <text>.", "description_kind": "plain"}
			}}}
		},
		"block_types": {"config": {"nesting_mode": "list", "min_items": 1, "max_items": 3, "block": TEXT}},
		"description": "About it.", "description_kind": "markdown"
	}}},
	"data_source_schemas": {"pam_it": {"version": 0, "block": TEXT}},
	"ephemeral_resource_schemas": {"pam_it": {"version": 0, "block": TEXT}},
	"list_resource_schemas": {"pam_it": {"version": 0, "block": TEXT}},
	"action_schemas": {"pam_it": {"block": TEXT}},
	"functions": {"it": {
		"summary": "Does it.", "description": "Does it well.", "deprecation_message": "Do that.",
		"return_type": ["list", "string"],
		"parameters": [{"name": "text", "type": "string", "description": "A text.", "is_nullable": true}],
		"variadic_parameter": {"name": "more", "type": "bool"}
	}},
	"resource_identity_schemas": {"pam_it": {"version": 1, "attributes": {
		"id": {"type": "string", "description": "Its id.", "required_for_import": true},
		"name": {"type": "string", "optional_for_import": true}
	}}}
}}}`

const wantText = `{
	"attributes": {"text": {"type": "string", "optional": true, "description": "A <text>.", "description_kind": "plain"}},
	"description": "About it.", "description_kind": "markdown"
}`

func TestPrintsEverything(t *testing.T) {
	t.Parallel()
	var got, wanted any
	if err := json.Unmarshal(printed(t, everything{}), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(strings.ReplaceAll(want, "TEXT", wantText)), &wanted); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, wanted) {
		t.Errorf("got  %v\nwant %v", got, wanted)
	}
}

// TestPrintsThisProvider prints the provider as Terraform gets it.
func TestPrintsThisProvider(t *testing.T) {
	t.Parallel()
	server := provider.NewServer("test")
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var document tfjson.ProviderSchemas
	if err := json.Unmarshal(printed(t, server), &document); err != nil {
		t.Fatal(err)
	}
	got := document.Schemas[address]
	if len(got.ResourceSchemas) == 0 || len(got.ResourceSchemas) != len(schemas.ResourceSchemas) ||
		len(got.ListResourceSchemas) != len(schemas.ListResourceSchemas) {
		t.Errorf("%d resources and %d list resources", len(got.ResourceSchemas), len(got.ListResourceSchemas))
	}
}

func printed(t *testing.T, server tfprotov6.ProviderServer) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := run(t.Context(), server, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRefusesBrokenSchemas(t *testing.T) {
	t.Parallel()
	broken := everything{diagnostics: []*tfprotov6.Diagnostic{
		{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "Never mind"},
		{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Broken", Detail: "no default"},
	}}
	err := run(t.Context(), broken, &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "Broken: no default") {
		t.Errorf("%v", err)
	}
}
