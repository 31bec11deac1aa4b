data "pam_privx_roles" "all" {}

data "pam_privx_roles" "admins" {
  name_regex = "admins$"
}

# For grants: the id of each role, by name.
output "role_ids" {
  value = { for r in data.pam_privx_roles.all.roles : r.name => r.id }
}

output "granted_by_hand" {
  value = { for r in data.pam_privx_roles.admins.roles : r.name => r.explicit_count }
}
