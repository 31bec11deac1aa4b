import {
  to = pam_privx_mobile_gateway.this
  id = "mobile_gateway"
}
