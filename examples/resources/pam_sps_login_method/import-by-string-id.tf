# SPS does not show shared secrets: the first apply after the import sends yours.
import {
  to = pam_sps_login_method.radius
  id = "ad6f2052-4e81-40b2-bf7e-5162738495a6"
}
