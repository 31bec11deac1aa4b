data "pam_privx_source" "corp_ldap" {
  name = "corp-ldap"
}

# Everybody from one directory whom PrivX knows. external = true asks the directory itself.
data "pam_privx_users" "corp" {
  source_id = data.pam_privx_source.corp_ldap.id
}

# A user must match every filter.
data "pam_privx_users" "found" {
  keywords = "alice"
  user_ids = ["0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c"]
}

# For import: the id of each user, by principal. Principals need not be unique.
output "user_ids" {
  value = { for u in data.pam_privx_users.found.users : u.principal => u.id... }
}

output "without_second_factor" {
  value = [for u in data.pam_privx_users.corp.users : u.principal if u.mfa_status == "DISABLED"]
}
