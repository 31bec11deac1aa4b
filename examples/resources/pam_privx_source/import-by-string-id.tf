import {
  to = pam_privx_source.corp_ldap
  id = "5bf77342-221c-11ee-be56-0242ac120002"
}
