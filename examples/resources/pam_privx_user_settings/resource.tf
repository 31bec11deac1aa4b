data "pam_privx_user" "alice" {
  principal = "alice"
}

# Bookmarks and whatever else the console remembers of alice stay as they are.
resource "pam_privx_user_settings" "alice" {
  user_id = data.pam_privx_user.alice.id

  settings = jsonencode({
    locale    = { locale = "en_US" }
    sshClient = { fontSize = 14 }
  })
}
