base {
  name = "x"
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

# refused mappings[0].remote_user: at least 1
case "empty account" {
  mappings = [{ remote_user = "" }]
}

# refused mappings[0].remote_user: is required
case "no account" {
  mappings = [{ allowed_groups = ["g"] }]
}

# refused mappings[1].remote_user: is required
case "null account" {
  mappings = [{ remote_user = "root" }, { remote_user = null }]
}

# refused mappings[0].allowed_groups[]: at least 1
case "empty group" {
  mappings = [{ remote_user = "root", allowed_groups = ["g", ""] }]
}

# refused mappings[0].allowed_groups: null
case "null group" {
  mappings = [{ remote_user = "root", allowed_groups = [null] }]
}

# refused mappings: null
case "null mapping" {
  for_each = { first = [null], second = [{ remote_user = "root" }, null] }
  mappings = each.value
}

# accepted
case "no mappings" {
  for_each = { absent = absent, empty = [] }
  mappings = each.value
}

# accepted
case "mapping for everyone" {
  mappings = [
    { remote_user = "root" },
    { remote_user = "root", allowed_groups = [] },
    { remote_user = "*", allowed_groups = null },
  ]
}

# accepted
case "unknown mappings" {
  for_each = { all = unknown, one = [unknown] }
  mappings = each.value
}

# accepted
case "unknown in a mapping" {
  mappings = [
    { remote_user = unknown, allowed_groups = unknown },
    { remote_user = "root", allowed_groups = [unknown] },
  ]
}

# accepted
case "unknown flag" {
  name                                     = unknown
  allow_other_remote_users_without_mapping = unknown
}
