package privxfake

import "net/http"

const rolesPath = "/role-store/api/v1/roles"

// roleRoutes are reads; the pages do not say who may call them, so it is only who must be able to.
func (s *Server) roleRoutes() []route {
	view := []string{"admin", "rolesView", "service"}
	return []route{
		newRoute(http.MethodGet, rolesPath, view, s.listRoles),
		newRoute(http.MethodGet, rolesPath+"/{role_id}", view, s.getRole),
	}
}

// addSystemRoles adds the two that every PrivX has (api/privx.md §4.1).
func (s *Server) addSystemRoles() {
	for _, name := range []string{"privx-admin", "privx-user"} {
		s.add("roles", map[string]any{"name": name, "system": true})
	}
}

// canonicalRole fills in what a role always has; definitions lack the keys of a grant (explicit, grant_type, ...).
func canonicalRole(doc map[string]any) {
	for key, value := range map[string]any{
		"comment": "", "access_group_id": "", "permissions": []any{}, "permit_agent": false, "system": false,
		"principal_public_key_strings": []any{}, "tags": []any{}, "context": nil, "member_count": 0.0,
		"source_rules": map[string]any{"type": "GROUP", "match": "ANY", "rules": []any{}},
	} {
		if _, given := doc[key]; !given {
			doc[key] = value
		}
	}
}

func (s *Server) listRoles(c *call) answer {
	var items []map[string]any
	for _, o := range s.collections["roles"].byID() {
		items = append(items, copyDocument(o.doc))
	}
	return paging{maxLimit: 1000, sortKeys: []string{"name", "created", "updated"}}.page(c, items)
}

func (s *Server) getRole(c *call) answer {
	o := s.collections["roles"].objects[c.args[0]]
	if o == nil {
		return notFound("Role", c.args[0])
	}
	return ok(copyDocument(o.doc))
}
