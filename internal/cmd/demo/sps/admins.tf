# Two who can log in even when the directory is down.

resource "pam_sps_user" "alice" {
  name                = "alice"
  password_wo         = var.alice_password
  password_wo_version = 1
}

resource "pam_sps_user" "bob" {
  name                = "bob"
  password_wo         = var.bob_password
  password_wo_version = 1
}

resource "pam_sps_usergroup" "admins" {
  name    = "admins"
  members = [pam_sps_user.alice.id, pam_sps_user.bob.id]
}
