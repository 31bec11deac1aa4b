data "pam_privx_user" "alice" {
  principal = "alice"
}

data "pam_privx_user_effective_roles" "alice" {
  user_id = data.pam_privx_user.alice.id
}

# By name, and whether somebody granted the role or a rule of the role gives it.
output "alice_roles_now" {
  value = { for r in data.pam_privx_user_effective_roles.alice.roles : r.name => r.explicit ? "granted" : "by rule" }
}
