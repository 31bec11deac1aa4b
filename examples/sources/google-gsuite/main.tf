terraform {
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

variable "google_key_json" {
  description = "Text of the service account's key file."
  type        = string
  ephemeral   = true
}

resource "pam_privx_source" "workspace" {
  name                       = "google-workspace"
  type                       = "GOOGLEGSUITE"
  enable_user_authentication = true

  google_gsuite = {
    domain             = "example.com" # left out: the users of all domains
    domain_admin_email = "privx@example.com"
    # The JSON itself; the provider makes the base64 that PrivX wants.
    config_json_wo         = var.google_key_json
    config_json_wo_version = 1
  }
}
