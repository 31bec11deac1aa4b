resource "pam_privx_mobile_gateway" "this" {
  # The default, written out because it matters: unregistering destroys the pairing of every user's device.
  deletion_protection = true
}
