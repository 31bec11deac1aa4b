terraform import pam_privx_authorized_key.alice_laptop 0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c/2765b005-4ce1-4b2b-a9ca-ee6c4d6f2792

# By name, of which there must be one:
terraform import pam_privx_authorized_key.alice_laptop 'name:NAME/name:NAME'
