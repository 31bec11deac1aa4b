# A directory that is managed elsewhere.
data "pam_sps_ldap_server" "corp" {
  name = "corp"
}

resource "pam_sps_login_method" "corp" {
  name  = "corp"
  title = "Log in with your Windows password"

  ldap = {
    ldap_server = data.pam_sps_ldap_server.corp.id
  }
}
