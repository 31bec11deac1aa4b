package tfkit

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// IsBase64 accepts standard base64, with line breaks as tools print it.
func IsBase64() Format {
	return IsSecretly("base64", func(s string) error {
		if _, err := base64.StdEncoding.DecodeString(s); err != nil {
			return errors.New("encode the bytes with base64encode() or filebase64()")
		}
		return nil
	})
}

// IsJSONObject accepts the text of one JSON object.
func IsJSONObject() Format {
	return IsSecretly("the text of a JSON object", func(s string) error {
		s = WithoutBOM(s)
		var object map[string]any
		if json.Unmarshal([]byte(s), &object) == nil && object != nil {
			return nil
		}
		if decoded, err := base64.StdEncoding.DecodeString(s); err == nil && json.Valid(decoded) {
			return errors.New("it is base64 already; give the JSON itself, the provider encodes it")
		}
		return errors.New("give the whole text, for example file(\"key.json\") or jsonencode({...})")
	}).SpeltAs(JSON).CleanedBy(WithoutBOM)
}

// requiresSibling is an attribute that makes no sense without the one beside it called name. While one of the two is
// unknown, there is nothing to say: it may become null.
type requiresSibling struct{ name string }

func (r requiresSibling) Description(context.Context) string {
	return "requires `" + r.name + "` beside it"
}
func (r requiresSibling) MarkdownDescription(c context.Context) string { return r.Description(c) }

func (r requiresSibling) ValidateString(
	ctx context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	var sibling attr.Value
	p := Sibling(req.Path, r.name)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, p, &sibling)...)
	if sibling != nil && sibling.IsNull() {
		resp.Diagnostics.AddAttributeError(req.Path, "Secret without a version", fmt.Sprintf("Attribute %s is sent when %s "+
			"changes, and never "+
			"without it. Set that, for example to 1, and raise it whenever the secret is to be sent again.", req.Path, p))
	}
}

func (r requiresSibling) ValidateInt64(ctx context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	var sibling attr.Value
	p := Sibling(req.Path, r.name)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, p, &sibling)...)
	if sibling != nil && sibling.IsNull() {
		resp.Diagnostics.AddAttributeError(req.Path, "Version without its secret", fmt.Sprintf("Attribute %s is there but "+
			"no secret to send. "+
			"Set %s too. Terraform drops unknown names inside a group without a word, so check its spelling.", req.Path, p))
	}
}

// IsRegexp accepts a regular expression of Go's kind (RE2).
func IsRegexp() Format {
	return Is("a regular expression", func(s string) error {
		_, err := regexp.Compile(s)
		return err
	})
}

// isPort accepts TCP ports. 0 is often meant as "the default", so the message says how to get that.
type isPort struct{}

func (isPort) Description(context.Context) string             { return "value must be between 1 and 65535" }
func (p isPort) MarkdownDescription(c context.Context) string { return p.Description(c) }

func (isPort) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if port := req.ConfigValue.ValueInt64(); known(req.ConfigValue) && (port < 1 || port > 65535) {
		resp.Diagnostics.AddAttributeError(req.Path, "Not a port", fmt.Sprintf("Attribute %s must be between 1 and 65535, "+
			"got: %d. Leave "+
			"it out to let the server decide.", req.Path, port))
	}
}

func known(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }

// strictTime is what time.Parse does not insist on: hours of two digits, a point before fractions, zones within a day.
var strictTime = regexp.MustCompile(`T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// ParseTime reads an instant in RFC 3339.
func ParseTime(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, s)
	return t, err == nil && strictTime.MatchString(s)
}

// IsTime accepts an instant in RFC 3339.
func IsTime() Format {
	return Is("a time such as 2026-01-31T08:00:00Z", func(s string) error {
		if _, ok := ParseTime(s); !ok {
			return errors.New("write date, T, time and zone (RFC 3339)")
		}
		return nil
	}).SpeltAs(Instant)
}

// IsNetwork accepts an IP address or a CIDR.
func IsNetwork() Format {
	return Is("an IP address or a CIDR such as 192.0.2.0/24", func(s string) error {
		if address, err := netip.ParseAddr(s); err == nil && address.Zone() == "" {
			return nil
		}
		_, err := netip.ParsePrefix(s)
		if err != nil {
			return errors.New("it is neither")
		}
		return nil
	}).SpeltAs(Network)
}

// IsDuration accepts Go's durations in whole seconds, above zero.
func IsDuration() Format {
	return Is("a duration such as 90s, 15m or 8760h", func(s string) error {
		d, err := time.ParseDuration(s)
		switch {
		case err != nil:
			return errors.New("write numbers with units h, m and s")
		case d < time.Second || d%time.Second != 0:
			return errors.New("it must be whole seconds, and at least one")
		}
		return nil
	}).SpeltAs(Length)
}
