package spsapi

import (
	"encoding/json"
)

// What the unions of an LDAP server select.
const (
	SchemaAD           = "ad"
	SchemaPOSIX        = "posix"
	EncryptionDisabled = "disabled"
)

// LDAPServer is a directory that users of SPS are looked up in (seeds/003).
type LDAPServer struct {
	Key, Name, UserBaseDN, GroupBaseDN, BindDN string
	BindPassword                               Secret
	Servers                                    []Host
	Encryption                                 Encryption
	Schema                                     Schema
}

// Host is where a server listens. Address is an IP address or a name.
type Host struct {
	Address string
	Port    int64
}

// Encryption protects the connection. An empty Selection is disabled at creation, and what the server has at an update. TrustStore and
// ClientAuthentication are keys.
type Encryption struct{ Selection, TrustStore, ClientAuthentication string }

// Schema says how users and groups are found. A check that is nil is off.
type Schema struct {
	Selection, UsernameAttribute string
	MembershipCheck              *MembershipCheck
	MemberofCheck                *MemberofCheck
	UserDNInGroups               []UserDNInGroup
}

// MembershipCheck looks for group objects that hold the user: NestedGroups with AD, MemberUIDAttribute with POSIX.
type MembershipCheck struct {
	NestedGroups       bool
	MemberUIDAttribute string
}

// MemberofCheck looks into the user object; MemberofGroupObjectclass belongs to POSIX.
type MemberofCheck struct{ MemberofUserAttribute, MemberofGroupObjectclass string }

// UserDNInGroup is an attribute of groups that holds the DNs of their members.
type UserDNInGroup struct{ ObjectClass, Attribute string }

type wireServer struct {
	Host wireHost `json:"host"`
	Port whole    `json:"port"`
}

type wireLDAPServer struct {
	Name         string       `json:"name"`
	Schema       any          `json:"schema"`
	Servers      []wireServer `json:"servers"`
	UserBaseDN   string       `json:"user_base_dn"`
	GroupBaseDN  string       `json:"group_base_dn"`
	BindDN       nullable     `json:"bind_dn"`
	BindPassword ref          `json:"bind_password"`
	Encryption   any          `json:"encryption,omitempty"`
}

type wireEncryption struct {
	Selection            string `json:"selection"`
	TrustStore           ref    `json:"trust_store"`
	ClientAuthentication ref    `json:"client_authentication"`
}

type wireSchema struct {
	Selection         string `json:"selection"`
	UsernameAttribute string `json:"username_attribute"`
	MembershipCheck   struct {
		Enabled            bool   `json:"enabled"`
		NestedGroups       bool   `json:"nested_groups"`
		MemberUIDAttribute string `json:"member_uid_attribute"`
	} `json:"membership_check"`
	MemberofCheck struct {
		Enabled                  bool   `json:"enabled"`
		MemberofUserAttribute    string `json:"memberof_user_attribute"`
		MemberofGroupObjectclass string `json:"memberof_group_objectclass"`
	} `json:"memberof_check"`
	UserDNInGroups []wireUserDNInGroup `json:"user_dn_in_groups"`
}

type wireUserDNInGroup struct {
	ObjectClass string `json:"object_class"`
	Attribute   string `json:"attribute"`
}

var ldapServers = codec[LDAPServer]{
	kind: "LDAP server", path: "/api/configuration/aaa/ldap_servers", depth: 1,
	decode: decodeLDAPServer, encode: encodeLDAPServer,
}

func decodeLDAPServer(key string, body []byte) (LDAPServer, error) {
	var schema wireSchema
	var encryption wireEncryption
	w := wireLDAPServer{Schema: &schema, Encryption: &encryption}
	if err := json.Unmarshal(body, &w); err != nil {
		return LDAPServer{}, err
	}
	server := LDAPServer{
		Key: key, Name: w.Name, UserBaseDN: w.UserBaseDN, GroupBaseDN: w.GroupBaseDN, BindDN: string(w.BindDN),
		BindPassword: Secret{Key: string(w.BindPassword)},
		Encryption:   Encryption{encryption.Selection, string(encryption.TrustStore), string(encryption.ClientAuthentication)},
		Schema:       Schema{Selection: schema.Selection, UsernameAttribute: schema.UsernameAttribute},
	}
	for _, s := range w.Servers {
		server.Servers = append(server.Servers, Host{s.Host.Value, int64(s.Port)})
	}
	if c := schema.MembershipCheck; c.Enabled {
		server.Schema.MembershipCheck = &MembershipCheck{c.NestedGroups, c.MemberUIDAttribute}
	}
	if c := schema.MemberofCheck; c.Enabled {
		server.Schema.MemberofCheck = &MemberofCheck{c.MemberofUserAttribute, c.MemberofGroupObjectclass}
	}
	for _, g := range schema.UserDNInGroups {
		server.Schema.UserDNInGroups = append(server.Schema.UserDNInGroups, UserDNInGroup(g))
	}
	return server, nil
}

func encodeLDAPServer(v LDAPServer, current document, keep keeper) (any, error) {
	password, err := keep(v.BindPassword, heldRef(current, "bind_password"))
	w := wireLDAPServer{
		Name: v.Name, Schema: encodeSchema(v.Schema), Servers: []wireServer{}, UserBaseDN: v.UserBaseDN, GroupBaseDN: v.GroupBaseDN,
		BindDN: nullable(v.BindDN), BindPassword: password,
	}
	for _, s := range v.Servers {
		w.Servers = append(w.Servers, wireServer{toHost(s.Address), whole(s.Port)})
	}
	switch {
	case v.Encryption.Selection == "" && current != nil:
	case v.Encryption.Selection == "" || v.Encryption.Selection == EncryptionDisabled:
		w.Encryption = document{"selection": EncryptionDisabled}
	default:
		w.Encryption = wireEncryption{v.Encryption.Selection, ref(v.Encryption.TrustStore), ref(v.Encryption.ClientAuthentication)}
	}
	return w, err
}

// encodeSchema gives exactly what belongs to the selected schema, and only "enabled" of a check that is off. What is left empty is
// the vendor's default.
func encodeSchema(s Schema) document {
	groups := []wireUserDNInGroup{}
	for _, g := range s.UserDNInGroups {
		groups = append(groups, wireUserDNInGroup{orElse(g.ObjectClass, "groupOfNames"), orElse(g.Attribute, "member")})
	}
	membership, memberof := document{"enabled": false}, document{"enabled": false}
	if c := s.MembershipCheck; c != nil {
		membership["enabled"] = true
		if s.Selection == SchemaAD {
			membership["nested_groups"] = c.NestedGroups
		} else {
			membership["member_uid_attribute"] = nullable(c.MemberUIDAttribute)
		}
	}
	if c := s.MemberofCheck; c != nil {
		memberof["enabled"] = true
		memberof["memberof_user_attribute"] = orElse(c.MemberofUserAttribute, "memberOf")
		if s.Selection != SchemaAD {
			memberof["memberof_group_objectclass"] = orElse(c.MemberofGroupObjectclass, "groupOfNames")
		}
	}
	schema := document{
		"selection": s.Selection, "membership_check": membership, "memberof_check": memberof, "user_dn_in_groups": groups,
	}
	if s.Selection != SchemaAD {
		schema["username_attribute"] = orElse(s.UsernameAttribute, "uid")
	}
	return schema
}
