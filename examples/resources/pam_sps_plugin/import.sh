# Type and key of the plugin; the data source pam_sps_plugins lists them.
terraform import pam_sps_plugin.office_hours aa/cf814274-60a3-42d4-9b90-738495a6b7c8
