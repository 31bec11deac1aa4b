# accepted
case "deletion protection" {
  for_each            = { absent = absent, null = null, unknown = unknown, off = false }
  deletion_protection = each.value
}
