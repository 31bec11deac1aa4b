data "pam_privx_user" "alice" {
  principal = "alice"
}

# Users of two directories can have the same principal; ids are unique. source_id tells such users apart, too.
data "pam_privx_user" "by_id" {
  id = "0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c"
}

output "alice_granted_roles" {
  value = [for r in data.pam_privx_user.alice.roles : r.name if r.explicit]
}

output "alice_second_factor" {
  value = data.pam_privx_user.by_id.mfa_status
}
