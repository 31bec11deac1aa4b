package spsfake

var disabled = record{}

// memberOf of Active Directory has no object class.
var (
	adMemberOf    = record{"memberof_user_attribute": text{notEmpty}}
	posixMemberOf = record{"memberof_user_attribute": text{notEmpty}, "memberof_group_objectclass": text{notEmpty}}

	userDNInGroups = list{of: record{"object_class": text{notEmpty}, "attribute": text{notEmpty}}}

	tlsToLDAP = record{
		"trust_store":           nullable{reference{trustStores}},
		"client_authentication": nullable{reference{certificates}},
	}
)

var ldapServerShape = record{
	"name": text{notEmpty, noWhitespace},
	"schema": ruled{union{"selection", map[string]record{
		"ad": {
			"membership_check":  checkUnion(record{"nested_groups": boolean{}}),
			"memberof_check":    checkUnion(adMemberOf),
			"user_dn_in_groups": userDNInGroups,
		},
		"posix": {
			"membership_check":   checkUnion(record{"member_uid_attribute": nullable{text{notEmpty}}}),
			"memberof_check":     checkUnion(posixMemberOf),
			"user_dn_in_groups":  userDNInGroups,
			"username_attribute": text{notEmpty},
		},
	}}, someCheck},
	"servers":       list{of: record{"host": address, "port": portNumber}, least: 1},
	"user_base_dn":  text{notEmpty},
	"group_base_dn": text{notEmpty},
	"bind_dn":       nullable{text{notEmpty}},
	"bind_password": nullable{reference{passwords}},
	"encryption": union{"selection", map[string]record{
		"disabled": disabled, "ssl": tlsToLDAP, "starttls": tlsToLDAP,
	}},
}

// checkUnion returns the shape of a check: one that is off has no other field.
func checkUnion(on record) union {
	return union{"enabled", map[string]record{"true": on, "false": disabled}}
}

// someCheck returns what is wrong where none of the three checks is on.
func someCheck(at string, doc map[string]any) []problem {
	for _, name := range []string{"membership_check", "memberof_check"} {
		if check, _ := doc[name].(map[string]any); check["enabled"] == true {
			return nil
		}
	}
	if groups, _ := doc["user_dn_in_groups"].([]any); len(groups) > 0 {
		return nil
	}
	return wrong(at, "at least one of membership_check, memberof_check and user_dn_in_groups must be set")
}
