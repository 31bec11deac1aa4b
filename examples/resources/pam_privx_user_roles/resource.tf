data "pam_privx_user" "alice" {
  principal = "alice"
}

data "pam_privx_role" "linux_admins" {
  name = "Linux admins"
}

data "pam_privx_role" "database_readers" {
  name = "Database readers"
}

# These are all of alice's grants. One that somebody else makes is taken away by the next apply.
resource "pam_privx_user_roles" "alice" {
  user_id = data.pam_privx_user.alice.id

  roles = {
    # Until it is taken away.
    (data.pam_privx_role.linux_admins.id) = { grant_type = "PERMANENT" }

    # For eight hours from the first connection on, whenever that is.
    (data.pam_privx_role.database_readers.id) = {
      grant_type      = "FLOATING"
      floating_length = 8
    }
  }
}
