import {
  to = pam_privx_role.linux_admins
  id = "3453395a-2a12-50a5-4fdb-1c2d3e4f5a6b"
}
