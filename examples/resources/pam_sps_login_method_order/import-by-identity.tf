import {
  to = pam_sps_login_method_order.this
  identity = {
    id = "login_methods"
  }
}
