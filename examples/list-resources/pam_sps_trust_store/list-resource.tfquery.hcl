list "pam_sps_trust_store" "found" {
  provider = pam

  config {
    name_regex = "^corp-"
  }
}
