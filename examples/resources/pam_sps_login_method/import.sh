terraform import pam_sps_login_method.radius ad6f2052-4e81-40b2-bf7e-5162738495a6

# By name, of which there must be one:
terraform import pam_sps_login_method.radius 'name:NAME'
