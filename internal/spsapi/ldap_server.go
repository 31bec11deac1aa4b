package spsapi

import "encoding/json"

// What the unions of an LDAP server select.
const (
	SchemaAD           = "ad"
	SchemaPOSIX        = "posix"
	EncryptionDisabled = "disabled"
)

// LDAPServer is a directory that users of SPS are looked up in (seeds/003).
type LDAPServer struct {
	Key          string     `json:"-"`
	Name         string     `json:"name"`
	UserBaseDN   string     `json:"user_base_dn"`
	GroupBaseDN  string     `json:"group_base_dn"`
	BindDN       Nullable   `json:"bind_dn"`
	BindPassword Secret     `json:"bind_password"`
	Servers      []Host     `json:"servers"`
	Encryption   Encryption `json:"encryption"`
	Schema       Schema     `json:"schema"`
}

// Host is where a directory listens.
type Host struct {
	Address Address `json:"host"`
	Port    Whole   `json:"port"`
}

// Encryption protects the connection.
type Encryption struct {
	Selection            string `json:"selection"`
	TrustStore           Ref    `json:"trust_store"`
	ClientAuthentication Ref    `json:"client_authentication"`
}

// MarshalJSON implements json.Marshaler: exactly what belongs to the selection.
func (e Encryption) MarshalJSON() ([]byte, error) {
	if e.Selection == EncryptionDisabled {
		return json.Marshal(document{"selection": e.Selection})
	}
	type whole Encryption
	return json.Marshal(whole(e))
}

// Schema says how users and groups are found.
type Schema struct {
	Selection         string          `json:"selection"`
	UsernameAttribute string          `json:"username_attribute"`
	MembershipCheck   MembershipCheck `json:"membership_check"`
	MemberofCheck     MemberofCheck   `json:"memberof_check"`
	UserDNInGroups    []UserDNInGroup `json:"user_dn_in_groups"`
}

// MembershipCheck looks for group objects that hold the user: NestedGroups with AD, MemberUIDAttribute with POSIX.
type MembershipCheck struct {
	Enabled            bool     `json:"enabled"`
	NestedGroups       bool     `json:"nested_groups"`
	MemberUIDAttribute Nullable `json:"member_uid_attribute"`
}

// MemberofCheck looks into the user object; MemberofGroupObjectclass belongs to POSIX.
type MemberofCheck struct {
	Enabled                  bool   `json:"enabled"`
	MemberofUserAttribute    string `json:"memberof_user_attribute"`
	MemberofGroupObjectclass string `json:"memberof_group_objectclass"`
}

// UserDNInGroup is an attribute of groups that holds the DNs of their members.
type UserDNInGroup struct {
	ObjectClass string `json:"object_class"`
	Attribute   string `json:"attribute"`
}

// MarshalJSON implements json.Marshaler: exactly what belongs to the selected schema, and only "enabled" of a check
// that is off. What is empty is the vendor's default.
func (s Schema) MarshalJSON() ([]byte, error) {
	membership := document{"enabled": s.MembershipCheck.Enabled}
	memberof := document{"enabled": s.MemberofCheck.Enabled}
	groups := make([]UserDNInGroup, 0, len(s.UserDNInGroups))
	for _, g := range s.UserDNInGroups {
		groups = append(groups, UserDNInGroup{orElse(g.ObjectClass, "groupOfNames"), orElse(g.Attribute, "member")})
	}
	union := document{
		"selection": s.Selection, "membership_check": membership, "memberof_check": memberof,
		"user_dn_in_groups": groups,
	}
	ad := s.Selection == SchemaAD
	if !ad {
		union["username_attribute"] = orElse(s.UsernameAttribute, "uid")
	}
	switch c := s.MembershipCheck; {
	case !c.Enabled:
	case ad:
		membership["nested_groups"] = c.NestedGroups
	default:
		membership["member_uid_attribute"] = c.MemberUIDAttribute
	}
	if c := s.MemberofCheck; c.Enabled {
		memberof["memberof_user_attribute"] = orElse(c.MemberofUserAttribute, "memberOf")
		if !ad {
			memberof["memberof_group_objectclass"] = orElse(c.MemberofGroupObjectclass, "groupOfNames")
		}
	}
	return json.Marshal(union)
}

var ldapServers = codec[LDAPServer]{
	noun: "LDAP server", path: "/api/configuration/aaa/ldap_servers", depth: 1,
	key: func(v *LDAPServer) *string { return &v.Key },
	complete: func(v LDAPServer, current document, keep keeper) (LDAPServer, error) {
		var err error
		v.BindPassword, err = keep(v.BindPassword, heldRef(current, "bind_password"))
		v.Servers = orEmpty(v.Servers)
		return v, err
	},
}
