resource "pam_sps_usergroup" "server_admins" {
  name = "server-admins"
}

resource "pam_sps_usermapping_policy" "servers" {
  name = "servers"

  # Nothing but what is mapped. With true, other accounts may be used by the users of the same name.
  allow_other_remote_users_without_mapping = false

  mappings = {
    # Names of groups, local or of LDAP.
    root   = { allowed_groups = [pam_sps_usergroup.server_admins.name] }
    oracle = { allowed_groups = ["dba", pam_sps_usergroup.server_admins.name] }
    guest  = { everyone = true }
  }
}
