# Values that several files use.

locals {
  # Users and roles that are there before Terraform comes; acctest.SeedAccess makes them.
  alice   = "0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c"
  bob     = "1c7f6b4d-2e3f-5d9f-ab8c-6e5f4a3b2c1d"
  admins  = "3453395a-2a12-50a5-4fdb-1c2d3e4f5a6b"
  readers = "67b9cc24-673d-58c6-693f-0a1b2c3d4e5f"

  not_ids = [
    "",
    " ",
    "alice",
    "current",
    "0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0",
    "0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c0",
    "${local.alice}/${local.admins}",
    "${local.alice}/",
    "{${local.alice}}",
    " ${local.alice}",
    "${local.alice}\n",
    "0b6e5a3c1f2d4c8e9a7b5d4e3f2a1b0c",
    "gb6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c",
    "0b6e5a3c-1f2d-4c8e-9a7b_5d4e3f2a1b0c",
    "../${local.alice}",
    "urn:uuid:${local.alice}",
  ]
}

# Times, and periods of grants.
locals {
  new_year = "2046-01-01T00:00:00Z"
  later    = "2046-01-02T00:00:00Z"
  summer   = "2046-06-01T00:00:00Z"

  january   = { grant_start = "2046-01-01T08:00:00Z", grant_end = "2046-01-31T16:00:00Z" }
  march     = { grant_start = "2046-03-01T00:00:00Z", grant_end = "2046-03-02T00:00:00Z" }
  backwards = { grant_start = local.later, grant_end = local.new_year }

  not_times = [
    "2046-01-31T08:00:00",
    "2046-01-31",
    "2046-01-31T24:00:00Z",
    "2046-13-31T08:00:00Z",
    "2046-02-30T08:00:00Z",
    "1767225600",
    "2046-01-31 08:00:00Z",
    "2046-01-31T08:00Z",
    "2046-01-31T8:00:00Z",
    "2046-01-31T08:00:00,5Z",
    "2046-01-31T08:00:00+0200",
    "2046-01-31T08:00:00+24:00",
    "2046-01-31T08:00:60Z",
    "2046-01-31T08:60:00Z",
    "20260131T080000Z",
    "31.01.2026 08:00",
    "Sat, 31 Jan 2026 08:00:00 GMT",
    "2046-01-31T08:00:00Z ",
    "2046-01-31T08:00:00 Europe/Helsinki",
    "now",
    "24h",
  ]
}

# Secrets of SPS: what it takes, and what no password may hold.
locals {
  secrets = {
    "a word"          = { secret = "canary-7d1f-password", version = 1 }
    "version 0"       = { secret = "canary-7d1f-password", version = 0 }
    "unknown version" = { secret = "canary-7d1f-password", version = unknown }
    "unknown"         = { secret = unknown, version = 1 }
    "both unknown"    = { secret = unknown, version = unknown }
    "no version"      = { secret = unknown, version = null }
    "punctuation"     = { secret = "!\"#$%&'()*+,-./:;<=>?@[]\\^-`{}_|", version = 1 }
    "150 characters"  = { secret = repeat("x", 150), version = 1 }
    "version -1"      = { secret = "x", version = -1 }
  }

  secrets_with_wrong_characters = {
    "tilde"             = "canary~password"
    "accent"            = "canaryépassword"
    "line break"        = "canary\npassword"
    "tab"               = "canary\tpassword"
    "euro"              = "canary€password"
    "NUL"               = "canary\u0000password"
    "emoji"             = "canary🔑password"
    "section"           = "canary§password"
    "line break behind" = "canary-password\n"
  }
}

# Hosts of SPS.
locals {
  host = { address = "ldap.example.com", port = 389 }

  addresses = [
    "192.0.2.7",
    "2001:db8::1",
    "::1",
    "2001:DB8:0:0::1",
    "::ffff:192.0.2.7",
    "ldap.example.com",
    "LDAP-1.Example.COM",
    "ldap",
    "1ldap.example.com",
    "a",
    "xn--kln-sna.example",
    "ldap_1.example.com",
    "_ldap._tcp.example.com",
    "dc_01",
    "ldap.example.com.",
    "${repeat("a", 63)}.example.com",
  ]

  not_addresses = [
    "ldap://ldap.example.com",
    "https://ldap.example.com/",
    "ldap.example.com/",
    "ldap.example.com:389",
    "192.0.2.7:389",
    "[2001:db8::1]",
    "[2001:db8::1]:389",
    "ldap example.com",
    " ldap.example.com",
    "ldap.example.com ",
    "ldap.example.com\n",
    "\tldap",
    "999.1.1.1",
    "192.0.2",
    "192.0.2.7.8",
    "192.0.2.07",
    "12345",
    "192.0.2.0/24",
    "2001:db8::g",
    "2001:db8::/32",
    "fe80::1%eth0",
    "-ldap.example.com",
    "ldap-.example.com",
    "ldap..example.com",
    ".example.com",
    ".",
    " ",
    "*.example.com",
    "root@ldap.example.com",
    "ldäp.example.com",
    "ldap1,ldap2",
    "${repeat("a", 64)}.example.com",
    "${repeat("a.", 126)}ab",
  ]
}
