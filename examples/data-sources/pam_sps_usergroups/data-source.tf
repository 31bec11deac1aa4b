data "pam_sps_usergroups" "all" {}

# The ids by name, for imports and references.
output "usergroups" {
  value = { for group in data.pam_sps_usergroups.all.usergroups : group.name => group.id }
}
