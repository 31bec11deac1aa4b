list "pam_privx_user_role" "found" {
  provider = pam

  config {
    principal = "alice"
  }
}
