list "pam_privx_source" "found" {
  provider = pam

  config {
    name_regex = "^corp-"
  }
}
