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
case "unknown name" {
  name = unknown
}

# accepted
case "no password" {
}

# accepted
case "password" {
  for_each            = local.secrets
  password_wo         = each.value.secret
  password_wo_version = each.value.version
}

# accepted
case "null password" {
  for_each            = { "null version" = null, "unknown version" = unknown }
  password_wo         = null
  password_wo_version = each.value
}

# refused password_wo: password_wo_version
case "password without its version" {
  for_each            = { absent = absent, null = null }
  password_wo         = "canary-7d1f-password"
  password_wo_version = each.value
}

# refused password_wo_version: Set password_wo
case "version without its password" {
  for_each            = { absent = absent, null = null }
  password_wo         = each.value
  password_wo_version = 1
}

# accepted
case "empty password" {
  password_wo         = ""
  password_wo_version = 1
}

# refused password_wo_version: not an integer
case "version 1.5" {
  password_wo         = "canary-7d1f-password"
  password_wo_version = 1.5
}

# refused password_wo: it has 151 characters, and SPS takes 150 at most
case "password of 151 characters" {
  password_wo         = "canary-${repeat("x", 144)}"
  password_wo_version = 1
}

# refused password_wo: beside letters and digits SPS takes only
case "password with a character that SPS does not take" {
  for_each            = local.secrets_with_wrong_characters
  password_wo         = each.value
  password_wo_version = 1
}
