terraform {
  required_version = ">= 1.11"
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

# Where PrivX is and how to log in comes from the environment: PRIVX_API_BASE_URL and its kin.
provider "pam" {}
