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

# accepted
case "a name alone" {
}

# accepted
case "a comment" {
  for_each = { text = "for the platform team", empty = "", null = null, unknown = unknown }
  comment  = each.value
}

# accepted
case "unknown name" {
  name = unknown
}
