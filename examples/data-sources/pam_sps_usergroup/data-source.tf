# One of SPS's own groups, whose members may search the recorded sessions.
data "pam_sps_usergroup" "search" {
  name = "search"
}

output "number_of_auditors" {
  value = length(data.pam_sps_usergroup.search.members)
}
