list "pam_privx_role" "found" {
  provider = pam

  config {
    name_regex = "^corp-"
  }
}
