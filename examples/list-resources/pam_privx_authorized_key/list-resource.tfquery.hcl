list "pam_privx_authorized_key" "found" {
  provider = pam

  config {
    principal = "alice"
  }
}
