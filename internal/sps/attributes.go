package sps

import (
	"net/netip"
	"regexp"

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
		Validators: append([]validator.String{stringvalidator.LengthAtLeast(1)}, more...),
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

// addressPattern is a host name of letters, digits and hyphens; that addresses look like one does not matter.
var addressPattern = regexp.MustCompile(
	`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?$`)

// isAddress reports whether SPS takes the text for the address of a server: an IP address or a full host name.
func isAddress(s string) bool {
	if address, err := netip.ParseAddr(s); err == nil {
		return address.Zone() == ""
	}
	return len(s) <= 253 && addressPattern.MatchString(s) && !regexp.MustCompile(`^[0-9.]+$`).MatchString(s)
}

// secret returns a secret as the client takes it: a text to be sent, the empty one to take SPS's away, or none, which
// keeps what SPS has.
func secret(v types.String) spsapi.Secret {
	if !v.IsNull() && v.ValueString() == "" {
		return spsapi.Secret{Clear: true}
	}
	return spsapi.Secret{New: v.ValueStringPointer()}
}

// sha256Pattern is a SHA-256 as sha256sum prints it.
var sha256Pattern = regexp.MustCompile(`^[0-9a-f]{64}$`)
