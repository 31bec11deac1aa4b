import {
  to = pam_sps_usergroup.linux_admins
  identity = {
    id = "6f2b8c1e-0a4d-4c7e-9b3a-1d2e3f405162"
  }
}
