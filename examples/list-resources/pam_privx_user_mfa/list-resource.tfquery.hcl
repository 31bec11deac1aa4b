list "pam_privx_user_mfa" "found" {
  provider = pam

  config {
    principal = "alice"
  }
}
