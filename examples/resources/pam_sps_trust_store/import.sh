terraform import pam_sps_trust_store.staff 8b4d0e30-2c6f-4e90-9d5c-3f4051627384

# By name, of which there must be one:
terraform import pam_sps_trust_store.staff 'name:NAME'
