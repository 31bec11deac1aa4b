package privxfake

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

const (
	permanent      = "PERMANENT"
	timeRestricted = "TIME_RESTRICTED"
	floating       = "FLOATING"
)

// grantRoutes returns the routes of grants, which do not page (api/privx.md §2.1).
func (s *Server) grantRoutes() []route {
	return []route{
		newRoute(http.MethodGet, usersPath+"/{user_id}/roles", viewUsers, s.ofNamed(s.listGrants)),
		newRoute(http.MethodPut, usersPath+"/{user_id}/roles", manageUsers, s.ofNamed(s.replaceGrants)),
	}
}

func (s *Server) listGrants(_ *call, user *object) answer {
	items := s.roleHandles(idOf(user))
	return list(len(items), items)
}

// replaceGrants replaces what was granted; what is mapped stays, whatever the body says about it.
func (s *Server) replaceGrants(c *call, user *object) answer {
	items, problems := s.checkGrants(c)
	if problems != nil {
		return refuseAll(problems)
	}
	for _, item := range s.grantsOf(idOf(user)) {
		if item["implicit"] == true {
			items = append(items, map[string]any{"id": item["id"], "implicit": true})
		}
	}
	s.collections["grants"].put(idOf(user), map[string]any{"items": items})
	return ok(nil)
}

// canonicalGrants brings the grants of a user into the form in which they are stored: one item for each role, in an
// order of the server's own. Everybody has privx-user (api/privx.md §4.1); roles that are gone are nobody's.
func (s *Server) canonicalGrants(doc map[string]any) {
	byRole := map[string]map[string]any{}
	for _, item := range elements(doc["items"]) {
		mergeGrant(byRole, item)
	}
	mergeGrant(byRole, map[string]any{"id": s.everyone, "implicit": true})
	roles := s.collections["roles"].objects
	items := []any{}
	for _, id := range slices.Sorted(maps.Keys(byRole)) {
		if roles[id] != nil {
			for _, period := range elements(byRole[id]["grant_validity_periods"]) {
				s.dropFractions(period, "grant_start", "grant_end")
			}
			items = append(items, byRole[id])
		}
	}
	doc["items"] = items
}

// mergeGrant joins what is granted and what is mapped of a role into one item with both flags; a role that is neither
// has none.
func mergeGrant(byRole map[string]map[string]any, item map[string]any) {
	id, _ := item["id"].(string)
	explicit, implicit := item["explicit"] == true, item["implicit"] == true
	if id == "" || !explicit && !implicit {
		return
	}
	merged := byRole[id]
	if merged == nil {
		merged = map[string]any{"id": id, "explicit": false, "implicit": false}
		maps.Copy(merged, terms(nil))
		byRole[id] = merged
	}
	merged["implicit"] = merged["implicit"] == true || implicit
	if explicit {
		merged["explicit"] = true
		maps.Copy(merged, terms(item))
	}
}

// terms returns the fields of a grant that belong to its type; a grant without a type is permanent.
func terms(item map[string]any) map[string]any {
	t := map[string]any{"grant_type": permanent, "grant_validity_periods": nil, "floating_length": 0.0}
	if given, _ := item["grant_type"].(string); given != "" {
		t["grant_type"] = given
	}
	switch t["grant_type"] {
	case timeRestricted:
		periods := []any{}
		for _, period := range elements(item["grant_validity_periods"]) {
			periods = append(periods, map[string]any{
				"grant_start": respell(period["grant_start"]), "grant_end": respell(period["grant_end"]),
			})
		}
		t["grant_validity_periods"] = periods
	case floating:
		if item["floating_length"] != nil {
			t["floating_length"] = item["floating_length"]
		}
	}
	return t
}

// grantsOf returns the stored items of a user.
func (s *Server) grantsOf(userID string) []map[string]any {
	o := s.ofUser("grants", userID)
	if s.options.DropExpiredGrants {
		for _, item := range elements(o.doc["items"]) {
			if item["explicit"] == true && !s.holds(item, func(_, end time.Time) bool { return s.clock().Before(end) }) {
				item["explicit"] = false
			}
		}
		s.canonicalGrants(o.doc)
	}
	return elements(o.doc["items"])
}

// holds reports whether a grant has a period for which the condition holds; it does for grants without periods.
func (s *Server) holds(item map[string]any, condition func(start, end time.Time) bool) bool {
	return item["grant_type"] != timeRestricted ||
		slices.ContainsFunc(elements(item["grant_validity_periods"]), func(period map[string]any) bool {
			start, startsOnce := instant(period["grant_start"])
			end, endsOnce := instant(period["grant_end"])
			return startsOnce && endsOnce && condition(start, end)
		})
}

// roleHandles returns the roles of a user as the wire has them: grant, definition, and the junk that the vendor's
// servers send along (api/privx.md §4.2, §4.3).
func (s *Server) roleHandles(userID string) []map[string]any {
	handles := []map[string]any{}
	for _, item := range s.grantsOf(userID) {
		role := s.collections["roles"].objects[fmt.Sprint(item["id"])].doc
		handle := copyDocument(item)
		for _, key := range []string{"name", "comment", "access_group_id", "permissions", "context", "system"} {
			handle[key] = deepCopy(role[key])
		}
		handle["source_rules"] = map[string]any{"rules": nil}
		handle["principal_public_key_strings"], handle["permit_agent"] = nil, false
		handles = append(handles, handle)
	}
	return handles
}

// effectiveRoles returns those that count now, with the two fields that only they have. A floating grant counts: its
// window opens with the first use.
func (s *Server) effectiveRoles(userID string) []map[string]any {
	at := s.clock()
	handles := []map[string]any{}
	for _, handle := range s.roleHandles(userID) {
		if handle["implicit"] != true && !s.holds(handle, func(start, end time.Time) bool {
			return !at.Before(start) && at.Before(end)
		}) {
			continue
		}
		role := s.collections["roles"].objects[fmt.Sprint(handle["id"])].doc
		handle["principal_public_key_strings"] = principalKeys(role)
		handle["permit_agent"] = role["permit_agent"]
		handles = append(handles, handle)
	}
	return handles
}
