terraform {
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

resource "pam_privx_source" "local" {
  name                       = "contractors"
  type                       = "LOCAL"
  enable_user_authentication = true

  # Connections end a quarter of an hour after the user's own session.
  child_session_auto_logout_delay = 900

  session_password_enabled = true
  session_password_policy = {
    password_min_length = 16
    password_max_length = 24
    use_lower_case      = true
    use_upper_case      = true
    use_numbers         = true
  }

  mfa = {
    type = "INTERNAL" # time-based codes, checked by PrivX itself
  }
}
