# Employees: the corporate directory, with a second factor from the RADIUS server.
resource "pam_privx_source" "directory" {
  name    = "Corporate directory"
  type    = "LDAP"
  comment = "Kept in Git by the identity team: what is changed here by hand is changed back."
  tags    = ["employees", "terraform"]

  address                    = "ldap.corp.example.com"
  port                       = 636
  enable_user_authentication = true
  username_pattern           = ["*@corp.example.com"]

  attribute_mapping = {
    mail     = "email"
    memberOf = "groups"
  }

  ldap = {
    protocol                 = "LDAPS"
    base                     = "ou=people,dc=corp,dc=example,dc=com"
    user_filter              = "(&(objectClass=person)(employeeType=active))"
    bind_dn                  = "cn=privx,ou=services,dc=corp,dc=example,dc=com"
    bind_password_wo         = var.directory_bind_password
    bind_password_wo_version = 1
  }

  mfa = {
    type    = "RADIUS"
    address = "radius.corp.example.com"
    port    = 1812
  }
}
