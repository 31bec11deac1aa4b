package spsapi

import "slices"

// UsermappingPolicy says who may use which user name on remote servers (seeds/004).
type UsermappingPolicy struct {
	Key                                 string    `json:"-"`
	Name                                string    `json:"name"`
	AllowOtherRemoteUsersWithoutMapping bool      `json:"allow_other_remote_users_without_mapping"`
	Mappings                            []Mapping `json:"mappings"`
}

// Mapping lets the members of groups, which are names, use a user name; no groups are all users.
type Mapping struct {
	RemoteUser    string   `json:"remote_user"`
	AllowedGroups []string `json:"allowed_groups"`
}

var usermappingPolicies = codec[UsermappingPolicy]{
	noun: "usermapping policy", path: "/api/configuration/policies/usermapping_policies",
	defaults: UsermappingPolicy{AllowOtherRemoteUsersWithoutMapping: true},
	key:      func(v *UsermappingPolicy) *string { return &v.Key },
	complete: func(v UsermappingPolicy, _ document, _ keeper) (UsermappingPolicy, error) {
		v.Mappings = slices.Clone(orEmpty(v.Mappings))
		for i := range v.Mappings {
			v.Mappings[i].AllowedGroups = orEmpty(v.Mappings[i].AllowedGroups)
		}
		return v, nil
	},
}
