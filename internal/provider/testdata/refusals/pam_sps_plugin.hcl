# Files that have to be made first are in TestPluginRefusedAtPlan.

# refused file: Missing Configuration for Required Attribute
case "file" {
  for_each = { absent = absent, null = null }
  file     = each.value
}

# refused file: at least 1
case "empty file" {
  file = ""
}

# refused file: no such file
case "file that is not there" {
  file = "no-such-file.zip"
}

# refused file: is a directory
case "directory in place of a file" {
  file = "."
}

# refused file: it is not a zip file
case "file that is no zip" {
  file = "main_test.go"
}

# refused file_sha256: must be 64 hexadecimal digits
case "short hash" {
  file        = unknown
  file_sha256 = "abc"
}

# refused file_sha256: must be 64 hexadecimal digits
case "empty hash" {
  file        = unknown
  file_sha256 = ""
}

# refused file_sha256: must be 64
case "hash" {
  for_each = {
    "in base64"         = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    "with a name"       = "${repeat("ab", 32)}  plugin.zip"
    "with a line break" = "${repeat("ab", 32)}\n"
  }
  file        = unknown
  file_sha256 = each.value
}

# accepted
case "unknown file" {
  for_each = {
    "with a hash"             = repeat("ab", 32)
    "with a hash in capitals" = repeat("AB", 32)
    "with an unknown hash"    = unknown
    "without a hash"          = absent
  }
  file        = unknown
  file_sha256 = each.value
}

# refused file: is a device
case "device in place of a file" {
  file = "/dev/zero"
}
