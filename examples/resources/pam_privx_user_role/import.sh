terraform import pam_privx_user_role.alice_linux_admins 0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c/3453395a-2a12-50a5-4fdb-1c2d3e4f5a6b

# By name, of which there must be one:
terraform import pam_privx_user_role.alice_linux_admins 'name:NAME/name:NAME'
