package provider

import (
	"context"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// missingRequired is what the framework says of a required attribute without a value.
const missingRequired = "Missing Configuration for Required Attribute"

// resourceTypes returns the types of all resources, asked for once.
type resourceTypes func() map[string]tftypes.Type

func newResourceTypes(framework protocol) resourceTypes {
	return sync.OnceValue(func() map[string]tftypes.Type {
		all := map[string]tftypes.Type{}
		schemas, err := framework.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
		if err != nil {
			return all
		}
		for name, schema := range schemas.ResourceSchemas {
			all[name] = schema.ValueType()
		}
		return all
	})
}

// withoutUnknown drops the complaints about required attributes that are missing only because what they are part of is
// not known yet.
//
// terraform-plugin-framework (seen in 1.19: fwschemadata.Data.ValueAtPath) takes what is below an unknown element of a
// list or map for null. This file can go with the first version that does not.
func (types resourceTypes) withoutUnknown(
	r *tfprotov6.ValidateResourceConfigRequest, diags []*tfprotov6.Diagnostic,
) []*tfprotov6.Diagnostic {
	complains := func(d *tfprotov6.Diagnostic) bool { return d.Summary == missingRequired && d.Attribute != nil }
	if !slices.ContainsFunc(diags, complains) {
		return diags
	}
	ty, known := types()[r.TypeName]
	if !known {
		return diags
	}
	config, err := r.Config.Unmarshal(ty)
	if err != nil {
		return diags
	}
	return slices.DeleteFunc(diags, func(d *tfprotov6.Diagnostic) bool {
		return complains(d) && belowUnknown(config, d.Attribute.Steps())
	})
}

// belowUnknown reports whether the steps lead through a value that is not known.
func belowUnknown(config tftypes.Value, steps []tftypes.AttributePathStep) bool {
	for i := range steps {
		found, _, err := tftypes.WalkAttributePath(config, tftypes.NewAttributePathWithSteps(steps[:i]))
		if v, ok := found.(tftypes.Value); err == nil && ok && !v.IsKnown() {
			return true
		}
	}
	return false
}
