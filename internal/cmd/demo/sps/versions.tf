terraform {
  required_version = ">= 1.11"
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

# Where SPS is and how to log in comes from the environment: SPS_URL and its kin.
provider "pam" {}
