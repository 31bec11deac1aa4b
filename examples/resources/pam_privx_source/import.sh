# The data source pam_privx_sources lists the ids.
terraform import pam_privx_source.corp_ldap 5bf77342-221c-11ee-be56-0242ac120002
