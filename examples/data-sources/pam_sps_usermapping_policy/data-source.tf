data "pam_sps_usermapping_policy" "servers" {
  name = "servers"
}

output "who_may_be_root" {
  value = try(data.pam_sps_usermapping_policy.servers.mappings["root"], "nobody")
}
