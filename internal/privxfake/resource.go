package privxfake

import (
	"net/http"
	"slices"
	"strings"
)

// resource is a collection as a service has it over HTTP: GET of the list, POST, and GET, PUT and DELETE by id. The
// owner is the user whose objects they are, or nil.
type resource struct {
	collection string
	noun       string // in messages
	path       string
	fields     table
	scopes     scopes
	paging     paging // the zero value does not page
	unique     string // the field that no two objects share
	located    bool   // POST answers with a Location header, too
	echoes     bool   // PUT answers with the object

	// read returns objects as they are answered.
	read func(objects []*object) []map[string]any

	// What follows may be nil.

	// among reports whether an object of the collection is one of the resource's.
	among func(o, owner *object) bool
	// matches reports whether the query of a list asks for a document.
	matches func(c *call, doc map[string]any) bool
	// check returns what is wrong with a document that the table finds right;
	// old is what it replaces, nil for a new one.
	check func(doc map[string]any, old, owner *object) []problem
	// complete turns a document that was accepted into what is stored.
	complete func(doc map[string]any, old, owner *object)
	// created is called with each new object.
	created func(o *object)
	// keep returns why an object cannot be deleted, or nil.
	keep func(o *object) *problem
}

// scopes are who may call an operation: any of them will do, nil is everybody with a token.
type scopes struct{ list, view, manage, destroy []string }

// either returns the scopes of what one permission allows beside admin and service.
func either(permission string) []string { return []string{"admin", permission, "service"} }

// each returns a reading of many objects, made of that of one.
func each(read func(*object) map[string]any) func([]*object) []map[string]any {
	return func(objects []*object) []map[string]any {
		docs := make([]map[string]any, len(objects))
		for i, o := range objects {
			docs[i] = read(o)
		}
		return docs
	}
}

// ownedBy looks up the owner before an operation is served.
type ownedBy func(serve func(c *call, owner *object) answer) func(c *call) answer

func nobody(serve func(*call, *object) answer) func(*call) answer {
	return func(c *call) answer { return serve(c, nil) }
}

func (s *Server) resourceRoutes(r resource, of ownedBy) []route {
	one := r.path + "/{id}"
	return []route{
		newRoute(http.MethodGet, r.path, r.scopes.list, of(s.listObjects(r))),
		newRoute(http.MethodPost, r.path, r.scopes.manage, of(s.createObject(r))),
		newRoute(http.MethodGet, one, r.scopes.view, of(s.named(r, s.getObject))),
		newRoute(http.MethodPut, one, r.scopes.manage, of(s.named(r, s.replaceObject))),
		newRoute(http.MethodDelete, one, r.scopes.destroy, of(s.named(r, s.deleteObject))),
	}
}

// named looks up the object of the resource whose id is in the path.
func (s *Server) named(
	r resource, serve func(r resource, c *call, o, owner *object) answer,
) func(*call, *object) answer {
	return func(c *call, owner *object) answer {
		o := s.collections[r.collection].objects[c.args[0]]
		if o == nil || !r.has(o, owner) {
			return notFound(r.noun, c.args[0])
		}
		return serve(r, c, o, owner)
	}
}

func (r resource) has(o, owner *object) bool { return r.among == nil || r.among(o, owner) }

func (s *Server) listObjects(r resource) func(*call, *object) answer {
	return func(c *call, owner *object) answer {
		items := r.read(slices.DeleteFunc(s.collections[r.collection].byID(), func(o *object) bool {
			return !r.has(o, owner)
		}))
		if r.matches != nil {
			items = slices.DeleteFunc(items, func(doc map[string]any) bool { return !r.matches(c, doc) })
		}
		if r.paging.maxLimit == 0 {
			return list(len(items), items)
		}
		return r.paging.page(c, items)
	}
}

func (s *Server) getObject(r resource, _ *call, o, _ *object) answer { return ok(r.readOne(o)) }

func (r resource) readOne(o *object) map[string]any { return r.read([]*object{o})[0] }

func (s *Server) createObject(r resource) func(*call, *object) answer {
	return func(c *call, owner *object) answer {
		doc, problems := s.written(r, c, nil, owner)
		if problems != nil {
			return refuseAll(problems)
		}
		id, location := s.newID(), ""
		doc["id"] = id
		s.stamp(r.collection, doc, APIClientID)
		doc["created"], doc["author"] = doc["updated"], APIClientID
		s.store(r, id, doc, nil, owner)
		if r.created != nil {
			r.created(s.collections[r.collection].objects[id])
		}
		if r.located {
			location = r.path
		}
		return created(location, id)
	}
}

// replaceObject serves PUT, which replaces the whole object: what the body lacks is gone (api/privx.md §7).
func (s *Server) replaceObject(r resource, c *call, o, owner *object) answer {
	doc, problems := s.written(r, c, o, owner)
	if problems != nil {
		return refuseAll(problems)
	}
	s.stamp(r.collection, doc, APIClientID)
	s.store(r, idOf(o), doc, o, owner)
	if r.echoes {
		return ok(r.readOne(o))
	}
	return ok(nil)
}

func (s *Server) store(r resource, id string, doc map[string]any, old, owner *object) {
	if r.complete != nil {
		r.complete(doc, old, owner)
	}
	s.collections[r.collection].put(id, doc)
}

func (s *Server) deleteObject(r resource, _ *call, o, _ *object) answer {
	if r.keep != nil {
		if wrong := r.keep(o); wrong != nil {
			return refuseAll([]problem{*wrong})
		}
	}
	s.drop(r.collection, idOf(o))
	return ok(nil)
}

// written reads a document that a client wrote, and accepts it. As in a server that decodes first, wrong types hide
// all other problems.
func (s *Server) written(r resource, c *call, old, owner *object) (map[string]any, []problem) {
	doc, problems := c.document(r.fields)
	if problems != nil {
		return nil, problems
	}
	var stored map[string]any
	if old != nil {
		stored = old.doc
	}
	problems = append(r.fields.check(doc, stored), s.checkUnique(r, doc, old)...)
	if r.check != nil {
		problems = append(problems, r.check(doc, old, owner)...)
	}
	r.fields.accept(doc, stored)
	return doc, problems
}

func (s *Server) checkUnique(r resource, doc map[string]any, old *object) []problem {
	if r.unique == "" {
		return nil
	}
	for _, o := range s.collections[r.collection].objects {
		if o != old && o.doc[r.unique] == doc[r.unique] {
			return []problem{duplicate(r.unique)}
		}
	}
	return nil
}

func duplicate(field string) problem {
	message := "Duplicate " + strings.ReplaceAll(field, "_", " ")
	return problem{Code: "VALUE_DUPLICATE", Message: message, Property: field}
}

// listed reads a body of ids, at least one, and returns their objects, all of which must be there.
func (s *Server) listed(c *call, noun, collection string) ([]*object, *answer) {
	ids, wrong := c.strings()
	if wrong == nil && len(ids) == 0 {
		wrong = &problem{Code: "REQUIRED_VALUE_MISSING", Message: "No ids given"}
	}
	if wrong != nil {
		a := refuseAll([]problem{*wrong})
		return nil, &a
	}
	objects := make([]*object, len(ids))
	for i, id := range ids {
		if objects[i] = s.collections[collection].objects[id]; objects[i] == nil || objects[i].hidden > 0 {
			a := notFound(noun, id)
			return nil, &a
		}
	}
	return objects, nil
}
