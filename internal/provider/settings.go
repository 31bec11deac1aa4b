package provider

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/rest"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
)

// errUnknown is the reason for having no client while a setting of a block is only known during apply.
func errUnknown(block string) error {
	return fmt.Errorf("a setting of the provider's %s block is %w", block, object.ErrUnknown)
}

// configurePrivX returns the client, or the reason for having none: not configured at all, or not known before apply.
// What is configured wrongly is an error at once.
func configurePrivX(
	ctx context.Context, block types.Object, userAgent string, diags *diag.Diagnostics, options ...func(*privxapi.Config),
) (*privxapi.Client, error) {
	notConfigured := errors.New("set the provider's privx block (at least url and credentials), or the environment " +
		"variables PRIVX_API_BASE_URL, PRIVX_API_CLIENT_ID, PRIVX_API_CLIENT_SECRET and PRIVX_API_OAUTH_CLIENT_SECRET")
	if block.IsUnknown() {
		return nil, errUnknown("privx")
	}
	if block.IsNull() && os.Getenv("PRIVX_API_BASE_URL") == "" {
		return nil, notConfigured
	}
	var m privxModel
	if !block.IsNull() {
		diags.Append(block.As(ctx, &m, basetypes.ObjectAsOptions{})...)
	}
	s := newSettings("privx", m.URL, "PRIVX_API_BASE_URL", diags)
	c := privxapi.Config{
		APIClientID:       s.credential(m.APIClientID, "PRIVX_API_CLIENT_ID"),
		APIClientSecret:   s.credential(m.APIClientSecret, "PRIVX_API_CLIENT_SECRET"),
		OAuthClientID:     s.credential(m.OAuthClientID, "PRIVX_API_OAUTH_CLIENT_ID"),
		OAuthClientSecret: s.credential(m.OAuthClientSecret, "PRIVX_API_OAUTH_CLIENT_SECRET"),
		BearerToken:       s.credential(m.BearerToken, "PRIVX_API_BEARER_TOKEN"),
	}
	s.connection(&c.Config, m.connectionModel, "PRIVX_API_BASE_URL", "PRIVX_CA_CERTIFICATE")
	c.UserAgent = userAgent
	for _, set := range options {
		set(&c)
	}
	if s.unknown {
		return nil, errUnknown("privx")
	}
	s.credentials(m, &c)
	if s.failed {
		return nil, notConfigured
	}
	client, err := privxapi.New(c)
	if err != nil {
		s.wrong("url", "PrivX cannot be configured", fmt.Sprintf("The provider's privx block: %v.", err))
		return nil, err
	}
	return client, nil
}

// configureSPS is configurePrivX for SPS.
func configureSPS(
	ctx context.Context, block types.Object, userAgent string, diags *diag.Diagnostics,
) (*spsapi.Client, error) {
	notConfigured := errors.New("set the provider's sps block (at least url and credentials), or the environment " +
		"variables SPS_URL, SPS_USERNAME and SPS_PASSWORD")
	if block.IsUnknown() {
		return nil, errUnknown("sps")
	}
	if block.IsNull() && os.Getenv("SPS_URL") == "" {
		return nil, notConfigured
	}
	var m spsModel
	if !block.IsNull() {
		diags.Append(block.As(ctx, &m, basetypes.ObjectAsOptions{})...)
	}
	s := newSettings("sps", m.URL, "SPS_URL", diags)
	c := spsapi.Config{
		Username: s.credential(m.Username, "SPS_USERNAME"), Password: s.credential(m.Password, "SPS_PASSWORD"),
		LoginMethod:   s.credential(m.LoginMethod, "SPS_LOGIN_METHOD"),
		CommitMessage: s.text(m.CommitMessage, "SPS_COMMIT_MESSAGE"), LockTimeout: s.duration(m.LockTimeout),
	}
	s.connection(&c.Config, m.connectionModel, "SPS_URL", "SPS_CA_CERTIFICATE")
	c.ClientCertificate = s.credential(m.ClientCertificate, "SPS_CLIENT_CERTIFICATE")
	c.ClientKey = s.credential(m.ClientKey, "SPS_CLIENT_KEY")
	c.UserAgent = userAgent
	if s.unknown {
		return nil, errUnknown("sps")
	}
	s.spsCredentials(&c)
	if s.failed {
		return nil, notConfigured
	}
	client, err := spsapi.New(c)
	if err != nil {
		s.wrong("url", "SPS cannot be configured", fmt.Sprintf("The provider's sps block: %v.", err))
		return nil, err
	}
	return client, nil
}

// spsCredentials checks that there is a name with its password, or a certificate with its key.
func (s *settings) spsCredentials(c *spsapi.Config) {
	switch {
	case s.failed:
	case c.ClientCertificate == "" && c.Username == "":
		s.missing("username", "SPS_USERNAME")
	case c.ClientCertificate == "" && c.Password == "":
		s.missing("password", "SPS_PASSWORD")
	case c.ClientCertificate != "" && c.ClientKey == "":
		s.missing("client_key", "SPS_CLIENT_KEY")
	case c.ClientCertificate != "":
		if _, err := rest.New(c.Config); err != nil {
			s.wrong("client_certificate", "The client certificate cannot be used", fmt.Sprintf("%s or its client_key: %v.",
				s.root.AtName("client_certificate"), err))
		}
	}
}

// settings reads one block: the configuration goes before the environment.
type settings struct {
	root            path.Path
	diags           *diag.Diagnostics
	unknown, failed bool
	urlVariable     string
	// foreign says that the environment is about another server than the block.
	foreign bool
}

func newSettings(block string, address types.String, urlVariable string, diags *diag.Diagnostics) settings {
	theirs := os.Getenv(urlVariable)
	return settings{
		root: path.Root(block), diags: diags, urlVariable: urlVariable,
		foreign: address.ValueString() != "" && theirs != "" && !sameServer(address.ValueString(), theirs),
	}
}

// sameServer reports whether two URLs are of one server.
func sameServer(a, b string) bool {
	left, errLeft := rest.ParseURL(a)
	right, errRight := rest.ParseURL(b)
	if errLeft != nil || errRight != nil {
		return a == b
	}
	port := func(u *url.URL) string {
		return cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
	}
	return left.Scheme == right.Scheme && strings.EqualFold(left.Hostname(), right.Hostname()) &&
		port(left) == port(right) && strings.TrimRight(left.Path, "/") == strings.TrimRight(right.Path, "/")
}

func (s *settings) text(v types.String, variable string) string {
	if v.IsUnknown() {
		s.unknown = true
		return ""
	}
	if v.ValueString() != "" {
		return v.ValueString()
	}
	return os.Getenv(variable)
}

// credential is text for what must reach no other server than its own: the environment's belong to the environment's
// URL. The final newline of a file is no part of it.
func (s *settings) credential(v types.String, variable string) string {
	if s.foreign && v.ValueString() == "" && !v.IsUnknown() {
		return ""
	}
	return strings.TrimRight(s.text(v, variable), "\r\n")
}

// named returns what messages call a setting: its path, and its variable where the value came from there.
func (s *settings) named(attribute, variable string, v types.String) string {
	name := s.root.AtName(attribute).String()
	if v.ValueString() == "" && os.Getenv(variable) != "" {
		name += ", from the environment variable " + variable + ","
	}
	return name
}

func (s *settings) duration(v types.String) time.Duration {
	if v.IsUnknown() {
		s.unknown = true
	}
	d, _ := time.ParseDuration(v.ValueString()) // checked by the validator; empty is 0, the default
	return d
}

func (s *settings) wrong(attribute, summary, detail string) {
	s.failed = true
	s.diags.AddAttributeError(s.root.AtName(attribute), summary, detail)
}

func (s *settings) missing(attribute, variable string) {
	detail := fmt.Sprintf("Set %s, or the environment variable %s.", s.root.AtName(attribute), variable)
	if s.foreign {
		detail = fmt.Sprintf("Set %s. What the environment has, such as %s, belongs to the server of %s, and %s is "+
			"another one.",
			s.root.AtName(attribute), variable, s.urlVariable, s.root.AtName("url"))
	}
	s.wrong(attribute, "Missing setting", detail)
}

func (s *settings) connection(c *rest.Config, m connectionModel, urlVariable, caVariable string) {
	c.URL = s.text(m.URL, urlVariable)
	c.CACertificates = s.text(m.CACertificate, caVariable)
	c.Timeout = s.duration(m.RequestTimeout)
	c.MaxRetries = rest.DefaultRetries
	if !m.MaxRetries.IsNull() {
		c.MaxRetries = int(m.MaxRetries.ValueInt64())
	}
	c.MaxConcurrent = int(m.MaxConcurrent.ValueInt64())
	c.InsecureSkipVerify = m.InsecureSkipVerify.ValueBool()
	s.unknown = s.unknown || m.MaxRetries.IsUnknown() || m.MaxConcurrent.IsUnknown() || m.InsecureSkipVerify.IsUnknown()
	s.checkURL(m.URL, c.URL, urlVariable)
	if c.CACertificates != "" {
		usable, wrong, err := caCertificates(c.CACertificates)
		if err != nil {
			s.wrong("ca_certificate", "No usable CA certificate", fmt.Sprintf("%s: %v.", s.root.AtName("ca_certificate"), err))
		}
		if wrong != "" {
			s.diags.AddAttributeWarning(s.root.AtName("ca_certificate"), "Not every CA certificate can be used",
				fmt.Sprintf("%s: %s. The others are used.", s.root.AtName("ca_certificate"), wrong))
		}
		c.CACertificates = usable
	}
	if c.InsecureSkipVerify {
		s.diags.AddAttributeWarning(s.root.AtName("insecure_skip_verify"), "The server's certificate is not checked",
			fmt.Sprintf("Because of %s, anyone between here and the server can read and change everything, the credentials "+
				"first. Set %s instead.", s.root.AtName("insecure_skip_verify"), s.root.AtName("ca_certificate")))
	}
}

func (s *settings) checkURL(configured types.String, address, variable string) {
	if configured.IsUnknown() {
		return
	}
	if address == "" {
		s.missing("url", variable)
		return
	}
	u, err := rest.ParseURL(address)
	if err != nil {
		s.wrong("url", "Not a usable URL", fmt.Sprintf("%s cannot be used: %v.", s.named("url", variable, configured), err))
		return
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		s.diags.AddAttributeWarning(s.root.AtName("url"), "The connection is not protected",
			s.named("url", variable, configured)+" begins with http, so credentials and secrets travel in clear. Use https.")
	}
}

// credentials checks that there is one way to log in to PrivX. What is configured takes precedence over the
// environment.
func (s *settings) credentials(m privxModel, c *privxapi.Config) {
	configuredClient := anySet(m.APIClientID, m.APIClientSecret, m.OAuthClientSecret)
	switch {
	case anySet(m.BearerToken) && configuredClient:
		s.wrong("bearer_token", "Two ways to log in", "Set either privx.bearer_token, or privx.api_client_id, "+
			"api_client_secret, oauth_client_id and oauth_client_secret.")
		return
	case configuredClient:
		c.BearerToken = ""
	case c.BearerToken != "":
		c.BearerToken = strings.TrimSpace(c.BearerToken)
		return
	}
	if c.OAuthClientID == "" {
		c.OAuthClientID = privxapi.DefaultOAuthClientID
	}
	for _, setting := range []struct{ value, attribute, variable string }{
		{c.APIClientID, "api_client_id", "PRIVX_API_CLIENT_ID"},
		{c.APIClientSecret, "api_client_secret", "PRIVX_API_CLIENT_SECRET"},
		{c.OAuthClientSecret, "oauth_client_secret", "PRIVX_API_OAUTH_CLIENT_SECRET"},
	} {
		if setting.value == "" {
			s.missing(setting.attribute, setting.variable)
		}
	}
}

func anySet(values ...types.String) bool {
	for _, v := range values {
		if v.ValueString() != "" {
			return true
		}
	}
	return false
}

// isDuration accepts Go's durations above zero.
type isDuration struct{}

// Description implements validator.Describer.
func (isDuration) Description(context.Context) string { return "value must be a duration such as 90s" }

// MarkdownDescription implements validator.Describer.
func (d isDuration) MarkdownDescription(ctx context.Context) string { return d.Description(ctx) }

// ValidateString implements validator.String.
func (isDuration) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if d, err := time.ParseDuration(req.ConfigValue.ValueString()); err != nil || d <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Not a duration", fmt.Sprintf("%s is %q, which is no duration "+
			"above zero. Write a number and a unit: 300ms, 90s, 5m.", req.Path, req.ConfigValue.ValueString()))
	}
}
