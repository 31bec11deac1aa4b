terraform {
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

variable "openstack_password" {
  description = "Password of the user as whom PrivX reads OpenStack."
  type        = string
  ephemeral   = true
}

resource "pam_privx_source" "openstack" {
  name                        = "openstack"
  type                        = "OPENSTACK"
  service_address_auto_update = true

  openstack = {
    version  = "V3"
    endpoint = "https://keystone.example.com:5000/v3"

    # V3 wants a user name together with a domain, or user_id alone. V2 wants the user name alone.
    username   = "privx"
    domainname = "Default"

    # Either a password or an API key (apikey_wo).
    password_wo         = var.openstack_password
    password_wo_version = 1

    tenant_names = ["production", "staging"]
  }
}
