# Hosts and IAM roles of the production account in AWS, read every five minutes.
resource "pam_privx_source" "production" {
  name = "AWS production"
  type = "AWS"
  ttl  = 300
  tags = ["production", "terraform"]

  service_address_auto_update = true

  aws = {
    access_key_id                = "AKIAIOSFODNN7EXAMPLE"
    secret_access_key_wo         = var.aws_secret_access_key
    secret_access_key_wo_version = 1
    fetch_roles                  = true
    fetch_role_path_prefix       = "/privx/"
  }
}
