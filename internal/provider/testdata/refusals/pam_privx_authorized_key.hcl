base {
  user_id    = local.alice
  name       = "laptop"
  public_key = local.ed25519
}

locals {
  base64  = "AAAAC3NzaC1lZDI1NTE5AAAAIAyTWogT7x8cr6JhpdvCldaQvyNw+8YpLdAo039kskyr"
  ed25519 = "ssh-ed25519 ${local.base64}"
  ecdsa = join("", [
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBHoa3EvrlTVlJoGI4BcZWvK9vzj9sK4QPT6XW",
    "+2fO++uXnAMX9OxDMuQkRaeLJhXQG7lt7JKPIzZJq+BfmDluVo=",
  ])
  rsa = join("", [
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCuDzU4PPT/Vuf6SGCTZo5MlM6oBU1X6FjmPW8mvkBrEmfbXjgQofoTEZg0kCqPu/OO/Jn2+Yhv",
    "aXNlSQe2rlZjNhHOdlqdGfZp8XmiqlIVf6Je2W2y0KK22DNDzq/vKi/JwFOxB0b7HIrud8M56jg/eAMGzdukHHwV8BCxgZ6z2rhRNu0lkzwuRQ4y",
    "mr71wa+nNLKGiQbLwuPuh6yrtOGKR0JBoayUqi2t4jXg8NMF70EPNzp7khQWTwPEHHwMIHfuXzwn+Z25iurW7L4Cr4AyRSET0Hr2yWY7q/sWbsdZ",
    "p/r66HvCt9j13BOGGGuJIkxedAb2S2SO1JWQFE+qlM2f",
  ])
}

# accepted
case "minimum" {
}

# refused user_id: must be an id of PrivX such as
case "wrong user" {
  for_each = local.not_ids
  user_id  = each.value
}

# accepted
case "user left out" {
  user_id = absent
}

# refused name: Missing Configuration for Required Attribute
case "name" {
  for_each = { absent = absent, null = null }
  user_id  = absent
  name     = each.value
}

# refused name: at least 1
case "empty name" {
  user_id = absent
  name    = ""
}

# accepted
case "everything unknown" {
  user_id        = unknown
  name           = unknown
  comment        = unknown
  public_key     = unknown
  not_before     = unknown
  not_after      = unknown
  source_address = unknown
}

# accepted
case "nulls" {
  comment        = null
  not_before     = null
  not_after      = null
  valid_for      = null
  source_address = null
}

# accepted
case "empty texts" {
  comment        = ""
  source_address = []
}

# Keys.

# refused public_key: Missing Configuration for Required Attribute
case "key" {
  for_each   = { absent = absent, null = null }
  user_id    = absent
  public_key = each.value
}

# refused public_key: at least 1
case "empty key" {
  public_key = ""
}

# refused public_key: give a line such as ssh-ed25519 AAAA
case "no key" {
  for_each = {
    "garbage"             = "this is no key"
    "garbage of one word" = "nokey"
    "name of a file"      = "~/.ssh/id_ed25519.pub"
    "type alone"          = "ssh-ed25519"
    "type and garbage"    = "ssh-ed25519 AAAA_not+base64"
    "fingerprint"         = "SHA256:pMO6dGcAkp3p1r3DXBvfSkoxYJBMFJ6Ig4qFnFhAnqM"
    "damaged base64"      = trimsuffix(local.ed25519, "r")
  }
  public_key = each.value
}

# refused public_key: the key is damaged
case "damaged key" {
  for_each = {
    "white space"              = "  \n"
    "base64 of text"           = "dGhpcyBpcyBhIHRleHQgYW5kIG5vIGtleQ=="
    "truncated"                = trimsuffix(local.ed25519, "039kskyr")
    "truncated, without type"  = trimsuffix(local.base64, "039kskyr")
    "something behind the key" = "${local.base64}${local.base64}"
  }
  public_key = each.value
}

# refused public_key: SSH public key
case "RFC 4716 without a key" {
  public_key = <<-EOT
    ---- BEGIN SSH2 PUBLIC KEY ----
    Comment: none
    ---- END SSH2 PUBLIC KEY ----
  EOT
}

# refused public_key: the line says ssh-rsa, but its base64 holds a key of type ssh-ed25519
case "type of another key" {
  for_each = {
    alone            = "ssh-rsa ${local.base64}"
    "with a comment" = "ssh-rsa\t${local.base64} alice\n# made in 2026\n"
  }
  public_key = each.value
}

# refused public_key: the line says ssh-ed25519, but its base64 holds a key of type ssh-rsa
case "ed25519 of an RSA key" {
  public_key = "ssh-ed25519 ${rsa_key(2048)}"
}

# refused public_key: its base64 holds no SSH key
case "comments alone" {
  public_key = "# ${local.ed25519}\n"
}

# refused public_key: DSA keys are broken
case "DSA key" {
  for_each   = { "with type" = "ssh-dss ${dsa_key}", "without type" = dsa_key }
  public_key = each.value
}

# refused public_key: the RSA key has 1024 bits, and PrivX takes 2048 and more
case "RSA key of 1024 bits" {
  public_key = "ssh-rsa ${rsa_key(1024)}"
}

# refused public_key: the RSA key has 1024 bits
case "RSA key of 1024 bits without type" {
  public_key = rsa_key(1024)
}

# refused public_key: the RSA key has 2047 bits
case "RSA key of 2047 bits" {
  public_key = "ssh-rsa ${rsa_key(2047)}"
}

# refused public_key: certificate
case "certificate" {
  for_each   = { alone = ssh_certificate, "with a comment" = "${ssh_certificate} alice@laptop" }
  public_key = each.value
}

# refused public_key: no options in front of a key
case "options" {
  for_each = {
    "one"       = "no-pty ${local.ed25519}"
    "addresses" = "from=\"192.0.2.0/24\" ${local.ed25519}"
    "many"      = "restrict,command=\"echo hello\" ${local.ed25519} alice"
  }
  public_key = each.value
}

# refused public_key: more than one key
case "two keys" {
  for_each = {
    "of two types"  = "${local.ed25519}\n${local.ecdsa}"
    "with comments" = "${local.ed25519} one\n${local.rsa} two\n"
    "that are one"  = "${local.ed25519}\n${local.ed25519}"
  }
  public_key = each.value
}

# refused public_key: it is a private key, which must not leave its owner
case "private key" {
  for_each = {
    "OpenSSH"           = openssh_private_key
    "PKCS 8"            = private_key
    "PKCS 1"            = pem("RSA PRIVATE KEY", "what none but the owner may read")
    "encrypted"         = pem("ENCRYPTED PRIVATE KEY", "what none but the owner may read")
    "behind a line"     = "id_ed25519:\n${openssh_private_key}"
    "behind its public" = "${local.ed25519}\n${openssh_private_key}"
  }
  public_key = each.value
}

# accepted
case "good key" {
  for_each = {
    "line"                     = local.ed25519
    "line with a comment"      = "${local.ed25519} alice@laptop of 2026"
    "line as file() reads it"  = "${local.ed25519} alice\n"
    "line of Windows"          = "${local.ed25519}\r\n"
    "white space around"       = "  ${local.ed25519}\t\n"
    "tab between"              = replace(local.ed25519, " ", "\t")
    "base64 alone"             = local.base64
    "base64 with a line's end" = "${local.base64}\n"
    "ECDSA"                    = local.ecdsa
    "RSA"                      = local.rsa
    "RSA of 2048 bits"         = "ssh-rsa ${rsa_key(2048)}"
    "RSA of 4096 bits"         = rsa_key(4096)
    "named after a signature"  = "rsa-sha2-512 ${rsa_key(2048)}"
    "comment line in front"    = "# ${local.rsa}\n${local.ed25519}"
    "comment lines around"     = "\r\n# laptop\r\n${local.ed25519} alice\r\n\r\n  # made in 2026\r\n"
    "byte order mark"          = "\ufeff${local.ed25519}\r\n"
  }
  public_key = each.value
}

# accepted
case "RFC 4716" {
  public_key = <<-EOT
    ---- BEGIN SSH2 PUBLIC KEY ----
    Comment: "a \
    b"
    AAAAC3NzaC1lZDI1NTE5AAAAIAyTWogT7x8cr6Jh
    pdvCldaQvyNw+8YpLdAo039kskyr
    ---- END SSH2 PUBLIC KEY ----
  EOT
}

# accepted
case "RFC 4716 as other programs write it" {
  for_each   = ["\n", "\r\n"]
  public_key = join(each.value, ["\ufeff# alice", local.begin, "Subject: alice", local.base64, local.end, "", "# end"])
}

locals {
  begin = "---- BEGIN SSH2 PUBLIC KEY ----"
  end   = "---- END SSH2 PUBLIC KEY ----"
}

# accepted
case "another key" {
  before {
  }
  public_key = local.rsa
}

# Validity.

# refused not_before: RFC 3339
case "not_before" {
  for_each   = local.not_times
  not_before = each.value
}

# refused not_before: at least 1
case "empty not_before" {
  not_before = ""
}

# refused not_after: RFC 3339
case "not_after" {
  for_each  = local.not_times
  not_after = each.value
}

# refused not_after: at least 1
case "empty not_after" {
  not_after = ""
}

# refused not_after: RFC 3339
case "not_after a number" {
  not_after = 1767225600
}

# refused not_after: not_after (2046-01-01T00:00:00Z) must be after not_before (2046-02-01T00:00:00Z)
case "validity backwards" {
  not_before = "2046-02-01T00:00:00Z"
  not_after  = "2046-01-01T00:00:00Z"
}

# refused not_after: must be after not_before
case "empty validity" {
  for_each   = { "in one zone" = "2046-02-01T00:00:00Z", "in two zones" = "2046-02-01T02:00:00+02:00" }
  not_before = "2046-02-01T00:00:00Z"
  not_after  = each.value
}

# accepted
case "validity" {
  for_each = {
    "with an unknown start"   = { from = unknown, to = local.new_year }
    "with an unknown end"     = { from = local.new_year, to = unknown }
    "with a start alone"      = { from = "2046-01-01T08:00:00.25Z", to = absent }
    "with dates in two zones" = { from = "2046-01-01T08:00:00+02:00", to = "2046-01-01T07:00:00Z" }
  }
  not_before = each.value.from
  not_after  = each.value.to
}

# refused valid_for: is not a duration such as
case "valid_for" {
  for_each = [
    "30",
    "30d",
    "1 h",
    "h",
    "-1h",
    "0",
    "0s",
    "500ms",
    "1h0.5s",
    "1ns",
    "forever",
    "P1Y",
    "8760 hours",
    "99999999999h",
    "1y",
  ]
  valid_for = each.value
}

# refused valid_for: at least 1
case "empty length" {
  valid_for = ""
}

# refused valid_for: not_before
case "length and start" {
  valid_for  = "24h"
  not_before = local.new_year
}

# refused valid_for: not_after
case "length and end" {
  valid_for = "24h"
  not_after = "2046-12-01T00:00:00Z"
}

# refused valid_for: is not a duration such as
# refused valid_for: not_after
case "wrong length and end" {
  valid_for = "1d"
  not_after = "2046-12-01T00:00:00Z"
}

# accepted
case "good valid_for" {
  for_each  = ["1s", "90s", "15m", "8760h", "1h30m", "1.5h", "43200m", "1000ms"]
  valid_for = each.value
}

# accepted
case "length beside an unknown end" {
  valid_for = "24h"
  not_after = unknown
}

# accepted
case "unknown length beside an end" {
  valid_for = unknown
  not_after = local.new_year
}

# accepted
case "length beside null dates" {
  valid_for  = "24h"
  not_before = null
  not_after  = null
}

# Addresses.

# refused source_address[${each.value}]: is not an IP address or a CIDR
case "address" {
  for_each = [
    "laptop.example.com",
    "192.0.2.0/33",
    "192.0.2.0/-1",
    "192.0.2.0/",
    "192.0.2",
    "192.0.2.256",
    "192.0.02.1",
    "192.0.2.*",
    "192.0.2.0/255.255.255.0",
    "192.0.2.1-192.0.2.9",
    "192.0.2.1:22",
    "2001:db8::g",
    "2001:db8:::1",
    "2001:db8::/129",
    "[2001:db8::1]",
    "fe80::1%eth0",
    "!192.0.2.1",
    " 192.0.2.1",
    "any",
    "*",
  ]
  source_address = ["198.51.100.7", each.value]
}

# refused source_address[]: at least 1
case "empty address" {
  source_address = ["192.0.2.1", ""]
}

# refused source_address: null
case "null address" {
  source_address = ["192.0.2.1", null]
}

# accepted
case "one address unknown" {
  source_address = ["192.0.2.1", unknown]
}

# accepted
case "addresses" {
  source_address = ["192.0.2.77/24", "0.0.0.0/0", "::/0", "2001:DB8::0:1", "192.0.2.1/32", "::ffff:192.0.2.1"]
}
