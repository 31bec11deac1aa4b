data "pam_sps_ldap_servers" "all" {}

# Directories to which passwords travel in clear.
output "unprotected" {
  value = [
    for server in data.pam_sps_ldap_servers.all.ldap_servers : server.name
    if server.encryption.selection == "disabled"
  ]
}
