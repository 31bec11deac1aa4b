terraform {
  required_version = ">= 1.11"

  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

# Ephemeral: a saved plan keeps the value of any other variable.
variable "privx_api_client_secret" {
  description = "Secret of the API client."
  type        = string
  ephemeral   = true
}

variable "privx_oauth_client_secret" {
  description = "Secret of the OAuth client."
  type        = string
  ephemeral   = true
}

variable "sps_password" {
  description = "Password of the provider's user in SPS."
  type        = string
  ephemeral   = true
}

# Each setting that is left out is read from the environment. With the environment alone, the provider block can be
# left out altogether. So can the block of a system that you do not have.
provider "pam" {
  privx = {
    url                 = "https://privx.example.com"
    api_client_id       = "5b0ab2a5-8d5b-4d3b-9a94-4f6b3ee2c4a1"
    api_client_secret   = var.privx_api_client_secret
    oauth_client_secret = var.privx_oauth_client_secret

    # PrivX often has a certificate of its own CA. Trust that CA rather than any certificate.
    # ca_certificate = file("privx-ca.pem")
  }
  sps = {
    url          = "https://sps.example.com"
    username     = "terraform"
    password     = var.sps_password
    login_method = "local"

    # How long to wait while an administrator has the configuration locked.
    lock_timeout = "10m"
  }
}
