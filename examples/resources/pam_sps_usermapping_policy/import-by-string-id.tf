import {
  to = pam_sps_usermapping_policy.servers
  id = "be703163-5f92-41c3-8a8f-62738495a6b7"
}
