base {
  user_id = local.alice
  role_id = local.admins
}

# accepted
case "minimum" {
}

# refused user_id: Missing Configuration for Required Attribute
case "user" {
  for_each = { absent = absent, null = null }
  user_id  = each.value
}

# refused user_id: must be an id of PrivX such as
case "wrong user" {
  for_each = local.not_ids
  user_id  = each.value
}

# refused role_id: Missing Configuration for Required Attribute
case "no role" {
  role_id = absent
}

# refused role_id: must be an id of PrivX such as
case "wrong role" {
  for_each = local.not_ids
  role_id  = each.value
}

# refused user_id: Missing Configuration for Required Attribute
# refused role_id: Missing Configuration for Required Attribute
case "neither" {
  user_id = absent
  role_id = absent
}

# accepted
case "ids in capitals" {
  user_id = upper(local.alice)
  role_id = upper(local.admins)
}

# accepted
case "ids of no version" {
  user_id = "00000000-0000-0000-0000-000000000000"
  role_id = "ffffffff-ffff-ffff-ffff-ffffffffffff"
}

# accepted
case "unknown ids" {
  user_id = unknown
  role_id = unknown
}

# accepted
case "another type" {
  before {
  }
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [local.january]
}

# Types.

# refused grant_type: ["PERMANENT" "TIME_RESTRICTED" "FLOATING"]
case "type" {
  for_each = {
    "unheard of"       = "FOREVER"
    "in lower case"    = "permanent"
    "empty"            = ""
    "with white space" = " FLOATING"
    "with a hyphen"    = "TIME-RESTRICTED"
  }
  grant_type = each.value
}

# refused grant_type: ["PERMANENT" "TIME_RESTRICTED" "FLOATING"]
case "type in lower case with its length" {
  grant_type      = "floating"
  floating_length = 8
}

# refused grant_type: ["PERMANENT" "TIME_RESTRICTED" "FLOATING"]
case "type in lower case with its periods" {
  grant_type             = "time_restricted"
  grant_validity_periods = [local.january]
}

# accepted
case "permanent" {
  for_each   = { "by default" = absent, "by its name" = "PERMANENT" }
  grant_type = each.value
}

# accepted
case "nulls" {
  grant_type             = null
  grant_validity_periods = null
  floating_length        = null
}

# accepted
case "permanent with empty periods" {
  grant_type             = "PERMANENT"
  grant_validity_periods = []
}

# refused floating_length: Set grant_type = "FLOATING"
case "permanent with a length" {
  grant_type      = "PERMANENT"
  floating_length = 8
}

# refused floating_length: this grant is PERMANENT
case "length without a type" {
  floating_length = 8
}

# refused grant_validity_periods: Set grant_type = "TIME_RESTRICTED"
case "permanent with a period" {
  grant_type             = "PERMANENT"
  grant_validity_periods = [local.january]
}

# refused grant_validity_periods: this grant is PERMANENT
case "period without a type" {
  grant_validity_periods = [local.january]
}

# Floating.

# refused floating_length: A FLOATING grant needs
case "floating without length" {
  grant_type = "FLOATING"
}

# refused floating_length: in hours
case "floating with a null length" {
  grant_type      = "FLOATING"
  floating_length = null
}

# refused floating_length: A FLOATING grant needs
# refused grant_validity_periods: this grant is FLOATING
case "floating with a period in place of a length" {
  grant_type             = "FLOATING"
  grant_validity_periods = [local.january]
}

# refused grant_validity_periods: belongs to TIME_RESTRICTED
case "floating with a period" {
  grant_type             = "FLOATING"
  floating_length        = 8
  grant_validity_periods = [local.january]
}

# refused floating_length: at least 1
case "floating for no time" {
  for_each        = [0, -1]
  grant_type      = "FLOATING"
  floating_length = each.value
}

# refused floating_length: not an integer
case "floating for half an hour" {
  grant_type      = "FLOATING"
  floating_length = 0.5
}

# accepted
case "floating" {
  for_each        = [1, "24"]
  grant_type      = "FLOATING"
  floating_length = each.value
}

# accepted
case "floating with empty periods" {
  grant_type             = "FLOATING"
  floating_length        = 87600
  grant_validity_periods = []
}

# Restricted to periods.

# refused grant_validity_periods: needs at least one period
case "restricted without periods" {
  for_each               = { absent = absent, empty = [], null = null }
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = each.value
}

# refused grant_validity_periods: needs at least one period
# refused floating_length: belongs to FLOATING; this grant is TIME_RESTRICTED
case "restricted with a length and no period" {
  grant_type      = "TIME_RESTRICTED"
  floating_length = 8
}

# refused floating_length: take the length out
case "restricted with a length" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [local.january]
  floating_length        = 8
}

# accepted
case "restricted with a null length" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [local.january]
  floating_length        = null
}

# refused grant_validity_periods[0].grant_end: must be after grant_start (2046-01-02T00:00:00Z)
case "period backwards" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [local.backwards]
}

# refused grant_validity_periods[0].grant_end: must be after grant_start
case "period" {
  for_each = {
    "empty"                  = local.new_year
    "empty in two zones"     = "2046-01-01T02:00:00+02:00"
    "backwards by its zones" = "2046-01-01T01:00:00+02:00"
  }
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [{ grant_start = local.new_year, grant_end = each.value }]
}

# refused grant_validity_periods[1].grant_end: must be after grant_start
case "second period backwards" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [local.january, local.backwards]
}

# refused grant_validity_periods[0].grant_end: must be after grant_start
# refused grant_validity_periods[2].grant_end: must be after grant_start
case "two periods backwards" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [local.backwards, local.january, local.backwards]
}

# refused grant_validity_periods[0].grant_end: must be after
case "period backwards in an unknown type" {
  grant_type             = unknown
  grant_validity_periods = [local.backwards]
}

# refused grant_validity_periods[0].grant_start: Missing Configuration for Required Attribute
case "period without start" {
  for_each               = { absent = absent, null = null }
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [{ grant_start = each.value, grant_end = local.later }]
}

# refused grant_validity_periods[0].grant_end: Missing Configuration for Required Attribute
case "period without end" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [{ grant_start = local.new_year }]
}

# refused grant_validity_periods[1].grant_end: Missing Configuration for Required Attribute
case "second period without end" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [local.january, { grant_start = local.new_year }]
}

# refused grant_validity_periods[0].grant_start: Missing Configuration for Required Attribute
# refused grant_validity_periods[0].grant_end: Missing Configuration for Required Attribute
case "period with misspelt names" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [{ start = local.new_year, end = local.later }]
}

# refused grant_validity_periods[0].grant_start: Missing Configuration for Required Attribute
# refused grant_validity_periods[0].grant_end: Missing Configuration for Required Attribute
case "period with nothing in it" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [{}]
}

# refused grant_validity_periods: null
case "null period" {
  for_each               = { alone = [null], "behind another" = [local.january, null] }
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = each.value
}

# refused grant_validity_periods[0].grant_start: RFC 3339
case "start" {
  for_each               = local.not_times
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [{ grant_start = each.value, grant_end = local.summer }]
}

# refused grant_validity_periods[0].grant_start: at least 1
case "empty start" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [{ grant_start = "", grant_end = local.summer }]
}

# refused grant_validity_periods[1].grant_end: RFC 3339
case "second end" {
  for_each               = local.not_times
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [local.january, { grant_start = local.summer, grant_end = each.value }]
}

# refused grant_validity_periods[1].grant_end: at least 1
case "empty second end" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [local.january, { grant_start = local.summer, grant_end = "" }]
}

# accepted
case "periods" {
  for_each = {
    "one"          = [local.january]
    "two"          = [local.march, local.january]
    "that overlap" = [local.january, local.january]
  }
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = each.value
}

# accepted
case "good period" {
  for_each = {
    "in zones"               = { from = "2046-01-01T08:00:00+02:00", to = "2046-01-01T07:00:00Z" }
    "in zones west and half" = { from = "2046-01-01T08:00:00-00:00", to = "2046-01-01T08:00:00-09:30" }
    "of fractions"           = { from = "2046-01-01T08:00:00.000000001Z", to = "2046-01-01T08:00:00.5Z" }
    "on a leap day"          = { from = "2028-02-29T00:00:00Z", to = "2028-02-29T00:00:01Z" }
  }
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [{ grant_start = each.value.from, grant_end = each.value.to }]
}

# What is not known yet.

# accepted
case "unknown type" {
  grant_type = unknown
}

# accepted
case "unknown type with a length" {
  grant_type      = unknown
  floating_length = 8
}

# accepted
case "unknown type with periods" {
  grant_type             = unknown
  grant_validity_periods = [local.january]
}

# accepted
case "unknown type with both" {
  grant_type             = unknown
  floating_length        = 8
  grant_validity_periods = [local.january]
}

# accepted
case "unknown periods" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = unknown
}

# accepted
case "unknown periods in another type" {
  grant_validity_periods = unknown
}

# accepted
case "unknown periods in a floating one" {
  grant_type             = "FLOATING"
  floating_length        = 8
  grant_validity_periods = unknown
}

# accepted
case "unknown in periods" {
  for_each = {
    "one"           = [unknown]
    "second"        = [local.january, unknown]
    "start"         = [{ grant_start = unknown, grant_end = local.new_year }]
    "end"           = [{ grant_start = local.new_year, grant_end = unknown }]
    "start and end" = [{ grant_start = unknown, grant_end = unknown }, local.january]
  }
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = each.value
}

# accepted
case "unknown length" {
  grant_type      = "FLOATING"
  floating_length = unknown
}

# accepted
case "unknown length in another type" {
  floating_length = unknown
}

# accepted
case "unknown length in a restricted grant" {
  grant_type             = "TIME_RESTRICTED"
  grant_validity_periods = [local.january]
  floating_length        = unknown
}

# accepted
case "everything unknown" {
  grant_type             = unknown
  grant_validity_periods = unknown
  floating_length        = unknown
}

# refused role_id: a name is no id of any role: data "pam_privx_role" finds it by name
case "name of a role" {
  user_id = local.alice
  role_id = "Linux admins"
}

# refused user_id: a name is no id of any user: data "pam_privx_user" finds it by principal
case "name of a user" {
  user_id = "alice"
  role_id = local.admins
}
