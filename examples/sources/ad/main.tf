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

variable "kerberos_ticket" {
  description = "Kerberos ticket in base64, for example the output of: base64 -w0 krb5.keytab"
  type        = string
  ephemeral   = true
}

variable "oidc_client_secret" {
  description = "Secret under which PrivX is registered at the OIDC provider."
  type        = string
  ephemeral   = true
}

resource "pam_privx_source" "ad" {
  name                       = "ad.example.com"
  type                       = "AD"
  address                    = "dc1.ad.example.com"
  port                       = 636
  enable_user_authentication = true

  ldap = {
    protocol = "LDAPS"
    base     = "dc=ad,dc=example,dc=com"
    # People only, and no disabled accounts.
    user_filter              = "(&(objectClass=user)(!(objectClass=computer))(!(userAccountControl:1.2.840.113556.1.4.803:=2)))"
    bind_dn                  = "privx@ad.example.com"
    bind_password_wo         = var.bind_password
    bind_password_wo_version = 1
  }

  kerberos = {
    domain_controller_fqdn = "dc1.ad.example.com"
    domain_controller_port = 88
    ticket_wo              = var.kerberos_ticket
    ticket_wo_version      = 1
  }

  # Beside the directory's own passwords: a button on the login page.
  oidc = {
    enabled                  = true
    issuer                   = "https://login.example.com"
    button_title             = "Single sign-on"
    client_id                = "privx"
    client_secret_wo         = var.oidc_client_secret
    client_secret_wo_version = 1
  }
}
