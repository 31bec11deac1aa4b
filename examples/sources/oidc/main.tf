terraform {
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

variable "oidc_client_secret" {
  description = "Secret under which PrivX is registered at the OIDC provider."
  type        = string
  ephemeral   = true
}

resource "pam_privx_source" "oidc" {
  name                       = "single-sign-on"
  type                       = "OIDC"
  enable_user_authentication = true

  # Claim of the token = attribute of the PrivX user.
  attribute_mapping = {
    preferred_username = "unix_account"
    email              = "windows_account"
  }

  oidc = {
    enabled                  = true
    issuer                   = "https://login.example.com"
    button_title             = "Single sign-on"
    client_id                = "privx"
    client_secret_wo         = var.oidc_client_secret
    client_secret_wo_version = 1
    additional_scopes        = ["email", "groups", "profile"]
    tags_attribute_name      = "groups"
  }
}
