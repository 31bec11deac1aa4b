terraform import pam_sps_user.alice 7a3c9d2f-1b5e-4d8f-8c4b-2e3f40516273

# By name, of which there must be one:
terraform import pam_sps_user.alice 'name:NAME'
