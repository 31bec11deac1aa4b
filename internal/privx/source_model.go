package privx

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// sourceFields are what resource and data source have in common outside the groups.
type sourceFields struct {
	ID                          types.String    `tfsdk:"id"`
	Name                        types.String    `tfsdk:"name"`
	Enabled                     types.Bool      `tfsdk:"enabled"`
	TTL                         types.Int64     `tfsdk:"ttl"`
	Comment                     types.String    `tfsdk:"comment"`
	Tags                        tfkit.StringSet `tfsdk:"tags"`
	UsernamePattern             tfkit.StringSet `tfsdk:"username_pattern"`
	ExternalUserMapping         []userMapping   `tfsdk:"external_user_mapping"`
	SessionPasswordEnabled      types.Bool      `tfsdk:"session_password_enabled"`
	ChildSessionAutoLogoutDelay types.Int64     `tfsdk:"child_session_auto_logout_delay"`
	Type                        types.String    `tfsdk:"type"`
	Address                     types.String    `tfsdk:"address"`
	Port                        types.Int64     `tfsdk:"port"`
	ServiceAddressAutoUpdate    types.Bool      `tfsdk:"service_address_auto_update"`
	EnableUserAuthentication    types.Bool      `tfsdk:"enable_user_authentication"`
	EnableMachineAuthentication types.Bool      `tfsdk:"enable_machine_authentication"`
	AttributeMapping            types.Map       `tfsdk:"attribute_mapping"`
}

type userMapping struct {
	SourceID          types.String `tfsdk:"source_id"`
	SourceSearchField types.String `tfsdk:"source_search_field"`
}

// fields ties everything but the id, the mapping of users and the groups.
func (m *sourceFields) fields(w *privxapi.Source) tfkit.Fields {
	c := &w.Connection
	return tfkit.Fields{
		tfkit.Text(&m.Name, &w.Name),
		tfkit.Flag(&m.Enabled, &w.Enabled),
		tfkit.Number(&m.TTL, &w.TTL),
		tfkit.Text(&m.Comment, &w.Comment),
		tfkit.Texts(&m.Tags, &w.Tags),
		tfkit.Texts(&m.UsernamePattern, &w.UsernamePattern),
		tfkit.Flag(&m.SessionPasswordEnabled, &w.SessionPasswordEnabled),
		tfkit.Number(&m.ChildSessionAutoLogoutDelay, &w.ChildSessionAutoLogoutDelay),
		tfkit.Text(&m.Type, (*string)(&c.Type)),
		tfkit.Text(&m.Address, &c.Address),
		tfkit.Port(&m.Port, &c.Port),
		tfkit.Flag(&m.ServiceAddressAutoUpdate, &c.ServiceAddressAutoUpdate),
		tfkit.Flag(&m.EnableUserAuthentication, &c.EnableUserAuthentication),
		tfkit.Flag(&m.EnableMachineAuthentication, &c.EnableMachineAuthentication),
		tfkit.Mapping(&m.AttributeMapping, &c.AttributeMapping),
	}
}

func (m *sourceFields) receive(source *privxapi.Source) {
	m.ID = types.StringValue(source.ID)
	m.fields(source).Receive()
	m.ExternalUserMapping = make([]userMapping, 0, len(source.ExternalUserMapping))
	for _, w := range source.ExternalUserMapping {
		m.ExternalUserMapping = append(m.ExternalUserMapping, userMapping{
			SourceID: types.StringValue(w.SourceID), SourceSearchField: types.StringValue(w.SourceSearchField),
		})
	}
}

// sourceModel is the resource.
type sourceModel struct {
	sourceFields
	RefreshTriggers       types.Map         `tfsdk:"refresh_triggers"`
	SessionPasswordPolicy *policyFields     `tfsdk:"session_password_policy"`
	LDAP                  *ldapGroup        `tfsdk:"ldap"`
	Kerberos              *kerberosGroup    `tfsdk:"kerberos"`
	OIDC                  *oidcGroup        `tfsdk:"oidc"`
	GoogleGSuite          *gsuiteGroup      `tfsdk:"google_gsuite"`
	GoogleCloud           *googleCloudGroup `tfsdk:"google_cloud"`
	AWS                   *awsGroup         `tfsdk:"aws"`
	OpenStack             *openstackGroup   `tfsdk:"openstack"`
	Azure                 *azureGroup       `tfsdk:"azure"`
	MFA                   *mfaFields        `tfsdk:"mfa"`
}

func (m *sourceModel) id() *types.String { return &m.ID }

func (m *sourceModel) secrets() tfkit.Secrets {
	s := tfkit.Secrets{}
	if g := m.LDAP; g != nil {
		s["ldap.bind_password_wo"] = tfkit.Secret{Value: &g.BindPassword, Version: &g.BindPasswordVersion}
	}
	if g := m.Kerberos; g != nil {
		s["kerberos.ticket_wo"] = tfkit.Secret{Value: &g.Ticket, Version: &g.TicketVersion}
	}
	if g := m.OIDC; g != nil {
		s["oidc.client_secret_wo"] = tfkit.Secret{Value: &g.ClientSecret, Version: &g.ClientSecretVersion}
	}
	if g := m.GoogleGSuite; g != nil {
		s["google_gsuite.config_json_wo"] = tfkit.Secret{Value: &g.ConfigJSON, Version: &g.ConfigJSONVersion}
	}
	if g := m.GoogleCloud; g != nil {
		s["google_cloud.config_json_wo"] = tfkit.Secret{Value: &g.ConfigJSON, Version: &g.ConfigJSONVersion}
	}
	if g := m.AWS; g != nil {
		s["aws.secret_access_key_wo"] = tfkit.Secret{Value: &g.SecretAccessKey, Version: &g.SecretAccessKeyVersion}
		s["aws.session_token_wo"] = tfkit.Secret{Value: &g.SessionToken, Version: &g.SessionTokenVersion}
	}
	if g := m.OpenStack; g != nil {
		s["openstack.password_wo"] = tfkit.Secret{Value: &g.Password, Version: &g.PasswordVersion}
		s["openstack.apikey_wo"] = tfkit.Secret{Value: &g.APIKey, Version: &g.APIKeyVersion}
		s["openstack.token_id_wo"] = tfkit.Secret{Value: &g.TokenID, Version: &g.TokenIDVersion}
	}
	if g := m.Azure; g != nil {
		s["azure.client_secret_wo"] = tfkit.Secret{Value: &g.ClientSecret, Version: &g.ClientSecretVersion}
	}
	return s
}

func (m *sourceModel) toAPI(before *sourceModel) privxapi.Source {
	var w privxapi.Source
	m.fields(&w).Send()
	for _, u := range m.ExternalUserMapping {
		w.ExternalUserMapping = append(w.ExternalUserMapping, privxapi.UserMapping{
			SourceID: u.SourceID.ValueString(), SourceSearchField: u.SourceSearchField.ValueString(),
		})
	}
	w.SessionPasswordPolicy = send[policyFields, privxapi.SessionPasswordPolicy](m.SessionPasswordPolicy)
	c := &w.Connection
	c.LDAP = send[ldapGroup, privxapi.LDAP](m.LDAP)
	c.Kerberos = send[kerberosGroup, privxapi.Kerberos](m.Kerberos)
	c.OIDC = send[oidcGroup, privxapi.OIDC](m.OIDC)
	c.AWS = send[awsGroup, privxapi.AWS](m.AWS)
	c.OpenStack = send[openstackGroup, privxapi.OpenStack](m.OpenStack)
	c.Azure = send[azureGroup, privxapi.Azure](m.Azure)
	c.MFA = send[mfaFields, privxapi.MFA](m.MFA)
	c.GoogleGSuite = send[gsuiteGroup, privxapi.GoogleGSuite](m.GoogleGSuite)
	c.GoogleCloud = send[googleCloudGroup, privxapi.GoogleCloud](m.GoogleCloud)
	if m.GoogleGSuite != nil {
		c.GoogleCloudConfigJSON = m.GoogleGSuite.encoded()
	}
	if m.GoogleCloud != nil {
		c.GoogleCloudConfigJSON = m.GoogleCloud.encoded()
	}
	if before != nil && m.OpenStack != nil {
		m.OpenStack.onlyOne(c.OpenStack)
	}
	w.Refresh = !m.RefreshTriggers.IsNull() && (before == nil || !m.RefreshTriggers.Equal(before.RefreshTriggers))
	return w
}

func (m *sourceModel) fromAPI(w privxapi.Source, whole bool) {
	m.receive(&w)
	c := &w.Connection
	adopt := func(group string) bool { return whole && belongs(group, c.Type) }
	receive(&m.SessionPasswordPolicy, w.SessionPasswordPolicy, whole)
	receive(&m.LDAP, c.LDAP, adopt("ldap"))
	receive(&m.Kerberos, c.Kerberos, adopt("kerberos"))
	receive(&m.OIDC, c.OIDC, adopt("oidc"))
	receive(&m.AWS, c.AWS, adopt("aws"))
	receive(&m.OpenStack, c.OpenStack, adopt("openstack"))
	receive(&m.Azure, c.Azure, adopt("azure"))
	receive(&m.MFA, c.MFA, adopt("mfa"))
	key := c.GoogleCloudConfigJSON != nil && *c.GoogleCloudConfigJSON != ""
	if m.GoogleGSuite == nil && key && adopt("google_gsuite") {
		m.GoogleGSuite = &gsuiteGroup{}
	}
	if m.GoogleCloud == nil && key && adopt("google_cloud") {
		m.GoogleCloud = &googleCloudGroup{}
	}
	receive(&m.GoogleGSuite, c.GoogleGSuite, adopt("google_gsuite"))
	receive(&m.GoogleCloud, c.GoogleCloud, adopt("google_cloud"))
}

// groupTypes are the types that each group is for (product.md).
var groupTypes = map[string][]privxapi.SourceType{
	"ldap":          {privxapi.SourceLDAP, privxapi.SourceAD},
	"kerberos":      {privxapi.SourceAD},
	"oidc":          {privxapi.SourceOIDC, privxapi.SourceLDAP, privxapi.SourceAD},
	"google_gsuite": {privxapi.SourceGoogleGSuite},
	"google_cloud":  {privxapi.SourceGoogleCloud},
	"aws":           {privxapi.SourceAWS},
	"openstack":     {privxapi.SourceOpenStack},
	"azure":         {privxapi.SourceAzure},
	"mfa": {
		privxapi.SourceLDAP, privxapi.SourceAD, privxapi.SourceGoogleGSuite, privxapi.SourceOIDC, privxapi.SourceLocal,
	},
}

func belongs(group string, t privxapi.SourceType) bool { return slices.Contains(groupTypes[group], t) }

// sourceAttributes says which attribute a wire field is, for the fields of which the name differs.
var sourceAttributes = map[string]string{
	"password_min_length":    "session_password_policy.password_min_length",
	"password_max_length":    "session_password_policy.password_max_length",
	"use_special_characters": "session_password_policy.use_special_characters",
	"use_lower_case":         "session_password_policy.use_lower_case",
	"use_upper_case":         "session_password_policy.use_upper_case",
	"use_numbers":            "session_password_policy.use_numbers",

	"ldap_protocol": "ldap.protocol", "ldap_base": "ldap.base", "ldap_base_dn": "ldap.base",
	"ldap_user_filter": "ldap.user_filter", "ldap_user_dn_pattern": "ldap.user_dn_pattern",
	"ldap_bind_dn": "ldap.bind_dn", "ldap_bind_password": "ldap.bind_password_wo",
	"domain_controller_fqdn": "kerberos.domain_controller_fqdn", "kerberos_ticket": "kerberos.ticket_wo",
	"domain_controller_port": "kerberos.domain_controller_port", "oidc_enabled": "oidc.enabled",
	"oidc_issuer": "oidc.issuer", "oidc_button_title": "oidc.button_title",
	"oidc_client_id": "oidc.client_id", "oidc_client_secret": "oidc.client_secret_wo",
	"oidc_additional_scopes": "oidc.additional_scopes", "oidc_tags_attribute_name": "oidc.tags_attribute_name",
	"google_gsuite_domain": "google_gsuite.domain", "google_cloud_project_ids": "google_cloud.project_ids",
	"google_gsuite_domain_admin_email": "google_gsuite.domain_admin_email", "iam_access_key_id": "aws.access_key_id",
	"iam_secret_access_key": "aws.secret_access_key_wo", "iam_session_token": "aws.session_token_wo",
	"iam_fetch_roles": "aws.fetch_roles", "iam_fetch_role_path_prefix": "aws.fetch_role_path_prefix",
	"openstack_version": "openstack.version", "openstack_endpoint": "openstack.endpoint",
	"openstack_username": "openstack.username", "openstack_user_id": "openstack.user_id",
	"openstack_password": "openstack.password_wo", "openstack_apikey": "openstack.apikey_wo",
	"openstack_domainname": "openstack.domainname", "openstack_domainid": "openstack.domainid",
	"openstack_domain_id": "openstack.domainid", "openstack_token_id": "openstack.token_id_wo",
	"openstack_tenant_ids": "openstack.tenant_ids", "openstack_tenant_names": "openstack.tenant_names",
	"azure_base_url": "azure.base_url", "azure_subscription_id": "azure.subscription_id",
	"azure_tenant_id": "azure.tenant_id", "azure_client_id": "azure.client_id",
	"azure_client_secret": "azure.client_secret_wo", "mfa_type": "mfa.type", "mfa_address": "mfa.address",
	"mfa_port": "mfa.port", "mfa_base_dn": "mfa.base_dn",
}
