data "pam_sps_usermapping_policy" "servers" {
  name = "servers"
}

output "who_may_be_root" {
  value = flatten([
    for mapping in data.pam_sps_usermapping_policy.servers.mappings : mapping.allowed_groups
    if mapping.remote_user == "root"
  ])
}
