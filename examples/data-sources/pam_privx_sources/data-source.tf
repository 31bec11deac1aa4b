data "pam_privx_sources" "all" {}

# A source must match every filter.
data "pam_privx_sources" "corp" {
  type       = "LDAP"
  tag        = "production"
  name_regex = "^corp-"
}

# For import: the id of each source, by name and type.
output "source_ids" {
  value = { for s in data.pam_privx_sources.all.sources : "${s.name} (${s.type})" => s.id... }
}

output "failing" {
  value = [for s in data.pam_privx_sources.corp.sources : "${s.name}: ${s.status_text}" if s.status_code == "NOK"]
}
