data "pam_sps_user" "admin" {
  name = "admin"
}

output "admin_password_is_from" {
  value = timeadd("1970-01-01T00:00:00Z", "${data.pam_sps_user.admin.password_created}s")
}
