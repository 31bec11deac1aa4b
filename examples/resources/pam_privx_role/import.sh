terraform import pam_privx_role.linux_admins 3453395a-2a12-50a5-4fdb-1c2d3e4f5a6b

# By name, of which there must be one:
terraform import pam_privx_role.linux_admins 'name:NAME'
