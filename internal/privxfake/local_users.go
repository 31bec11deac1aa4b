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

// localUserFields are kept in the document of the user, who is the same in both stores; username is there the
// principal.
var localUserFields = []Field{
	{Path: "username", Kind: kindString},
	{Path: "comment", Kind: kindString},
	{Path: "tags", Kind: kindStrings},
	{Path: "windows_account", Kind: kindString},
	{Path: "unix_account", Kind: kindString},
	{Path: "full_name", Kind: kindString},
	{Path: "display_name", Kind: kindString},
	{Path: "given_name", Kind: kindString},
	{Path: "first_name", Kind: kindString},
	{Path: "last_name", Kind: kindString},
	{Path: "job_title", Kind: kindString},
	{Path: "company", Kind: kindString},
	{Path: "department", Kind: kindString},
	{Path: "email", Kind: kindString},
	{Path: "telephone", Kind: kindString},
	{Path: "locale", Kind: kindString},
	{Path: "password_change_required", Kind: kindBool},
	{Path: "attributes", Kind: kindObjects, keys: []string{"key", "value"}},
	{Path: "password", Kind: kindObject},
	{Path: "password.password", Kind: kindString},
}

func (s *Server) localUserRoutes() []route {
	return []route{
		newRoute(http.MethodGet, localUsersPath, viewUsers, s.listLocalUsers),
		newRoute(http.MethodPost, localUsersPath, manageUsers, s.createLocalUser),
		newRoute(http.MethodGet, localUsersPath+"/tags", viewUsers, s.listLocalUserTags),
		newRoute(http.MethodGet, localUsersPath+"/{user_id}", viewUsers, s.ofLocal(s.getLocalUser)),
		newRoute(http.MethodPut, localUsersPath+"/{user_id}", manageUsers, s.ofLocal(s.updateLocalUser)),
		newRoute(http.MethodDelete, localUsersPath+"/{user_id}", manageUsers, s.ofLocal(s.deleteLocalUser)),
		newRoute(http.MethodPut, localUsersPath+"/{user_id}/password", manageUsers, s.ofLocal(s.setPassword)),
	}
}

// ofLocal finds new users at once: it is their own store.
func (s *Server) ofLocal(serve func(*call, *object) answer) func(*call) answer {
	return func(c *call) answer {
		user := s.collections["users"].objects[c.args[0]]
		if user == nil || user.doc["source_type"] != "LOCAL" {
			return notFound("User", c.args[0])
		}
		return serve(c, user)
	}
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

// readLocalUser has updated_by, unlike the user of the role-store (api/privx.md §2.1), and of the password only when it
// was set.
func readLocalUser(o *object) map[string]any {
	doc := map[string]any{"updated_by": o.doc["updatedby"]}
	for _, key := range []string{"id", "created", "updated", "author"} {
		doc[key] = o.doc[key]
	}
	for _, f := range localUserFields {
		if value := o.doc[f.Path]; !f.isZero(value) {
			doc[f.Path] = deepCopy(value)
		}
	}
	doc["username"] = o.doc["principal"]
	doc["password"] = map[string]any{"created": get(o.doc, "password.created")}
	return doc
}

func (s *Server) getLocalUser(_ *call, user *object) answer { return ok(readLocalUser(user)) }

func (s *Server) listLocalUsers(c *call) answer {
	items := slices.DeleteFunc(s.localUsers(), func(doc map[string]any) bool {
		return c.query.Has("username") && doc["username"] != c.query.Get("username") ||
			c.query.Has("id") && doc["id"] != c.query.Get("id")
	})
	return paging{maxLimit: 100, sortKeys: []string{"username", "email", "created", "updated"}}.page(c, items)
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

func (s *Server) createLocalUser(c *call) answer {
	body, problems := s.checkLocalUser(c, "")
	if problems == nil {
		problems = checkPassword(get(body, "password.password"))
	}
	if problems != nil {
		return refuseAll(problems)
	}
	id, at := s.newID(), s.now()
	doc := map[string]any{
		"id": id, "created": at, "updated": at, "author": APIClientID, "updatedby": APIClientID,
		"source": s.localSource, "source_type": "LOCAL",
		"password": map[string]any{"password": get(body, "password.password"), "created": at},
	}
	s.putLocalUser(doc, body)
	s.collections["users"].objects[id].hidden = s.options.DelayNewUsers
	return created("", id)
}

// updateLocalUser replaces the whole user but the password, and nothing of what only the role-store knows.
func (s *Server) updateLocalUser(c *call, user *object) answer {
	body, problems := s.checkLocalUser(c, idOf(user))
	if problems != nil {
		return refuseAll(problems)
	}
	doc := copyDocument(user.doc)
	for _, f := range localUserFields {
		if f.Path != "password" {
			delete(doc, f.Path)
		}
	}
	doc["updated"], doc["updatedby"] = s.now(), APIClientID
	s.putLocalUser(doc, body)
	return ok(nil)
}

func (s *Server) putLocalUser(doc, body map[string]any) {
	for _, f := range localUserFields {
		if value := body[f.Path]; f.Path != "username" && f.Path != "password" && value != nil {
			doc[f.Path] = value
		}
	}
	doc["principal"] = body["username"]
	s.collections["users"].put(fmt.Sprint(doc["id"]), doc)
}

func (s *Server) deleteLocalUser(_ *call, user *object) answer {
	s.drop("users", idOf(user))
	return ok(nil)
}

func (s *Server) setPassword(c *call, user *object) answer {
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
		return []problem{{Code: "REQUIRED_VALUE_MISSING", Message: "password is required", Property: property}}
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

// checkLocalUser is for the user of this id, or a new one.
func (s *Server) checkLocalUser(c *call, id string) (map[string]any, []problem) {
	body, wrong := c.object()
	if wrong != nil {
		return nil, []problem{*wrong}
	}
	if problems := wrongTypes(localUserFields, body); problems != nil {
		return nil, problems
	}
	if body["username"] == nil || body["username"] == "" {
		return nil, []problem{{
			Code: "REQUIRED_VALUE_MISSING", Message: "username is required", Property: "username",
		}}
	}
	for _, doc := range s.localUsers() {
		if doc["username"] == body["username"] && doc["id"] != id {
			return nil, []problem{{Code: "VALUE_DUPLICATE", Message: "Duplicate username", Property: "username"}}
		}
	}
	return body, nil
}
