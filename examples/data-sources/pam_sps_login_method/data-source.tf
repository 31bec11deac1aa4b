# The one that is built in.
data "pam_sps_login_method" "local" {
  name = "local"
}

output "minimum_password_length" {
  value = data.pam_sps_login_method.local.local.minimum_password_length
}
