base {
  name  = "x"
  title = "X"
}

locals {
  any = {
    cracklib_enabled            = false
    expiration_days             = 0
    remember_previous_passwords = 0
    minimum_password_strength   = "disabled"
    minimum_password_length     = 1
  }
  local_groups = { type = "local" }
  secret       = { shared_secret_wo = "canary-7d1f-password", shared_secret_wo_version = 1 }
  radius       = merge({ address = "radius.example.com", port = 1812 }, local.secret)

  metadata = join("", [
    "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://idp.example.com\">",
    "<md:IDPSSODescriptor/></md:EntityDescriptor>",
  ])
}

# refused name: Missing Configuration for Required Attribute
case "name" {
  for_each = { absent = absent, null = null }
  name     = each.value
  local    = local.any
}

# refused name: at least 1
case "empty name" {
  name  = ""
  local = local.any
}

# refused title: Missing Configuration for Required Attribute
case "title" {
  for_each = { absent = absent, null = null }
  title    = each.value
  local    = local.any
}

# refused title: at least 1
case "empty title" {
  title = ""
  local = local.any
}

# accepted
case "unknown texts" {
  name   = unknown
  title  = unknown
  active = unknown
  local  = local.any
}

# Kinds.

# refused: Set exactly one of the groups local, ldap, x509, radius, saml2
case "no kind" {
}

# refused: Set exactly one of the groups
case "null kind" {
  local = null
}

# refused ldap: this one has local and ldap
case "two kinds" {
  local = local.any
  ldap  = { ldap_server = "k" }
}

# refused saml2: this one has radius and saml2
case "two other kinds" {
  radius = { servers = [local.host], authentication_protocol = "pap", groups = local.local_groups }
  saml2  = { idp_metadata = local.metadata, groups = local.local_groups }
}

# refused ldap: this one has local and ldap and x509
case "three kinds" {
  local = local.any
  ldap  = { ldap_server = "k" }
  x509  = { trust_store = "t", username_attribute = "userId", groups = local.local_groups }
}

# accepted
case "local beside ldap," {
  for_each = { "unknown" = unknown, "null" = null }
  local    = local.any
  ldap     = each.value
}

# accepted
case "every kind unknown" {
  local  = unknown
  ldap   = unknown
  x509   = unknown
  radius = unknown
  saml2  = unknown
}

# Local.

# refused local.expiration_days: between 0 and 365
case "expiration" {
  for_each = [-1, 366]
  local    = merge(local.any, { expiration_days = each.value })
}

# refused local: not an integer
case "expiration 1.5" {
  local = merge(local.any, { expiration_days = 1.5 })
}

# refused local.minimum_password_length: at least 1
case "length" {
  for_each = [0, -1]
  local    = merge(local.any, { minimum_password_length = each.value })
}

# refused local.remember_previous_passwords: at least 0
case "remember -1" {
  local = merge(local.any, { remember_previous_passwords = -1 })
}

# refused local.minimum_password_strength: ["disabled" "good" "strong"]
case "strength" {
  for_each = { "unheard of" = "weak", "in capitals" = "Good", "empty" = "" }
  local    = merge(local.any, { minimum_password_strength = each.value })
}

# accepted
case "local that takes any password" {
  local = local.any
}

# accepted
case "local from below" {
  local = {
    cracklib_enabled            = true
    expiration_days             = 0
    remember_previous_passwords = 0
    minimum_password_length     = 1
    minimum_password_strength   = "disabled"
  }
}

# accepted
case "local from above" {
  local = {
    cracklib_enabled            = true
    expiration_days             = 365
    remember_previous_passwords = 99
    minimum_password_length     = 99
    minimum_password_strength   = "strong"
  }
}

# accepted
case "local unknown inside" {
  local = merge(local.any, { cracklib_enabled = unknown, expiration_days = unknown, minimum_password_strength = unknown })
}

# refused local.${each.value}: Missing Configuration for Required Attribute
case "local that leaves something out" {
  for_each = ["cracklib_enabled", "expiration_days", "remember_previous_passwords", "minimum_password_strength", "minimum_password_length"]
  local    = { for name, value in local.any : name => value if name != each.value }
}

# LDAP.

# refused ldap.ldap_server: Missing Configuration for Required Attribute
case "LDAP without server" {
  ldap = {}
}

# refused ldap.ldap_server: at least 1
case "LDAP with an empty server" {
  ldap = { ldap_server = "" }
}

# accepted
case "ldap unknown inside" {
  ldap = { ldap_server = unknown }
}

# Certificates.

# refused x509.username_attribute: Missing Configuration for Required Attribute
case "certificates without attribute" {
  x509 = { trust_store = "t", groups = local.local_groups }
}

# refused x509.username_attribute: ["commonName" "emailAddress" "userId" "userPrincipalName"]
case "certificates with an attribute" {
  for_each = { "unheard of" = "cn", "in lower case" = "commonname", "empty" = "" }
  x509     = { trust_store = "t", username_attribute = each.value, groups = local.local_groups }
}

# refused x509.trust_store: Missing Configuration for Required Attribute
case "certificates without trust store" {
  x509 = { username_attribute = "userId", groups = local.local_groups }
}

# refused x509.trust_store: at least 1
case "certificates with an empty trust store" {
  x509 = { trust_store = "", username_attribute = "userId", groups = local.local_groups }
}

# accepted
case "unknown certificates" {
  x509 = { trust_store = unknown, username_attribute = unknown, groups = unknown }
}

# RADIUS.

# refused radius.servers: Missing Configuration for Required Attribute
case "RADIUS servers" {
  for_each = { absent = absent, null = null }
  radius   = { servers = each.value, authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers: at least 1
case "empty RADIUS servers" {
  radius = { servers = [], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers: null
case "null RADIUS server" {
  for_each = { first = [null], second = [local.radius, null] }
  radius   = { servers = each.value, authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.authentication_protocol: Missing Configuration for Required Attribute
case "RADIUS without a protocol" {
  radius = { servers = [local.radius], groups = local.local_groups }
}

# refused radius.authentication_protocol: ["pap" "mschapv2"]
case "protocol" {
  for_each = { "unheard of" = "chap", "in capitals" = "PAP", "empty" = "" }
  radius   = { servers = [local.host], authentication_protocol = each.value, groups = local.local_groups }
}

# refused radius.servers[0].address: write an address such as 192.0.2.7 or a name such as ldap.example.com
case "first address" {
  for_each = local.not_addresses
  radius   = { servers = [{ address = each.value, port = 389 }], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[1].address: write an address such as 192.0.2.7 or a name such as ldap.example.com
case "second address" {
  for_each = local.not_addresses
  radius   = { servers = [local.radius, { address = each.value, port = 389 }], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[0].address: at least 1
case "first address empty" {
  radius = { servers = [{ address = "", port = 389 }], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[1].address: at least 1
case "second address empty" {
  radius = { servers = [local.radius, { address = "", port = 389 }], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[0].address: Missing Configuration for Required Attribute
case "first server without address" {
  for_each = { absent = absent, null = null }
  radius   = { servers = [{ address = each.value, port = 389 }], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[1].address: Missing Configuration for Required Attribute
case "second server without address" {
  for_each = { absent = absent, null = null }
  radius   = { servers = [local.radius, { address = each.value, port = 389 }], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[0].port: between 1 and 65535
case "first port" {
  for_each = [0, -1, 65536]
  radius   = { servers = [{ address = "192.0.2.7", port = each.value }], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[1].port: between 1 and 65535
case "second port" {
  for_each = [0, -1, 65536]
  radius   = { servers = [local.radius, { address = "192.0.2.7", port = each.value }], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius: not an integer
case "port 389.5" {
  for_each = {
    first  = [{ address = "192.0.2.7", port = 389.5 }]
    second = [local.radius, { address = "192.0.2.7", port = 389.5 }]
  }
  radius = { servers = each.value, authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[0].port: Missing Configuration for Required Attribute
case "first server without port" {
  for_each = { absent = absent, null = null }
  radius   = { servers = [{ address = "192.0.2.7", port = each.value }], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[1].port: Missing Configuration for Required Attribute
case "second server without port" {
  for_each = { absent = absent, null = null }
  radius   = { servers = [local.radius, { address = "192.0.2.7", port = each.value }], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[0].address: Missing Configuration for Required Attribute
# refused radius.servers[0].port: Missing Configuration for Required Attribute
case "first server misspelt" {
  radius = { servers = [{ host = "192.0.2.7", port_number = 389 }], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[1].address: Missing Configuration for Required Attribute
# refused radius.servers[1].port: Missing Configuration for Required Attribute
case "second server misspelt" {
  radius = { servers = [local.radius, { host = "192.0.2.7", port_number = 389 }], authentication_protocol = "pap", groups = local.local_groups }
}

# accepted
case "good first address" {
  for_each = local.addresses
  radius   = { servers = [merge({ address = each.value, port = 389 }, local.secret)], authentication_protocol = "pap", groups = local.local_groups }
}

# accepted
case "good second address" {
  for_each = local.addresses
  radius = {
    servers                 = [local.radius, merge({ address = each.value, port = 389 }, local.secret)]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# accepted
case "good first port" {
  for_each = [1, 65535, "636"]
  radius   = { servers = [merge({ address = "ldap", port = each.value }, local.secret)], authentication_protocol = "pap", groups = local.local_groups }
}

# accepted
case "good second port" {
  for_each = [1, 65535, "636"]
  radius = {
    servers                 = [local.radius, merge({ address = "ldap", port = each.value }, local.secret)]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# accepted
case "unknown server" {
  for_each = {
    "first"            = [unknown]
    "second"           = [local.radius, unknown]
    "inside of first"  = [merge({ address = unknown, port = unknown }, local.secret)]
    "inside of second" = [local.radius, merge({ address = unknown, port = unknown }, local.secret)]
  }
  radius = { servers = each.value, authentication_protocol = "pap", groups = local.local_groups }
}

# accepted
case "unknown RADIUS" {
  radius = { servers = unknown, authentication_protocol = unknown, groups = unknown }
}

# Secrets of RADIUS servers.

locals {
  server = { address = "192.0.2.7", port = 1812 }
}

# accepted
case "first secret" {
  for_each = local.secrets
  radius = {
    servers = [merge(local.server, {
      shared_secret_wo         = each.value.secret
      shared_secret_wo_version = each.value.version
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# refused radius.servers[0].shared_secret_wo: radius.servers[0].shared_secret_wo_version
case "first secret without its version" {
  for_each = { absent = absent, null = null }
  radius = {
    servers = [merge(local.server, {
      shared_secret_wo         = "canary-7d1f-password"
      shared_secret_wo_version = each.value
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# refused radius.servers[0].shared_secret_wo_version: Set radius.servers[0].shared_secret_wo
case "first version without its secret" {
  for_each = { absent = absent, null = null }
  radius = {
    servers = [merge(local.server, {
      shared_secret_wo         = each.value
      shared_secret_wo_version = 1
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# refused radius.servers[0].shared_secret_wo: is needed for a server that SPS does not have yet
case "first server without secret" {
  radius = { servers = [local.server], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[0].shared_secret_wo: at least 1
case "first secret empty" {
  radius = {
    servers = [merge(local.server, {
      shared_secret_wo         = ""
      shared_secret_wo_version = 1
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# refused radius: not an integer
case "first secret of version 1.5" {
  radius = {
    servers = [merge(local.server, {
      shared_secret_wo         = "canary-7d1f-password"
      shared_secret_wo_version = 1.5
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# refused radius.servers[0].shared_secret_wo: it has 151 characters, and SPS takes 150 at most
case "first secret of 151 characters" {
  radius = {
    servers = [merge(local.server, {
      shared_secret_wo         = "canary-${repeat("x", 144)}"
      shared_secret_wo_version = 1
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# refused radius.servers[0].shared_secret_wo: beside letters and digits SPS takes only
case "first secret with a character that SPS does not take" {
  for_each = local.secrets_with_wrong_characters
  radius = {
    servers = [merge(local.server, {
      shared_secret_wo         = each.value
      shared_secret_wo_version = 1
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# accepted
case "second secret" {
  for_each = local.secrets
  radius = {
    servers = [local.radius, merge(local.server, {
      shared_secret_wo         = each.value.secret
      shared_secret_wo_version = each.value.version
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# refused radius.servers[1].shared_secret_wo: radius.servers[1].shared_secret_wo_version
case "second secret without its version" {
  for_each = { absent = absent, null = null }
  radius = {
    servers = [local.radius, merge(local.server, {
      shared_secret_wo         = "canary-7d1f-password"
      shared_secret_wo_version = each.value
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# refused radius.servers[1].shared_secret_wo_version: Set radius.servers[1].shared_secret_wo
case "second version without its secret" {
  for_each = { absent = absent, null = null }
  radius = {
    servers = [local.radius, merge(local.server, {
      shared_secret_wo         = each.value
      shared_secret_wo_version = 1
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# refused radius.servers[1].shared_secret_wo: is needed for a server that SPS does not have yet
case "second server without secret" {
  radius = { servers = [local.radius, local.server], authentication_protocol = "pap", groups = local.local_groups }
}

# refused radius.servers[1].shared_secret_wo: at least 1
case "second secret empty" {
  radius = {
    servers = [local.radius, merge(local.server, {
      shared_secret_wo         = ""
      shared_secret_wo_version = 1
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# refused radius: not an integer
case "second secret of version 1.5" {
  radius = {
    servers = [local.radius, merge(local.server, {
      shared_secret_wo         = "canary-7d1f-password"
      shared_secret_wo_version = 1.5
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# refused radius.servers[1].shared_secret_wo: it has 151 characters, and SPS takes 150 at most
case "second secret of 151 characters" {
  radius = {
    servers = [local.radius, merge(local.server, {
      shared_secret_wo         = "canary-${repeat("x", 144)}"
      shared_secret_wo_version = 1
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# refused radius.servers[1].shared_secret_wo: beside letters and digits SPS takes only
case "second secret with a character that SPS does not take" {
  for_each = local.secrets_with_wrong_characters
  radius = {
    servers = [local.radius, merge(local.server, {
      shared_secret_wo         = each.value
      shared_secret_wo_version = 1
    })]
    authentication_protocol = "pap"
    groups                  = local.local_groups
  }
}

# Metadata.

locals {
  declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
  service = join("", [
    "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://sp.example.com\">",
    "<SPSSODescriptor/></EntityDescriptor>",
  ])
}

# refused saml2.idp_metadata: Missing Configuration for Required Attribute
case "no metadata" {
  saml2 = { groups = local.local_groups }
}

# refused saml2.idp_metadata: at least 1
case "empty metadata" {
  saml2 = { idp_metadata = "", groups = local.local_groups }
}

# refused saml2.idp_metadata: no well-formed XML
case "metadata" {
  for_each = {
    "of white space"      = " \n"
    "by its URL"          = "https://idp.example.com/metadata"
    "as JSON"             = "{\"issuer\":\"x\"}"
    "cut off"             = trimsuffix(local.metadata, "ptor>")
    "with more behind it" = "${local.metadata}<x"
    "twice"               = "${local.metadata}${local.metadata}"
    "as loose HTML"       = "<!DOCTYPE html><html><body>Sign in<br></body></html>"
  }
  saml2 = { idp_metadata = each.value, groups = local.local_groups }
}

# refused saml2.idp_metadata: file("idp.xml")
case "metadata by its path" {
  saml2 = { idp_metadata = "idp.xml", groups = local.local_groups }
}

# refused saml2.idp_metadata: its root is html and not EntityDescriptor
case "metadata as HTML" {
  saml2 = {
    idp_metadata = "<html><head><title>Sign in</title></head></html>"
    groups       = local.local_groups
  }
}

locals {
  federation = "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">"
  other_idp  = replace(local.metadata, "idp.example.com", "other.example.com")
}

# refused saml2.idp_metadata: it has 2 identity providers, and a login method has one
case "metadata of many" {
  for_each = {
    "beside each other" = "${local.federation}${local.metadata}${local.other_idp}</EntitiesDescriptor>"
    "one deeper" = join("", [
      local.federation, local.federation, local.metadata, "</EntitiesDescriptor>", local.other_idp,
      "</EntitiesDescriptor>",
    ])
  }
  saml2 = { idp_metadata = each.value, groups = local.local_groups }
}

# refused saml2.idp_metadata: it has no IDPSSODescriptor
case "metadata of services" {
  for_each = {
    "none" = "${local.federation}</EntitiesDescriptor>"
    "one"  = "${local.federation}${local.service}</EntitiesDescriptor>"
  }
  saml2 = { idp_metadata = each.value, groups = local.local_groups }
}

# accepted
case "metadata of a federation" {
  for_each = {
    "alone"    = "${local.federation}${local.metadata}</EntitiesDescriptor>"
    "services" = "${local.federation}${local.service}${local.metadata}${local.service}</EntitiesDescriptor>"
    "nested" = join("", [
      local.federation, local.service, local.federation, local.metadata, "</EntitiesDescriptor></EntitiesDescriptor>",
    ])
  }
  saml2 = { idp_metadata = each.value, groups = local.local_groups }
}

# A text has no encoding any more, whatever the file that it came from declared.

# accepted
case "metadata declared as" {
  for_each = ["ISO-8859-1", "US-ASCII", "windows-1252", "UTF-16", "utf-16le", "UTF-8", "Shift_JIS", "x-unheard-of"]
  saml2 = {
    idp_metadata = "<?xml version='1.0' encoding='${each.value}' standalone='yes' ?>\n<!-- Köln -->\n${local.metadata}"
    groups       = local.local_groups
  }
}

# accepted
case "metadata that Go alone reads badly" {
  for_each = {
    "version 1.1" = "<?xml version=\"1.1\"?>${local.metadata}"
    "an entity" = join("", [
      "<!DOCTYPE md:EntityDescriptor [<!ENTITY org \"Example\">]>",
      replace(local.metadata, "<md:IDP", "<md:Organization>&org;</md:Organization><md:IDP"),
    ])
  }
  saml2 = { idp_metadata = each.value, groups = local.local_groups }
}

# refused saml2.idp_metadata: it has no IDPSSODescriptor
case "metadata of a service" {
  saml2 = { idp_metadata = local.service, groups = local.local_groups }
}

# refused saml2.idp_metadata: it has no IDPSSODescriptor
case "metadata of no name space" {
  saml2 = {
    idp_metadata = "<EntityDescriptor><IDPSSODescriptor/></EntityDescriptor>"
    groups       = local.local_groups
  }
}

# accepted
case "good metadata" {
  for_each = {
    "alone"                         = local.metadata
    "declared"                      = join("\r\n", [local.declaration, "<!-- IdP -->", local.metadata, ""])
    "with a mark of its byte order" = "\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>${local.metadata}"
    "of both kinds"                 = replace(local.metadata, "<md:IDP", "<md:SPSSODescriptor/><md:IDP")
    "with a comment behind it"      = "${local.metadata}\n<!-- made by hand -->\n"
    "in a heredoc"                  = "\n  ${local.declaration}\n${local.metadata}\n"
  }
  saml2 = { idp_metadata = each.value, groups = local.local_groups }
}

# accepted
case "unknown metadata" {
  saml2 = { idp_metadata = unknown, groups = unknown }
}

# Groups of the kinds that have them.

locals {
  x509_alone   = { trust_store = "t", username_attribute = "userId" }
  radius_alone = { servers = [local.host] }
  saml2_alone  = { idp_metadata = local.metadata }

  good_groups = {
    "local"                         = { type = "local" }
    "of a server"                   = { type = "ldap", ldap_server = "k" }
    "local, of a null server"       = { type = "local", ldap_server = null }
    "unknown"                       = unknown
    "of unknown type"               = { type = unknown }
    "of unknown type with a server" = { type = unknown, ldap_server = "k" }
    "of an unknown server"          = { type = "ldap", ldap_server = unknown }
    "local, of an unknown server"   = { type = "local", ldap_server = unknown }
  }
}

# refused x509.groups: Missing Configuration for Required Attribute
case "x509 with groups" {
  for_each = { absent = absent, null = null }
  x509     = merge(local.x509_alone, { groups = each.value })
}

# refused x509.groups.type: Missing Configuration for Required Attribute
case "x509 with empty groups" {
  x509 = merge(local.x509_alone, { groups = {} })
}

# refused x509.groups.type: ["local" "ldap"]
case "x509 with groups of a type" {
  for_each = {
    "unheard of"  = { type = "radius" }
    "in capitals" = { type = "LDAP", ldap_server = "k" }
    "empty"       = { type = "" }
  }
  x509 = merge(local.x509_alone, { authentication_protocol = "pap", groups = each.value })
}

# refused x509.groups.ldap_server: is needed with type "ldap"
case "x509 with groups of a server" {
  for_each = { absent = absent, null = null }
  x509     = merge(local.x509_alone, { groups = { type = "ldap", ldap_server = each.value } })
}

# refused x509.groups.ldap_server: at least 1
case "x509 with groups of an empty server" {
  x509 = merge(local.x509_alone, { groups = { type = "ldap", ldap_server = "" } })
}

# refused x509.groups.ldap_server: belongs to type "ldap"; this one is "local"
case "x509 with local groups of a server" {
  x509 = merge(local.x509_alone, { groups = { type = "local", ldap_server = "k" } })
}

# refused radius.groups: Missing Configuration for Required Attribute
case "radius with groups" {
  for_each = { absent = absent, null = null }
  radius   = merge(local.radius_alone, { authentication_protocol = "pap", groups = each.value })
}

# refused radius.groups.type: Missing Configuration for Required Attribute
case "radius with empty groups" {
  radius = merge(local.radius_alone, { authentication_protocol = "pap", groups = {} })
}

# refused radius.groups.type: ["local" "ldap"]
case "radius with groups of a type" {
  for_each = {
    "unheard of"  = { type = "radius" }
    "in capitals" = { type = "LDAP", ldap_server = "k" }
    "empty"       = { type = "" }
  }
  radius = merge(local.radius_alone, { authentication_protocol = "pap", groups = each.value })
}

# refused radius.groups.ldap_server: is needed with type "ldap"
case "radius with groups of a server" {
  for_each = { absent = absent, null = null }
  radius   = merge(local.radius_alone, { authentication_protocol = "pap", groups = { type = "ldap", ldap_server = each.value } })
}

# refused radius.groups.ldap_server: at least 1
case "radius with groups of an empty server" {
  radius = merge(local.radius_alone, { authentication_protocol = "pap", groups = { type = "ldap", ldap_server = "" } })
}

# refused radius.groups.ldap_server: belongs to type "ldap"; this one is "local"
case "radius with local groups of a server" {
  radius = merge(local.radius_alone, { authentication_protocol = "pap", groups = { type = "local", ldap_server = "k" } })
}

# refused saml2.groups: Missing Configuration for Required Attribute
case "saml2 with groups" {
  for_each = { absent = absent, null = null }
  saml2    = merge(local.saml2_alone, { groups = each.value })
}

# refused saml2.groups.type: Missing Configuration for Required Attribute
case "saml2 with empty groups" {
  saml2 = merge(local.saml2_alone, { groups = {} })
}

# refused saml2.groups.type: ["local" "ldap"]
case "saml2 with groups of a type" {
  for_each = {
    "unheard of"  = { type = "radius" }
    "in capitals" = { type = "LDAP", ldap_server = "k" }
    "empty"       = { type = "" }
  }
  saml2 = merge(local.saml2_alone, { authentication_protocol = "pap", groups = each.value })
}

# refused saml2.groups.ldap_server: is needed with type "ldap"
case "saml2 with groups of a server" {
  for_each = { absent = absent, null = null }
  saml2    = merge(local.saml2_alone, { groups = { type = "ldap", ldap_server = each.value } })
}

# refused saml2.groups.ldap_server: at least 1
case "saml2 with groups of an empty server" {
  saml2 = merge(local.saml2_alone, { groups = { type = "ldap", ldap_server = "" } })
}

# refused saml2.groups.ldap_server: belongs to type "ldap"; this one is "local"
case "saml2 with local groups of a server" {
  saml2 = merge(local.saml2_alone, { groups = { type = "local", ldap_server = "k" } })
}

# accepted
case "x509 with good groups" {
  for_each = local.good_groups
  x509     = { trust_store = "t", username_attribute = "userPrincipalName", groups = each.value }
}

# accepted
case "radius with good groups" {
  for_each = local.good_groups
  radius   = { servers = [local.radius], authentication_protocol = "mschapv2", groups = each.value }
}

# accepted
case "saml2 with good groups" {
  for_each = local.good_groups
  saml2    = { idp_metadata = local.metadata, groups = each.value }
}

# Names in place of keys.

# refused ldap.ldap_server: a name is no key of any LDAP server: data "pam_sps_ldap_server" finds it by name
case "name of an LDAP server" {
  ldap = { ldap_server = "corp ad" }
}

# refused x509.trust_store: data "pam_sps_trust_store" finds it by name
case "name of a trust store" {
  x509 = merge(local.x509_alone, { trust_store = "corp ca", groups = local.local_groups })
}

# refused saml2.groups.ldap_server: data "pam_sps_ldap_server" finds it by name
case "name of the groups' LDAP server" {
  saml2 = merge(local.saml2_alone, { groups = { type = "ldap", ldap_server = "corp ad" } })
}
