# Second factors on phones need PrivX to be registered at the vendor's mobile gateway.
resource "pam_privx_mobile_gateway" "this" {
  deletion_protection = true # as it is when left out
}
