data "pam_privx_source" "corp_ldap" {
  name = "corp-ldap"
}

# Names need not be unique in PrivX; ids are.
data "pam_privx_source" "by_id" {
  id = "5bf77342-221c-11ee-be56-0242ac120002"
}

output "corp_ldap_status" {
  value = data.pam_privx_source.corp_ldap.status_code
}
