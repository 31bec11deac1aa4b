package main

import (
	"encoding/json"
	"fmt"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

func newProvider(
	s *tfprotov6.GetProviderSchemaResponse, ids *tfprotov6.GetResourceIdentitySchemasResponse,
) *tfjson.ProviderSchema {
	return &tfjson.ProviderSchema{
		ConfigSchema:             newSchema(s.Provider),
		ResourceSchemas:          convert(s.ResourceSchemas, newSchema),
		DataSourceSchemas:        convert(s.DataSourceSchemas, newSchema),
		EphemeralResourceSchemas: convert(s.EphemeralResourceSchemas, newSchema),
		ListResourceSchemas:      convert(s.ListResourceSchemas, newSchema),
		ActionSchemas:            convert(s.ActionSchemas, newAction),
		Functions:                convert(s.Functions, newFunction),
		ResourceIdentitySchemas:  convert(ids.IdentitySchemas, newIdentity),
	}
}

// convert applies one of the functions below to each value of a map.
func convert[In, Out any](in map[string]In, one func(In) Out) map[string]Out {
	out := make(map[string]Out, len(in))
	for name, value := range in {
		out[name] = one(value)
	}
	return out
}

func newSchema(s *tfprotov6.Schema) *tfjson.Schema {
	return &tfjson.Schema{Version: count(s.Version), Block: newBlock(s.Block)}
}

func newAction(a *tfprotov6.ActionSchema) *tfjson.ActionSchema {
	return &tfjson.ActionSchema{Block: newBlock(a.Schema.Block)}
}

func newBlock(b *tfprotov6.SchemaBlock) *tfjson.SchemaBlock {
	blocks := make(map[string]*tfjson.SchemaBlockType, len(b.BlockTypes))
	for _, n := range b.BlockTypes {
		blocks[n.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: tfjson.SchemaNestingMode(strings.ToLower(n.Nesting.String())),
			Block:       newBlock(n.Block),
			MinItems:    count(n.MinItems),
			MaxItems:    count(n.MaxItems),
		}
	}
	return &tfjson.SchemaBlock{
		Attributes:      newAttributes(b.Attributes),
		NestedBlocks:    blocks,
		Description:     b.Description,
		DescriptionKind: newDescriptionKind(b.DescriptionKind),
		Deprecated:      b.Deprecated,
	}
}

func newAttributes(in []*tfprotov6.SchemaAttribute) map[string]*tfjson.SchemaAttribute {
	out := make(map[string]*tfjson.SchemaAttribute, len(in))
	for _, a := range in {
		out[a.Name] = newAttribute(a)
	}
	return out
}

func newAttribute(a *tfprotov6.SchemaAttribute) *tfjson.SchemaAttribute {
	out := &tfjson.SchemaAttribute{
		Description:     a.Description,
		DescriptionKind: newDescriptionKind(a.DescriptionKind),
		Deprecated:      a.Deprecated,
		Required:        a.Required,
		Optional:        a.Optional,
		Computed:        a.Computed,
		Sensitive:       a.Sensitive,
		WriteOnly:       a.WriteOnly,
	}
	if a.NestedType == nil { // the format has one or the other
		out.AttributeType = newType(a.Type)
		return out
	}
	out.AttributeNestedType = &tfjson.SchemaNestedAttributeType{
		Attributes:  newAttributes(a.NestedType.Attributes),
		NestingMode: tfjson.SchemaNestingMode(strings.ToLower(a.NestedType.Nesting.String())),
	}
	return out
}

func newIdentity(s *tfprotov6.ResourceIdentitySchema) *tfjson.IdentitySchema {
	attributes := make(map[string]*tfjson.IdentityAttribute, len(s.IdentityAttributes))
	for _, a := range s.IdentityAttributes {
		attributes[a.Name] = &tfjson.IdentityAttribute{
			IdentityType:      newType(a.Type),
			Description:       a.Description,
			RequiredForImport: a.RequiredForImport,
			OptionalForImport: a.OptionalForImport,
		}
	}
	return &tfjson.IdentitySchema{Version: count(s.Version), Attributes: attributes}
}

func newFunction(f *tfprotov6.Function) *tfjson.FunctionSignature {
	out := &tfjson.FunctionSignature{
		Description:        f.Description,
		Summary:            f.Summary,
		DeprecationMessage: f.DeprecationMessage,
		ReturnType:         newType(f.Return.Type),
	}
	for _, p := range f.Parameters {
		out.Parameters = append(out.Parameters, newParameter(p))
	}
	if f.VariadicParameter != nil {
		out.VariadicParameter = newParameter(f.VariadicParameter)
	}
	return out
}

func newParameter(p *tfprotov6.FunctionParameter) *tfjson.FunctionParameter {
	return &tfjson.FunctionParameter{
		Name: p.Name, Description: p.Description, IsNullable: p.AllowNullValue, Type: newType(p.Type),
	}
}

func newDescriptionKind(k tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if k == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}

// newType goes by the notation in JSON, which both libraries have.
func newType(t tftypes.Type) cty.Type {
	notation, err := json.Marshal(t)
	if err != nil {
		panic(fmt.Sprintf("the type %s: %v", t, err))
	}
	out, err := ctyjson.UnmarshalType(notation)
	if err != nil {
		panic(fmt.Sprintf("the type %s: %v", t, err))
	}
	return out
}

// count is never negative: schemas have no negative versions or numbers of blocks.
func count(n int64) uint64 { return uint64(max(n, 0)) }
