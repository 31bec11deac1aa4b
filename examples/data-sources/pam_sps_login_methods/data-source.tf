# In the order of their buttons on the login page.
data "pam_sps_login_methods" "all" {}

output "ways_in" {
  value = [for method in data.pam_sps_login_methods.all.login_methods : method.title if method.active]
}
