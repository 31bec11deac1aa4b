# SPS does not show the file: the first apply after the import uploads yours.
import {
  to = pam_sps_plugin.office_hours
  id = "aa/cf814274-60a3-42d4-9b90-738495a6b7c8"
}
