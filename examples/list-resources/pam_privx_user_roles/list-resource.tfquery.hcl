list "pam_privx_user_roles" "found" {
  provider = pam

  config {
    principal = "alice"
  }
}
