package privxfake

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

const rolesPath = "/role-store/api/v1/roles"

var rolePaging = paging{maxLimit: 1000, sortKeys: []string{"name", "created", "updated"}}

// roleRoutes: the pages do not say who may call them, so it is who must be able to, as with sources.
func (s *Server) roleRoutes() []route {
	view, manage := []string{"admin", "rolesView", "service"}, []string{"admin", "rolesManage", "service"}
	return []route{
		newRoute(http.MethodGet, rolesPath, view, s.listRoles),
		newRoute(http.MethodPost, rolesPath, manage, s.createRole),
		newRoute(http.MethodPost, rolesPath+"/resolve", view, s.resolveRoles),
		newRoute(http.MethodPost, rolesPath+"/search", view, s.searchRoles),
		newRoute(http.MethodGet, rolesPath+"/{role_id}", view, s.getRole),
		newRoute(http.MethodPut, rolesPath+"/{role_id}", manage, s.updateRole),
		newRoute(http.MethodDelete, rolesPath+"/{role_id}", manage, s.deleteRole),
		newRoute(http.MethodGet, rolesPath+"/{role_id}/members", view, s.listMembers),
	}
}

// AddRole puts a role there, as Add does, and returns the id.
func (s *Server) AddRole(name string) string { return s.Add("roles", map[string]any{"name": name}) }

// addSystemRoles adds the two that every PrivX has (api/privx.md §4.1).
func (s *Server) addSystemRoles() {
	s.add("roles", map[string]any{"name": "privx-admin", "system": true})
	s.everyone = s.add("roles", map[string]any{"name": "privx-user", "system": true})
}

// canonicalRole fills in what a role always has; definitions lack the keys of a grant (explicit, grant_type, ...).
func canonicalRole(doc map[string]any) {
	fill(doc, map[string]any{
		"comment": "", "access_group_id": "", "permissions": []any{}, "permit_agent": false, "system": false,
		"principal_public_key_strings": []any{}, "tags": []any{},
		"source_rules": map[string]any{"type": "GROUP", "match": "ANY", "rules": []any{}},
	})
	if _, given := doc["context"]; !given {
		doc["context"] = nil
	}
}

type memberCount struct{ all, explicit int }

func (s *Server) countMembers() map[any]memberCount {
	counts := map[any]memberCount{}
	for id := range s.collections["users"].objects {
		for _, item := range s.grantsOf(id) {
			count := counts[item["id"]]
			count.all++
			if item["explicit"] == true {
				count.explicit++
			}
			counts[item["id"]] = count
		}
	}
	return counts
}

// definitions are the roles that are wanted, with the numbers of their members.
func (s *Server) definitions(wanted func(*object) bool) []map[string]any {
	counts := s.countMembers()
	var docs []map[string]any
	for _, o := range s.collections["roles"].byID() {
		if !wanted(o) {
			continue
		}
		doc := copyDocument(o.doc)
		doc["member_count"], doc["explicit_count"] = counts[doc["id"]].all, counts[doc["id"]].explicit
		docs = append(docs, doc)
	}
	return docs
}

func (s *Server) listRoles(c *call) answer {
	return rolePaging.page(c, s.definitions(func(*object) bool { return true }))
}

// searchRoles finds by exact names; without names, all.
func (s *Server) searchRoles(c *call) answer {
	body, wrong := c.object()
	if wrong != nil {
		return refuseAll([]problem{*wrong})
	}
	if problems := wrongTypes([]Field{{Path: "name", Kind: kindStrings}}, body); problems != nil {
		return refuseAll(problems)
	}
	names := texts(body["name"])
	return rolePaging.page(c, s.definitions(func(o *object) bool {
		return len(names) == 0 || slices.Contains(names, fmt.Sprint(o.doc["name"]))
	}))
}

// resolveRoles turns names into references; names that are nobody's are left out.
func (s *Server) resolveRoles(c *call) answer {
	names, wrong := c.strings()
	if wrong != nil {
		return refuseAll([]problem{*wrong})
	}
	var items []map[string]any
	for _, o := range s.collections["roles"].byID() {
		if slices.Contains(names, fmt.Sprint(o.doc["name"])) {
			items = append(items, map[string]any{"id": o.doc["id"], "name": o.doc["name"]})
		}
	}
	return list(len(items), items)
}

func (s *Server) getRole(c *call) answer {
	o := s.collections["roles"].objects[c.args[0]]
	if o == nil {
		return notFound("Role", c.args[0])
	}
	return ok(s.definitions(func(other *object) bool { return other == o })[0])
}

func (s *Server) createRole(c *call) answer {
	doc, wrong := c.object()
	if wrong != nil {
		return refuseAll([]problem{*wrong})
	}
	if problems := s.checkRole(doc, nil); problems != nil {
		return refuseAll(problems)
	}
	takeServerSet(roleFields, doc, nil)
	id, at := s.newID(), s.now()
	doc["id"], doc["created"], doc["updated"] = id, at, at
	doc["author"], doc["updatedby"] = APIClientID, APIClientID
	s.collections["roles"].put(id, doc)
	return created("", id)
}

// updateRole replaces the whole role: what the body lacks is gone (api/privx.md §4.1).
func (s *Server) updateRole(c *call) answer {
	o := s.collections["roles"].objects[c.args[0]]
	if o == nil {
		return notFound("Role", c.args[0])
	}
	doc, wrong := c.object()
	if wrong != nil {
		return refuseAll([]problem{*wrong})
	}
	if problems := s.checkRole(doc, o.doc); problems != nil {
		return refuseAll(problems)
	}
	takeServerSet(roleFields, doc, o.doc)
	doc["updated"], doc["updatedby"] = s.now(), APIClientID
	s.collections["roles"].put(c.args[0], doc)
	return ok(nil)
}

// deleteRole takes the role from everybody who has it.
func (s *Server) deleteRole(c *call) answer {
	o := s.collections["roles"].objects[c.args[0]]
	if o == nil {
		return notFound("Role", c.args[0])
	}
	if o.doc["system"] == true {
		return refuse(http.StatusBadRequest, "BAD_REQUEST", "System role cannot be deleted", "id")
	}
	s.drop("roles", c.args[0])
	return ok(nil)
}

func (s *Server) listMembers(c *call) answer {
	if s.collections["roles"].objects[c.args[0]] == nil {
		return notFound("Role", c.args[0])
	}
	var items []map[string]any
	for _, user := range s.collections["users"].byID() {
		if slices.ContainsFunc(s.grantsOf(idOf(user)), func(item map[string]any) bool { return item["id"] == c.args[0] }) {
			items = append(items, listedUser(user))
		}
	}
	return userPaging.page(c, items)
}

// principalKeys are shown only with the roles that count for a user (api/privx.md §4.2). A role has one as long as
// nobody says otherwise, made from its id.
func principalKeys(role map[string]any) []string {
	if keys := texts(role["principal_public_key_strings"]); len(keys) > 0 {
		return keys
	}
	seed := sha256.Sum256([]byte(fmt.Sprint(role["id"])))
	signer, err := ssh.NewSignerFromSigner(ed25519.NewKeyFromSeed(seed[:]))
	if err != nil {
		panic(fmt.Sprintf("privxfake: %v", err))
	}
	return []string{strings.TrimSpace(string(ssh.MarshalAuthorizedKey(signer.PublicKey())))}
}
