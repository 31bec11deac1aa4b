terraform import pam_privx_user_settings.alice 0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c

# By name, of which there must be one:
terraform import pam_privx_user_settings.alice 'name:NAME'
