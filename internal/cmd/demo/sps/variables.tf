# Ephemeral variables are never written to state or to a plan file. CI sets them as TF_VAR_..., from its vault.

variable "alice_password" {
  description = "First password of alice in SPS."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "bob_password" {
  description = "First password of bob in SPS."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "sps_bind_password" {
  description = "Password of cn=sps in the corporate directory."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "radius_shared_secret" {
  description = "Secret that SPS and the RADIUS server share."
  type        = string
  ephemeral   = true
  sensitive   = true
}
