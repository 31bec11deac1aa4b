# A PrivX has one registration, whose id is always this. It can be imported once PrivX is registered.
terraform import pam_privx_mobile_gateway.this mobile_gateway
