terraform {
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

variable "azure_client_secret" {
  description = "Secret of the application as which PrivX reads the subscription."
  type        = string
  ephemeral   = true
}

resource "pam_privx_source" "azure" {
  name                        = "azure-production"
  type                        = "AZURE"
  service_address_auto_update = true

  azure = {
    subscription_id          = "b1f6c9d2-4a53-4e0f-9a61-0d2c7c6f1e85"
    tenant_id                = "0c8e5f34-7d1b-4c29-8b5a-6f2e9d3a7b10"
    client_id                = "7e2d9a41-3c6f-4b80-a5d7-1f9b0e8c2d63"
    client_secret_wo         = var.azure_client_secret
    client_secret_wo_version = 1
  }
}
