package privxfake

import (
	"maps"
	"net/http"
	"slices"
)

const usersPath = "/role-store/api/v1/users"

// Who may read and who may change users, roles of users, settings and keys. The page of users (seed 002) does not say;
// for one user api/privx.md §2.3 does, and the others follow the pattern of sources: who manages may not read.
var viewUsers, manageUsers = either("usersView"), either("usersManage")

// userFields are the names of the page and of the wire (api/privx.md §4.3). Roles, permissions and keys lie elsewhere
// and are put together when the user is read.
var userFields = slices.Concat(textFields(
	"comment", "principal", "distinguished_name", "given_name", "first_name", "last_name", "full_name", "job_title",
	"company", "department", "email", "telephone", "locale", "source", "source_type", "samaccountname",
	"windows_account", "unix_account", "external_id", "current_session_id",
), table{
	{Path: "webauthn_credentials", Kind: kindObjects},
	{Path: "stale_access_token", Kind: kindBool},
	{Path: "session_password_enabled", Kind: kindBool},
	{Path: "implicit_roles_expired", Kind: kindBool},
	{Path: "roles", Kind: kindObjects, derived: true},
	{Path: "permissions", Kind: kindStrings, derived: true},
	{Path: "authorized_keys", Kind: kindObjects, derived: true},
	{Path: "settings", Kind: kindObject, derived: true},
})

var awsRoleFields = append(textFields("name", "arn", "description", "source"),
	Field{Path: "status", Kind: kindString, byDefault: "OK"}, Field{Path: "roles", Kind: kindObjects, byDefault: []any{}})

// userRoutes returns the routes of users, which only read. Everybody may read themselves.
func (s *Server) userRoutes() []route {
	return []route{
		newRoute(http.MethodGet, usersPath+"/current", nil, s.ofCurrent(s.getCurrentUser)),
		newRoute(http.MethodGet, usersPath+"/current/awsroles", nil, s.ofCurrent(s.listAWSRoles)),
		newRoute(http.MethodGet, usersPath+"/{user_id}", viewUsers, s.ofNamed(s.getUser)),
		newRoute(http.MethodGet, usersPath+"/{user_id}/resolve", viewUsers, s.ofNamed(s.resolveUser)),
	}
}

// AddUser puts a local user there, as Add does, and returns the id.
func (s *Server) AddUser(username string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add("users", map[string]any{"principal": username, "source_type": "LOCAL", "source": s.localSource})
}

// addAPIClient adds the user that the caller is: API clients are users too (api/privx.md §4.2).
func (s *Server) addAPIClient() {
	s.apiClient = s.add("users", map[string]any{
		"principal": APIClientID, "full_name": APIClientID, "source_type": "API-CLIENT", "source": s.newID(),
		"mfa": map[string]any{"seed": map[string]any{}, "mobile_mfa_status": ""},
	})
}

// canonicalUser brings a user into the form in which it is stored, beyond what the table says. What an Edit sets to
// null stays null, as some servers have it.
func canonicalUser(doc map[string]any) {
	for key, value := range map[string]any{
		"tags": []any{}, "attributes": []any{}, "mfa": map[string]any{
			"user_mfa_status": "default", "status": "DEFAULT", "mobile_mfa_status": "DEFAULT", "seed": map[string]any{},
		},
	} {
		if _, given := doc[key]; !given {
			doc[key] = value
		}
	}
	if doc["given_name"] == "" {
		doc["given_name"] = doc["first_name"]
	}
	for _, key := range []string{"windows_account", "unix_account"} {
		if doc["source_type"] == "LOCAL" && doc[key] == "" {
			doc[key] = doc["principal"]
		}
	}
	fill(doc, map[string]any{"source_user_id": doc["id"], "RefreshTimestamp": doc["created"]})
}

// ofNamed serves with the user that the path names, and does not find new ones at once.
func (s *Server) ofNamed(serve func(*call, *object) answer) func(*call) answer {
	return func(c *call) answer {
		id := c.args[0]
		user := s.collections["users"].objects[id]
		if user == nil {
			return notFound("User", id)
		}
		if user.hidden > 0 {
			user.hidden--
			return notFound("User", id)
		}
		c.args = c.args[1:]
		return serve(c, user)
	}
}

// ofCurrent serves with the user of the token, which is the API client whatever the token.
func (s *Server) ofCurrent(serve func(*call, *object) answer) func(*call) answer {
	return func(c *call) answer {
		user := s.collections["users"].objects[s.apiClient]
		if user == nil {
			return notFound("User", "current")
		}
		return serve(c, user)
	}
}

func idOf(o *object) string {
	id, _ := o.doc["id"].(string)
	return id
}

// listedUser returns a user as lists have it, where roles and permissions are null (api/privx.md §2.3).
func listedUser(o *object) map[string]any {
	doc := copyDocument(o.doc)
	delete(doc, "password")
	doc["roles"], doc["permissions"], doc["authorized_keys"], doc["webauthn_credentials"] = nil, nil, nil, nil
	return doc
}

// readUser returns a user with these roles; the permissions are those of the roles that count now.
func (s *Server) readUser(o *object, roles []map[string]any) map[string]any {
	doc := listedUser(o)
	doc["roles"] = roles
	doc["webauthn_credentials"] = deepCopy(o.doc["webauthn_credentials"])
	permissions := map[string]bool{}
	for _, role := range s.effectiveRoles(idOf(o)) {
		for _, permission := range texts(role["permissions"]) {
			permissions[permission] = true
		}
	}
	if len(permissions) > 0 {
		doc["permissions"] = slices.Sorted(maps.Keys(permissions))
	}
	if keys := s.keysOf(idOf(o)); len(keys) > 0 {
		doc["authorized_keys"] = keys
	}
	return doc
}

func (s *Server) getUser(_ *call, user *object) answer {
	return ok(s.readUser(user, s.roleHandles(idOf(user))))
}

// getCurrentUser answers with a user and, as no other read does, with the settings.
func (s *Server) getCurrentUser(_ *call, user *object) answer {
	doc := s.readUser(user, s.roleHandles(idOf(user)))
	doc["settings"] = copyDocument(s.ofUser("settings", idOf(user)).doc)
	return ok(doc)
}

// resolveUser answers with the roles that count at this moment, and with what it takes to use them.
func (s *Server) resolveUser(_ *call, user *object) answer {
	return ok(s.readUser(user, s.effectiveRoles(idOf(user))))
}

// listAWSRoles answers with those that are linked to a role which the user has now.
func (s *Server) listAWSRoles(_ *call, user *object) answer {
	has := map[any]bool{}
	for _, role := range s.effectiveRoles(idOf(user)) {
		has[role["id"]] = true
	}
	var items []map[string]any
	for _, o := range s.collections["aws_roles"].byID() {
		if slices.ContainsFunc(elements(o.doc["roles"]), func(role map[string]any) bool { return has[role["id"]] }) {
			items = append(items, copyDocument(o.doc))
		}
	}
	return list(len(items), items)
}
