base {
  user_id = local.alice
}

# refused user_id: must be an id of PrivX such as
case "wrong user" {
  for_each = local.not_ids
  user_id  = each.value
  enabled  = true
}

# refused user_id: Missing Configuration for Required Attribute
case "no user" {
  user_id = absent
  enabled = true
}

# accepted
case "switch" {
  for_each = { absent = absent, null = null }
  enabled  = each.value
}

# accepted
case "triggers alone" {
  reset_triggers = { n = 1 }
}

# refused user_id: Missing Configuration for Required Attribute
case "nothing" {
  user_id = absent
}

# accepted
case "a factor" {
  enabled = true
}

# accepted
case "everything unknown" {
  user_id        = unknown
  enabled        = unknown
  reset_triggers = unknown
}

# accepted
case "unknown trigger" {
  enabled        = false
  reset_triggers = { phone = unknown }
}

# accepted
case "no triggers" {
  enabled        = "true"
  reset_triggers = {}
}

# accepted
case "null triggers" {
  enabled        = true
  reset_triggers = { a = null, b = 1 }
}
