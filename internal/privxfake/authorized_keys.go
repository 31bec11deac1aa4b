package privxfake

import (
	"net/http"

	"golang.org/x/crypto/ssh"
)

const authorizedKeysPath = "/role-store/api/v1/authorizedkeys"

// keyPaging: the page gives the limits for one's own keys (seed 002); the other lists have the same.
var keyPaging = paging{maxLimit: 100, sortKeys: []string{
	"name", "comment", "username", "user_id", "not_before", "not_after", "created", "updated",
}}

// authorizedKeyRoutes: for one's own keys it takes a permission of its own (api/privx.md §5).
func (s *Server) authorizedKeyRoutes() []route {
	own := []string{"admin", "authorizedKeysManage", "service"}
	const currentPath, userPath = usersPath + "/current/authorizedkeys", usersPath + "/{user_id}/authorizedkeys"
	routes := []route{
		newRoute(http.MethodGet, authorizedKeysPath, viewUsers, s.listAllKeys),
		newRoute(http.MethodPost, authorizedKeysPath+"/resolve", viewUsers, s.resolveKey),
	}
	for _, of := range []struct {
		path         string
		view, manage []string
		who          func(func(*call, *object) answer) func(*call) answer
	}{
		{currentPath, own, own, s.ofCurrent},
		{userPath, viewUsers, manageUsers, s.ofNamed},
	} {
		routes = append(routes,
			newRoute(http.MethodGet, of.path, of.view, of.who(s.listKeys)),
			newRoute(http.MethodPost, of.path, of.manage, of.who(s.createKey)),
			newRoute(http.MethodGet, of.path+"/{key_id}", of.view, of.who(s.ofKey(s.getKey))),
			newRoute(http.MethodPut, of.path+"/{key_id}", of.manage, of.who(s.ofKey(s.updateKey))),
			newRoute(http.MethodDelete, of.path+"/{key_id}", of.manage, of.who(s.ofKey(s.deleteKey))),
		)
	}
	return routes
}

// PurgeKeys deletes the keys that have expired, as PrivX does once a day.
func (s *Server) PurgeKeys() {
	s.mu.Lock()
	defer s.mu.Unlock()

	for _, o := range s.collections["authorized_keys"].byID() {
		if end, isTime := instant(o.doc["not_after"]); isTime && !s.clock().Before(end) {
			s.drop("authorized_keys", idOf(o))
		}
	}
}

// ofKey looks the key up among those of the user: somebody else's is not found.
func (s *Server) ofKey(serve func(*call, *object) answer) func(*call, *object) answer {
	return func(c *call, user *object) answer {
		key := s.collections["authorized_keys"].objects[c.args[0]]
		if key == nil || key.doc["user_id"] != idOf(user) {
			return notFound("Authorized key", c.args[0])
		}
		return serve(c, key)
	}
}

// readKey adds what is not the key's own. What is left of the validity is missing before it begins and after its end.
func (s *Server) readKey(o *object) map[string]any {
	doc := copyDocument(o.doc)
	doc["username"], doc["source"] = "", ""
	userID, _ := doc["user_id"].(string)
	if user := s.collections["users"].objects[userID]; user != nil {
		doc["username"], doc["source"] = user.doc["principal"], user.doc["source"]
	}
	doc["fingerprints"] = []string{}
	text, _ := doc["public_key"].(string)
	if key, err := parsePublicKey(text); err == nil {
		doc["fingerprints"] = []string{ssh.FingerprintSHA256(key)}
	}
	start, _ := instant(doc["not_before"])
	end, _ := instant(doc["not_after"])
	if left := int64(end.Sub(s.clock()).Seconds()); left > 0 && !s.clock().Before(start) {
		doc["expires_in"] = left
	}
	return doc
}

func (s *Server) keysWhere(wanted func(*object) bool) []map[string]any {
	var items []map[string]any
	for _, o := range s.collections["authorized_keys"].byID() {
		if wanted(o) {
			items = append(items, s.readKey(o))
		}
	}
	return items
}

func (s *Server) keysOf(userID string) []map[string]any {
	return s.keysWhere(func(o *object) bool { return o.doc["user_id"] == userID })
}

func (s *Server) listAllKeys(c *call) answer {
	return keyPaging.page(c, s.keysWhere(func(*object) bool { return true }))
}

func (s *Server) listKeys(c *call, user *object) answer {
	return keyPaging.page(c, s.keysOf(idOf(user)))
}

func (s *Server) getKey(_ *call, key *object) answer { return ok(s.readKey(key)) }

func (s *Server) createKey(c *call, user *object) answer {
	doc, problems := s.checkKey(c, "")
	if user.doc["source_type"] == "OIDC" {
		problems = append(problems, problem{
			Code: "INVALID_REQUEST_DATA", Message: "A user of an OIDC directory cannot have keys", Property: "user_id",
		})
	}
	if problems != nil {
		return refuseAll(problems)
	}
	takeServerSet(authorizedKeyFields, doc, nil)
	id, at := s.newID(), s.now()
	doc["id"], doc["user_id"], doc["created"], doc["updated"] = id, idOf(user), at, at
	doc["author"], doc["updated_by"] = APIClientID, APIClientID
	s.collections["authorized_keys"].put(id, doc)
	return created("", id)
}

// updateKey replaces the whole key, its validity too: without dates it begins anew. It answers with the key.
func (s *Server) updateKey(c *call, key *object) answer {
	doc, problems := s.checkKey(c, idOf(key))
	if problems != nil {
		return refuseAll(problems)
	}
	takeServerSet(authorizedKeyFields, doc, key.doc)
	doc["updated"], doc["updated_by"] = s.now(), APIClientID
	s.collections["authorized_keys"].put(idOf(key), doc)
	return ok(s.readKey(key))
}

func (s *Server) deleteKey(_ *call, key *object) answer {
	s.drop("authorized_keys", idOf(key))
	return ok(nil)
}

// resolveKey is how a login finds its key: it must be that user's and valid now.
func (s *Server) resolveKey(c *call) answer {
	body, wrong := c.object()
	if wrong != nil {
		return refuseAll([]problem{*wrong})
	}
	username, _ := body["username"].(string)
	text, _ := body["public_key"].(string)
	key, err := parsePublicKey(text)
	if username == "" || err != nil {
		return refuse(http.StatusBadRequest, "INVALID_REQUEST_DATA", "username and public_key are required", "")
	}
	for _, doc := range s.keysWhere(func(o *object) bool { return o.doc["public_key"] == blob(key) }) {
		if doc["username"] == username && doc["expires_in"] != nil {
			return ok(doc)
		}
	}
	return notFound("Authorized key of", username)
}
