# The id of the user; the data source pam_privx_user finds it by principal.
terraform import pam_privx_user_mfa.alice 0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c
