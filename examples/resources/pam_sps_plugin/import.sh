terraform import pam_sps_plugin.office_hours aa/cf814274-60a3-42d4-9b90-738495a6b7c8

# By name, of which there must be one:
terraform import pam_sps_plugin.office_hours 'aa/name:NAME'
