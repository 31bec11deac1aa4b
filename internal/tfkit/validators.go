package tfkit

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// format is a validator of texts by a function. Empty texts pass: they mean that nothing is set. Messages never repeat
// the value, which may be a secret, unless quote is set.
type format struct {
	what  string
	quote bool
	check func(string) error
}

func (f format) Description(context.Context) string           { return "value must be " + f.what }
func (f format) MarkdownDescription(c context.Context) string { return f.Description(c) }

func (f format) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	value := req.ConfigValue.ValueString()
	if value == "" {
		return
	}
	if err := f.check(value); err != nil {
		// The path of an element of a set holds its value.
		if last, _ := req.Path.Steps().LastStep(); !f.quote {
			if _, inSet := last.(path.PathStepElementKeyValue); inSet {
				req.Path = req.Path.ParentPath()
			}
		}
		// The path is in the text, because Terraform shows no line for an attribute inside of another.
		text := fmt.Sprintf("Attribute %s is not %s", req.Path, f.what)
		if f.quote {
			text = fmt.Sprintf("Attribute %s, %q, is not %s", req.Path, value, f.what)
		}
		resp.Diagnostics.AddAttributeError(req.Path, "Not "+f.what, text+": "+err.Error()+".")
	}
}

// IsDN accepts an LDAP distinguished name (RFC 4514).
func IsDN() validator.String {
	return format{what: "a distinguished name such as ou=people,dc=example,dc=com", quote: true, check: parseDN}
}

// attributeName matches the name or OID of an attribute. go-ldap takes any text for one, so that a filter would pass
// for a DN.
var attributeName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

func parseDN(s string) error {
	dn, err := ldap.ParseDN(s)
	if err != nil {
		return shortened(err)
	}
	if len(dn.RDNs) == 0 {
		return errors.New("it is white space")
	}
	for _, rdn := range dn.RDNs {
		for _, a := range rdn.Attributes {
			if !attributeName.MatchString(a.Type) {
				return fmt.Errorf("%q is not the name of an attribute", a.Type)
			}
		}
	}
	return nil
}

// shortened drops go-ldap's code in front of an error.
func shortened(err error) error {
	var coded *ldap.Error
	if errors.As(err, &coded) && coded.Err != nil {
		return coded.Err
	}
	return err
}

var (
	userPrincipal = regexp.MustCompile(`^[^\s@=]+@[^\s@=]+$`)
	downLevelName = regexp.MustCompile(`^[^\s\\=]+\\[^\\=]+$`)
)

// IsBindName accepts what directories let a client bind as: a distinguished name, or user@domain or DOMAIN\user of
// Active Directory.
func IsBindName() validator.String {
	return format{what: `a distinguished name, user@domain or DOMAIN\user`, quote: true, check: func(s string) error {
		if userPrincipal.MatchString(s) || downLevelName.MatchString(s) {
			return nil
		}
		return parseDN(s)
	}}
}

// IsLDAPFilter accepts an LDAP search filter (RFC 4515).
func IsLDAPFilter() validator.String {
	return format{what: "an LDAP filter such as (objectClass=person)", quote: true, check: func(s string) error {
		_, err := ldap.CompileFilter(s)
		return shortened(err)
	}}
}

// IsURL accepts an absolute http or https URL.
func IsURL() validator.String {
	return format{what: "a URL such as https://example.com/path", quote: true, check: func(s string) error {
		u, err := url.Parse(s)
		switch {
		case err != nil:
			return errors.Unwrap(err)
		case u.Scheme != "https" && u.Scheme != "http":
			return errors.New("it does not begin with https:// or http://")
		case u.User != nil:
			return errors.New("a user name or password in it would be stored; set them in the attributes made for them")
		case u.Hostname() == "" || strings.ContainsAny(u.Host, " \t"):
			return errors.New("it names no host")
		}
		return nil
	}}
}

// IsHost accepts a host name or address, that is: no white space. Servers take more than names, so no more is known to
// be wrong.
func IsHost() validator.String {
	return format{what: "a host name or address", quote: true, check: func(s string) error {
		if strings.ContainsAny(s, " \t\r\n") {
			return errors.New("it holds white space")
		}
		return nil
	}}
}

// IsBase64 accepts standard base64, with line breaks as tools print it.
func IsBase64() validator.String {
	return format{what: "base64", check: func(s string) error {
		if _, err := base64.StdEncoding.DecodeString(s); err != nil {
			return errors.New("encode the bytes with base64encode() or filebase64()")
		}
		return nil
	}}
}

// IsJSONObject accepts the text of one JSON object.
func IsJSONObject() validator.String {
	return format{what: "the text of a JSON object", check: func(s string) error {
		var object map[string]any
		if json.Unmarshal([]byte(s), &object) == nil && object != nil {
			return nil
		}
		if decoded, err := base64.StdEncoding.DecodeString(s); err == nil && json.Valid(decoded) {
			return errors.New("it is base64 already; give the JSON itself, the provider encodes it")
		}
		return errors.New("give the whole text, for example file(\"key.json\") or jsonencode({...})")
	}}
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
func IsRegexp() validator.String {
	return format{what: "a regular expression", quote: true, check: func(s string) error {
		_, err := regexp.Compile(s)
		return err
	}}
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
func IsTime() validator.String {
	return format{what: "a time such as 2026-01-31T08:00:00Z", quote: true, check: func(s string) error {
		if _, ok := ParseTime(s); !ok {
			return errors.New("write date, T, time and zone (RFC 3339)")
		}
		return nil
	}}
}

// IsNetwork accepts an IP address or a CIDR.
func IsNetwork() validator.String {
	return format{what: "an IP address or a CIDR such as 192.0.2.0/24", quote: true, check: func(s string) error {
		if address, err := netip.ParseAddr(s); err == nil && address.Zone() == "" {
			return nil
		}
		_, err := netip.ParsePrefix(s)
		if err != nil {
			return errors.New("it is neither")
		}
		return nil
	}}
}

// IsDuration accepts Go's durations in whole seconds, above zero.
func IsDuration() validator.String {
	return format{what: "a duration such as 90s, 15m or 8760h", quote: true, check: func(s string) error {
		d, err := time.ParseDuration(s)
		switch {
		case err != nil:
			return errors.New("write numbers with units h, m and s")
		case d < time.Second || d%time.Second != 0:
			return errors.New("it must be whole seconds, and at least one")
		}
		return nil
	}}
}

// IsCertificate accepts one X.509 certificate in PEM.
func IsCertificate() validator.String {
	return format{what: "a PEM certificate", check: func(s string) error {
		block, rest := pem.Decode([]byte(s))
		switch {
		case block == nil:
			return errors.New("it has no block -----BEGIN CERTIFICATE-----; give the text of the file, for example " +
				"file(\"ca.pem\")")
		case block.Type != "CERTIFICATE":
			return fmt.Errorf("it is a %s", block.Type)
		case strings.Contains(string(rest), "-----BEGIN"):
			return errors.New("there is more than one certificate in it; give each as an element of its own")
		}
		if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			return errors.New("the certificate is damaged")
		}
		return nil
	}}
}

// Is accepts texts for which the function returns no error. what says in a few words what is accepted; the text
// is repeated in messages.
func Is(what string, check func(string) error) validator.String {
	return format{what: what, quote: true, check: check}
}

// IsSecretly is Is for secrets, which are not repeated.
func IsSecretly(what string, check func(string) error) validator.String {
	return format{what: what, check: check}
}
