package spsapi

import "encoding/json"

// UsermappingPolicy says who may use which user name on remote servers (seeds/004).
type UsermappingPolicy struct {
	Key, Name                           string
	AllowOtherRemoteUsersWithoutMapping bool
	Mappings                            []Mapping
}

// Mapping lets the members of groups, given by name, use a user name; no groups are all users.
type Mapping struct {
	RemoteUser    string
	AllowedGroups []string
}

type wireMapping struct {
	RemoteUser    string   `json:"remote_user"`
	AllowedGroups []string `json:"allowed_groups"`
}

type wireUsermappingPolicy struct {
	Name       string        `json:"name"`
	AllowOther bool          `json:"allow_other_remote_users_without_mapping"`
	Mappings   []wireMapping `json:"mappings"`
}

var usermappingPolicies = codec[UsermappingPolicy]{
	kind: "usermapping policy", path: "/api/configuration/policies/usermapping_policies",
	decode: func(key string, body []byte) (UsermappingPolicy, error) {
		w := wireUsermappingPolicy{AllowOther: true} // the vendor's default
		err := json.Unmarshal(body, &w)
		policy := UsermappingPolicy{Key: key, Name: w.Name, AllowOtherRemoteUsersWithoutMapping: w.AllowOther}
		for _, m := range w.Mappings {
			policy.Mappings = append(policy.Mappings, Mapping(m))
		}
		return policy, err
	},
	encode: func(v UsermappingPolicy, _ document, _ keeper) (any, error) {
		w := wireUsermappingPolicy{Name: v.Name, AllowOther: v.AllowOtherRemoteUsersWithoutMapping, Mappings: []wireMapping{}}
		for _, m := range v.Mappings {
			w.Mappings = append(w.Mappings, wireMapping{m.RemoteUser, orEmpty(m.AllowedGroups)})
		}
		return w, nil
	},
}
