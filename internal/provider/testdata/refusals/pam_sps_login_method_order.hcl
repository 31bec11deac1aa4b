# refused keys: Missing Configuration for Required Attribute
case "keys" {
  for_each = { absent = absent, null = null }
  keys     = each.value
}

# refused keys: at least 1
case "empty keys" {
  keys = []
}

# refused keys: duplicate
case "key twice" {
  keys = ["-100", "a", "-100"]
}

# refused keys: null
case "null key" {
  keys = ["-100", null]
}

# refused keys[0]: must be a key of SPS
case "first key" {
  for_each = { "empty" = "", "is a path" = "/api/configuration/aaa/login_methods/-100" }
  keys     = [each.value]
}

# refused keys[1]: data "pam_sps_login_method" finds it by name
case "key with a space" {
  keys = ["-100", "a b"]
}

# accepted
case "unknown keys" {
  for_each = { all = unknown, one = [unknown, "-100"], two = [unknown, unknown] }
  keys     = each.value
}

# accepted
case "keys of every kind" {
  keys = ["-100", "46785097158061f46c63d0", "0ce3c6b2-9bd1-4ee9-9a0a-3a5c1c8c4b5e", "local"]
}
