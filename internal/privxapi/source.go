package privxapi

// SourceType is the type of a directory.
type SourceType string

// The types that the vendor's page lists for sources (seeds/001). Servers hold others too, such as LOCALHOST and
// API-CLIENT, so the list is for writing only.
const (
	SourceLDAP         SourceType = "LDAP"
	SourceAD           SourceType = "AD"
	SourceGoogleGSuite SourceType = "GOOGLEGSUITE"
	SourceOIDC         SourceType = "OIDC"
	SourceAWS          SourceType = "AWS"
	SourceGoogleCloud  SourceType = "GOOGLECLOUD"
	SourceOpenStack    SourceType = "OPENSTACK"
	SourceAzure        SourceType = "AZURE"
	SourceLocal        SourceType = "LOCAL"
)

// SourceTypes are all types that can be created, in the vendor's order.
var SourceTypes = []SourceType{
	SourceLDAP, SourceAD, SourceGoogleGSuite, SourceOIDC, SourceAWS, SourceGoogleCloud, SourceOpenStack, SourceAzure,
	SourceLocal,
}

// Enumerations of a source's connection (seeds/001). MOBILE is missing from the page's request form, but the console
// sets it (api/privx.md §3.2).
var (
	LDAPProtocols     = []string{"LDAP", "LDAPS", "STARTTLS"}
	OpenStackVersions = []string{"V2", "V3"}
	MFATypes          = []string{"DISABLED", "INTERNAL", "RADIUS", "OIDC", "FIDO", "MOBILE"}
)

// Bounds of a session password policy (seeds/001).
const (
	MinSessionPassword = 10
	MaxSessionPassword = 99
)

// Source is the definition of a user or host directory, as far as this client knows it. A nil group is not touched by
// an update; the fields of one that is set are, zero or not.
type Source struct {
	SourceStatus

	Name                        string                 `json:"name"`
	Enabled                     bool                   `json:"enabled"`
	TTL                         int64                  `json:"ttl"` // seconds
	Comment                     string                 `json:"comment"`
	Tags                        []string               `json:"tags"`
	UsernamePattern             []string               `json:"username_pattern"`
	ExternalUserMapping         []UserMapping          `json:"external_user_mapping"`
	SessionPasswordEnabled      bool                   `json:"session_password_enabled"`
	ChildSessionAutoLogoutDelay int64                  `json:"child_session_auto_logout_delay"` // seconds
	SessionPasswordPolicy       *SessionPasswordPolicy `json:"session_password_policy,omitempty"`
	Connection                  Connection             `json:"connection"`

	// Refresh has PrivX read the directory anew once the definition is written. It is not part of the document.
	Refresh bool `json:"-"`
}

// SourceStatus is what only the server sets.
type SourceStatus struct {
	ID      string `json:"id,omitempty"`
	Created string `json:"created,omitempty"`
	Updated string `json:"updated,omitempty"`
	Author  string `json:"author,omitempty"`
	editor
	StatusCode string `json:"status_code,omitempty"` // OK, NOK or DISABLED
	StatusText string `json:"status_text,omitempty"`
}

// UserMapping maps users of another source to users of this one.
type UserMapping struct {
	SourceID          string `json:"source_id"`
	SourceSearchField string `json:"source_search_field"`
}

// SessionPasswordPolicy says how session passwords are made.
type SessionPasswordPolicy struct {
	MinLength            int64 `json:"password_min_length"`
	MaxLength            int64 `json:"password_max_length"`
	UseSpecialCharacters bool  `json:"use_special_characters"`
	UseLowerCase         bool  `json:"use_lower_case"`
	UseUpperCase         bool  `json:"use_upper_case"`
	UseNumbers           bool  `json:"use_numbers"`
	// Entropy (bits) and Strength are the server's own.
	Entropy  int64  `json:"password_entropy,omitempty"`
	Strength string `json:"password_strength,omitempty"`
}

// Connection is how PrivX reaches the directory. The wire has one flat object; the groups are its prefixes. A secret
// that is nil is not sent: the server keeps its own.
type Connection struct {
	Type                        SourceType        `json:"type"`
	Address                     string            `json:"address"`
	Port                        int64             `json:"port"`
	ServiceAddressAutoUpdate    bool              `json:"service_address_auto_update"`
	EnableUserAuthentication    bool              `json:"enable_user_authentication"`
	EnableMachineAuthentication bool              `json:"enable_machine_authentication"`
	AttributeMapping            map[string]string `json:"attribute_mapping"`
	// GoogleCloudConfigJSON belongs to both Google types: base64 of a service account's key file.
	GoogleCloudConfigJSON *string `json:"google_cloud_config_json,omitempty"`

	*LDAP
	*Kerberos
	*OIDC
	*GoogleGSuite
	*GoogleCloud
	*AWS
	*OpenStack
	*Azure
	*MFA
}

// LDAP is how users are found in an LDAP directory or Active Directory.
type LDAP struct {
	Protocol string `json:"ldap_protocol"`
	Base     string `json:"ldap_base"`
	// BaseDN is what the vendor's newest client calls Base; both are written, either is read (api/privx.md §3.4).
	BaseDN        string  `json:"ldap_base_dn"`
	UserFilter    string  `json:"ldap_user_filter"`
	BindDN        string  `json:"ldap_bind_dn"`
	BindPassword  *string `json:"ldap_bind_password,omitempty"`
	UserDNPattern string  `json:"ldap_user_dn_pattern"`
}

// Kerberos is the domain controller of an Active Directory.
type Kerberos struct {
	DomainControllerFQDN string  `json:"domain_controller_fqdn"`
	DomainControllerPort int64   `json:"domain_controller_port"`
	Ticket               *string `json:"kerberos_ticket,omitempty"` // base64
}

// OIDC is login by an OpenID Connect provider.
type OIDC struct {
	Enabled           bool     `json:"oidc_enabled"`
	Issuer            string   `json:"oidc_issuer"`
	ButtonTitle       string   `json:"oidc_button_title"`
	ClientID          string   `json:"oidc_client_id"`
	ClientSecret      *string  `json:"oidc_client_secret,omitempty"`
	AdditionalScopes  []string `json:"oidc_additional_scopes"`
	TagsAttributeName string   `json:"oidc_tags_attribute_name"`
}

// GoogleGSuite is a Google Workspace directory.
type GoogleGSuite struct {
	Domain           string `json:"google_gsuite_domain"`
	DomainAdminEmail string `json:"google_gsuite_domain_admin_email"`
}

// GoogleCloud is the hosts of Google Cloud projects.
type GoogleCloud struct {
	ProjectIDs []string `json:"google_cloud_project_ids"`
}

// AWS is the hosts and roles of an AWS account.
type AWS struct {
	AccessKeyID         string  `json:"iam_access_key_id"`
	SecretAccessKey     *string `json:"iam_secret_access_key,omitempty"`
	SessionToken        *string `json:"iam_session_token,omitempty"`
	FetchRoles          bool    `json:"iam_fetch_roles"`
	FetchRolePathPrefix string  `json:"iam_fetch_role_path_prefix"`
}

// OpenStack is the hosts of OpenStack tenants.
type OpenStack struct {
	Version    string  `json:"openstack_version"`
	Endpoint   string  `json:"openstack_endpoint"`
	Username   string  `json:"openstack_username"`
	UserID     string  `json:"openstack_user_id"`
	Password   *string `json:"openstack_password,omitempty"`
	APIKey     *string `json:"openstack_apikey,omitempty"`
	DomainName string  `json:"openstack_domainname"`
	DomainID   string  `json:"openstack_domainid"`
	// DomainIDNew is what the vendor's newest client calls DomainID (api/privx.md §3.4).
	DomainIDNew string   `json:"openstack_domain_id"`
	TokenID     *string  `json:"openstack_token_id,omitempty"`
	TenantIDs   []string `json:"openstack_tenant_ids"`
	TenantNames []string `json:"openstack_tenant_names"`
}

// Azure is the hosts of an Azure subscription.
type Azure struct {
	BaseURL        string  `json:"azure_base_url"`
	SubscriptionID string  `json:"azure_subscription_id"`
	TenantID       string  `json:"azure_tenant_id"`
	ClientID       string  `json:"azure_client_id"`
	ClientSecret   *string `json:"azure_client_secret,omitempty"`
}

// MFA is the second factor that a directory's users need.
type MFA struct {
	Type    string `json:"mfa_type"`
	Address string `json:"mfa_address"`
	Port    int64  `json:"mfa_port"`
	BaseDN  string `json:"mfa_base_dn"`
}
