data "pam_privx_current_user_aws_roles" "mine" {}

# The ARN of each AWS role, with the roles of PrivX that give it.
output "aws_roles" {
  value = { for r in data.pam_privx_current_user_aws_roles.mine.aws_roles : r.arn => r.roles[*].name }
}
