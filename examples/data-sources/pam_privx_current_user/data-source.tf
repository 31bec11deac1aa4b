data "pam_privx_current_user" "me" {}

# What the API client with which Terraform works may do.
output "permissions" {
  value = data.pam_privx_current_user.me.permissions
}

output "roles" {
  value = data.pam_privx_current_user.me.roles[*].name
}
