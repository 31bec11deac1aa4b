data "pam_sps_trust_stores" "all" {}

output "without_revocation_check" {
  value = [for store in data.pam_sps_trust_stores.all.trust_stores : store.name if store.revocation_check == "none"]
}
