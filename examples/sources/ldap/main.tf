terraform {
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

variable "bind_password" {
  description = "Password of the account with which PrivX searches the directory."
  type        = string
  ephemeral   = true
}

locals {
  user_filter = "(objectClass=inetOrgPerson)"
}

resource "pam_privx_source" "ldap" {
  name                       = "staff"
  type                       = "LDAP"
  address                    = "ldap.example.com"
  port                       = 389
  enable_user_authentication = true

  ldap = {
    protocol                 = "STARTTLS"
    base                     = "ou=people,dc=example,dc=com"
    user_filter              = local.user_filter
    user_dn_pattern          = "(uid=%s)" # people log in with their uid
    bind_dn                  = "cn=privx,ou=services,dc=example,dc=com"
    bind_password_wo         = var.bind_password
    bind_password_wo_version = 1
  }

  # Time-based codes, checked by PrivX itself.
  mfa = {
    type = "INTERNAL"
  }

  # PrivX reads the directory at once when this changes, and not only when the ttl is over.
  refresh_triggers = {
    user_filter = local.user_filter
  }
}
