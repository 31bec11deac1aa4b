# Ephemeral: a saved plan keeps the value of any other variable.
variable "alice_password" {
  description = "First password of alice in SPS."
  type        = string
  ephemeral   = true
}

resource "pam_sps_user" "alice" {
  name = "alice"

  # The password is sent, and never stored by Terraform. Raise the version to send it again, which also undoes a change
  # that alice made.
  password_wo         = var.alice_password
  password_wo_version = 1
}

# RADIUS checks this user's password. SPS needs the name only, for its local usergroups.
resource "pam_sps_user" "dave" {
  name = "dave"
}
