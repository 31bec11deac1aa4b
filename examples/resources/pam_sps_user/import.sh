# The key of the user; the data source pam_sps_users lists them.
terraform import pam_sps_user.alice 7a3c9d2f-1b5e-4d8f-8c4b-2e3f40516273
