base {
  name = "x"
}

# refused name: Missing Configuration for Required Attribute
case "no name" {
  name = absent
  type = "LOCAL"
}

# refused name: at least 1
case "empty name" {
  name = ""
  type = "LOCAL"
}

# refused type: Missing Configuration for Required Attribute
case "no type" {
}

# refused type: ["LDAP" "AD" "GOOGLEGSUITE" "OIDC" "AWS" "GOOGLECLOUD" "OPENSTACK" "AZURE" "LOCAL"]
case "type" {
  for_each = { "unheard of" = "LDAPS", "in lower case" = "ldap", "empty" = "", "with white space" = "LDAP " }
  type     = each.value
}

# Numbers.

# refused ttl: at least 0
case "ttl" {
  for_each = [-1, -900]
  type     = "LOCAL"
  ttl      = each.value
}

# refused ttl: not an integer
case "ttl 1.5" {
  type = "LOCAL"
  ttl  = 1.5
}

# refused child_session_auto_logout_delay: at least 0
case "delay -1" {
  type                            = "LOCAL"
  child_session_auto_logout_delay = -1
}

# refused port: between 1 and 65535
case "port" {
  for_each = [0, -1, 65536]
  type     = "LDAP"
  port     = each.value
}

# refused port: not an integer
case "port 389.5" {
  type = "LDAP"
  port = 389.5
}

# refused kerberos.domain_controller_port: between 1 and 65535
case "kerberos port" {
  for_each = [0, -1, 65536]
  type     = "AD"
  kerberos = { domain_controller_port = each.value }
}

# refused mfa.port: between 1 and 65535
case "mfa port" {
  for_each = [0, -1, 65536]
  type     = "LOCAL"
  mfa      = { type = "RADIUS", address = "radius", port = each.value }
}

# accepted
case "bounds from below" {
  type                            = "AD"
  port                            = 1
  ttl                             = 0
  child_session_auto_logout_delay = 0
  kerberos                        = { domain_controller_port = 1 }
  mfa                             = { type = "RADIUS", address = "radius", port = 1 }
  session_password_policy = {
    password_min_length    = 10
    password_max_length    = 10
    use_special_characters = true
  }
}

# accepted
case "bounds from above" {
  type     = "AD"
  port     = 65535
  ttl      = 2147483648
  kerberos = { domain_controller_port = 65535 }
  mfa      = { type = "RADIUS", address = "radius", port = 65535 }
  session_password_policy = {
    password_min_length = 99
    password_max_length = 99
    use_lower_case      = true
  }
}

# accepted
case "number as text" {
  type = "LDAP"
  port = "636"
}

# Addresses.

# refused address: white space
case "address" {
  for_each = { "with a space" = "a b", "with a line break" = "ldap.example.com\n", "with a tab" = "\tldap.example.com" }
  type     = "LDAP"
  address  = each.value
}

# refused mfa.address: white space
case "mfa address with a space" {
  type = "LOCAL"
  mfa  = { type = "RADIUS", address = "a b" }
}

# refused kerberos.domain_controller_fqdn: white space
case "domain controller with a space" {
  type     = "AD"
  kerberos = { domain_controller_fqdn = " dc" }
}

# accepted
case "good address" {
  for_each = ["2001:db8::1", "2001:DB8:0:0:0:0:0:1", "192.0.2.7", "LDAP_1.Example.com", "ldap.example.com.", "müller.example"]
  type     = "LDAP"
  address  = each.value
}

locals {
  with_scheme = ["ldap://ldap.example.com", "ldaps://ldap.example.com:636/", "https://192.0.2.7/path"]
  with_port   = ["ldap.example.com:636", "192.0.2.7:389", "[2001:db8::1]:636", "ldap.example.com:"]
  with_path   = ["ldap.example.com/", "ldap.example.com/dc=example", "192.0.2.0/24"]
}

# refused address: write the host alone, without the scheme
case "address with a scheme" {
  for_each = local.with_scheme
  type     = "AD"
  address  = each.value
}

# refused address: write the host alone; the port has an attribute of its own
case "address with a port" {
  for_each = local.with_port
  type     = "LDAP"
  address  = each.value
}

# refused address: write the host alone, without a path
case "address with a path" {
  for_each = local.with_path
  type     = "OIDC"
  address  = each.value
}

# refused address: without brackets
case "address in brackets" {
  type    = "LDAP"
  address = "[2001:db8::1]"
}

# refused mfa.address: write the host alone
case "mfa address" {
  for_each = concat(local.with_scheme, local.with_port, local.with_path)
  type     = "LOCAL"
  mfa      = { type = "RADIUS", address = each.value }
}

# refused kerberos.domain_controller_fqdn: write the host alone
case "domain controller" {
  for_each = concat(local.with_scheme, local.with_port, local.with_path)
  type     = "AD"
  kerberos = { domain_controller_fqdn = each.value }
}

# Words of a list.

# refused ldap.protocol: ["LDAP" "LDAPS" "STARTTLS"]
case "protocol" {
  for_each = { "unheard of" = "TLS", "empty" = "" }
  type     = "LDAP"
  ldap     = { protocol = each.value }
}

# refused ldap.protocol: ["LDAP" "LDAPS" "STARTTLS"]
case "protocol in lower case" {
  type = "AD"
  ldap = { protocol = "ldaps" }
}

# refused mfa.type: ["DISABLED" "INTERNAL" "RADIUS" "OIDC" "FIDO" "MOBILE"]
case "factor" {
  for_each = { "unheard of" = "TOTP", "in lower case" = "radius", "empty" = "" }
  type     = "LOCAL"
  mfa      = { type = each.value }
}

# refused mfa.type: Missing Configuration for Required Attribute
case "no factor" {
  type = "LOCAL"
  mfa  = { address = "radius.example.com" }
}

# refused mfa.type: Missing Configuration for Required Attribute
# warned mfa: check the spelling
case "empty mfa" {
  type = "LOCAL"
  mfa  = {}
}

# refused openstack.version: ["V2" "V3"]
case "version of OpenStack" {
  for_each  = { "unheard of" = "V4", "in lower case" = "v3", "empty" = "", "without its letter" = 3 }
  type      = "OPENSTACK"
  openstack = { version = each.value }
}

# The policy of passwords.

locals {
  policy = { password_min_length = 10, password_max_length = 20, use_lower_case = true }
}

# refused session_password_policy.password_min_length: between 10 and 99
case "minimum" {
  for_each                = [9, 0]
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { password_min_length = each.value })
}

# refused session_password_policy.password_min_length: between 10 and 99
# refused session_password_policy.password_max_length: below
case "minimum 100" {
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { password_min_length = 100, password_max_length = 99 })
}

# refused session_password_policy.password_max_length: at most 99
case "maximum 100" {
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { password_max_length = 100 })
}

# refused session_password_policy.password_max_length: (19) is below password_min_length (20)
case "maximum below minimum" {
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { password_min_length = 20, password_max_length = 19 })
}

# refused session_password_policy.password_max_length: below password_min_length
case "maximum 0" {
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { password_min_length = 20, password_max_length = 0 })
}

# refused session_password_policy.password_max_length: below password_min_length
case "maximum -1" {
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { password_max_length = -1 })
}

# refused session_password_policy.password_min_length: Missing Configuration for Required Attribute
case "no minimum" {
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { password_min_length = absent })
}

# refused session_password_policy.password_max_length: Missing Configuration for Required Attribute
case "no maximum" {
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { password_min_length = 20, password_max_length = absent })
}

# warned session_password_policy.password_min_length: Passwords of digits alone are weak by PrivX's measure from 11
case "no kind of character but digits" {
  for_each                = { absent = absent, null = null, off = false }
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { use_lower_case = each.value, use_numbers = true })
}

# accepted
case "digits" {
  for_each = {
    "of length 11"       = { password_min_length = 11, use_lower_case = false }
    "beside punctuation" = { use_lower_case = false, use_special_characters = true }
    "beside unknown"     = { use_lower_case = unknown }
    "of unknown length"  = { password_min_length = unknown, use_lower_case = false }
  }
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { use_numbers = true }, each.value)
}

# refused external_user_mapping: null
case "null user mapping" {
  for_each = {
    first  = [null]
    second = [{ source_id = "other", source_search_field = "mail" }, null]
  }
  type                  = "LDAP"
  external_user_mapping = each.value
}

# refused session_password_policy: use_special_characters, use_lower_case, use_upper_case and use_numbers
case "no kind of character" {
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { use_lower_case = absent })
}

# refused session_password_policy: at least one
case "every kind of character off" {
  type = "LOCAL"
  session_password_policy = merge(local.policy, {
    use_special_characters = false
    use_lower_case         = false
    use_upper_case         = false
    use_numbers            = false
  })
}

# accepted
case "upper case alone" {
  type                    = "LOCAL"
  session_password_policy = { password_min_length = 10, password_max_length = 11, use_upper_case = true }
}

# warned session_password_policy.password_min_length: from 11 characters on; shorter ones, here of 10
case "digits alone" {
  type                    = "LOCAL"
  session_password_policy = { password_min_length = 10, password_max_length = 11, use_numbers = true }
}

# accepted
case "unknown maximum" {
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { password_min_length = 99, password_max_length = unknown })
}

# accepted
case "unknown minimum" {
  type                    = "LOCAL"
  session_password_policy = merge(local.policy, { password_min_length = unknown, password_max_length = 1 })
}

# accepted
case "one kind of character unknown" {
  type = "LOCAL"
  session_password_policy = {
    password_min_length = 10
    password_max_length = 10
    use_numbers         = false
    use_lower_case      = unknown
  }
}

# Elements of collections.

# refused tags[]: at least 1
case "empty tag" {
  type = "LOCAL"
  tags = ["a", ""]
}

# refused tags: null
case "null tag" {
  type = "LOCAL"
  tags = ["a", null]
}

# refused username_pattern[]: at least 1
case "empty user name pattern" {
  type             = "LOCAL"
  username_pattern = [""]
}

# refused username_pattern: null
case "null user name pattern" {
  type             = "LOCAL"
  username_pattern = [null]
}

# refused oidc.additional_scopes[]: at least 1
case "empty scope" {
  type = "OIDC"
  oidc = { enabled = false, additional_scopes = [""] }
}

# refused oidc.additional_scopes: null
case "null scope" {
  type = "OIDC"
  oidc = { enabled = false, additional_scopes = [null] }
}

# refused google_cloud.project_ids[]: at least 1
case "empty project" {
  type         = "GOOGLECLOUD"
  google_cloud = { project_ids = [""] }
}

# refused google_cloud.project_ids: null
case "null project" {
  type         = "GOOGLECLOUD"
  google_cloud = { project_ids = ["a", null] }
}

# refused openstack.tenant_ids[]: at least 1
case "empty tenant id" {
  type      = "OPENSTACK"
  openstack = { tenant_ids = [""] }
}

# refused openstack.tenant_ids: null
case "null tenant id" {
  type      = "OPENSTACK"
  openstack = { tenant_ids = [null] }
}

# refused openstack.tenant_names[]: at least 1
case "empty tenant name" {
  type      = "OPENSTACK"
  openstack = { tenant_names = [""] }
}

# refused openstack.tenant_names: null
case "null tenant name" {
  type      = "OPENSTACK"
  openstack = { tenant_names = [null] }
}

# refused attribute_mapping[]: at least 1
case "mapping from nothing" {
  type              = "LDAP"
  attribute_mapping = { "" = "mail" }
}

# refused attribute_mapping[mail]: at least 1
case "mapping to nothing" {
  type              = "LDAP"
  attribute_mapping = { mail = "" }
}

# refused attribute_mapping: null
case "mapping to null" {
  type              = "LDAP"
  attribute_mapping = { mail = null }
}

# refused external_user_mapping[0].source_id: Missing Configuration for Required Attribute
case "user mapping without source" {
  type                  = "LDAP"
  external_user_mapping = [{ source_search_field = "mail" }]
}

# refused external_user_mapping[0].source_search_field: Missing Configuration for Required Attribute
case "user mapping without field" {
  type                  = "LDAP"
  external_user_mapping = [{ source_id = "s" }]
}

# refused external_user_mapping[1].source_id: at least 1
case "second user mapping with an empty source" {
  type = "LDAP"
  external_user_mapping = [
    { source_id = "s", source_search_field = "mail" },
    { source_id = "", source_search_field = "mail" },
  ]
}

# refused external_user_mapping[0].source_search_field: at least 1
case "user mapping with an empty field" {
  type                  = "LDAP"
  external_user_mapping = [{ source_id = "s", source_search_field = "" }]
}

# accepted
case "unknown list element" {
  type                  = "LDAP"
  external_user_mapping = [unknown]
}

# accepted
case "unknown elements" {
  type                  = "LDAP"
  tags                  = ["a", unknown]
  username_pattern      = [unknown]
  external_user_mapping = [{ source_id = unknown, source_search_field = unknown }]
  attribute_mapping     = { mail = unknown }
  refresh_triggers      = { a = unknown }
}

# accepted
case "empty collections" {
  type                  = "LDAP"
  tags                  = []
  username_pattern      = []
  external_user_mapping = []
  attribute_mapping     = {}
  refresh_triggers      = {}
}

# accepted
case "nulls" {
  type                    = "LDAP"
  port                    = null
  ttl                     = null
  tags                    = null
  ldap                    = null
  external_user_mapping   = null
  attribute_mapping       = null
  session_password_policy = null
}

# warned ldap.bind_dn: bind_password_wo
# warned oidc.client_id: client_secret_wo
case "empty texts" {
  type     = "AD"
  comment  = ""
  address  = ""
  ldap     = { protocol = "LDAPS", base = "", user_filter = "", bind_dn = "", user_dn_pattern = "" }
  oidc     = { enabled = false, issuer = "", client_id = "" }
  kerberos = { domain_controller_fqdn = "" }
  mfa      = { type = "DISABLED", address = "", base_dn = "" }
}

# OpenStack.

# refused openstack.password_wo: openstack.apikey_wo
# refused openstack.apikey_wo: openstack.password_wo
case "password beside an API key" {
  type      = "OPENSTACK"
  openstack = { password_wo = "canary-p", password_wo_version = 1, apikey_wo = "canary-k", apikey_wo_version = 1 }
}

# refused openstack.username: V2
case "V2" {
  for_each = {
    "without a user"                = { version = "V2" }
    "with an id in place of a name" = { version = "V2", user_id = "u" }
    "with an empty name"            = { version = "V2", username = "" }
  }
  type      = "OPENSTACK"
  openstack = each.value
}

# refused openstack.user_id: user_id, or username
case "V3" {
  for_each = {
    "without a user"     = { version = "V3", domainid = "d" }
    "with an empty user" = { version = "V3", user_id = "", username = "" }
  }
  type      = "OPENSTACK"
  openstack = each.value
}

# refused openstack.username: domainname or domainid
case "V3 with a name" {
  for_each = {
    "beside an id"        = { version = "V3", username = "u", user_id = "i", password_wo = "canary", password_wo_version = 1 }
    "beside a token"      = { version = "V3", username = "u", token_id_wo = "canary", token_id_wo_version = 1 }
    "without a domain"    = { version = "V3", username = "u" }
    "and an empty domain" = { version = "V3", username = "u", domainname = "", domainid = "" }
  }
  type      = "OPENSTACK"
  openstack = each.value
}

# warned openstack.username: password_wo or apikey_wo or token_id_wo
case "user by name" {
  for_each = {
    "in V2"                         = { version = "V2", username = "u" }
    "in V2, unknown"                = { version = "V2", username = unknown }
    "in V3 with a domain's name"    = { version = "V3", username = "u", domainname = "d" }
    "in V3 with a domain's id"      = { version = "V3", username = "u", domainid = "d" }
    "in V3 with an unknown domain"  = { version = "V3", username = "u", domainname = unknown }
    "in V3, unknown, with a domain" = { version = "V3", username = unknown, domainid = "d" }
  }
  type      = "OPENSTACK"
  openstack = each.value
}

# warned openstack.user_id: password_wo or apikey_wo or token_id_wo
case "user by id" {
  for_each  = { known = "u", unknown = unknown }
  type      = "OPENSTACK"
  openstack = { version = "V3", user_id = each.value }
}

# accepted
case "token in place of a user" {
  for_each  = { known = "canary", unknown = unknown }
  type      = "OPENSTACK"
  openstack = { version = "V3", token_id_wo = each.value, token_id_wo_version = 1 }
}

# accepted
case "API key alone" {
  type      = "OPENSTACK"
  openstack = { version = "V2", username = "u", apikey_wo = "canary", apikey_wo_version = 1 }
}

# accepted
case "no version of OpenStack" {
  type      = "OPENSTACK"
  openstack = { tenant_ids = ["t"] }
}

# accepted
case "unknown version of OpenStack without a user" {
  type      = "OPENSTACK"
  openstack = { version = unknown }
}

# Groups, each beside the types that it is not for, and in those that it is for.

# refused ldap: for sources of type LDAP, AD; the type of this one is ${each.value}
case "ldap beside" {
  for_each = ["GOOGLEGSUITE", "OIDC", "AWS", "GOOGLECLOUD", "OPENSTACK", "AZURE", "LOCAL"]
  type     = each.value
  ldap     = { protocol = "LDAPS", base = "dc=example" }
}

# accepted
case "ldap in" {
  for_each = ["LDAP", "AD"]
  type     = each.value
  ldap     = { protocol = "LDAPS", base = "dc=example" }
}

# refused kerberos: for sources of type AD; the type of this one is ${each.value}
case "kerberos beside" {
  for_each = ["LDAP", "GOOGLEGSUITE", "OIDC", "AWS", "GOOGLECLOUD", "OPENSTACK", "AZURE", "LOCAL"]
  type     = each.value
  kerberos = { domain_controller_fqdn = "dc.example.com" }
}

# accepted
case "kerberos in AD" {
  type     = "AD"
  kerberos = { domain_controller_fqdn = "dc.example.com" }
}

# refused oidc: for sources of type OIDC, LDAP, AD; the type of this one is ${each.value}
case "oidc beside" {
  for_each = ["GOOGLEGSUITE", "AWS", "GOOGLECLOUD", "OPENSTACK", "AZURE", "LOCAL"]
  type     = each.value
  oidc     = { enabled = false, issuer = "https://idp.example.com" }
}

# accepted
case "oidc in" {
  for_each = ["OIDC", "LDAP", "AD"]
  type     = each.value
  oidc     = { enabled = false, issuer = "https://idp.example.com" }
}

# refused google_gsuite: for sources of type GOOGLEGSUITE; the type of this one is ${each.value}
case "google_gsuite beside" {
  for_each      = ["LDAP", "AD", "OIDC", "AWS", "GOOGLECLOUD", "OPENSTACK", "AZURE", "LOCAL"]
  type          = each.value
  google_gsuite = { domain = "example.com" }
}

# accepted
case "google_gsuite in GOOGLEGSUITE" {
  type          = "GOOGLEGSUITE"
  google_gsuite = { domain = "example.com" }
}

# refused google_cloud: for sources of type GOOGLECLOUD; the type of this one is ${each.value}
case "google_cloud beside" {
  for_each     = ["LDAP", "AD", "GOOGLEGSUITE", "OIDC", "AWS", "OPENSTACK", "AZURE", "LOCAL"]
  type         = each.value
  google_cloud = { project_ids = ["p"] }
}

# warned google_cloud.project_ids: config_json_wo
case "google_cloud in GOOGLECLOUD" {
  type         = "GOOGLECLOUD"
  google_cloud = { project_ids = ["p"] }
}

# refused aws: for sources of type AWS; the type of this one is ${each.value}
case "aws beside" {
  for_each = ["LDAP", "AD", "GOOGLEGSUITE", "OIDC", "GOOGLECLOUD", "OPENSTACK", "AZURE", "LOCAL"]
  type     = each.value
  aws      = { fetch_roles = true }
}

# accepted
case "aws in AWS" {
  type = "AWS"
  aws  = { fetch_roles = true }
}

# refused openstack: for sources of type OPENSTACK; the type of this one is ${each.value}
case "openstack beside" {
  for_each  = ["LDAP", "AD", "GOOGLEGSUITE", "OIDC", "AWS", "GOOGLECLOUD", "AZURE", "LOCAL"]
  type      = each.value
  openstack = { endpoint = "https://keystone.example.com" }
}

# accepted
case "openstack in OPENSTACK" {
  type      = "OPENSTACK"
  openstack = { endpoint = "https://keystone.example.com" }
}

# refused azure: for sources of type AZURE; the type of this one is ${each.value}
case "azure beside" {
  for_each = ["LDAP", "AD", "GOOGLEGSUITE", "OIDC", "AWS", "GOOGLECLOUD", "OPENSTACK", "LOCAL"]
  type     = each.value
  azure    = { tenant_id = "t" }
}

# accepted
case "azure in AZURE" {
  type  = "AZURE"
  azure = { tenant_id = "t" }
}

# refused mfa: for sources of type LDAP, AD, GOOGLEGSUITE, OIDC, LOCAL; the type of this one is ${each.value}
case "mfa beside" {
  for_each = ["AWS", "GOOGLECLOUD", "OPENSTACK", "AZURE"]
  type     = each.value
  mfa      = { type = "DISABLED" }
}

# accepted
case "mfa in" {
  for_each = ["LDAP", "AD", "GOOGLEGSUITE", "OIDC", "LOCAL"]
  type     = each.value
  mfa      = { type = "DISABLED" }
}

# refused aws: for sources of type AWS
case "empty aws in LDAP" {
  type = "LDAP"
  aws  = {}
}

# warned google_cloud.project_ids: config_json_wo
case "unknown type beside every group" {
  type          = unknown
  ldap          = { protocol = "LDAPS", base = "dc=example" }
  kerberos      = { domain_controller_fqdn = "dc.example.com" }
  oidc          = { enabled = false, issuer = "https://idp.example.com" }
  google_gsuite = { domain = "example.com" }
  google_cloud  = { project_ids = ["p"] }
  aws           = { fetch_roles = true }
  openstack     = { endpoint = "https://keystone.example.com" }
  azure         = { tenant_id = "t" }
  mfa           = { type = "DISABLED" }
}

# accepted
case "every group unknown, in every type" {
  type                    = "LOCAL"
  ldap                    = unknown
  kerberos                = unknown
  oidc                    = unknown
  google_gsuite           = unknown
  google_cloud            = unknown
  aws                     = unknown
  openstack               = unknown
  azure                   = unknown
  mfa                     = unknown
  session_password_policy = unknown
}

# warned kerberos: check the spelling
case "empty group" {
  for_each = { "at all" = {}, "but nulls" = { domain_controller_fqdn = null } }
  type     = "AD"
  kerberos = each.value
}

# warned kerberos: ldap_base, for example, is base
case "misspelt names" {
  type     = "AD"
  kerberos = { kerberos_domain_controller_fqdn = "dc.example.com" }
}

# Members whose absence would protect less.

# refused ldap.protocol: Missing Configuration for Required Attribute
case "directory without protocol" {
  for_each = { "left out" = { base = "dc=x" }, "misspelt" = { base = "dc=x", ldap_protocol = "LDAPS" } }
  type     = "LDAP"
  ldap     = each.value
}

# refused oidc.enabled: Missing Configuration for Required Attribute
case "OIDC neither on nor off" {
  for_each = { "left out" = { button_title = "SSO" }, "misspelt" = { oidc_enabled = true, button_title = "SSO" } }
  type     = "AD"
  oidc     = each.value
}

# refused oidc.issuer: oidc.issuer is needed where oidc.enabled is true
# refused oidc.client_id: oidc.client_id is needed where oidc.enabled is true
case "OIDC without provider" {
  for_each = { "left out" = {}, "empty" = { issuer = "", client_id = "" } }
  type     = "OIDC"
  oidc     = merge({ enabled = true }, each.value)
}

# accepted
case "OIDC" {
  for_each = {
    "off"            = { enabled = false }
    "unknown"        = { enabled = unknown }
    "unknown inside" = { enabled = true, issuer = unknown, client_id = unknown, client_secret_wo = unknown, client_secret_wo_version = 1 }
  }
  type = "OIDC"
  oidc = each.value
}

# refused mfa.address: mfa.address is needed where mfa.type is RADIUS
case "RADIUS without address" {
  for_each = { "left out" = {}, "empty" = { address = "" }, "misspelt" = { mfa_address = "radius.example.com" } }
  type     = "LOCAL"
  mfa      = merge({ type = "RADIUS" }, each.value)
}

# refused mfa.type: Missing Configuration for Required Attribute
case "factor without type" {
  type = "LOCAL"
  mfa  = { base_dn = "dc=x" }
}

# accepted
case "group" {
  for_each = { "of empty texts" = "", "of unknowns" = unknown, "of nothing out of the way" = "dc=x" }
  type     = "LDAP"
  ldap     = { protocol = "LDAPS", base = each.value }
}

# Groups that come and go.

# warned ldap: stay on the server
case "group taken out" {
  before {
    type = "LDAP"
    ldap = { protocol = "LDAPS", base = "dc=x" }
  }
  type = "LDAP"
}

# warned mfa: stay on the server
case "group made null" {
  before {
    type = "LDAP"
    mfa  = { type = "DISABLED" }
  }
  type = "LDAP"
  mfa  = null
}

# warned session_password_policy: stay on the server
case "policy taken out" {
  before {
    type                    = "LOCAL"
    session_password_policy = merge(local.policy, { password_min_length = 20, use_lower_case = true })
  }
  type = "LOCAL"
}

# accepted
case "group that was there" {
  for_each = { unknown = unknown, changed = { protocol = "LDAPS", base = "dc=y" } }
  before {
    type = "LDAP"
    ldap = { protocol = "LDAPS", base = "dc=x" }
  }
  type = "LDAP"
  ldap = each.value
}

# accepted
case "group put in" {
  before {
    type = "LDAP"
  }
  type = "LDAP"
  ldap = { protocol = "LDAPS", base = "dc=y" }
}

# Texts of a format.

locals {
  not_dns = [
    "people",
    "example.com",
    "ou=people,",
    "ou=people,,dc=com",
    ",dc=com",
    "=people",
    "ou=people,dc",
    "ou=people+",
    "ou=\\zz",
    "ou=people\\",
    "cn=\"x\"",
    "cn=#zz",
    " ",
    "(ou=people)",
    "organizational unit=people",
    "#ou=people",
  ]

  not_urls = [
    "example.com",
    "ftp://example.com",
    "https://",
    "https:///path",
    "https://:443",
    "//example.com",
    "https://a b",
    "https://a:x",
    "mailto:a@b",
  ]

  not_json_objects = {
    "name of a file" = "canary.json"
    "list"           = "[\"canary\"]"
    "text"           = "\"canary\""
    "cut off"        = "{\"key\":\"canary\""
    "null"           = "null"
    "more behind it" = "{} canary"
  }
}

# refused ldap.base: distinguished name
case "ldap.base" {
  for_each = local.not_dns
  type     = "LDAP"
  ldap     = { protocol = "LDAPS", base = each.value }
}

# refused mfa.base_dn: distinguished name
case "mfa.base_dn" {
  for_each = local.not_dns
  type     = "LOCAL"
  mfa      = { type = "RADIUS", address = "radius", base_dn = each.value }
}

# refused ldap.bind_dn: user@domain or DOMAIN\user
case "ldap.bind_dn" {
  for_each = local.not_dns
  type     = "AD"
  ldap     = { protocol = "LDAPS", bind_dn = each.value }
}

# refused ldap.bind_dn: user@domain or DOMAIN\user
case "ldap.bind_dn of another form" {
  for_each = [
    "reader",
    "@example.com",
    "reader@",
    "a@b@c",
    "CORP\\",
    "\\reader",
    "A\\B\\c",
    "the reader@example.com",
  ]
  type = "AD"
  ldap = { protocol = "LDAPS", bind_dn = each.value }
}

# warned ldap.bind_dn: bind_password_wo
case "good ldap.bind_dn of AD" {
  for_each = ["svc-privx@corp.example.com", "CORP\\svc privx"]
  type     = "AD"
  ldap     = { protocol = "LDAPS", bind_dn = each.value }
}

# warned ldap.bind_dn: bind_password_wo
case "good ldap.bind_dn of LDAP" {
  for_each = ["cn=reader+uid=r1, ou=System Accounts, o=", "mail=reader@example.com,dc=example,dc=com"]
  type     = "LDAP"
  ldap     = { protocol = "LDAPS", bind_dn = each.value }
}

# accepted
case "good ldap.base" {
  for_each = {
    "with escapes" = "cn=Doe\\, Jane,ou=R\\26D,1.2.840.113549.1.9.1=#0c0161,o=Müller=Söhne"
    "of one part"  = "o=example"
  }
  type = "LDAP"
  ldap = { protocol = "LDAPS", base = each.value }
}

# refused ldap.user_filter: LDAP filter
case "ldap.user_filter" {
  for_each = [
    "objectClass=person",
    "(objectClass=person",
    "(objectClass=person))",
    "objectClass=person)",
    "()",
    "(&(a=b)",
    "(a=b)(c=d)",
    "(person)",
    "(!)",
    "(a=\\zz)",
    "(a=b) (c=d)",
  ]
  type = "LDAP"
  ldap = { protocol = "LDAPS", user_filter = each.value }
}

# accepted
case "nested filter" {
  type = "LDAP"
  ldap = {
    protocol    = "LDAPS"
    user_filter = "(&(objectClass=person)(!(userAccountControl:1.2.840.113556.1.4.803:=2))(|(mail=*)(cn=a*b\\2a)))"
  }
}

# accepted
case "filter on an object id" {
  type = "AD"
  ldap = { protocol = "LDAPS", user_filter = "(memberOf:1.2.840.113556.1.4.1941:=cn=staff,dc=example,dc=com)" }
}

# refused oidc.issuer: URL
case "oidc.issuer" {
  for_each = local.not_urls
  type     = "OIDC"
  oidc     = { enabled = false, issuer = each.value }
}

# refused openstack.endpoint: URL
case "openstack.endpoint" {
  for_each  = local.not_urls
  type      = "OPENSTACK"
  openstack = { endpoint = each.value }
}

# refused azure.base_url: URL
case "azure.base_url" {
  for_each = local.not_urls
  type     = "AZURE"
  azure    = { base_url = each.value }
}

# accepted
case "URL" {
  type = "OIDC"
  oidc = { enabled = false, issuer = "http://[::1]:8080/realms/a%20b/" }
}

# accepted
case "good azure.base_url" {
  for_each = { "empty" = "", "in capitals" = "HTTPS://MANAGEMENT.EXAMPLE.COM" }
  type     = "AZURE"
  azure    = { base_url = each.value }
}

# accepted
case "empty openstack.endpoint" {
  type      = "OPENSTACK"
  openstack = { endpoint = "" }
}

# refused kerberos.ticket_wo: base64
case "kerberos.ticket_wo" {
  for_each = ["canary ticket", "canary*", "Y2FuYXJ5LQ", "-_canary="]
  type     = "AD"
  kerberos = { ticket_wo = each.value, ticket_wo_version = 1 }
}

# accepted
case "base64 of many lines" {
  type     = "AD"
  kerberos = { ticket_wo = "Y2Fu\nYXJ5\n", ticket_wo_version = 1 }
}

# refused google_gsuite.config_json_wo: JSON object
case "google_gsuite.config_json_wo" {
  for_each      = local.not_json_objects
  type          = "GOOGLEGSUITE"
  google_gsuite = { config_json_wo = each.value, config_json_wo_version = 1 }
}

# refused google_gsuite.config_json_wo: base64 already
case "google_gsuite.config_json_wo in base64" {
  type          = "GOOGLEGSUITE"
  google_gsuite = { config_json_wo = "eyJwcml2YXRlX2tleSI6ImNhbmFyeS03ZDFmLWpzb24ifQ==", config_json_wo_version = 1 }
}

# refused google_cloud.config_json_wo: JSON object
case "google_cloud.config_json_wo" {
  for_each     = local.not_json_objects
  type         = "GOOGLECLOUD"
  google_cloud = { config_json_wo = each.value, config_json_wo_version = 1 }
}

# refused google_cloud.config_json_wo: base64 already
case "google_cloud.config_json_wo in base64" {
  type         = "GOOGLECLOUD"
  google_cloud = { config_json_wo = "eyJwcml2YXRlX2tleSI6ImNhbmFyeS03ZDFmLWpzb24ifQ==", config_json_wo_version = 1 }
}

# accepted
case "JSON of many lines" {
  type = "GOOGLECLOUD"
  google_cloud = {
    config_json_wo         = <<-EOT
      {
        "a": {}
      }
    EOT
    config_json_wo_version = 1
  }
}

# accepted
case "JSON encoded here" {
  type          = "GOOGLEGSUITE"
  google_gsuite = { config_json_wo = jsonencode({ a = 1 }), config_json_wo_version = 1 }
}

# Secrets, each with its version, without it, and empty.

locals {
  config_json = jsonencode({ private_key = "canary-7d1f-json" })
}

# accepted
case "ldap.bind_password_wo and its version" {
  for_each = {
    "known"           = { bind_password_wo = "canary-7d1f-password", bind_password_wo_version = 1 }
    "unknown"         = { bind_password_wo = unknown, bind_password_wo_version = unknown }
    "unknown secret"  = { bind_password_wo = unknown, bind_password_wo_version = 1 }
    "unknown version" = { bind_password_wo = "canary-7d1f-password", bind_password_wo_version = unknown }
  }
  type = "LDAP"
  ldap = merge({ protocol = "LDAPS" }, each.value)
}

# refused ldap.bind_password_wo: ldap.bind_password_wo_version
case "ldap.bind_password_wo without its version" {
  for_each = { absent = absent, null = null }
  type     = "LDAP"
  ldap     = { protocol = "LDAPS", bind_password_wo = "canary-7d1f-password", bind_password_wo_version = each.value }
}

# accepted
case "ldap.bind_password_wo empty" {
  type = "LDAP"
  ldap = { protocol = "LDAPS", bind_password_wo = "", bind_password_wo_version = 1 }
}

# refused ldap.bind_password_wo_version: Set ldap.bind_password_wo
case "ldap.bind_password_wo_version without its secret" {
  type = "LDAP"
  ldap = { protocol = "LDAPS", bind_password_wo_version = 1 }
}

# accepted
case "kerberos.ticket_wo and its version" {
  for_each = {
    "known"           = { ticket_wo = "Y2FuYXJ5LTdkMWYtdGlja2V0", ticket_wo_version = 1 }
    "unknown"         = { ticket_wo = unknown, ticket_wo_version = unknown }
    "unknown secret"  = { ticket_wo = unknown, ticket_wo_version = 1 }
    "unknown version" = { ticket_wo = "Y2FuYXJ5LTdkMWYtdGlja2V0", ticket_wo_version = unknown }
  }
  type     = "AD"
  kerberos = each.value
}

# refused kerberos.ticket_wo: kerberos.ticket_wo_version
case "kerberos.ticket_wo without its version" {
  for_each = { absent = absent, null = null }
  type     = "AD"
  kerberos = { ticket_wo = "Y2FuYXJ5LTdkMWYtdGlja2V0", ticket_wo_version = each.value }
}

# accepted
case "kerberos.ticket_wo empty" {
  type     = "AD"
  kerberos = { ticket_wo = "", ticket_wo_version = 1 }
}

# refused kerberos.ticket_wo_version: Set kerberos.ticket_wo
case "kerberos.ticket_wo_version without its secret" {
  type     = "AD"
  kerberos = { ticket_wo_version = 1 }
}

# accepted
case "oidc.client_secret_wo and its version" {
  for_each = {
    "known"           = { client_secret_wo = "canary-7d1f-key", client_secret_wo_version = 1 }
    "unknown"         = { client_secret_wo = unknown, client_secret_wo_version = unknown }
    "unknown secret"  = { client_secret_wo = unknown, client_secret_wo_version = 1 }
    "unknown version" = { client_secret_wo = "canary-7d1f-key", client_secret_wo_version = unknown }
  }
  type = "OIDC"
  oidc = merge({ enabled = false }, each.value)
}

# refused oidc.client_secret_wo: oidc.client_secret_wo_version
case "oidc.client_secret_wo without its version" {
  for_each = { absent = absent, null = null }
  type     = "OIDC"
  oidc     = { enabled = false, client_secret_wo = "canary-7d1f-key", client_secret_wo_version = each.value }
}

# accepted
case "oidc.client_secret_wo empty" {
  type = "OIDC"
  oidc = { enabled = false, client_secret_wo = "", client_secret_wo_version = 1 }
}

# refused oidc.client_secret_wo_version: Set oidc.client_secret_wo
case "oidc.client_secret_wo_version without its secret" {
  type = "OIDC"
  oidc = { enabled = false, client_secret_wo_version = 1 }
}

# accepted
case "google_gsuite.config_json_wo and its version" {
  for_each = {
    "known"           = { config_json_wo = local.config_json, config_json_wo_version = 1 }
    "unknown"         = { config_json_wo = unknown, config_json_wo_version = unknown }
    "unknown secret"  = { config_json_wo = unknown, config_json_wo_version = 1 }
    "unknown version" = { config_json_wo = local.config_json, config_json_wo_version = unknown }
  }
  type          = "GOOGLEGSUITE"
  google_gsuite = each.value
}

# refused google_gsuite.config_json_wo: google_gsuite.config_json_wo_version
case "google_gsuite.config_json_wo without its version" {
  for_each      = { absent = absent, null = null }
  type          = "GOOGLEGSUITE"
  google_gsuite = { config_json_wo = local.config_json, config_json_wo_version = each.value }
}

# accepted
case "google_gsuite.config_json_wo empty" {
  type          = "GOOGLEGSUITE"
  google_gsuite = { config_json_wo = "", config_json_wo_version = 1 }
}

# refused google_gsuite.config_json_wo_version: Set google_gsuite.config_json_wo
case "google_gsuite.config_json_wo_version without its secret" {
  type          = "GOOGLEGSUITE"
  google_gsuite = { config_json_wo_version = 1 }
}

# accepted
case "google_cloud.config_json_wo and its version" {
  for_each = {
    "known"           = { config_json_wo = local.config_json, config_json_wo_version = 1 }
    "unknown"         = { config_json_wo = unknown, config_json_wo_version = unknown }
    "unknown secret"  = { config_json_wo = unknown, config_json_wo_version = 1 }
    "unknown version" = { config_json_wo = local.config_json, config_json_wo_version = unknown }
  }
  type         = "GOOGLECLOUD"
  google_cloud = each.value
}

# refused google_cloud.config_json_wo: google_cloud.config_json_wo_version
case "google_cloud.config_json_wo without its version" {
  for_each     = { absent = absent, null = null }
  type         = "GOOGLECLOUD"
  google_cloud = { config_json_wo = local.config_json, config_json_wo_version = each.value }
}

# accepted
case "google_cloud.config_json_wo empty" {
  type         = "GOOGLECLOUD"
  google_cloud = { config_json_wo = "", config_json_wo_version = 1 }
}

# refused google_cloud.config_json_wo_version: Set google_cloud.config_json_wo
case "google_cloud.config_json_wo_version without its secret" {
  type         = "GOOGLECLOUD"
  google_cloud = { config_json_wo_version = 1 }
}

# accepted
case "aws.secret_access_key_wo and its version" {
  for_each = {
    "known"           = { secret_access_key_wo = "canary-7d1f-key", secret_access_key_wo_version = 1 }
    "unknown"         = { secret_access_key_wo = unknown, secret_access_key_wo_version = unknown }
    "unknown secret"  = { secret_access_key_wo = unknown, secret_access_key_wo_version = 1 }
    "unknown version" = { secret_access_key_wo = "canary-7d1f-key", secret_access_key_wo_version = unknown }
  }
  type = "AWS"
  aws  = each.value
}

# refused aws.secret_access_key_wo: aws.secret_access_key_wo_version
case "aws.secret_access_key_wo without its version" {
  for_each = { absent = absent, null = null }
  type     = "AWS"
  aws      = { secret_access_key_wo = "canary-7d1f-key", secret_access_key_wo_version = each.value }
}

# accepted
case "aws.secret_access_key_wo empty" {
  type = "AWS"
  aws  = { secret_access_key_wo = "", secret_access_key_wo_version = 1 }
}

# refused aws.secret_access_key_wo_version: Set aws.secret_access_key_wo
case "aws.secret_access_key_wo_version without its secret" {
  type = "AWS"
  aws  = { secret_access_key_wo_version = 1 }
}

# accepted
case "aws.session_token_wo and its version" {
  for_each = {
    "known"           = { session_token_wo = "canary-7d1f-token", session_token_wo_version = 1 }
    "unknown"         = { session_token_wo = unknown, session_token_wo_version = unknown }
    "unknown secret"  = { session_token_wo = unknown, session_token_wo_version = 1 }
    "unknown version" = { session_token_wo = "canary-7d1f-token", session_token_wo_version = unknown }
  }
  type = "AWS"
  aws  = each.value
}

# refused aws.session_token_wo: aws.session_token_wo_version
case "aws.session_token_wo without its version" {
  for_each = { absent = absent, null = null }
  type     = "AWS"
  aws      = { session_token_wo = "canary-7d1f-token", session_token_wo_version = each.value }
}

# accepted
case "aws.session_token_wo empty" {
  type = "AWS"
  aws  = { session_token_wo = "", session_token_wo_version = 1 }
}

# refused aws.session_token_wo_version: Set aws.session_token_wo
case "aws.session_token_wo_version without its secret" {
  type = "AWS"
  aws  = { session_token_wo_version = 1 }
}

# accepted
case "openstack.password_wo and its version" {
  for_each = {
    "known"           = { password_wo = "canary-7d1f-password", password_wo_version = 1 }
    "unknown"         = { password_wo = unknown, password_wo_version = unknown }
    "unknown secret"  = { password_wo = unknown, password_wo_version = 1 }
    "unknown version" = { password_wo = "canary-7d1f-password", password_wo_version = unknown }
  }
  type      = "OPENSTACK"
  openstack = each.value
}

# refused openstack.password_wo: openstack.password_wo_version
case "openstack.password_wo without its version" {
  for_each  = { absent = absent, null = null }
  type      = "OPENSTACK"
  openstack = { password_wo = "canary-7d1f-password", password_wo_version = each.value }
}

# accepted
case "openstack.password_wo empty" {
  type      = "OPENSTACK"
  openstack = { password_wo = "", password_wo_version = 1 }
}

# refused openstack.password_wo_version: Set openstack.password_wo
case "openstack.password_wo_version without its secret" {
  type      = "OPENSTACK"
  openstack = { password_wo_version = 1 }
}

# accepted
case "openstack.apikey_wo and its version" {
  for_each = {
    "known"           = { apikey_wo = "canary-7d1f-key", apikey_wo_version = 1 }
    "unknown"         = { apikey_wo = unknown, apikey_wo_version = unknown }
    "unknown secret"  = { apikey_wo = unknown, apikey_wo_version = 1 }
    "unknown version" = { apikey_wo = "canary-7d1f-key", apikey_wo_version = unknown }
  }
  type      = "OPENSTACK"
  openstack = each.value
}

# refused openstack.apikey_wo: openstack.apikey_wo_version
case "openstack.apikey_wo without its version" {
  for_each  = { absent = absent, null = null }
  type      = "OPENSTACK"
  openstack = { apikey_wo = "canary-7d1f-key", apikey_wo_version = each.value }
}

# accepted
case "openstack.apikey_wo empty" {
  type      = "OPENSTACK"
  openstack = { apikey_wo = "", apikey_wo_version = 1 }
}

# refused openstack.apikey_wo_version: Set openstack.apikey_wo
case "openstack.apikey_wo_version without its secret" {
  type      = "OPENSTACK"
  openstack = { apikey_wo_version = 1 }
}

# accepted
case "openstack.token_id_wo and its version" {
  for_each = {
    "known"           = { token_id_wo = "canary-7d1f-token", token_id_wo_version = 1 }
    "unknown"         = { token_id_wo = unknown, token_id_wo_version = unknown }
    "unknown secret"  = { token_id_wo = unknown, token_id_wo_version = 1 }
    "unknown version" = { token_id_wo = "canary-7d1f-token", token_id_wo_version = unknown }
  }
  type      = "OPENSTACK"
  openstack = each.value
}

# refused openstack.token_id_wo: openstack.token_id_wo_version
case "openstack.token_id_wo without its version" {
  for_each  = { absent = absent, null = null }
  type      = "OPENSTACK"
  openstack = { token_id_wo = "canary-7d1f-token", token_id_wo_version = each.value }
}

# accepted
case "openstack.token_id_wo empty" {
  type      = "OPENSTACK"
  openstack = { token_id_wo = "", token_id_wo_version = 1 }
}

# refused openstack.token_id_wo_version: Set openstack.token_id_wo
case "openstack.token_id_wo_version without its secret" {
  type      = "OPENSTACK"
  openstack = { token_id_wo_version = 1 }
}

# accepted
case "azure.client_secret_wo and its version" {
  for_each = {
    "known"           = { client_secret_wo = "canary-7d1f-key", client_secret_wo_version = 1 }
    "unknown"         = { client_secret_wo = unknown, client_secret_wo_version = unknown }
    "unknown secret"  = { client_secret_wo = unknown, client_secret_wo_version = 1 }
    "unknown version" = { client_secret_wo = "canary-7d1f-key", client_secret_wo_version = unknown }
  }
  type  = "AZURE"
  azure = each.value
}

# refused azure.client_secret_wo: azure.client_secret_wo_version
case "azure.client_secret_wo without its version" {
  for_each = { absent = absent, null = null }
  type     = "AZURE"
  azure    = { client_secret_wo = "canary-7d1f-key", client_secret_wo_version = each.value }
}

# accepted
case "azure.client_secret_wo empty" {
  type  = "AZURE"
  azure = { client_secret_wo = "", client_secret_wo_version = 1 }
}

# refused azure.client_secret_wo_version: Set azure.client_secret_wo
case "azure.client_secret_wo_version without its secret" {
  type  = "AZURE"
  azure = { client_secret_wo_version = 1 }
}

# accepted
case "null secrets" {
  type = "LDAP"
  ldap = { protocol = "LDAPS", base = "dc=x", bind_password_wo = null, bind_password_wo_version = null }
}

# accepted
case "version 0" {
  type = "LDAP"
  ldap = { protocol = "LDAPS", bind_password_wo = "canary", bind_password_wo_version = 0 }
}

# Accounts whose secret was forgotten.

# warned ldap.bind_dn: bind_password_wo
case "ldap.bind_dn without its secret" {
  type = "LDAP"
  ldap = { protocol = "LDAPS", bind_dn = "cn=r" }
}

# warned oidc.client_id: client_secret_wo
case "oidc.client_id without its secret" {
  type = "OIDC"
  oidc = { enabled = false, client_id = "c" }
}

# warned google_gsuite.domain_admin_email: config_json_wo
case "google_gsuite.domain_admin_email without its secret" {
  type          = "GOOGLEGSUITE"
  google_gsuite = { domain_admin_email = "a@example.com" }
}

# warned google_cloud.project_ids: config_json_wo
case "google_cloud.project_ids without its secret" {
  type         = "GOOGLECLOUD"
  google_cloud = { project_ids = ["p"] }
}

# warned aws.access_key_id: secret_access_key_wo
case "aws.access_key_id without its secret" {
  type = "AWS"
  aws  = { access_key_id = "a" }
}

# warned openstack.username: password_wo or apikey_wo or token_id_wo
case "openstack.username without its secret" {
  type      = "OPENSTACK"
  openstack = { username = "u" }
}

# warned openstack.user_id: password_wo or apikey_wo or token_id_wo
case "openstack.user_id without its secret" {
  type      = "OPENSTACK"
  openstack = { user_id = "u" }
}

# warned azure.client_id: client_secret_wo
case "azure.client_id without its secret" {
  type  = "AZURE"
  azure = { client_id = "c" }
}

# accepted
case "ldap.bind_dn with an unknown secret" {
  type = "LDAP"
  ldap = { protocol = "LDAPS", bind_dn = "cn=r", bind_password_wo = unknown, bind_password_wo_version = 1 }
}

# accepted
case "openstack.username with its password" {
  type      = "OPENSTACK"
  openstack = { username = "u", password_wo = "canary", password_wo_version = 1 }
}

# accepted
case "openstack.user_id with its API key" {
  type      = "OPENSTACK"
  openstack = { user_id = "u", apikey_wo = "canary", apikey_wo_version = 1 }
}

# After an import the server has the secret already.

# accepted
case "ldap.bind_dn without its secret later on" {
  before {
    type = "LDAP"
    ldap = { protocol = "LDAPS", base = "dc=x" }
  }
  type = "LDAP"
  ldap = { protocol = "LDAPS", base = "dc=x", bind_dn = "cn=r" }
}
