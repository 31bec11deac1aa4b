# No text of an authority stands in a path: it may be a key.

base {
  name        = "x"
  authorities = [certificate]
}

# refused name: Missing Configuration for Required Attribute
case "name" {
  for_each = { absent = absent, null = null }
  name     = each.value
}

# refused name: at least 1
case "empty name" {
  name = ""
}

# refused authorities: Missing Configuration for Required Attribute
case "authorities" {
  for_each    = { absent = absent, null = null }
  authorities = each.value
}

# refused authorities: at least 1
case "empty authorities" {
  authorities = []
}

# refused authorities[]: at least 1
case "empty authority" {
  authorities = [""]
}

# refused authorities: null
case "null authority" {
  authorities = [null]
}

# refused authorities: file("ca.pem")
case "path in place of a certificate" {
  for_each    = { alone = ["ca.pem"], second = [certificate, "ca.pem"] }
  authorities = each.value
}

# refused authorities: it has no block -----BEGIN CERTIFICATE-----
case "certificate without its first and last line" {
  for_each    = { alone = [local.base64], second = [certificate, local.base64] }
  authorities = each.value
}

# refused authorities: it has no block
case "white space" {
  for_each    = { alone = [" \n"], second = [certificate, " \n"] }
  authorities = each.value
}

# refused authorities: it has no block
case "certificate without its last line" {
  for_each    = { alone = [local.cut_off], second = [certificate, local.cut_off] }
  authorities = each.value
}

locals {
  base64  = "${split("\n", certificate)[1]}\n${split("\n", certificate)[2]}"
  cut_off = split("-----END", certificate)[0]
}

# refused authorities: it is a PRIVATE KEY
case "private key" {
  for_each = {
    "alone"                          = [private_key]
    "second"                         = [certificate, private_key]
    "before its certificate"         = ["${private_key}${certificate}"]
    "before its certificate, second" = [certificate, "${private_key}${certificate}"]
  }
  authorities = each.value
}

# refused authorities: it is a CERTIFICATE REQUEST
case "request" {
  for_each    = { alone = [pem("CERTIFICATE REQUEST", "x")], second = [certificate, pem("CERTIFICATE REQUEST", "x")] }
  authorities = each.value
}

# refused authorities: it is a PUBLIC KEY
case "public key" {
  for_each    = { alone = [pem("PUBLIC KEY", "x")], second = [certificate, pem("PUBLIC KEY", "x")] }
  authorities = each.value
}

# refused authorities: more than one certificate
case "two certificates in one text" {
  for_each    = { alone = ["${certificate}${certificate}"], second = [certificate, "${certificate}${certificate}"] }
  authorities = each.value
}

# refused authorities: more than one
case "certificate before its key" {
  for_each    = { alone = ["${certificate}${private_key}"], second = [certificate, "${certificate}${private_key}"] }
  authorities = each.value
}

# refused authorities: the certificate is damaged
case "damaged certificate" {
  for_each = {
    "alone"              = [pem("CERTIFICATE", "damaged")]
    "second"             = [certificate, pem("CERTIFICATE", "damaged")]
    "of nothing"         = [pem("CERTIFICATE", "")]
    "of nothing, second" = [certificate, pem("CERTIFICATE", "")]
  }
  authorities = each.value
}

# accepted
case "minimum" {
}

# accepted
case "certificate" {
  for_each = {
    "with CR LF"                  = [replace(certificate, "\n", "\r\n")]
    "without its last line break" = [trimsuffix(certificate, "\n")]
    "with text around it"         = ["Certificate:\n    Data:\n${certificate}\nthe end\n"]
    "in two spellings"            = [certificate, "# again\n${certificate}"]
    "with a byte order mark"      = ["\ufeff${certificate}"]
    "of two joined files"         = ["\ufeff# a comment\n\ufeff${certificate}"]
    "named as OpenSSL may"        = [replace(certificate, "CERTIFICATE", "X509 CERTIFICATE")]
  }
  authorities = each.value
}

# warned authorities: cannot be checked here
case "certificate that Go does not read" {
  for_each = {
    "brainpool"               = [brainpool]
    "explicit parameters"     = [explicit_parameters]
    "negative serial"         = [negative_serial]
    "beside one that it does" = [certificate, brainpool]
  }
  authorities = each.value
}

# accepted
case "unknown authorities" {
  for_each    = { all = unknown, one = [unknown] }
  authorities = each.value
}

# accepted
case "unknown others" {
  name             = unknown
  crl_urls         = [unknown]
  revocation_check = unknown
}

# accepted
case "unknown CRLs" {
  crl_urls = unknown
}

# accepted
case "CRLs" {
  crl_urls = [
    "http://crl.example.com/a.crl", "https://[2001:db8::1]:8443/b.crl", "ldap://crl.example.com",
    "ldaps://dir/cn=ca?certificateRevocationList?base?objectClass=cRLDistributionPoint", "ftp://crl.example.com/c.crl",
    "ldap:///CN=ca,CN=CDP,DC=example,DC=com?certificateRevocationList",
  ]
  revocation_check = "full"
}

# refused crl_urls[${each.value}]: URL
case "CRL" {
  for_each = ["crl.example.com", "ldap://", "https://", "file:///crl.pem", "https://a b"]
  crl_urls = [each.value]
}

# refused crl_urls[]: at least 1
case "empty CRL" {
  crl_urls = [""]
}

# refused crl_urls: null
case "null CRL" {
  crl_urls = [null]
}

# refused revocation_check: ["none" "leaf" "full"]
case "revocation check" {
  for_each         = ["off", "None", "", "leafs"]
  revocation_check = each.value
}
