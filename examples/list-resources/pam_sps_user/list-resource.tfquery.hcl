list "pam_sps_user" "found" {
  provider = pam

  config {
    name_regex = "^corp-"
  }
}
