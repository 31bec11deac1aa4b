terraform import pam_sps_usergroup.linux_admins 6f2b8c1e-0a4d-4c7e-9b3a-1d2e3f405162

# By name, of which there must be one:
terraform import pam_sps_usergroup.linux_admins 'name:NAME'
