package privxapi

import "encoding/json"

const (
	rolesPath      = "/role-store/api/v1/roles"
	mayManageRoles = "the permission roles-manage (or the role privx-admin)"
)

// Role is the definition of a role (api/privx.md §2.5). Name and comment are written always, the rest only where it is
// not zero: an update leaves what its caller does not manage as it is. An empty list that is not nil empties the
// server's. A permit_agent of false is thus never written; who manages it has to make it a pointer.
type Role struct {
	RoleStatus

	Name          string      `json:"name"`
	Comment       string      `json:"comment"`
	AccessGroupID string      `json:"access_group_id,omitzero"`
	Permissions   []string    `json:"permissions,omitzero"`
	PermitAgent   bool        `json:"permit_agent,omitzero"`
	Context       RoleContext `json:"context,omitzero"`
	// SourceRules is the tree that maps users of directories to the role, as JSON. A new role without one maps nobody.
	SourceRules json.RawMessage `json:"source_rules,omitzero"`
	Tags        []string        `json:"tags,omitzero"`
}

// RoleStatus is what only the server sets.
type RoleStatus struct {
	ID                        string   `json:"id,omitzero"`
	PrincipalPublicKeyStrings []string `json:"principal_public_key_strings,omitzero"`
	System                    bool     `json:"system,omitzero"`
	MemberCount               int64    `json:"member_count,omitzero"`
	ExplicitCount             int64    `json:"explicit_count,omitzero"`
	Created                   string   `json:"created,omitzero"`
	Updated                   string   `json:"updated,omitzero"`
	Author                    string   `json:"author,omitzero"`
	editor
}

// RoleContext restricts when and from where a role holds.
type RoleContext struct {
	Enabled   bool     `json:"enabled"`
	BlockRole bool     `json:"block_role"`
	Validity  []string `json:"validity"`
	StartTime string   `json:"start_time"`
	EndTime   string   `json:"end_time"`
	Timezone  string   `json:"timezone"`
	IPMasks   []string `json:"ip_masks"`
}

// roleCodec: names are unique in PrivX. source_rules is required on creation.
var roleCodec = codec[Role]{
	noun: "role", path: rolesPath, resolve: rolesPath + "/resolve",
	view: "the permission roles-view (or the role privx-admin)", manage: mayManageRoles, remove: mayManageRoles,
	label: func(r Role) (id, name string) { return r.ID, r.Name },
	key:   func(r Role) string { return r.Name },
	complete: func(body document, r Role) {
		if r.SourceRules == nil {
			body["source_rules"] = document{"type": "GROUP", "match": "ANY", "rules": []any{}}
		}
	},
}
