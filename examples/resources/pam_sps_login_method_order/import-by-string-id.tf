import {
  to = pam_sps_login_method_order.this
  id = "login_methods"
}
