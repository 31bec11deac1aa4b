data "pam_privx_user" "alice" {
  principal = "alice"
}

data "pam_privx_user_settings" "alice" {
  user_id = data.pam_privx_user.alice.id
}

output "keys" {
  value = keys(jsondecode(data.pam_privx_user_settings.alice.settings))
}
