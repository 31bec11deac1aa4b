# The key of the policy; the data source pam_sps_usermapping_policies lists them.
terraform import pam_sps_usermapping_policy.servers be703163-5f92-41c3-8a8f-62738495a6b7
