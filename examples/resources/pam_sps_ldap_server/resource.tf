# Ephemeral: a saved plan keeps the value of any other variable.
variable "bind_password" {
  description = "Password of the account with which SPS searches the directory."
  type        = string
  ephemeral   = true
}

resource "pam_sps_trust_store" "directory" {
  name = "directory-ca"
  # The authority that signed the directory's certificate. Normally file("ca.pem").
  authorities = [
    <<-EOT
    -----BEGIN CERTIFICATE-----
    MIIBvzCCAWWgAwIBAgIUQeBjI8lMAL57CvwSUfKVyTNM0uYwCgYIKoZIzj0EAwIw
    LDEQMA4GA1UECgwHRXhhbXBsZTEYMBYGA1UEAwwPRXhhbXBsZSBSb290IENBMCAX
    DTI2MTEyMTIyMjUwMloYDzIxMjYxMTIyMjIyNTAyWjAsMRAwDgYDVQQKDAdFeGFt
    cGxlMRgwFgYDVQQDDA9FeGFtcGxlIFJvb3QgQ0EwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAATlSK06a/qLEXIzUg7n0ohNG2mHxpjtEkJSpvr3z8+lDzAbnOdHvNB8
    rs+3tG87A9JoFqFILlzIGdU6Y3GfV6Mxo2MwYTAdBgNVHQ4EFgQU7r6gKxAhAzMF
    N2gXysM+DLzv0dUwHwYDVR0jBBgwFoAU7r6gKxAhAzMFN2gXysM+DLzv0dUwDwYD
    VR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwCgYIKoZIzj0EAwIDSAAwRQIg
    ZF6CFN08qde+qN//+v6LcQEpGbnEzlrToZ4yGORfhAUCIQD3KJ2UQAaVAn3XDBAl
    1lwFBBetjWHqZA6PS9Letw4qaA==
    -----END CERTIFICATE-----
    EOT
  ]
}

# Active Directory
resource "pam_sps_ldap_server" "corp" {
  name          = "corp"
  user_base_dn  = "ou=people,dc=ad,dc=example,dc=com"
  group_base_dn = "ou=groups,dc=ad,dc=example,dc=com"

  # With TLS, write the names that are in the servers' certificates.
  servers = [
    { address = "dc1.ad.example.com", port = 636 },
    { address = "dc2.ad.example.com", port = 636 },
  ]

  # The password is sent, and never stored by Terraform. Raise the version to send it again.
  bind_dn                  = "cn=sps,ou=services,dc=ad,dc=example,dc=com"
  bind_password_wo         = var.bind_password
  bind_password_wo_version = 1

  # Left out, people's passwords travel to the directory in clear.
  encryption = {
    selection   = "ssl"
    trust_store = pam_sps_trust_store.directory.id
  }

  schema = {
    selection        = "ad"
    membership_check = { nested_groups = true }
    memberof_check   = {}
  }
}

# OpenLDAP, which is searched without an account
resource "pam_sps_ldap_server" "partners" {
  name          = "partners"
  servers       = [{ address = "ldap.example.com", port = 389 }]
  user_base_dn  = "ou=people,dc=example,dc=com"
  group_base_dn = "ou=groups,dc=example,dc=com"

  encryption = {
    selection   = "starttls"
    trust_store = pam_sps_trust_store.directory.id
  }

  schema = {
    selection          = "posix"
    username_attribute = "uid"
    membership_check   = { member_uid_attribute = "memberUid" }
    user_dn_in_groups  = [{ object_class = "groupOfNames", attribute = "member" }]
  }
}
