package privxfake

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// userPaging holds for every list of users. The pages do not name a maximum; the least of those that they name for
// other lists is the safe assumption.
var userPaging = paging{
	maxLimit: 100, sortKeys: []string{"principal", "full_name", "email", "source", "created", "updated"},
}

func (s *Server) searchRoutes() []route {
	return []route{
		newRoute(http.MethodPost, usersPath+"/search", viewUsers, s.searchUsers),
		newRoute(http.MethodPost, usersPath+"/search/external", viewUsers, s.searchExternalUsers),
	}
}

var searchFields = table{
	{Path: "keywords", Kind: kindString},
	{Path: "user_id", Kind: kindStrings},
	{Path: "source", Kind: kindString},
}

// searchUsers finds whom PrivX knows. A new user takes as long to be found as to be read.
func (s *Server) searchUsers(c *call) answer {
	found, wrong := s.matching(c)
	if wrong != nil {
		return refuseAll(wrong)
	}
	var items []map[string]any
	for _, o := range s.collections["users"].byID() {
		if o.hidden == 0 && found(o.doc) {
			items = append(items, listedUser(o))
		}
	}
	return userPaging.page(c, items)
}

// searchExternalUsers asks the directories themselves: it finds users that PrivX does not know yet, does not find API
// clients, and does not page.
func (s *Server) searchExternalUsers(c *call) answer {
	found, wrong := s.matching(c)
	if wrong != nil {
		return refuseAll(wrong)
	}
	var items []map[string]any
	for _, o := range slices.Concat(s.collections["users"].byID(), s.collections["directory_users"].byID()) {
		if o.doc["source_type"] != "API-CLIENT" && found(o.doc) {
			items = append(items, listedUser(o))
		}
	}
	return list(len(items), items)
}

// matching returns the condition that the parameters of a search set; what is empty or left out does not restrict it.
// All words must be found, in any of the names, whatever their case.
func (s *Server) matching(c *call) (func(doc map[string]any) bool, []problem) {
	body, problems := c.document(searchFields)
	if problems != nil {
		return nil, problems
	}
	keywords, _ := body["keywords"].(string)
	keywords, err := url.QueryUnescape(keywords) // the page says "URL encoded"
	if err != nil {
		return nil, []problem{{Code: "VALUE_INCORRECT_FORMAT", Message: err.Error(), Property: "keywords"}}
	}
	words, ids := strings.Fields(strings.ToLower(keywords)), texts(body["user_id"])
	source, _ := body["source"].(string)
	return func(doc map[string]any) bool {
		var names strings.Builder
		for _, key := range []string{"principal", "full_name", "first_name", "last_name", "given_name", "email"} {
			_, _ = fmt.Fprintln(&names, doc[key])
		}
		haystack := strings.ToLower(names.String())
		id, _ := doc["id"].(string)
		return (source == "" || doc["source"] == source) && (len(ids) == 0 || slices.Contains(ids, id)) &&
			!slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(haystack, word) })
	}, nil
}
