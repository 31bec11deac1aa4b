data "pam_privx_user" "alice" {
  principal = "alice"
}

data "pam_privx_role" "linux_admins" {
  name = "Linux admins"
}

data "pam_privx_role" "database_readers" {
  name = "Database readers"
}

# Until it is taken away.
resource "pam_privx_user_role" "alice_linux_admins" {
  user_id = data.pam_privx_user.alice.id
  role_id = data.pam_privx_role.linux_admins.id
}

# For two migrations, each with its window.
resource "pam_privx_user_role" "alice_database_readers" {
  user_id    = data.pam_privx_user.alice.id
  role_id    = data.pam_privx_role.database_readers.id
  grant_type = "TIME_RESTRICTED"

  grant_validity_periods = [
    { grant_start = "2030-03-02T20:00:00+01:00", grant_end = "2030-03-03T04:00:00+01:00" },
    { grant_start = "2030-03-09T20:00:00+01:00", grant_end = "2030-03-10T04:00:00+01:00" },
  ]
}
