# Users and roles are there already: they are looked up by name.
data "pam_privx_user" "alice" {
  principal = "alice"
}

data "pam_privx_user" "bob" {
  principal = "bob"
}

data "pam_privx_role" "databases" {
  name = "Database administrators"
}

data "pam_privx_role" "emergency" {
  name = "Emergency access"
}

data "pam_privx_role" "web" {
  name = "Web operators"
}
