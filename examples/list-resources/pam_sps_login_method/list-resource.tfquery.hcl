list "pam_sps_login_method" "found" {
  provider = pam

  config {
    name_regex = "^corp-"
  }
}
