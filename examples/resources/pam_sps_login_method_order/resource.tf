# Ephemeral: a saved plan keeps the value of any other variable.
variable "radius_shared_secret" {
  description = "Secret that SPS and the RADIUS server share."
  type        = string
  ephemeral   = true
}

data "pam_sps_login_method" "local" {
  name = "local"
}

resource "pam_sps_login_method" "token" {
  name  = "token"
  title = "Log in with a token"

  radius = {
    servers = [{
      address                  = "radius.example.com"
      port                     = 1812
      shared_secret_wo         = var.radius_shared_secret
      shared_secret_wo_version = 1
    }]
    authentication_protocol = "mschapv2"
    groups                  = { type = "local" }
  }
}

# The token first, then the local password. Methods that are not named come behind these two.
resource "pam_sps_login_method_order" "this" {
  keys = [
    pam_sps_login_method.token.id,
    data.pam_sps_login_method.local.id,
  ]
}
