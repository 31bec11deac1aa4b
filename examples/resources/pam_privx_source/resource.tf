# Ephemeral: a saved plan keeps the value of any other variable.
variable "bind_password" {
  description = "Password of the account with which PrivX searches the directory."
  type        = string
  ephemeral   = true
}

resource "pam_privx_source" "corp_ldap" {
  name    = "corp-ldap"
  type    = "LDAP"
  comment = "Staff. Managed by Terraform."
  tags    = ["production"]

  address = "ldap.example.com"
  port    = 636
  ttl     = 3600 # read the directory once an hour

  # Left out, this is false, and nobody from the directory can log in.
  enable_user_authentication = true
  username_pattern           = ["*@example.com"]

  # Attribute of the directory = attribute of the PrivX user.
  attribute_mapping = {
    mail = "email"
    uid  = "unix_account"
  }

  ldap = {
    protocol    = "LDAPS" # the PrivX servers must trust the directory's certificate
    base        = "ou=people,dc=example,dc=com"
    user_filter = "(objectClass=inetOrgPerson)"
    bind_dn     = "cn=privx,ou=services,dc=example,dc=com"

    # People log in with their mail address. Left out, PrivX takes userPrincipalName.
    user_dn_pattern = "(mail=%s)"

    # The password is sent, and never stored by Terraform. Raise the version to send it again.
    bind_password_wo         = var.bind_password
    bind_password_wo_version = 1
  }

  mfa = {
    type    = "RADIUS"
    address = "radius.example.com"
    port    = 1812
    # Left out, everybody needs the second factor.
    base_dn = "ou=admins,ou=people,dc=example,dc=com"
  }
}
