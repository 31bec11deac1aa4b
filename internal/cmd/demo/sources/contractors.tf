# Contractors: made by hand in the console years ago, and from now on kept here. The id is in the console's URL.
import {
  to = pam_privx_source.contractors
  id = "5c3d1f0e-7a42-9b61-4f08-1d2e3f405162"
}

# The password of bind_dn stays as it is on the server: without bind_password_wo nobody here needs to know it.
resource "pam_privx_source" "contractors" {
  name    = "Contractors"
  type    = "AD"
  comment = "Ask Jo before you change anything"

  address                    = "dc1.partner.example.net"
  port                       = 636
  enable_user_authentication = true

  ldap = {
    protocol    = "LDAPS"
    base        = "ou=contractors,dc=partner,dc=example,dc=net"
    user_filter = "(objectClass=user)"
    bind_dn     = "privx@partner.example.net"
  }

  mfa = {
    type = "INTERNAL"
  }
}
