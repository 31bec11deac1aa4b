package privxfake

import (
	"fmt"
	"net/http"
)

const sourcesPath = "/role-store/api/v1/sources"

// sourceRoutes and who may call them are from the vendor's page (api/privx.md §2.2): sourcesManage may neither read
// nor delete.
func (s *Server) sourceRoutes() []route {
	var (
		list    = []string{"user", "admin", "sourcesView", "service"}
		view    = []string{"admin", "sourcesView", "service"}
		manage  = []string{"admin", "sourcesManage", "service"}
		destroy = []string{"admin", "service"}
	)
	return []route{
		newRoute(http.MethodGet, sourcesPath, list, s.listSources),
		newRoute(http.MethodPost, sourcesPath, manage, s.createSource),
		newRoute(http.MethodPost, sourcesPath+"/refresh", manage, s.refreshSources),
		newRoute(http.MethodGet, sourcesPath+"/{source_id}", view, s.getSource),
		newRoute(http.MethodPut, sourcesPath+"/{source_id}", manage, s.updateSource),
		newRoute(http.MethodDelete, sourcesPath+"/{source_id}", destroy, s.deleteSource),
	}
}

// listSources does not page and has no parameters (api/privx.md §2.1).
func (s *Server) listSources(*call) answer {
	var items []map[string]any
	for _, o := range s.collections["sources"].byID() {
		items = append(items, s.readSource(o))
	}
	return list(len(items), items)
}

func (s *Server) getSource(c *call) answer {
	o := s.collections["sources"].objects[c.args[0]]
	if o == nil {
		return notFound("Source", c.args[0])
	}
	return ok(s.readSource(o))
}

func (s *Server) createSource(c *call) answer {
	doc, wrong := c.object()
	if wrong != nil {
		return refuseAll([]problem{*wrong})
	}
	problems := append(checkSource(doc, nil), s.checkSourceName(doc, "")...)
	if problems != nil {
		return refuseAll(problems)
	}
	takeServerSet(sourceFields, doc, nil)
	id, at := s.newID(), s.now()
	doc["id"], doc["created"], doc["updated"] = id, at, at
	doc["author"], doc["updatedby"] = APIClientID, APIClientID
	s.collections["sources"].put(id, doc)
	return created(sourcesPath, id)
}

// updateSource replaces the whole source: what the body lacks is gone (api/privx.md §7).
func (s *Server) updateSource(c *call) answer {
	id := c.args[0]
	o := s.collections["sources"].objects[id]
	if o == nil {
		return notFound("Source", id)
	}
	doc, wrong := c.object()
	if wrong != nil {
		return refuseAll([]problem{*wrong})
	}
	problems := append(checkSource(doc, o.doc), s.checkSourceName(doc, id)...)
	if problems != nil {
		return refuseAll(problems)
	}
	takeServerSet(sourceFields, doc, o.doc)
	keepMasked(doc, o.doc)
	doc["updated"], doc["updatedby"] = s.now(), APIClientID
	delete(doc, "status_code") // it connects anew
	delete(doc, "status_text")
	s.collections["sources"].put(id, doc)
	return ok(nil)
}

func (s *Server) deleteSource(c *call) answer {
	objects := s.collections["sources"].objects
	if objects[c.args[0]] == nil {
		return notFound("Source", c.args[0])
	}
	s.drop("sources", c.args[0])
	return ok(nil)
}

// refreshSources takes ids and answers with the first source: the page shows one source (api/privx.md §8).
func (s *Server) refreshSources(c *call) answer {
	ids, wrong := c.strings()
	if wrong != nil {
		return refuseAll([]problem{*wrong})
	}
	if len(ids) == 0 {
		return refuse(http.StatusBadRequest, "REQUIRED_VALUE_MISSING", "No source ids given", "")
	}
	objects := make([]*object, len(ids))
	for i, id := range ids {
		if objects[i] = s.collections["sources"].objects[id]; objects[i] == nil {
			return notFound("Source", id)
		}
	}
	for _, o := range objects {
		setStatus(o, "OK", textConnected)
		updateStatus(o)
	}
	return ok(s.readSource(objects[0]))
}

// checkSourceName holds only where the option says so: no page says whether names are unique.
func (s *Server) checkSourceName(doc map[string]any, id string) []problem {
	if !s.options.UniqueSourceNames {
		return nil
	}
	for other, o := range s.collections["sources"].objects {
		if other != id && o.doc["name"] == doc["name"] {
			return []problem{{
				Code: "VALUE_DUPLICATE", Message: fmt.Sprintf("Duplicate name %v", doc["name"]), Property: "name",
			}}
		}
	}
	return nil
}
