package privxfake

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
)

const (
	localUsersPath    = "/local-user-store/api/v1/users"
	minPasswordOfUser = 8
)

// localUserFields are what the users' own store knows of the document of a user, who is the same in both stores;
// username is there the principal.
var localUserFields = slices.Concat(stampFields, table{
	{Path: "username", Kind: kindString, Required: true},
	{Path: "tags", Kind: kindStrings, omitEmpty: true},
	{Path: "password_change_required", Kind: kindBool, omitEmpty: true},
	{Path: "attributes", Kind: kindObjects, omitEmpty: true, keys: []string{"key", "value"}},
	{Path: "password", Kind: kindObject},
	{Path: "password.password", Kind: kindString, WriteOnly: true},
}, omittedEmpty(textFields(
	"comment", "windows_account", "unix_account", "full_name", "display_name", "given_name", "first_name", "last_name",
	"job_title", "company", "department", "email", "telephone", "locale",
)))

var localUserPaging = paging{maxLimit: 100, sortKeys: []string{"username", "email", "created", "updated"}}

func (s *Server) localUserRoutes() []route {
	users := resource{
		collection: "users", noun: "User", path: localUsersPath, fields: localUserFields, paging: localUserPaging,
		scopes: scopes{list: viewUsers, view: viewUsers, manage: manageUsers, destroy: manageUsers},
		read:   each(readLocalUser),
		among:  func(user, _ *object) bool { return user.doc["source_type"] == "LOCAL" },
		matches: func(c *call, doc map[string]any) bool {
			return (!c.query.Has("username") || doc["username"] == c.query.Get("username")) &&
				(!c.query.Has("id") || doc["id"] == c.query.Get("id"))
		},
		check: s.checkLocalUser, complete: s.completeLocalUser,
		created: func(user *object) { user.hidden = s.options.DelayNewUsers }, // in the role-store
	}
	return append([]route{newRoute(http.MethodGet, localUsersPath+"/tags", viewUsers, s.listLocalUserTags)},
		append(s.resourceRoutes(users, nobody),
			newRoute(http.MethodPut, localUsersPath+"/{id}/password", manageUsers,
				nobody(s.named(users, s.setPassword))))...)
}

// readLocalUser returns a user with updated_by, unlike the user of the role-store (api/privx.md §2.1), and of the
// password only when it was set.
func readLocalUser(o *object) map[string]any {
	doc := localUserFields.read(o.doc, "")
	doc["username"], doc["updated_by"] = doc["principal"], doc["updatedby"]
	delete(doc, "updatedby")
	doc["password"] = map[string]any{"created": get(o.doc, "password.created")}
	maps.DeleteFunc(doc, func(key string, _ any) bool { return !localUserFields.has(key) })
	return doc
}

func (s *Server) localUsers() []map[string]any {
	var items []map[string]any
	for _, o := range s.collections["users"].byID() {
		if o.doc["source_type"] == "LOCAL" {
			items = append(items, readLocalUser(o))
		}
	}
	return items
}

// listLocalUserTags pages through strings.
func (s *Server) listLocalUserTags(c *call) answer {
	tags := map[string]bool{}
	for _, doc := range s.localUsers() {
		for _, tag := range texts(doc["tags"]) {
			tags[tag] = true
		}
	}
	var items []map[string]any
	for _, tag := range slices.Sorted(maps.Keys(tags)) {
		items = append(items, map[string]any{"tag": tag})
	}
	a := paging{maxLimit: 100, sortKeys: []string{"tag"}}.page(c, items)
	if envelope, isList := a.body.(map[string]any); isList {
		names := []any{}
		page, _ := envelope["items"].([]map[string]any)
		for _, item := range page {
			names = append(names, item["tag"])
		}
		envelope["items"] = names
	}
	return a
}

// completeLocalUser keeps of an old user the password and what only the role-store knows. Unknown keys are not stored.
func (s *Server) completeLocalUser(doc map[string]any, old, _ *object) {
	password := map[string]any{"password": get(doc, "password.password"), "created": doc["updated"]}
	maps.DeleteFunc(doc, func(key string, _ any) bool { return !localUserFields.has(key) })
	doc["principal"], doc["password"] = doc["username"], password
	delete(doc, "username")
	if old == nil {
		doc["source"], doc["source_type"] = s.localSource, "LOCAL"
		return
	}
	doc["password"] = old.doc["password"]
	for key, value := range old.doc {
		if _, written := doc[key]; !written && !localUserFields.has(key) {
			doc[key] = value
		}
	}
}

func (s *Server) setPassword(_ resource, c *call, user, _ *object) answer {
	body, wrong := c.object()
	if wrong != nil {
		return refuseAll([]problem{*wrong})
	}
	if problems := checkPassword(body["password"]); problems != nil {
		return refuseAll(problems)
	}
	user.doc["password"] = map[string]any{"password": body["password"], "created": s.now()}
	return ok(nil)
}

func checkPassword(value any) []problem {
	const property = "password"
	password, isString := value.(string)
	switch {
	case value == nil || value == "":
		return []problem{required(property)}
	case !isString:
		return []problem{wrongType(property, kindString)}
	case len(password) < minPasswordOfUser:
		return []problem{{
			Code: "VALUE_OUT_OF_BOUNDS", Property: property,
			Message: fmt.Sprintf("password must have at least %d characters", minPasswordOfUser),
		}}
	}
	return nil
}

// checkLocalUser returns what is wrong with a user beyond what the table says. Only a new user needs a password.
func (s *Server) checkLocalUser(doc map[string]any, old, _ *object) (problems []problem) {
	for _, o := range s.collections["users"].objects {
		if o != old && o.doc["source_type"] == "LOCAL" && o.doc["principal"] == doc["username"] {
			problems = append(problems, duplicate("username"))
		}
	}
	if old == nil {
		problems = append(problems, checkPassword(get(doc, "password.password"))...)
	}
	return problems
}
