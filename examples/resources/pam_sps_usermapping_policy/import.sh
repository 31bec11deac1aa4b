terraform import pam_sps_usermapping_policy.servers be703163-5f92-41c3-8a8f-62738495a6b7

# By name, of which there must be one:
terraform import pam_sps_usermapping_policy.servers 'name:NAME'
