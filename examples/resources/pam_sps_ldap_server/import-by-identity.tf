import {
  to = pam_sps_ldap_server.corp
  identity = {
    id = "9c5e1f41-3d70-4fa1-ae6d-405162738495"
  }
}
