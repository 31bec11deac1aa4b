terraform {
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

variable "aws_secret_access_key" {
  description = "Secret of the access key with which PrivX reads the account."
  type        = string
  ephemeral   = true
}

resource "pam_privx_source" "aws" {
  name = "aws-production"
  type = "AWS"
  tags = ["production"]

  # Hosts keep working when an instance comes back with another address.
  service_address_auto_update = true

  aws = {
    access_key_id                = "AKIAIOSFODNN7EXAMPLE"
    secret_access_key_wo         = var.aws_secret_access_key
    secret_access_key_wo_version = 1
    fetch_roles                  = true
    fetch_role_path_prefix       = "/privx/" # left out: all roles of the account
  }
}
