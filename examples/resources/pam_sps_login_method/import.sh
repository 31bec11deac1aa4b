# The key of the login method; the data source pam_sps_login_methods lists them.
terraform import pam_sps_login_method.radius ad6f2052-4e81-40b2-bf7e-5162738495a6
