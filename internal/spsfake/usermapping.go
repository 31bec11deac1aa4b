package spsfake

// usermappingShape: allowed_groups are names of groups here or in a directory, which nobody can check.
var usermappingShape = record{
	"name": text{notEmpty},
	"allow_other_remote_users_without_mapping": boolean{},
	"mappings": list{of: record{
		"remote_user": text{notEmpty}, "allowed_groups": list{of: text{notEmpty}, distinct: true},
	}},
}
