list "pam_sps_usergroup" "found" {
  provider = pam

  config {
    name_regex = "^corp-"
  }
}
