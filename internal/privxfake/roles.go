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

// roleRoutes returns the routes of roles. The pages do not say who may call them,
// so it is who must be able to, as with sources.
func (s *Server) roleRoutes() []route {
	view, manage := either("rolesView"), either("rolesManage")
	roles := resource{
		collection: "roles", noun: "Role", path: rolesPath, fields: roleFields, paging: rolePaging, unique: "name",
		scopes: scopes{list: view, view: view, manage: manage, destroy: manage},
		read:   s.definitions, check: checkRole, keep: keepSystemRole,
	}
	return append(s.resourceRoutes(roles, nobody),
		newRoute(http.MethodPost, rolesPath+"/resolve", view, s.resolveRoles),
		newRoute(http.MethodPost, rolesPath+"/search", view, s.searchRoles),
		newRoute(http.MethodGet, rolesPath+"/{role_id}/members", view, s.listMembers),
	)
}

// AddRole puts a role there, as Add does, and returns the id.
func (s *Server) AddRole(name string) string { return s.Add("roles", map[string]any{"name": name}) }

// addSystemRoles adds the two that every PrivX has (api/privx.md §4.1). They came with the installation: nobody knows
// when they were created (api/objects/privx_role.md §2).
func (s *Server) addSystemRoles() {
	for _, name := range []string{"privx-admin", "privx-user"} {
		s.everyone = s.add("roles", map[string]any{"name": name, "system": true, "updated": "2017-04-18T12:23:33Z"})
		delete(s.collections["roles"].objects[s.everyone].doc, "created")
	}
}

// canonicalRole brings a role into the form in which it is stored, beyond what the table says.
func (s *Server) canonicalRole(doc map[string]any) {
	if doc["access_group_id"] == "" {
		doc["access_group_id"] = s.defaultAccessGroup
	}
	if rules, isObject := doc["source_rules"].(map[string]any); isObject {
		canonicalRule(rules)
	}
}

// checkRole returns what is wrong with a role beyond what the table says.
func checkRole(doc map[string]any, old, _ *object) (problems []problem) {
	if old != nil && old.doc["system"] == true && old.doc["name"] != doc["name"] {
		problems = append(problems, problem{
			Code: "BAD_REQUEST", Message: "System role cannot be renamed", Property: "name",
		})
	}
	if rules, given := doc["source_rules"].(map[string]any); given {
		problems = append(problems, checkRule(rules)...)
	}
	return problems
}

func keepSystemRole(o *object) *problem {
	if o.doc["system"] == true {
		return &problem{Code: "BAD_REQUEST", Message: "System role cannot be deleted", Property: "id"}
	}
	return nil
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

// definitions returns roles as clients read them, with the numbers of their members.
func (s *Server) definitions(roles []*object) []map[string]any {
	counts := s.countMembers()
	return each(func(o *object) map[string]any {
		doc := roleFields.read(o.doc, "")
		doc["member_count"], doc["explicit_count"] = counts[doc["id"]].all, counts[doc["id"]].explicit
		return doc
	})(roles)
}

// searchRoles finds by exact names; without names, all.
func (s *Server) searchRoles(c *call) answer {
	body, problems := c.document(table{{Path: "name", Kind: kindStrings}})
	if problems != nil {
		return refuseAll(problems)
	}
	names := texts(body["name"])
	return rolePaging.page(c, s.definitions(slices.DeleteFunc(s.collections["roles"].byID(), func(o *object) bool {
		return len(names) > 0 && !slices.Contains(names, fmt.Sprint(o.doc["name"]))
	})))
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

// principalKeys returns keys that are shown only with the roles that count for a user (api/privx.md §4.2). A role has
// one as long as nobody says otherwise, made from its id.
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
