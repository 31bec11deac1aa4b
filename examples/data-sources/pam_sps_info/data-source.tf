data "pam_sps_info" "this" {}

# Login methods and LDAP servers need this.
check "version" {
  assert {
    condition     = tonumber(split(".", data.pam_sps_info.this.firmware_version)[0]) >= 7
    error_message = "This SPS is older than 7.0 LTS."
  }
}
