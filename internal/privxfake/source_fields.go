package privxfake

import "slices"

// The connection types that have one group of fields or another (api/privx.md §3.2).
var (
	ldapTypes  = []string{"LDAP", "AD"}
	oidcTypes  = []string{"LDAP", "AD", "OIDC"}
	mfaTypes   = []string{"LDAP", "AD", "GOOGLEGSUITE", "OIDC", "LOCAL"}
	adType     = []string{"AD"}
	gsuiteType = []string{"GOOGLEGSUITE"}
	gcpType    = []string{"GOOGLECLOUD"}
	awsType    = []string{"AWS"}
	stackType  = []string{"OPENSTACK"}
	azureType  = []string{"AZURE"}
)

const maxPort = 65535

// sourceFields are in the order of the vendor's page (seed 001).
var sourceFields = slices.Concat(stampFields, sourceTopFields, policyFields, connectionFields)

// What is left out of reads when empty is from api/privx.md §3.1.
var sourceTopFields = table{
	{Path: "enabled", Kind: kindBool},
	{Path: "ttl", Kind: kindInt, omitEmpty: true},
	{Path: "status_code", Kind: kindString, ServerSet: true},
	{Path: "status_text", Kind: kindString, ServerSet: true},
	{Path: "name", Kind: kindString, Required: true},
	{Path: "comment", Kind: kindString, omitEmpty: true},
	{Path: "tags", Kind: kindStrings, omitEmpty: true},
	{Path: "username_pattern", Kind: kindStrings, omitEmpty: true},
	{
		Path: "external_user_mapping", Kind: kindObjects, omitEmpty: true,
		keys: []string{"source_id", "source_search_field"},
	},
	{Path: "session_password_enabled", Kind: kindBool, omitEmpty: true},
	{Path: "child_session_auto_logout_delay", Kind: kindInt, omitEmpty: true},
	{Path: "session_password_policy", Kind: kindObject, omitEmpty: true},
}

var policyFields = table{
	{Path: "session_password_policy.password_min_length", Kind: kindInt},
	{Path: "session_password_policy.password_max_length", Kind: kindInt},
	{Path: "session_password_policy.use_special_characters", Kind: kindBool},
	{Path: "session_password_policy.use_lower_case", Kind: kindBool},
	{Path: "session_password_policy.use_upper_case", Kind: kindBool},
	{Path: "session_password_policy.use_numbers", Kind: kindBool},
	{Path: "session_password_policy.password_entropy", Kind: kindInt, ServerSet: true},
	{Path: "session_password_policy.password_strength", Kind: kindString, ServerSet: true},
}

var connectionFields = table{
	{Path: "connection", Kind: kindObject, byDefault: map[string]any{}},
	{Path: "connection.type", Kind: kindString, Required: true, Fixed: true, Enum: []string{
		"LDAP", "AD", "GOOGLEGSUITE", "OIDC", "AWS", "GOOGLECLOUD", "OPENSTACK", "AZURE", "LOCAL",
	}},
	{Path: "connection.address", Kind: kindString, Types: []string{"LDAP", "AD", "LOCAL", "OIDC"}},
	{Path: "connection.port", Kind: kindInt, Types: []string{"LDAP", "AD", "LOCAL"}, most: maxPort},
	{Path: "connection.service_address_auto_update", Kind: kindBool},

	{Path: "connection.iam_access_key_id", Kind: kindString, Types: awsType},
	{Path: "connection.iam_secret_access_key", Kind: kindString, Types: awsType, Secret: true},
	{Path: "connection.iam_session_token", Kind: kindString, Types: awsType, Secret: true},
	{Path: "connection.iam_fetch_roles", Kind: kindBool, Types: awsType},
	{Path: "connection.iam_fetch_role_path_prefix", Kind: kindString, Types: awsType},

	{Path: "connection.google_cloud_project_ids", Kind: kindStrings, Types: gcpType},
	{
		Path: "connection.google_cloud_config_json", Kind: kindString, Secret: true, encoding: "base64 JSON",
		Types: []string{"GOOGLEGSUITE", "GOOGLECLOUD"},
	},

	{Path: "connection.openstack_version", Kind: kindString, Types: stackType, Enum: []string{"V2", "V3"}},
	{Path: "connection.openstack_endpoint", Kind: kindString, Types: stackType},
	{Path: "connection.openstack_username", Kind: kindString, Types: stackType},
	{Path: "connection.openstack_user_id", Kind: kindString, Types: stackType},
	{Path: "connection.openstack_password", Kind: kindString, Types: stackType, Secret: true},
	{Path: "connection.openstack_apikey", Kind: kindString, Types: stackType, Secret: true},
	{Path: "connection.openstack_domainname", Kind: kindString, Types: stackType},
	{
		Path: "connection.openstack_domainid", Kind: kindString, Types: stackType,
		alias: "connection.openstack_domain_id",
	},
	{Path: "connection.openstack_token_id", Kind: kindString, Types: stackType, Secret: true},
	{Path: "connection.openstack_tenant_ids", Kind: kindStrings, Types: stackType},
	{Path: "connection.openstack_tenant_names", Kind: kindStrings, Types: stackType},

	{Path: "connection.azure_base_url", Kind: kindString, Types: azureType},
	{Path: "connection.azure_subscription_id", Kind: kindString, Types: azureType},
	{Path: "connection.azure_tenant_id", Kind: kindString, Types: azureType},
	{Path: "connection.azure_client_id", Kind: kindString, Types: azureType},
	{Path: "connection.azure_client_secret", Kind: kindString, Types: azureType, Secret: true},

	{
		Path: "connection.ldap_protocol", Kind: kindString, Types: ldapTypes,
		Enum: []string{"LDAP", "LDAPS", "STARTTLS"},
	},
	// Current servers have another name for two fields of the page (api/privx.md §3.4).
	{Path: "connection.ldap_base", Kind: kindString, Types: ldapTypes, alias: "connection.ldap_base_dn"},
	{Path: "connection.ldap_user_filter", Kind: kindString, Types: ldapTypes},
	{Path: "connection.ldap_bind_dn", Kind: kindString, Types: ldapTypes},
	{Path: "connection.ldap_bind_password", Kind: kindString, Types: ldapTypes, Secret: true},
	{Path: "connection.ldap_user_dn_pattern", Kind: kindString, Types: ldapTypes},

	{Path: "connection.google_gsuite_domain", Kind: kindString, Types: gsuiteType},
	{Path: "connection.google_gsuite_domain_admin_email", Kind: kindString, Types: gsuiteType},

	{Path: "connection.oidc_enabled", Kind: kindBool, Types: oidcTypes},
	{Path: "connection.oidc_issuer", Kind: kindString, Types: oidcTypes},
	{Path: "connection.oidc_button_title", Kind: kindString, Types: oidcTypes},
	{Path: "connection.oidc_client_id", Kind: kindString, Types: oidcTypes},
	{Path: "connection.oidc_client_secret", Kind: kindString, Types: oidcTypes, Secret: true},
	{Path: "connection.oidc_additional_scopes", Kind: kindStrings, Types: oidcTypes},
	{Path: "connection.oidc_tags_attribute_name", Kind: kindString, Types: oidcTypes},

	{Path: "connection.attribute_mapping", Kind: kindMapping},

	// The page's request enum lacks MOBILE, which its response enum and the vendor's own interface have (§8).
	{Path: "connection.mfa_type", Kind: kindString, Types: mfaTypes, Enum: []string{
		"DISABLED", "INTERNAL", "RADIUS", "OIDC", "FIDO", "MOBILE",
	}},
	{Path: "connection.mfa_address", Kind: kindString, Types: mfaTypes},
	{Path: "connection.mfa_port", Kind: kindInt, Types: mfaTypes, most: maxPort},
	{Path: "connection.mfa_base_dn", Kind: kindString, Types: mfaTypes},

	{Path: "connection.domain_controller_fqdn", Kind: kindString, Types: adType},
	{Path: "connection.domain_controller_port", Kind: kindInt, Types: adType, most: maxPort},
	{Path: "connection.kerberos_ticket", Kind: kindString, Types: adType, Secret: true, encoding: "base64"},

	{Path: "connection.enable_user_authentication", Kind: kindBool},
	{Path: "connection.enable_machine_authentication", Kind: kindBool},
}
