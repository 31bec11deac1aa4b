# Bob: these are all of his grants. A grant that is not here is taken away.
resource "pam_privx_user_roles" "bob" {
  user_id = data.pam_privx_user.bob.id

  roles = {
    (data.pam_privx_role.web.id) = { grant_type = "PERMANENT" }
  }
}
