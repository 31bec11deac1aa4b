list "pam_privx_user_settings" "found" {
  provider = pam

  config {
    principal = "alice"
  }
}
