locals {
  permanent = { grant_type = "PERMANENT" }
}

base {
  user_id = local.bob
}

# refused user_id: Missing Configuration for Required Attribute
case "no user" {
  user_id = absent
  roles   = {}
}

# refused user_id: must be an id of PrivX such as
case "wrong user" {
  for_each = local.not_ids
  user_id  = each.value
  roles    = {}
}

# accepted
case "unknown user" {
  user_id = unknown
  roles   = {}
}

# refused roles: Missing Configuration for Required Attribute
case "roles" {
  for_each = { absent = absent, null = null }
  roles    = each.value
}

# accepted
case "no roles" {
  roles = {}
}

# refused roles[${each.value}]: must be an id of PrivX such as
case "wrong role" {
  for_each = local.not_ids
  roles    = { (local.admins) = local.permanent, (each.value) = local.permanent }
}

# refused roles[Linux admins]: must be an id of PrivX such as
case "role by name" {
  roles = { "Linux admins" = local.permanent }
}

# refused roles: null
case "null grant" {
  roles = { (local.admins) = null }
}

# refused roles[${local.readers}].floating_length: roles["${local.readers}"].floating_length belongs to FLOATING
case "one of two grants is wrong" {
  roles = { (local.readers) = { grant_type = "PERMANENT", floating_length = 2 }, (local.admins) = local.permanent }
}

# refused roles[${local.readers}].floating_length: belongs to FLOATING
# refused roles[${local.admins}].grant_type: ["PERMANENT" "TIME_RESTRICTED" "FLOATING"]
case "two grants are wrong" {
  roles = { (local.readers) = { grant_type = "PERMANENT", floating_length = 2 }, (local.admins) = { grant_type = "X" } }
}

# accepted
case "unknown roles" {
  roles = unknown
}

# accepted
case "one grant unknown" {
  roles = { (local.admins) = unknown, (local.readers) = local.permanent }
}

# accepted
case "every grant unknown" {
  user_id = unknown
  roles   = { (local.admins) = unknown }
}

# What goes, and is said first.

# warned roles: The user "bob" (${local.bob}) has these, and loses them: Database readers (${local.readers}).
case "a grant less" {
  before {
    roles = { (local.admins) = local.permanent, (local.readers) = local.permanent }
  }
  roles = { (local.admins) = local.permanent }
}

# warned roles: Database readers (${local.readers}), Linux admins (${local.admins}).
case "no grant any more" {
  before {
    roles = {
      (local.admins)  = local.permanent
      (local.readers) = { grant_type = "TIME_RESTRICTED", grant_validity_periods = [local.january] }
    }
  }
  roles = {}
}

# accepted
case "a grant more" {
  before {
    roles = {}
  }
  roles = { (local.admins) = local.permanent }
}

# accepted
case "a grant that was there" {
  for_each = {
    "of another type" = {
      (local.admins) = { grant_type = "TIME_RESTRICTED", grant_validity_periods = [local.january] }
    }
    "unknown"     = { (local.admins) = unknown }
    "all unknown" = unknown
  }
  before {
    roles = { (local.admins) = local.permanent }
  }
  roles = each.value
}

# accepted
case "the same grants" {
  before {
    roles = { (local.admins) = { grant_type = "TIME_RESTRICTED", grant_validity_periods = [local.january] } }
  }
  roles = { (local.admins) = { grant_type = "TIME_RESTRICTED", grant_validity_periods = [local.january] } }
}

# accepted
case "first grants of a user" {
  roles = { (local.admins) = local.permanent }
}

# accepted
case "user that becomes unknown" {
  before {
    roles = { (local.admins) = local.permanent }
  }
  user_id = unknown
  roles   = {}
}

# accepted
case "user who is nobody" {
  user_id = "00000000-0000-0000-0000-000000000000"
  roles   = {}
}

# Types.

# refused roles[${local.admins}].grant_type: ["PERMANENT" "TIME_RESTRICTED" "FLOATING"]
case "type" {
  for_each = {
    "unheard of"       = "FOREVER"
    "in lower case"    = "permanent"
    "empty"            = ""
    "with white space" = " FLOATING"
    "with a hyphen"    = "TIME-RESTRICTED"
  }
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = each.value }
  }
}

# refused roles[${local.admins}].grant_type: ["PERMANENT" "TIME_RESTRICTED" "FLOATING"]
case "type in lower case with its length" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "floating", floating_length = 8 }
  }
}

# refused roles[${local.admins}].grant_type: ["PERMANENT" "TIME_RESTRICTED" "FLOATING"]
case "type in lower case with its periods" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "time_restricted", grant_validity_periods = [local.january] }
  }
}

# accepted
case "permanent" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = "PERMANENT", grant_validity_periods = null, floating_length = null }
  }
}

# refused roles[${local.admins}].grant_type: Missing Configuration for Required Attribute
case "grant without a type" {
  for_each = {
    nothing  = {}
    misspelt = { type = "PERMANENT" }
    null     = { grant_type = null, grant_validity_periods = null, floating_length = null }
  }
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = each.value
  }
}

# accepted
case "permanent with empty periods" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = "PERMANENT", grant_validity_periods = [] }
  }
}

# refused roles[${local.admins}].floating_length: Set grant_type = "FLOATING"
case "permanent with a length" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "PERMANENT", floating_length = 8 }
  }
}

# refused roles[${local.admins}].grant_type: Missing Configuration for Required Attribute
# refused roles[${local.admins}].floating_length: this grant is PERMANENT
case "length without a type" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { floating_length = 8 }
  }
}

# refused roles[${local.admins}].grant_validity_periods: Set grant_type = "TIME_RESTRICTED"
case "permanent with a period" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "PERMANENT", grant_validity_periods = [local.january] }
  }
}

# refused roles[${local.admins}].grant_type: Missing Configuration for Required Attribute
# refused roles[${local.admins}].grant_validity_periods: this grant is PERMANENT
case "period without a type" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_validity_periods = [local.january] }
  }
}

# Floating.

# refused roles[${local.admins}].floating_length: A FLOATING grant needs
case "floating without length" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "FLOATING" }
  }
}

# refused roles[${local.admins}].floating_length: in hours
case "floating with a null length" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "FLOATING", floating_length = null }
  }
}

# refused roles[${local.admins}].floating_length: A FLOATING grant needs
# refused roles[${local.admins}].grant_validity_periods: this grant is FLOATING
case "floating with a period in place of a length" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "FLOATING", grant_validity_periods = [local.january] }
  }
}

# refused roles[${local.admins}].grant_validity_periods: belongs to TIME_RESTRICTED
case "floating with a period" {
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "FLOATING"
      floating_length        = 8
      grant_validity_periods = [local.january]
    }
  }
}

# refused roles[${local.admins}].floating_length: at least 1
case "floating for no time" {
  for_each = [0, -1]
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "FLOATING", floating_length = each.value }
  }
}

# refused roles: not an integer
case "floating for half an hour" {
  roles = { (local.admins) = { grant_type = "FLOATING", floating_length = 0.5 } }
}

# accepted
case "floating" {
  for_each = [1, "24"]
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = "FLOATING", floating_length = each.value }
  }
}

# accepted
case "floating with empty periods" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = "FLOATING", floating_length = 87600, grant_validity_periods = [] }
  }
}

# Restricted to periods.

# refused roles[${local.admins}].grant_validity_periods: needs at least one period
case "restricted without periods" {
  for_each = { absent = absent, empty = [], null = null }
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "TIME_RESTRICTED", grant_validity_periods = each.value }
  }
}

# refused roles[${local.admins}].grant_validity_periods: needs at least one period
# refused roles[${local.admins}].floating_length: belongs to FLOATING; this grant is TIME_RESTRICTED
case "restricted with a length and no period" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "TIME_RESTRICTED", floating_length = 8 }
  }
}

# refused roles[${local.admins}].floating_length: take the length out
case "restricted with a length" {
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [local.january]
      floating_length        = 8
    }
  }
}

# accepted
case "restricted with a null length" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [local.january]
      floating_length        = null
    }
  }
}

# refused roles[${local.admins}].grant_validity_periods[0].grant_end: must be after grant_start (2046-01-02T00:00:00Z)
case "period backwards" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "TIME_RESTRICTED", grant_validity_periods = [local.backwards] }
  }
}

# refused roles[${local.admins}].grant_validity_periods[0].grant_end: must be after grant_start
case "period" {
  for_each = {
    "empty"                  = local.new_year
    "empty in two zones"     = "2046-01-01T02:00:00+02:00"
    "backwards by its zones" = "2046-01-01T01:00:00+02:00"
  }
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [{ grant_start = local.new_year, grant_end = each.value }]
    }
  }
}

# refused roles[${local.admins}].grant_validity_periods[1].grant_end: must be after grant_start
case "second period backwards" {
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [local.january, local.backwards]
    }
  }
}

# refused roles[${local.admins}].grant_validity_periods[0].grant_end: must be after grant_start
# refused roles[${local.admins}].grant_validity_periods[2].grant_end: must be after grant_start
case "two periods backwards" {
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [local.backwards, local.january, local.backwards]
    }
  }
}

# refused roles[${local.admins}].grant_validity_periods[0].grant_end: must be after
case "period backwards in an unknown type" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = unknown, grant_validity_periods = [local.backwards] }
  }
}

# refused roles[${local.admins}].grant_validity_periods[0].grant_start: Missing Configuration for Required Attribute
case "period without start" {
  for_each = { absent = absent, null = null }
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [{ grant_start = each.value, grant_end = local.later }]
    }
  }
}

# refused roles[${local.admins}].grant_validity_periods[0].grant_end: Missing Configuration for Required Attribute
case "period without end" {
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [{ grant_start = local.new_year }]
    }
  }
}

# refused roles[${local.admins}].grant_validity_periods[1].grant_end: Missing Configuration for Required Attribute
case "second period without end" {
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [local.january, { grant_start = local.new_year }]
    }
  }
}

# refused roles[${local.admins}].grant_validity_periods[0].grant_start: Missing Configuration for Required Attribute
# refused roles[${local.admins}].grant_validity_periods[0].grant_end: Missing Configuration for Required Attribute
case "period with misspelt names" {
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [{ start = local.new_year, end = local.later }]
    }
  }
}

# refused roles[${local.admins}].grant_validity_periods[0].grant_start: Missing Configuration for Required Attribute
# refused roles[${local.admins}].grant_validity_periods[0].grant_end: Missing Configuration for Required Attribute
case "period with nothing in it" {
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "TIME_RESTRICTED", grant_validity_periods = [{}] }
  }
}

# refused roles[${local.admins}].grant_validity_periods: null
case "null period" {
  for_each = { alone = [null], "behind another" = [local.january, null] }
  roles = {
    (local.readers) = local.permanent
    (local.admins)  = { grant_type = "TIME_RESTRICTED", grant_validity_periods = each.value }
  }
}

# refused roles[${local.admins}].grant_validity_periods[0].grant_start: RFC 3339
case "start" {
  for_each = local.not_times
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [{ grant_start = each.value, grant_end = local.summer }]
    }
  }
}

# refused roles[${local.admins}].grant_validity_periods[0].grant_start: at least 1
case "empty start" {
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [{ grant_start = "", grant_end = local.summer }]
    }
  }
}

# refused roles[${local.admins}].grant_validity_periods[1].grant_end: RFC 3339
case "second end" {
  for_each = local.not_times
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [local.january, { grant_start = local.summer, grant_end = each.value }]
    }
  }
}

# refused roles[${local.admins}].grant_validity_periods[1].grant_end: at least 1
case "empty second end" {
  roles = {
    (local.readers) = local.permanent
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [local.january, { grant_start = local.summer, grant_end = "" }]
    }
  }
}

# accepted
case "periods" {
  for_each = {
    "one"          = [local.january]
    "two"          = [local.march, local.january]
    "that overlap" = [local.january, local.january]
  }
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = "TIME_RESTRICTED", grant_validity_periods = each.value }
  }
}

# accepted
case "good period" {
  for_each = {
    "in zones"               = { from = "2046-01-01T08:00:00+02:00", to = "2046-01-01T07:00:00Z" }
    "in zones west and half" = { from = "2046-01-01T08:00:00-00:00", to = "2046-01-01T08:00:00-09:30" }
    "of fractions"           = { from = "2046-01-01T08:00:00.000000001Z", to = "2046-01-01T08:00:00.5Z" }
    "on a leap day"          = { from = "2028-02-29T00:00:00Z", to = "2028-02-29T00:00:01Z" }
  }
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [{ grant_start = each.value.from, grant_end = each.value.to }]
    }
  }
}

# What is not known yet.

# accepted
case "unknown type" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = unknown }
  }
}

# accepted
case "unknown type with a length" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = unknown, floating_length = 8 }
  }
}

# accepted
case "unknown type with periods" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = unknown, grant_validity_periods = [local.january] }
  }
}

# accepted
case "unknown type with both" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins) = {
      grant_type             = unknown
      floating_length        = 8
      grant_validity_periods = [local.january]
    }
  }
}

# accepted
case "unknown periods" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = "TIME_RESTRICTED", grant_validity_periods = unknown }
  }
}

# accepted
case "unknown periods in another type" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = "PERMANENT", grant_validity_periods = unknown }
  }
}

# accepted
case "unknown periods in a floating one" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = "FLOATING", floating_length = 8, grant_validity_periods = unknown }
  }
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
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = "TIME_RESTRICTED", grant_validity_periods = each.value }
  }
}

# accepted
case "unknown length" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = "FLOATING", floating_length = unknown }
  }
}

# accepted
case "unknown length in another type" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = "PERMANENT", floating_length = unknown }
  }
}

# accepted
case "unknown length in a restricted grant" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins) = {
      grant_type             = "TIME_RESTRICTED"
      grant_validity_periods = [local.january]
      floating_length        = unknown
    }
  }
}

# accepted
case "everything unknown" {
  roles = {
    (local.readers) = { grant_type = "PERMANENT" }
    (local.admins)  = { grant_type = unknown, grant_validity_periods = unknown, floating_length = unknown }
  }
}

# refused roles[corp-ad]: a name is no id of any role: data "pam_privx_role" finds it by name
case "name of a role" {
  user_id = local.alice
  roles   = { "corp-ad" = { grant_type = "PERMANENT" } }
}
