list "pam_sps_usermapping_policy" "found" {
  provider = pam

  config {
    name_regex = "^corp-"
  }
}
