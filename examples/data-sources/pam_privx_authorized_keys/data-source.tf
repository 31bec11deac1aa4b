data "pam_privx_user" "alice" {
  principal = "alice"
}

data "pam_privx_authorized_keys" "alice" {
  user_id = data.pam_privx_user.alice.id
}

# For import: the id of each key, by name. Names need not be unique.
output "key_ids" {
  value = { for k in data.pam_privx_authorized_keys.alice.authorized_keys : k.name => k.id... }
}

output "ends" {
  value = { for k in data.pam_privx_authorized_keys.alice.authorized_keys : k.id => k.not_after }
}
