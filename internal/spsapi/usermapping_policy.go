package spsapi

import (
	"encoding/json"
	"errors"
	"slices"
)

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
	complete: func(v UsermappingPolicy, current document, _ keeper) (UsermappingPolicy, error) {
		var held UsermappingPolicy
		if encoded, err := json.Marshal(current); err != nil || json.Unmarshal(encoded, &held) != nil {
			return v, errors.New("the mappings that SPS has are not in the form of its manual")
		}
		v.Mappings = arrange(v, held)
		return v, nil
	},
}

// ByUser returns the groups by remote user; none are everyone. A remote user may stand in several mappings: the groups
// of all of them are its groups.
func (p UsermappingPolicy) ByUser() map[string][]string {
	all := map[string][]string{}
	for _, m := range p.Mappings {
		groups, before := all[m.RemoteUser]
		if everyone := len(m.AllowedGroups) == 0 || before && len(groups) == 0; everyone {
			all[m.RemoteUser] = nil
			continue
		}
		for _, group := range m.AllowedGroups {
			if !slices.Contains(groups, group) {
				groups = append(groups, group)
			}
		}
		all[m.RemoteUser] = groups
	}
	return all
}

// arrange returns the mappings to write. Those that SPS has and that say what is wanted stay as and where they are. Of
// a remote user whose groups change there is one, in the place of the first. New ones follow in the order given.
func arrange(v, held UsermappingPolicy) []Mapping {
	wanted, had, list, placed := v.ByUser(), held.ByUser(), []Mapping{}, map[string]bool{}
	for _, m := range held.Mappings {
		user := m.RemoteUser
		switch groups, keeps := wanted[user]; {
		case !keeps || placed[user]:
		case sameGroups(groups, had[user]):
			list = append(list, Mapping{user, orEmpty(m.AllowedGroups)})
		default:
			placed[user] = true
			list = append(list, Mapping{user, orEmpty(groups)})
		}
	}
	for _, m := range v.Mappings {
		if _, has := had[m.RemoteUser]; !has {
			list = append(list, Mapping{m.RemoteUser, orEmpty(m.AllowedGroups)})
		}
	}
	return list
}

func sameGroups(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
