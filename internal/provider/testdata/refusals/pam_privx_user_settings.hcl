# refused user_id: must be an id of PrivX such as
case "wrong user" {
  for_each = local.not_ids
  user_id  = each.value
  settings = "{}"
}

# refused settings: Missing Configuration for Required Attribute
case "settings" {
  for_each = { absent = absent, null = null }
  settings = each.value
}

# refused settings: at least 1
case "empty settings" {
  settings = ""
}

# refused settings: JSON object
case "no object" {
  for_each = {
    "white space"         = "  "
    "array"               = jsonencode([1])
    "empty array"         = "[]"
    "string"              = jsonencode("dark")
    "number"              = jsonencode(12)
    "number of one digit" = 7
    "truth"               = true
    "nothing"             = jsonencode(null)
    "cut off"             = "{\"theme\":\"dark\""
    "brace alone"         = "{"
    "comma at the end"    = "{\"theme\":\"dark\",}"
    "single quotes"       = "{'theme':'dark'}"
    "HCL"                 = "theme = \"dark\""
    "YAML"                = "theme: dark"
    "two objects"         = "{}{}"
  }
  settings = each.value
}

# refused settings: base64 already
case "base64 of an object" {
  settings = "eyJ0aGVtZSI6ImRhcmsifQ=="
}

# accepted
case "object" {
  for_each = {
    "without keys"               = "{}"
    "in white space"             = "\n { \"theme\" : \"dark\" } \n"
    "with a key to be absent"    = jsonencode({ theme = null })
    "with numbers and nesting"   = "{\"a\":{\"b\":[1,2.50,1e3,12345678901234567890,null,true]}}"
    "of which a part is unknown" = jsonencode({ theme = unknown })
  }
  settings = each.value
}

# accepted
case "unknown settings" {
  user_id  = unknown
  settings = unknown
}

# accepted
case "settings taken out" {
  before {
    settings = jsonencode({ a = 1, b = 2 })
  }
  settings = jsonencode({ a = 1 })
}
