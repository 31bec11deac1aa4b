# Alice: each of these is one grant, beside whatever else she has been granted.

# The databases move on one weekend.
resource "pam_privx_user_role" "move" {
  user_id    = data.pam_privx_user.alice.id
  role_id    = data.pam_privx_role.databases.id
  grant_type = "TIME_RESTRICTED"

  grant_validity_periods = [
    { grant_start = "2047-02-13T06:00:00+01:00", grant_end = "2047-02-14T22:00:00+01:00" },
  ]
}

# In an emergency she gets in at once; eight hours later it is over.
resource "pam_privx_user_role" "emergency" {
  user_id         = data.pam_privx_user.alice.id
  role_id         = data.pam_privx_role.emergency.id
  grant_type      = "FLOATING"
  floating_length = 8
}

# The key of her laptop: for a year, and only from the office.
resource "pam_privx_authorized_key" "laptop" {
  user_id        = data.pam_privx_user.alice.id
  name           = "laptop"
  public_key     = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJzwFGGlX4MJj5bH9BjnOLTuWlg5PZqCIxHgXf9ynxjF alice@laptop"
  valid_for      = "8760h"
  source_address = ["198.51.100.0/24"]
}
