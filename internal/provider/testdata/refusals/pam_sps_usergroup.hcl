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

# refused members[]: at least 1
case "empty member" {
  members = ["a", ""]
}

# refused members: null
case "null member" {
  members = [null]
}

# accepted
case "no members" {
}

# accepted
case "unknown members" {
  name    = unknown
  members = unknown
}

# accepted
case "unknown member" {
  members = [unknown]
}

# refused members[${each.value}]: a name is no key of any user: data "pam_sps_user" finds it by name
case "name of a member" {
  for_each = ["Jane Doe", "jane@example.com", "/api/configuration/aaa/local_database/users/1", "a\n"]
  members  = [each.value]
}
