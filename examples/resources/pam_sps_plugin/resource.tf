# Changed content of the file is uploaded again, and updates the plugin of the same name.
resource "pam_sps_plugin" "office_hours" {
  file = "${path.module}/plugin.zip"
}

# What the MANIFEST in the file says.
output "office_hours_version" {
  value = pam_sps_plugin.office_hours.version
}
