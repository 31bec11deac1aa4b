resource "pam_privx_role" "linux_admins" {
  name    = "Linux administrators"
  comment = "Root on all Linux servers, for the platform team."
}

resource "pam_privx_user_role" "alice" {
  user_id = "0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c"
  role_id = pam_privx_role.linux_admins.id
}
