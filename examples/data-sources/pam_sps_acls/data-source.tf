data "pam_sps_acls" "all" {}

# Groups whose members may change who may log in.
output "may_change_logins" {
  value = distinct([
    for acl in data.pam_sps_acls.all.acls : acl.group
    if acl.permission == "write" && contains(acl.objects, "/special/auth")
  ])
}
