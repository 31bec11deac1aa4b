package privxfake

import (
	"net/http"
	"slices"

	"golang.org/x/crypto/ssh"
)

const authorizedKeysPath = "/role-store/api/v1/authorizedkeys"

// keyPaging: the page states the limits for one's own keys (seed 002); the other lists have the same.
var keyPaging = paging{maxLimit: 100, sortKeys: []string{
	"name", "comment", "username", "user_id", "not_before", "not_after", "created", "updated",
}}

// authorizedKeyRoutes returns the routes of keys:
// those of the caller take a permission of their own (api/privx.md §5).
func (s *Server) authorizedKeyRoutes() []route {
	view, own := either("usersView"), either("authorizedKeysManage")
	keys := resource{
		collection: "authorized_keys", noun: "Authorized key", path: usersPath + "/{user_id}/authorizedkeys",
		fields: authorizedKeyFields, paging: keyPaging, echoes: true,
		scopes:   scopes{list: view, view: view, manage: manageUsers, destroy: manageUsers},
		read:     each(s.readKey),
		among:    func(key, user *object) bool { return key.doc["user_id"] == idOf(user) },
		check:    s.checkKey,
		complete: func(doc map[string]any, _, user *object) { doc["user_id"] = idOf(user) },
	}
	current := keys
	current.path = usersPath + "/current/authorizedkeys"
	current.scopes = scopes{list: own, view: own, manage: own, destroy: own}
	return slices.Concat(
		[]route{
			newRoute(http.MethodGet, authorizedKeysPath, view, s.listAllKeys),
			newRoute(http.MethodPost, authorizedKeysPath+"/resolve", view, s.resolveKey),
		},
		s.resourceRoutes(current, s.ofCurrent), s.resourceRoutes(keys, s.ofNamed),
	)
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

// readKey returns a key with what is not stored.
// What is left of the validity is missing before it begins and after its end.
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

func (s *Server) keysWhere(condition func(*object) bool) []map[string]any {
	var items []map[string]any
	for _, o := range s.collections["authorized_keys"].byID() {
		if condition(o) {
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

// resolveKey finds the key of a login: it must be that user's and valid now.
func (s *Server) resolveKey(c *call) answer {
	body, problems := c.document(textFields("username", "public_key"))
	if problems != nil {
		return refuseAll(problems)
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
