list "pam_sps_ldap_server" "found" {
  provider = pam

  config {
    name_regex = "^corp-"
  }
}
