# Anyone may be test on the servers, only admins may be root, and nobody may be anyone else.
resource "pam_sps_usermapping_policy" "servers" {
  name                                     = "servers"
  allow_other_remote_users_without_mapping = false

  mappings = {
    test = { everyone = true }
    root = { allowed_groups = [pam_sps_usergroup.admins.name] }
  }
}
