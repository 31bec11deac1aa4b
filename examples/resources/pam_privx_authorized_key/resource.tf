data "pam_privx_user" "alice" {
  principal = "alice"
}

# PrivX sets the validity: normally two years.
resource "pam_privx_authorized_key" "alice_laptop" {
  user_id    = data.pam_privx_user.alice.id
  name       = "laptop"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPDFUZLY+F1WW7523RSaUn1tosuyblQmL7evBgJm7Sd/ alice@laptop"
}

# For 90 days from its creation, and from the office only.
resource "pam_privx_authorized_key" "alice_workstation" {
  user_id    = data.pam_privx_user.alice.id
  name       = "workstation"
  comment    = "Desk 214. Managed by Terraform."
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFe8hMvv3Oa+upIKvnaDr8UEHBZgK5zoI64k/UAyBn0H alice@workstation"

  valid_for      = "2160h"
  source_address = ["192.0.2.0/24", "2001:db8:17::/64"]
}
