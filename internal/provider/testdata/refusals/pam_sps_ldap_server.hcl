base {
  name          = "directory"
  user_base_dn  = "ou=people,dc=example,dc=com"
  group_base_dn = "ou=groups,dc=example,dc=com"
  servers       = [{ address = "ldap.example.com", port = 389 }]
  encryption    = { selection = "disabled" }
  schema        = { selection = "ad", membership_check = {} }
}

# accepted
case "minimum" {
}

# accepted
case "unknown texts" {
  name          = unknown
  user_base_dn  = unknown
  group_base_dn = unknown
  bind_dn       = unknown
}

# accepted
case "unknown groups" {
  servers    = unknown
  encryption = unknown
  schema     = unknown
}

# Names.

# refused name: Missing Configuration for Required Attribute
case "name" {
  for_each = { absent = absent, null = null }
  name     = each.value
}

# refused name: at least 1
case "empty name" {
  name = ""
}

# refused name: SPS takes no white space in it
case "name with white space" {
  for_each = ["my directory", " directory", "directory ", "a\tb", "a\nb", "a\rb", " ", "a\u00a0b"]
  name     = each.value
}

# accepted
case "name of many characters" {
  name = "Köln/ldap-1_(a)"
}

# Distinguished names.

locals {
  not_dns = ["people", "example.com", "ou=people,", "=people", "ou=people,,dc=com", "(ou=people)", " ", "ou=\\zz"]
}

# refused user_base_dn: Missing Configuration for Required Attribute
case "user_base_dn" {
  for_each     = { absent = absent, null = null }
  user_base_dn = each.value
}

# refused user_base_dn: at least 1
case "empty user_base_dn" {
  user_base_dn = ""
}

# refused user_base_dn: is not a distinguished name
case "wrong user_base_dn" {
  for_each     = local.not_dns
  user_base_dn = each.value
}

# refused user_base_dn: is not a distinguished name
case "user@domain as a base" {
  user_base_dn = "svc@example.com"
}

# refused group_base_dn: Missing Configuration for Required Attribute
case "group_base_dn" {
  for_each      = { absent = absent, null = null }
  group_base_dn = each.value
}

# refused group_base_dn: at least 1
case "empty group_base_dn" {
  group_base_dn = ""
}

# refused group_base_dn: is not a distinguished name
case "wrong group_base_dn" {
  for_each      = local.not_dns
  group_base_dn = each.value
}

# refused bind_dn: is not a distinguished name
case "wrong bind_dn" {
  for_each = local.not_dns
  bind_dn  = each.value
}

# refused bind_dn: user@domain or DOMAIN\user
case "bind_dn without domain" {
  bind_dn = "svc@"
}

# accepted
case "bind_dn" {
  for_each = {
    "empty"       = ""
    "user@domain" = "svc@corp.example.com"
    "a DN"        = "cn=Reader\\, SPS,ou=Müller,dc=example"
  }
  bind_dn = each.value
}

# Servers.

# refused servers: Missing Configuration for Required Attribute
case "servers" {
  for_each = { absent = absent, null = null }
  servers  = each.value
}

# refused servers: at least 1
case "empty servers" {
  servers = []
}

# refused servers: null
case "null server" {
  for_each = { first = [null], second = [local.host, null] }
  servers  = each.value
}

# refused servers[0].address: write an address such as 192.0.2.7 or a name such as ldap.example.com
case "first address" {
  for_each = local.not_addresses
  servers  = [{ address = each.value, port = 389 }]
}

# refused servers[1].address: write an address such as 192.0.2.7 or a name such as ldap.example.com
case "second address" {
  for_each = local.not_addresses
  servers  = [local.host, { address = each.value, port = 389 }]
}

# refused servers[0].address: at least 1
case "first address empty" {
  servers = [{ address = "", port = 389 }]
}

# refused servers[1].address: at least 1
case "second address empty" {
  servers = [local.host, { address = "", port = 389 }]
}

# refused servers[0].address: Missing Configuration for Required Attribute
case "first server without address" {
  for_each = { absent = absent, null = null }
  servers  = [{ address = each.value, port = 389 }]
}

# refused servers[1].address: Missing Configuration for Required Attribute
case "second server without address" {
  for_each = { absent = absent, null = null }
  servers  = [local.host, { address = each.value, port = 389 }]
}

# refused servers[0].port: between 1 and 65535
case "first port" {
  for_each = [0, -1, 65536]
  servers  = [{ address = "192.0.2.7", port = each.value }]
}

# refused servers[1].port: between 1 and 65535
case "second port" {
  for_each = [0, -1, 65536]
  servers  = [local.host, { address = "192.0.2.7", port = each.value }]
}

# refused servers: not an integer
case "port 389.5" {
  for_each = {
    first  = [{ address = "192.0.2.7", port = 389.5 }]
    second = [local.host, { address = "192.0.2.7", port = 389.5 }]
  }
  servers = each.value
}

# refused servers[0].port: Missing Configuration for Required Attribute
case "first server without port" {
  for_each = { absent = absent, null = null }
  servers  = [{ address = "192.0.2.7", port = each.value }]
}

# refused servers[1].port: Missing Configuration for Required Attribute
case "second server without port" {
  for_each = { absent = absent, null = null }
  servers  = [local.host, { address = "192.0.2.7", port = each.value }]
}

# refused servers[0].address: Missing Configuration for Required Attribute
# refused servers[0].port: Missing Configuration for Required Attribute
case "first server misspelt" {
  servers = [{ host = "192.0.2.7", port_number = 389 }]
}

# refused servers[1].address: Missing Configuration for Required Attribute
# refused servers[1].port: Missing Configuration for Required Attribute
case "second server misspelt" {
  servers = [local.host, { host = "192.0.2.7", port_number = 389 }]
}

# accepted
case "good first address" {
  for_each = local.addresses
  servers  = [{ address = each.value, port = 389 }]
}

# accepted
case "good second address" {
  for_each = local.addresses
  servers  = [local.host, { address = each.value, port = 389 }]
}

# accepted
case "good first port" {
  for_each = [1, 65535, "636"]
  servers  = [{ address = "ldap", port = each.value }]
}

# accepted
case "good second port" {
  for_each = [1, 65535, "636"]
  servers  = [local.host, { address = "ldap", port = each.value }]
}

# accepted
case "unknown server" {
  for_each = {
    "first"            = [unknown]
    "second"           = [local.host, unknown]
    "inside of first"  = [{ address = unknown, port = unknown }]
    "inside of second" = [local.host, { address = unknown, port = unknown }]
  }
  servers = each.value
}

# The password.

# accepted
case "password" {
  for_each                 = local.secrets
  bind_password_wo         = each.value.secret
  bind_password_wo_version = each.value.version
}

# accepted
case "null password" {
  for_each                 = { "null version" = null, "unknown version" = unknown }
  bind_password_wo         = null
  bind_password_wo_version = each.value
}

# refused bind_password_wo: bind_password_wo_version
case "password without its version" {
  for_each                 = { absent = absent, null = null }
  bind_password_wo         = "canary-7d1f-password"
  bind_password_wo_version = each.value
}

# refused bind_password_wo_version: Set bind_password_wo
case "version without its password" {
  for_each                 = { absent = absent, null = null }
  bind_password_wo         = each.value
  bind_password_wo_version = 1
}

# accepted
case "empty password" {
  bind_password_wo         = ""
  bind_password_wo_version = 1
}

# refused bind_password_wo_version: not an integer
case "version 1.5" {
  bind_password_wo         = "canary-7d1f-password"
  bind_password_wo_version = 1.5
}

# refused bind_password_wo: it has 151 characters, and SPS takes 150 at most
case "password of 151 characters" {
  bind_password_wo         = "canary-${repeat("x", 144)}"
  bind_password_wo_version = 1
}

# refused bind_password_wo: beside letters and digits SPS takes only
case "password with a character that SPS does not take" {
  for_each                 = local.secrets_with_wrong_characters
  bind_password_wo         = each.value
  bind_password_wo_version = 1
}

# Encryption.

# refused encryption: Missing Configuration for Required Attribute
case "no encryption" {
  for_each   = { absent = absent, null = null }
  encryption = each.value
}

# refused encryption.selection: Missing Configuration for Required Attribute
case "encryption without selection" {
  for_each   = { nothing = {}, misspelt = { mode = "ssl" } }
  encryption = each.value
}

# refused encryption.selection: ["disabled" "ssl" "starttls"]
case "encryption" {
  for_each   = { "unheard of" = "tls", "in capitals" = "SSL", "empty" = "" }
  encryption = { selection = each.value, trust_store = "t" }
}

# accepted
case "good encryption" {
  for_each = {
    "unknown inside"      = { selection = unknown, trust_store = unknown, client_authentication = unknown }
    "disabled"            = { selection = "disabled", trust_store = "", client_authentication = null }
    "ssl"                 = { selection = "ssl", trust_store = "t" }
    "unknown trust store" = { selection = "starttls", trust_store = unknown }
  }
  encryption = each.value
}

# refused encryption.trust_store: belongs to ssl and starttls
case "trust store without encryption" {
  encryption = { selection = "disabled", trust_store = "t" }
}

# refused encryption.client_authentication: belongs to ssl and starttls
case "client authentication without encryption" {
  encryption = { selection = "disabled", client_authentication = "c" }
}

# warned encryption.trust_store: takes any certificate
case "encryption without trust store" {
  for_each = {
    "left out" = { selection = "ssl" }
    "misspelt" = { selection = "ssl", truststore = "t" }
    "empty"    = { selection = "starttls", trust_store = "" }
  }
  encryption = each.value
}

# warned servers[1].address: is an IP address
case "trust store for an address" {
  for_each   = ["192.0.2.7", "2001:db8::7"]
  encryption = { selection = "ssl", trust_store = "t" }
  servers    = [local.host, { address = each.value, port = 636 }]
}

# refused encryption.trust_store: a name is no key of any trust store: data "pam_sps_trust_store" finds it by name
case "name of a trust store" {
  for_each   = ["corp ca", "corp/ca", "ca "]
  encryption = { selection = "ssl", trust_store = each.value }
}

# The schema.

# refused schema: Missing Configuration for Required Attribute
case "schema" {
  for_each = { absent = absent, null = null }
  schema   = each.value
}

# refused schema.selection: Missing Configuration for Required Attribute
# refused schema: schema needs at least one of membership_check, memberof_check and user_dn_in_groups
case "empty schema" {
  schema = {}
}

# refused schema.selection: Missing Configuration for Required Attribute
case "schema without selection" {
  schema = { memberof_check = {} }
}

# refused schema.selection: ["ad" "posix"]
case "selection" {
  for_each = { "unheard of" = "openldap", "in capitals" = "AD", "empty" = "" }
  schema   = { selection = each.value, memberof_check = {} }
}

# refused schema: schema needs at least one of membership_check, memberof_check and user_dn_in_groups
case "schema without checks" {
  for_each = {
    "at all" = { selection = "ad" }
    "but nulls" = {
      selection         = "posix"
      membership_check  = null
      memberof_check    = null
      user_dn_in_groups = null
    }
    "but an empty list"    = { selection = "posix", user_dn_in_groups = [] }
    "but a misspelt one"   = { selection = "ad", member_of_check = {} }
    "of unknown selection" = { selection = unknown }
  }
  schema = each.value
}

# refused schema.username_attribute: is for the selection posix; this one is ad
case "user name of posix in ad" {
  schema = { selection = "ad", memberof_check = {}, username_attribute = "uid" }
}

# refused schema.membership_check.member_uid_attribute: is for the selection posix; this one is ad
case "members of posix in ad" {
  schema = { selection = "ad", membership_check = { member_uid_attribute = "memberUid" } }
}

# refused schema.memberof_check.memberof_group_objectclass: is for the selection posix; this one is ad
case "object class of posix in ad" {
  schema = { selection = "ad", memberof_check = { memberof_group_objectclass = "groupOfNames" } }
}

# refused schema.membership_check.nested_groups: is for the selection ad; this one is posix
case "nested groups of ad in posix" {
  for_each = { on = true, off = false }
  schema   = { selection = "posix", membership_check = { nested_groups = each.value } }
}

# refused schema.username_attribute: at least 1
case "empty user name" {
  schema = { selection = "posix", memberof_check = {}, username_attribute = "" }
}

# accepted
case "no attribute of members" {
  schema = { selection = "posix", membership_check = { member_uid_attribute = "" } }
}

# refused schema.memberof_check.memberof_user_attribute: at least 1
case "empty attribute of groups" {
  schema = { selection = "ad", memberof_check = { memberof_user_attribute = "" } }
}

# refused schema.memberof_check.memberof_group_objectclass: at least 1
case "empty object class" {
  schema = { selection = "posix", memberof_check = { memberof_group_objectclass = "" } }
}

# refused schema.user_dn_in_groups[0].object_class: Missing Configuration for Required Attribute
case "groups without class" {
  schema = { selection = "ad", user_dn_in_groups = [{ attribute = "member" }] }
}

# accepted
case "groups with the attribute of most" {
  for_each = { absent = absent, null = null }
  schema   = { selection = "ad", user_dn_in_groups = [{ object_class = "group", attribute = each.value }] }
}

# refused schema.user_dn_in_groups[0].object_class: Missing Configuration for Required Attribute
case "groups of nothing" {
  schema = { selection = "ad", user_dn_in_groups = [{}] }
}

# refused schema.user_dn_in_groups[1].object_class: at least 1
case "second groups with an empty class" {
  schema = {
    selection = "ad"
    user_dn_in_groups = [
      { object_class = "group", attribute = "member" },
      { object_class = "", attribute = "member" },
    ]
  }
}

# refused schema.user_dn_in_groups[0].attribute: at least 1
case "groups with an empty attribute" {
  schema = { selection = "ad", user_dn_in_groups = [{ object_class = "group", attribute = "" }] }
}

# refused schema.user_dn_in_groups: null
case "null groups" {
  schema = { selection = "ad", user_dn_in_groups = [null] }
}

# accepted
case "every check of ad" {
  schema = {
    selection         = "ad"
    membership_check  = { nested_groups = true }
    memberof_check    = { memberof_user_attribute = "memberOf" }
    user_dn_in_groups = [{ object_class = "group", attribute = "member" }]
  }
}

# accepted
case "every check of posix" {
  schema = {
    selection          = "posix"
    username_attribute = "cn"
    membership_check   = { member_uid_attribute = "m" }
    memberof_check     = { memberof_user_attribute = "m", memberof_group_objectclass = "g" }
    user_dn_in_groups  = [{ object_class = "g", attribute = "m" }]
  }
}

# accepted
case "check of groups alone" {
  schema = { selection = "posix", user_dn_in_groups = [{ object_class = "g", attribute = "m" }] }
}

# accepted
case "unknown selection beside everything" {
  schema = {
    selection          = unknown
    username_attribute = "cn"
    membership_check   = { member_uid_attribute = "m", nested_groups = true }
    memberof_check     = { memberof_group_objectclass = "g" }
  }
}

# accepted
case "unknown attributes of the other kind" {
  schema = {
    selection          = "ad"
    username_attribute = unknown
    membership_check   = { member_uid_attribute = unknown }
    memberof_check     = { memberof_group_objectclass = unknown }
  }
}

# accepted
case "unknown check alone" {
  for_each = {
    membership_check               = { selection = "ad", membership_check = unknown }
    memberof_check                 = { selection = "ad", memberof_check = unknown }
    user_dn_in_groups              = { selection = "ad", user_dn_in_groups = unknown }
    "element of user_dn_in_groups" = { selection = "ad", user_dn_in_groups = [unknown] }
    "inside of a user_dn_in_groups" = {
      selection         = "ad"
      user_dn_in_groups = [{ object_class = unknown, attribute = unknown }]
    }
  }
  schema = each.value
}
