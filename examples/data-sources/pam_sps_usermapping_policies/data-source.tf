data "pam_sps_usermapping_policies" "all" {}

# Policies that let everybody use accounts that they do not name.
output "open_policies" {
  value = [
    for policy in data.pam_sps_usermapping_policies.all.usermapping_policies : policy.name
    if policy.allow_other_remote_users_without_mapping
  ]
}
