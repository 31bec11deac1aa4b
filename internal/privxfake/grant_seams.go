package privxfake

import (
	"fmt"
	"time"
)

// Grant plays another administrator: it grants the role of a handle (of which only "id" is needed) to a user, in place
// of an earlier grant of that role. It panics if there is no such user or role.
func (s *Server) Grant(userID string, handle map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()

	handle = normalized(handle)
	handle["explicit"] = true
	delete(handle, "implicit")
	id, _ := handle["id"].(string)
	s.mustFind("roles/" + id)
	s.changeGrant(userID, id, func(item map[string]any) map[string]any { return handle })
}

// Revoke plays another administrator: it takes a granted role away from a user. A mapped role stays.
func (s *Server) Revoke(userID, roleID string) {
	s.mu.Lock()
	defer s.mu.Unlock()

	s.changeGrant(userID, roleID, func(item map[string]any) map[string]any {
		if item["explicit"] != true {
			panic(fmt.Sprintf("privxfake: user %q was not granted role %q", userID, roleID))
		}
		return map[string]any{}
	})
}

// Grants returns copies of what was granted to a user, without what is only mapped, as stored: id, explicit, implicit,
// grant_type, grant_validity_periods, floating_length. It panics if there is no such user.
func (s *Server) Grants(userID string) []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()

	s.mustFind("users/" + userID)
	grants := []map[string]any{}
	for _, item := range s.grantsOf(userID) {
		if item["explicit"] == true {
			grants = append(grants, copyDocument(item))
		}
	}
	return grants
}

// AddImplicit maps a role to a user, as the role's source rules would.
func (s *Server) AddImplicit(userID, roleID string) {
	s.mu.Lock()
	defer s.mu.Unlock()

	s.mustFind("roles/" + roleID)
	s.changeGrant(userID, roleID, func(item map[string]any) map[string]any {
		if item == nil {
			item = map[string]any{"id": roleID}
		}
		item["implicit"] = true
		return item
	})
}

// StartFloating plays the user's first connection with a floating grant: it becomes a time-restricted one, whose period
// starts now (api/privx.md §4.2). It panics if the role is not granted so.
func (s *Server) StartFloating(userID, roleID string) {
	s.mu.Lock()
	defer s.mu.Unlock()

	s.changeGrant(userID, roleID, func(item map[string]any) map[string]any {
		if item["explicit"] != true || item["grant_type"] != floating {
			panic(fmt.Sprintf("privxfake: user %q has no floating grant of role %q", userID, roleID))
		}
		hours, _ := integer(item["floating_length"])
		start := s.clock()
		item["grant_type"] = timeRestricted
		item["grant_validity_periods"] = []any{map[string]any{
			"grant_start": spell(start), "grant_end": spell(start.Add(time.Duration(hours) * time.Hour)),
		}}
		return item
	})
}

// changeGrant replaces the item of one role, nil if there is none, by what change returns.
// A role that is mapped stays so.
func (s *Server) changeGrant(userID, roleID string, change func(item map[string]any) map[string]any) {
	s.mustFind("users/" + userID)
	var old map[string]any
	items := []any{}
	for _, item := range s.grantsOf(userID) {
		if item["id"] == roleID {
			old = copyDocument(item)
			items = append(items, map[string]any{"id": roleID, "implicit": item["implicit"]})
			continue
		}
		items = append(items, item)
	}
	items = append(items, change(old))
	s.collections["grants"].put(userID, map[string]any{"items": items})
}
