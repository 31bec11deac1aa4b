package spsfake

import (
	"net/http"
	"slices"
	"strings"
)

const (
	passwords    = "passwords"
	trustStores  = "trust_stores"
	certificates = "x509"
	users        = "aaa/local_database/users"
	groups       = "aaa/local_database/groups"
	ldapServers  = "aaa/ldap_servers"
	loginMethods = "aaa/login_methods"
	usermapping  = "policies/usermapping_policies"
	acls         = "aaa/acls"
	plugins      = "plugins"
)

// kind is what all objects of a collection have in common.
type kind struct {
	collection string
	shape      shape
	// methods are those that write; reading is always possible, but for the list of passwords.
	methods []string
	// named objects have a name of their own within the collection.
	named bool
	// ordered collections have an order that means something, and @order to change it.
	ordered bool
	// fixed fields cannot be changed, and fixedIfBuiltIn neither where the object is built in.
	fixed, fixedIfBuiltIn []string
	// frozen kinds have built-in objects that cannot be changed at all.
	frozen bool
	// complete sets what only the server sets; old is nil for a new object.
	complete func(doc, old map[string]any)
	// show returns what a read answers in place of a document.
	show func(doc map[string]any) map[string]any
	// defaults are for Add.
	defaults map[string]any
	// since is the first version that has it.
	since string
}

var everyMethod = []string{http.MethodPost, http.MethodPut, http.MethodDelete}

func (s *Server) newKinds() map[string]*kind {
	all := []*kind{
		{
			collection: passwords, shape: passwordShape, methods: []string{http.MethodPost},
			show: func(map[string]any) map[string]any { return map[string]any{} },
		},
		{
			collection: trustStores, shape: trustStoreShape, methods: everyMethod, named: true, frozen: true,
			defaults: map[string]any{"crl_urls": []any{}, "revocation_check": "none", "authorities": []any{}},
		},
		{collection: certificates, shape: anything{}},
		{
			collection: users, shape: userShape, methods: everyMethod, named: true, fixedIfBuiltIn: []string{"name"},
			complete: s.stampPassword, defaults: map[string]any{"password": nil},
		},
		{
			collection: groups, shape: groupShape, methods: everyMethod, named: true, fixedIfBuiltIn: []string{"name"},
			defaults: map[string]any{"members": []any{}},
		},
		{
			collection: ldapServers, shape: ldapServerShape, methods: everyMethod, named: true, since: "7.0",
			defaults: map[string]any{
				"bind_dn": nil, "bind_password": nil, "encryption": map[string]any{"selection": "disabled"},
			},
		},
		{
			collection: loginMethods, shape: loginMethodShape, methods: everyMethod, named: true, since: "7.0",
			ordered: true, fixed: []string{"type"}, fixedIfBuiltIn: []string{"name"},
			defaults: map[string]any{"active": true, "title": ""},
		},
		{
			collection: usermapping, shape: usermappingShape, methods: everyMethod, named: true,
			defaults: map[string]any{"allow_other_remote_users_without_mapping": true, "mappings": []any{}},
		},
		{collection: "policies/audit_policies", shape: anything{}},
		{collection: "policies/userlists", shape: anything{}},
	}
	for _, pluginType := range pluginTypes {
		k := &kind{collection: plugins + "/" + pluginType, shape: anything{}, named: true}
		if s.isSince("6.4") {
			k.methods = []string{http.MethodDelete}
		}
		all = append(all, k)
	}
	kinds := map[string]*kind{}
	for _, k := range all {
		if s.isSince(k.since) {
			kinds[k.collection] = k
		}
	}
	return kinds
}

func (s *Server) isSince(v string) bool {
	return slices.Compare(version(s.options.FirmwareVersion), version(v)) >= 0
}

// newTree returns the children of every path; "" is /api/configuration.
func (s *Server) newTree() map[string][]string {
	tree := map[string][]string{}
	leaves := []string{acls}
	for collection := range s.kinds {
		leaves = append(leaves, collection)
	}
	for _, path := range leaves {
		for path != "" {
			parent := parentOf(path)
			if !slices.Contains(tree[parent], path) {
				tree[parent] = append(tree[parent], path)
			}
			path = parent
		}
	}
	for _, children := range tree {
		slices.Sort(children)
	}
	return tree
}

func parentOf(path string) string {
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		return path[:i]
	}
	return ""
}

// newObject returns the object of a document as it is written.
func (k *kind) newObject(doc map[string]any) *object {
	o := &object{doc: doc}
	k.shape.rewrite(doc, func(to place) any {
		o.links = append(o.links, to)
		return nil
	})
	return o
}

// read returns a document as it is answered.
func (k *kind) read(doc map[string]any) map[string]any {
	if k.show != nil {
		return k.show(doc)
	}
	expanded, _ := k.shape.rewrite(doc, func(to place) any {
		return map[string]any{"key": to.key, "meta": map[string]any{"href": to.href()}}
	}).(map[string]any)
	return expanded
}
