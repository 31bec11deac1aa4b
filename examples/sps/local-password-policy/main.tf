terraform {
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

# The login method that every SPS has. It cannot be made anew, so it is imported, and its key is looked up.
data "pam_sps_login_method" "local" {
  name = "local"
}

import {
  to = pam_sps_login_method.local
  id = data.pam_sps_login_method.local.id
}

resource "pam_sps_login_method" "local" {
  name  = "local"
  title = "Local login"

  # They hold for passwords that are set from now on.
  local = {
    cracklib_enabled            = true
    expiration_days             = 90
    remember_previous_passwords = 5
    minimum_password_strength   = "strong"
    minimum_password_length     = 14
  }

  # SPS does not delete it. To let go of it, use a removed block.
  lifecycle {
    prevent_destroy = true
  }
}
