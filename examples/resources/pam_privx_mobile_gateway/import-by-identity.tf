import {
  to = pam_privx_mobile_gateway.this
  identity = {
    id = "mobile_gateway"
  }
}
