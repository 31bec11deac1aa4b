# An SPS has one order, whose id is always this.
terraform import pam_sps_login_method_order.this login_methods
