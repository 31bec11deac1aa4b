data "pam_sps_plugins" "all" {}

output "plugins" {
  value = { for plugin in data.pam_sps_plugins.all.plugins : plugin.id => "${plugin.name} ${plugin.version}" }
}
