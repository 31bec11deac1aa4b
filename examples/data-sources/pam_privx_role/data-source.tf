data "pam_privx_role" "linux_admins" {
  name = "Linux admins"
}

data "pam_privx_role" "by_id" {
  id = "67b9cc24-673d-58c6-693f-0a1b2c3d4e5f"
}

output "linux_admins_permissions" {
  value = data.pam_privx_role.linux_admins.permissions
}

# Who gets the role without a grant: the rules on the users' directories.
output "database_readers_rules" {
  value = jsondecode(data.pam_privx_role.by_id.source_rules)
}
