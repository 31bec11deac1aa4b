data "pam_sps_users" "all" {}

# Users who cannot log in with a local password.
output "without_password" {
  value = [for user in data.pam_sps_users.all.users : user.name if user.password_created == 0]
}
