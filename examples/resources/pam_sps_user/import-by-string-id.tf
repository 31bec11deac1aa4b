import {
  to = pam_sps_user.alice
  id = "7a3c9d2f-1b5e-4d8f-8c4b-2e3f40516273"
}
