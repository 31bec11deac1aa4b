package sps

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

func nameAttribute(description string, more ...validator.String) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Required: true,
		Validators:    append([]validator.String{stringvalidator.LengthAtLeast(1)}, more...),
		PlanModifiers: tfkit.KeepFormats(more...),
	}
}

// requiredChoice is one of an enumeration.
func requiredChoice(description string, values ...string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Required: true, Validators: []validator.String{stringvalidator.OneOf(values...)},
	}
}

func requiredPort(description string) schema.Int64Attribute {
	port := tfkit.PortAttribute(description)
	port.Optional, port.Required = false, true
	return port
}

// secret returns a secret as the client takes it: a text to be sent, the empty one to take SPS's away, or none, which
// keeps what SPS has.
func secret(v types.String) spsapi.Secret {
	if !v.IsNull() && v.ValueString() == "" {
		return spsapi.Secret{Clear: true}
	}
	return spsapi.Secret{New: v.ValueStringPointer()}
}
