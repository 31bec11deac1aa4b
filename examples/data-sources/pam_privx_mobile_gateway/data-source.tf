data "pam_privx_mobile_gateway" "this" {}

output "registered" {
  value = data.pam_privx_mobile_gateway.this.status == "REGISTERED"
}

# Whose users cannot log in without the gateway.
output "sources" {
  value = data.pam_privx_mobile_gateway.this.sources[*].name
}
