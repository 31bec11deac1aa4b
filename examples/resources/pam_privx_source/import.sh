terraform import pam_privx_source.corp_ldap 5bf77342-221c-11ee-be56-0242ac120002

# By name, of which there must be one:
terraform import pam_privx_source.corp_ldap 'name:NAME'
