data "pam_privx_user" "alice" {
  principal = "alice"
}

resource "pam_privx_user_mfa" "alice" {
  user_id = data.pam_privx_user.alice.id
  enabled = true

  # A lost phone: add this, or change it, and alice pairs another one at the next login.
  # reset_triggers = { lost_phone = "2030-03-04" }
}
