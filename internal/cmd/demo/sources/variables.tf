# Ephemeral variables are never written to state or to a plan file. CI sets them as TF_VAR_..., from its vault.

variable "directory_bind_password" {
  description = "Password of cn=privx in the corporate directory."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "sso_client_secret" {
  description = "Secret of the client privx at the identity provider."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "aws_secret_access_key" {
  description = "Secret of the access key with which PrivX lists hosts and roles in AWS."
  type        = string
  ephemeral   = true
  sensitive   = true
}
