list "pam_sps_plugin" "found" {
  provider = pam

  config {
    name_regex = "^corp-"
  }
}
