# The authorities that SPS's operating system trusts.
data "pam_sps_trust_store" "built_in" {
  name = "Built-in"
}

output "number_of_authorities" {
  value = length(data.pam_sps_trust_store.built_in.authorities)
}
