import {
  to = pam_sps_plugin.office_hours
  identity = {
    type = "aa"
    key  = "cf814274-60a3-42d4-9b90-738495a6b7c8"
  }
}
