terraform {
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

variable "bind_password" {
  description = "Password of the account with which SPS searches the directory."
  type        = string
  ephemeral   = true
}

resource "pam_sps_trust_store" "ad" {
  name = "buttons-ca"
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

resource "pam_sps_ldap_server" "ad" {
  name          = "buttons"
  servers       = [{ address = "dc1.ad.example.com", port = 636 }]
  user_base_dn  = "ou=people,dc=ad,dc=example,dc=com"
  group_base_dn = "ou=groups,dc=ad,dc=example,dc=com"

  bind_dn                  = "cn=sps,ou=services,dc=ad,dc=example,dc=com"
  bind_password_wo         = var.bind_password
  bind_password_wo_version = 1

  encryption = {
    selection   = "ssl"
    trust_store = pam_sps_trust_store.ad.id
  }

  schema = {
    selection        = "ad"
    membership_check = { nested_groups = true }
  }
}

resource "pam_sps_login_method" "ad" {
  name  = "ad"
  title = "Log in with your Windows password"

  ldap = {
    ldap_server = pam_sps_ldap_server.ad.id
  }
}

data "pam_sps_login_method" "local" {
  name = "local"
}

# Otherwise the local login comes first.
resource "pam_sps_login_method_order" "this" {
  keys = [
    pam_sps_login_method.ad.id,
    data.pam_sps_login_method.local.id,
  ]
}
