import {
  to = pam_sps_trust_store.staff
  identity = {
    id = "8b4d0e30-2c6f-4e90-9d5c-3f4051627384"
  }
}
