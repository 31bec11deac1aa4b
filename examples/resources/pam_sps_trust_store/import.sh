# The key of the trust store; the data source pam_sps_trust_stores lists them.
terraform import pam_sps_trust_store.staff 8b4d0e30-2c6f-4e90-9d5c-3f4051627384
