terraform {
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

variable "radius_shared_secret" {
  description = "Secret that SPS and the RADIUS server share."
  type        = string
  ephemeral   = true
}

# The RADIUS server checks the password, so the user needs none in SPS.
resource "pam_sps_user" "alice" {
  name = "alice"
}

resource "pam_sps_usergroup" "operators" {
  name    = "operators"
  members = [pam_sps_user.alice.id]
}

resource "pam_sps_login_method" "radius" {
  name  = "radius"
  title = "Log in with a token"

  radius = {
    servers = [
      {
        address                  = "radius.example.com"
        port                     = 1812
        shared_secret_wo         = var.radius_shared_secret
        shared_secret_wo_version = 1
      },
    ]
    authentication_protocol = "pap"

    # The groups of the local user with the name that RADIUS accepted.
    groups = { type = "local" }
  }
}
