resource "pam_sps_user" "bob" {
  name = "bob"
}

resource "pam_sps_user" "carol" {
  name = "carol"
}

resource "pam_sps_usergroup" "linux_admins" {
  name = "linux-admins"

  # Ids of users, not names. A member that is added elsewhere is drift, and the next apply takes it out.
  members = [pam_sps_user.bob.id, pam_sps_user.carol.id]
}
