package privxfake

import "net/http"

const usersPath = "/role-store/api/v1/users"

// userRoutes are reads. Anyone may read who they are themselves.
func (s *Server) userRoutes() []route {
	view := []string{"admin", "usersView", "service"}
	return []route{
		newRoute(http.MethodGet, usersPath+"/current", nil, s.getCurrentUser),
		newRoute(http.MethodGet, usersPath+"/{user_id}", view, s.getUser),
	}
}

// addAPIClient makes the caller a user: API clients are users too (api/privx.md §4.2).
func (s *Server) addAPIClient() {
	s.add("users", map[string]any{
		"principal": APIClientID, "full_name": APIClientID, "source_type": "API-CLIENT", "source": s.newID(),
		"mfa": map[string]any{"seed": map[string]any{}, "mobile_mfa_status": ""},
	})
}

// canonicalUser fills in what a user always has: the names of the page and of the wire (api/privx.md §4.3).
func canonicalUser(doc map[string]any) {
	for _, key := range []string{
		"comment", "principal", "distinguished_name", "given_name", "first_name", "last_name", "full_name", "job_title",
		"company", "department", "email", "telephone", "locale", "source", "source_type",
	} {
		if doc[key] == nil {
			doc[key] = ""
		}
	}
	if doc["given_name"] == "" {
		doc["given_name"] = doc["first_name"]
	}
	for key, value := range map[string]any{
		"source_user_id": doc["id"], "tags": []any{}, "roles": []any{}, "attributes": []any{}, "permissions": nil,
		"authorized_keys": nil, "webauthn_credentials": nil, "stale_access_token": false,
		"mfa": map[string]any{
			"user_mfa_status": "default", "status": "DEFAULT", "mobile_mfa_status": "DEFAULT", "seed": map[string]any{},
		},
	} {
		if _, given := doc[key]; !given {
			doc[key] = value
		}
	}
}

func (s *Server) getCurrentUser(*call) answer {
	for _, o := range s.collections["users"].objects {
		if o.doc["principal"] == APIClientID {
			return ok(copyDocument(o.doc))
		}
	}
	return notFound("User", "current")
}

func (s *Server) getUser(c *call) answer {
	o := s.collections["users"].objects[c.args[0]]
	if o == nil {
		return notFound("User", c.args[0])
	}
	return ok(copyDocument(o.doc))
}
