# The key of the LDAP server; the data source pam_sps_ldap_servers lists them.
terraform import pam_sps_ldap_server.corp 9c5e1f41-3d70-4fa1-ae6d-405162738495
