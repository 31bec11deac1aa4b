terraform import pam_sps_ldap_server.corp 9c5e1f41-3d70-4fa1-ae6d-405162738495

# By name, of which there must be one:
terraform import pam_sps_ldap_server.corp 'name:NAME'
