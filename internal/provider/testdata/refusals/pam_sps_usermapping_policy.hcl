base {
  name                                     = "x"
  allow_other_remote_users_without_mapping = false
}

# refused name: Missing Configuration for Required Attribute
case "name" {
  for_each = { absent = absent, null = null }
  name     = each.value
}

# refused name: at least 1
case "empty name" {
  name = ""
}

# refused allow_other_remote_users_without_mapping: Missing Configuration for Required Attribute
case "no word on others" {
  for_each                                 = { absent = absent, null = null }
  allow_other_remote_users_without_mapping = each.value
}

# refused mappings[]: at least 1
case "empty account" {
  mappings = { "" = { everyone = true } }
}

# refused mappings[root]: names nobody
case "nobody named" {
  for_each = {
    nothing  = {}
    misspelt = { allowed_group = ["dba"] }
    null     = { allowed_groups = null, everyone = null }
  }
  mappings = { root = each.value, test = { everyone = true } }
}

# refused mappings[root].allowed_groups: at least 1
case "groups out of nothing" {
  mappings = { root = { allowed_groups = [] } }
}

# refused mappings[root]: has allowed_groups and everyone
case "groups and everyone" {
  mappings = { root = { allowed_groups = ["dba"], everyone = true } }
}

# refused mappings[root].everyone: true
case "not everyone" {
  mappings = { root = { everyone = false } }
}

# refused mappings[root].allowed_groups[]: at least 1
case "empty group" {
  mappings = { root = { allowed_groups = ["g", ""] } }
}

# refused mappings[root].allowed_groups: null
case "null group" {
  mappings = { root = { allowed_groups = [null] } }
}

# refused mappings: null
case "null mapping" {
  mappings = { root = null }
}

# accepted
case "no mappings" {
  for_each = { absent = absent, empty = {} }
  mappings = each.value
}

# accepted
case "mappings" {
  mappings = { root = { allowed_groups = ["admins", "dba"] }, "*" = { everyone = true } }
}

# accepted
case "unknown mappings" {
  for_each = { all = unknown, one = { root = unknown } }
  mappings = each.value
}

# accepted
case "unknown in a mapping" {
  for_each = {
    groups     = { allowed_groups = unknown }
    group      = { allowed_groups = [unknown] }
    everyone   = { everyone = unknown }
    "one of"   = { allowed_groups = ["dba"], everyone = unknown }
    "other of" = { allowed_groups = unknown, everyone = true }
  }
  mappings = { root = each.value }
}

# accepted
case "unknown flag" {
  name                                     = unknown
  allow_other_remote_users_without_mapping = unknown
}
