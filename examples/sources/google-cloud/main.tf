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

resource "pam_privx_source" "google_cloud" {
  name                        = "google-cloud"
  type                        = "GOOGLECLOUD"
  service_address_auto_update = true

  google_cloud = {
    project_ids = ["example-production", "example-staging"]
    # The JSON itself; the provider makes the base64 that PrivX wants.
    config_json_wo         = var.google_key_json
    config_json_wo_version = 1
  }
}
