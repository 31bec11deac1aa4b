package privx

import (
	"encoding/base64"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// A group is some prefix of the wire's flat connection object. Each has its fields once: the resource adds the secrets,
// the data source has none.

// group is a model of the wire's fields W.
type group[G, W any] interface {
	*G
	fields(*W) tfkit.Fields
}

// send returns the wire's fields of a group, nil of one that is not configured.
func send[G, W any, P group[G, W]](g *G) *W {
	if g == nil {
		return nil
	}
	wire := new(W)
	P(g).fields(wire).Send()
	return wire
}

// receive fills a group that the model has. One that it lacks is made only when adopt is set and the wire uses it.
func receive[G, W any, P group[G, W]](g **G, wire *W, adopt bool) {
	if wire == nil {
		wire = new(W)
	}
	if *g == nil {
		if !adopt || !inUse(wire) {
			return
		}
		*g = new(G)
	}
	P(*g).fields(wire).Receive()
}

// inUse reports whether any field of a wire group is set. Zero, empty and null mean that it is not.
func inUse(wire any) bool {
	v := reflect.Indirect(reflect.ValueOf(wire))
	for i := range v.NumField() {
		f := reflect.Indirect(v.Field(i))
		if f.IsValid() && !f.IsZero() && (f.Kind() != reflect.Slice || f.Len() > 0) {
			return true
		}
	}
	return false
}

type policyFields struct {
	MinLength            types.Int64 `tfsdk:"password_min_length"`
	MaxLength            types.Int64 `tfsdk:"password_max_length"`
	UseSpecialCharacters types.Bool  `tfsdk:"use_special_characters"`
	UseLowerCase         types.Bool  `tfsdk:"use_lower_case"`
	UseUpperCase         types.Bool  `tfsdk:"use_upper_case"`
	UseNumbers           types.Bool  `tfsdk:"use_numbers"`
}

func (g *policyFields) fields(w *privxapi.SessionPasswordPolicy) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Number(&g.MinLength, &w.MinLength),
		tfkit.Number(&g.MaxLength, &w.MaxLength),
		tfkit.Flag(&g.UseSpecialCharacters, &w.UseSpecialCharacters),
		tfkit.Flag(&g.UseLowerCase, &w.UseLowerCase),
		tfkit.Flag(&g.UseUpperCase, &w.UseUpperCase),
		tfkit.Flag(&g.UseNumbers, &w.UseNumbers),
	}
}

type ldapFields struct {
	Protocol      types.String `tfsdk:"protocol"`
	Base          types.String `tfsdk:"base"`
	UserFilter    types.String `tfsdk:"user_filter"`
	BindDN        types.String `tfsdk:"bind_dn"`
	UserDNPattern types.String `tfsdk:"user_dn_pattern"`
}

func (g *ldapFields) fields(w *privxapi.LDAP) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Choice(&g.Protocol, &w.Protocol),
		tfkit.TextOfTwoNames(&g.Base, &w.Base, &w.BaseDN),
		tfkit.Text(&g.UserFilter, &w.UserFilter),
		tfkit.Text(&g.BindDN, &w.BindDN),
		tfkit.Text(&g.UserDNPattern, &w.UserDNPattern),
	}
}

type ldapGroup struct {
	ldapFields
	BindPassword        types.String `tfsdk:"bind_password_wo"`
	BindPasswordVersion types.Int64  `tfsdk:"bind_password_wo_version"`
}

func (g *ldapGroup) fields(w *privxapi.LDAP) tfkit.Fields {
	return append(g.ldapFields.fields(w), tfkit.SecretText(&g.BindPassword, &w.BindPassword))
}

type kerberosFields struct {
	DomainControllerFQDN types.String `tfsdk:"domain_controller_fqdn"`
	DomainControllerPort types.Int64  `tfsdk:"domain_controller_port"`
}

func (g *kerberosFields) fields(w *privxapi.Kerberos) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Text(&g.DomainControllerFQDN, &w.DomainControllerFQDN),
		tfkit.Port(&g.DomainControllerPort, &w.DomainControllerPort),
	}
}

type kerberosGroup struct {
	kerberosFields
	Ticket        types.String `tfsdk:"ticket_wo"`
	TicketVersion types.Int64  `tfsdk:"ticket_wo_version"`
}

func (g *kerberosGroup) fields(w *privxapi.Kerberos) tfkit.Fields {
	return append(g.kerberosFields.fields(w), tfkit.SecretText(&g.Ticket, &w.Ticket))
}

type oidcFields struct {
	Enabled           types.Bool      `tfsdk:"enabled"`
	Issuer            types.String    `tfsdk:"issuer"`
	ButtonTitle       types.String    `tfsdk:"button_title"`
	ClientID          types.String    `tfsdk:"client_id"`
	AdditionalScopes  tfkit.StringSet `tfsdk:"additional_scopes"`
	TagsAttributeName types.String    `tfsdk:"tags_attribute_name"`
}

func (g *oidcFields) fields(w *privxapi.OIDC) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Flag(&g.Enabled, &w.Enabled),
		tfkit.Text(&g.Issuer, &w.Issuer),
		tfkit.Text(&g.ButtonTitle, &w.ButtonTitle),
		tfkit.Text(&g.ClientID, &w.ClientID),
		tfkit.Texts(&g.AdditionalScopes, &w.AdditionalScopes),
		tfkit.Text(&g.TagsAttributeName, &w.TagsAttributeName),
	}
}

type oidcGroup struct {
	oidcFields
	ClientSecret        types.String `tfsdk:"client_secret_wo"`
	ClientSecretVersion types.Int64  `tfsdk:"client_secret_wo_version"`
}

func (g *oidcGroup) fields(w *privxapi.OIDC) tfkit.Fields {
	return append(g.oidcFields.fields(w), tfkit.SecretText(&g.ClientSecret, &w.ClientSecret))
}

type gsuiteFields struct {
	Domain           types.String `tfsdk:"domain"`
	DomainAdminEmail types.String `tfsdk:"domain_admin_email"`
}

func (g *gsuiteFields) fields(w *privxapi.GoogleGSuite) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Text(&g.Domain, &w.Domain),
		tfkit.Text(&g.DomainAdminEmail, &w.DomainAdminEmail),
	}
}

type gsuiteGroup struct {
	gsuiteFields
	googleKey
}

type googleCloudFields struct {
	ProjectIDs tfkit.StringSet `tfsdk:"project_ids"`
}

func (g *googleCloudFields) fields(w *privxapi.GoogleCloud) tfkit.Fields {
	return tfkit.Fields{tfkit.Texts(&g.ProjectIDs, &w.ProjectIDs)}
}

type googleCloudGroup struct {
	googleCloudFields
	googleKey
}

// googleKey is the key file of a service account. Both Google types keep it in the same field of the wire.
type googleKey struct {
	ConfigJSON        types.String `tfsdk:"config_json_wo"`
	ConfigJSONVersion types.Int64  `tfsdk:"config_json_wo_version"`
}

// encoded returns the wire's base64 of the key file, nil when it is not to be sent.
func (k *googleKey) encoded() *string {
	if k.ConfigJSON.IsNull() {
		return nil
	}
	text := base64.StdEncoding.EncodeToString([]byte(tfkit.WithoutBOM(k.ConfigJSON.ValueString())))
	return &text
}

type awsFields struct {
	AccessKeyID         types.String `tfsdk:"access_key_id"`
	FetchRoles          types.Bool   `tfsdk:"fetch_roles"`
	FetchRolePathPrefix types.String `tfsdk:"fetch_role_path_prefix"`
}

func (g *awsFields) fields(w *privxapi.AWS) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Text(&g.AccessKeyID, &w.AccessKeyID),
		tfkit.Flag(&g.FetchRoles, &w.FetchRoles),
		tfkit.Text(&g.FetchRolePathPrefix, &w.FetchRolePathPrefix),
	}
}

type awsGroup struct {
	awsFields
	SecretAccessKey        types.String `tfsdk:"secret_access_key_wo"`
	SecretAccessKeyVersion types.Int64  `tfsdk:"secret_access_key_wo_version"`
	SessionToken           types.String `tfsdk:"session_token_wo"`
	SessionTokenVersion    types.Int64  `tfsdk:"session_token_wo_version"`
}

func (g *awsGroup) fields(w *privxapi.AWS) tfkit.Fields {
	return append(g.awsFields.fields(w),
		tfkit.SecretText(&g.SecretAccessKey, &w.SecretAccessKey), tfkit.SecretText(&g.SessionToken, &w.SessionToken))
}

type openstackFields struct {
	Version     types.String    `tfsdk:"version"`
	Endpoint    types.String    `tfsdk:"endpoint"`
	Username    types.String    `tfsdk:"username"`
	UserID      types.String    `tfsdk:"user_id"`
	DomainName  types.String    `tfsdk:"domainname"`
	DomainID    types.String    `tfsdk:"domainid"`
	TenantIDs   tfkit.StringSet `tfsdk:"tenant_ids"`
	TenantNames tfkit.StringSet `tfsdk:"tenant_names"`
}

func (g *openstackFields) fields(w *privxapi.OpenStack) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Choice(&g.Version, &w.Version),
		tfkit.Text(&g.Endpoint, &w.Endpoint),
		tfkit.Text(&g.Username, &w.Username),
		tfkit.Text(&g.UserID, &w.UserID),
		tfkit.Text(&g.DomainName, &w.DomainName),
		tfkit.TextOfTwoNames(&g.DomainID, &w.DomainID, &w.DomainIDNew),
		tfkit.Texts(&g.TenantIDs, &w.TenantIDs),
		tfkit.Texts(&g.TenantNames, &w.TenantNames),
	}
}

type openstackGroup struct {
	openstackFields
	Password        types.String `tfsdk:"password_wo"`
	PasswordVersion types.Int64  `tfsdk:"password_wo_version"`
	APIKey          types.String `tfsdk:"apikey_wo"`
	APIKeyVersion   types.Int64  `tfsdk:"apikey_wo_version"`
	TokenID         types.String `tfsdk:"token_id_wo"`
	TokenIDVersion  types.Int64  `tfsdk:"token_id_wo_version"`
}

func (g *openstackGroup) fields(w *privxapi.OpenStack) tfkit.Fields {
	return append(g.openstackFields.fields(w), tfkit.SecretText(&g.Password, &w.Password),
		tfkit.SecretText(&g.APIKey, &w.APIKey), tfkit.SecretText(&g.TokenID, &w.TokenID))
}

// onlyOne clears the password when an API key takes its place, and the other way round:
// OpenStack accepts one of the two.
func (g *openstackGroup) onlyOne(w *privxapi.OpenStack) {
	var none string
	if w.APIKey != nil && g.PasswordVersion.IsNull() {
		w.Password = &none
	}
	if w.Password != nil && w.Password != &none && g.APIKeyVersion.IsNull() {
		w.APIKey = &none
	}
}

type azureFields struct {
	BaseURL        types.String `tfsdk:"base_url"`
	SubscriptionID types.String `tfsdk:"subscription_id"`
	TenantID       types.String `tfsdk:"tenant_id"`
	ClientID       types.String `tfsdk:"client_id"`
}

func (g *azureFields) fields(w *privxapi.Azure) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Text(&g.BaseURL, &w.BaseURL),
		tfkit.Text(&g.SubscriptionID, &w.SubscriptionID),
		tfkit.Text(&g.TenantID, &w.TenantID),
		tfkit.Text(&g.ClientID, &w.ClientID),
	}
}

type azureGroup struct {
	azureFields
	ClientSecret        types.String `tfsdk:"client_secret_wo"`
	ClientSecretVersion types.Int64  `tfsdk:"client_secret_wo_version"`
}

func (g *azureGroup) fields(w *privxapi.Azure) tfkit.Fields {
	return append(g.azureFields.fields(w), tfkit.SecretText(&g.ClientSecret, &w.ClientSecret))
}

type mfaFields struct {
	Type    types.String `tfsdk:"type"`
	Address types.String `tfsdk:"address"`
	Port    types.Int64  `tfsdk:"port"`
	BaseDN  types.String `tfsdk:"base_dn"`
}

func (g *mfaFields) fields(w *privxapi.MFA) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Choice(&g.Type, &w.Type),
		tfkit.Text(&g.Address, &w.Address),
		tfkit.Port(&g.Port, &w.Port),
		tfkit.Text(&g.BaseDN, &w.BaseDN),
	}
}
