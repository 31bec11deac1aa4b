package privxfake

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// collection holds the objects of one kind.
type collection struct {
	objects map[string]*object
	next    int
	fields  table
	// complete brings a document into the form in which it is stored, beyond what the table says; nil does nothing.
	complete func(doc map[string]any)
	// updatedBy is the wire name of who wrote last (api/privx.md §2.1); empty where documents have no such stamps.
	updatedBy string
	// perUser has one document for each user, under the user's id, empty until it is written.
	perUser bool
}

type object struct {
	doc    map[string]any
	serial int // order of creation
	reads  int // since the last write, for what changes by itself
	hidden int // how many reads will not find it yet
}

// newCollections returns what Edit, Document, Documents, Add and Remove know.
func (s *Server) newCollections() map[string]*collection {
	users := collection{fields: userFields, complete: canonicalUser, updatedBy: "updatedby"}
	directoryUsers := users // whom only a live directory knows
	collections := map[string]*collection{
		"sources":         {fields: sourceFields, complete: canonicalSource, updatedBy: "updatedby"},
		"roles":           {fields: roleFields, complete: s.canonicalRole, updatedBy: "updatedby"},
		"users":           &users,
		"directory_users": &directoryUsers,
		"authorized_keys": {fields: authorizedKeyFields, complete: s.canonicalAuthorizedKey, updatedBy: "updated_by"},
		"aws_roles": {fields: awsRoleFields, complete: func(doc map[string]any) {
			fill(doc, map[string]any{"updated": s.now()})
		}},
		"mobile_gateway": {},
		"grants":         {complete: s.canonicalGrants, perUser: true},
		"settings":       {perUser: true},
	}
	for _, c := range collections {
		c.objects = map[string]*object{}
	}
	return collections
}

func (c *collection) canonical(doc map[string]any) {
	c.fields.canonical(doc)
	if c.complete != nil {
		c.complete(doc)
	}
}

// stamp notes in a document that it was written.
func (s *Server) stamp(collection string, doc map[string]any, by string) {
	if key := s.collections[collection].updatedBy; key != "" {
		doc["updated"], doc[key] = s.now(), by
	}
}

func (c *collection) put(id string, doc map[string]any) {
	c.canonical(doc)
	if old := c.objects[id]; old != nil {
		old.doc, old.reads = doc, 0
		return
	}
	c.objects[id] = &object{doc: doc, serial: c.next}
	c.next++
}

// byID returns the objects in the order of lists: neither that of creation nor of names, so that nobody relies on it.
func (c *collection) byID() []*object {
	ids := make([]string, 0, len(c.objects))
	for id := range c.objects {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	objects := make([]*object, len(ids))
	for i, id := range ids {
		objects[i] = c.objects[id]
	}
	return objects
}

// Edit plays another administrator: it changes the stored document at a path like "sources/<id>" and stamps it, where
// documents have stamps. There are sources, roles, users (without what is derived), directory_users, aws_roles,
// authorized_keys, mobile_gateway/mobile_gateway, and for each user grants/<id>, {"items": [...]}, and settings/<id>.
// The document has every known field, with its default where it is empty; secrets are in the clear. It panics if there
// is no such document. The change must not call the server.
func (s *Server) Edit(path string, change func(doc map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()

	c, o := s.mustFind(path)
	change(o.doc)
	o.doc = normalized(o.doc)
	name, _, _ := strings.Cut(path, "/")
	s.stamp(name, o.doc, administrator)
	c.canonical(o.doc)
}

// Document returns a deep copy of what is stored at a path like "sources/<id>", secrets in the clear, or nil. Numbers
// are as normalized leaves them.
func (s *Server) Document(path string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()

	if _, o := s.find(path); o != nil {
		return copyDocument(o.doc)
	}
	return nil
}

// Documents returns deep copies of all documents of a collection like "sources", in the order of their creation.
func (s *Server) Documents(name string) []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()

	objects := s.mustCollection(name).byID()
	slices.SortFunc(objects, func(a, b *object) int { return cmp.Compare(a.serial, b.serial) })
	docs := make([]map[string]any, len(objects))
	for i, o := range objects {
		docs[i] = copyDocument(o.doc)
	}
	return docs
}

// Add puts a document into a collection without validation, as if it had always been there, and returns its id: the
// document's own, or a new one. Documents of a user (grants, settings) need an id, which they do not keep.
func (s *Server) Add(name string, doc map[string]any) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add(name, doc)
}

func (s *Server) add(name string, doc map[string]any) string {
	c := s.mustCollection(name)
	doc = normalized(doc)
	id, _ := doc["id"].(string)
	if c.perUser {
		if s.collections["users"].objects[id] == nil {
			panic(fmt.Sprintf("privxfake: there is no user %q", id))
		}
		delete(doc, "id")
		c.put(id, doc)
		return id
	}
	if id == "" {
		id = s.newID()
	}
	stamps := map[string]any{"id": id}
	if c.updatedBy != "" {
		at := s.now()
		stamps = map[string]any{
			"id": id, "created": at, "updated": at, "author": administrator, c.updatedBy: administrator,
		}
	}
	fill(doc, stamps)
	c.put(id, doc)
	return id
}

// fill sets the keys that are missing or null.
func fill(doc, values map[string]any) {
	for key, value := range values {
		if doc[key] == nil {
			doc[key] = value
		}
	}
}

// Remove deletes the document at a path like "sources/<id>", as another administrator. It panics if there is none.
func (s *Server) Remove(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()

	s.mustFind(path)
	name, id, _ := strings.Cut(path, "/")
	s.drop(name, id)
}

// drop deletes an object and what cannot be without it.
func (s *Server) drop(name, id string) {
	delete(s.collections[name].objects, id)
	switch name {
	case "users":
		delete(s.collections["grants"].objects, id)
		delete(s.collections["settings"].objects, id)
		maps.DeleteFunc(s.collections["authorized_keys"].objects, func(_ string, key *object) bool {
			return key.doc["user_id"] == id
		})
	case "roles":
		for _, grants := range s.collections["grants"].objects {
			s.canonicalGrants(grants.doc)
		}
	}
}

func (s *Server) find(path string) (*collection, *object) {
	name, id, _ := strings.Cut(path, "/")
	c := s.mustCollection(name)
	if c.perUser && s.collections["users"].objects[id] != nil {
		return c, s.ofUser(name, id)
	}
	return c, c.objects[id]
}

// ofUser returns the document of a user, who must exist, in a collection that has one for each.
func (s *Server) ofUser(name, userID string) *object {
	c := s.collections[name]
	if c.objects[userID] == nil {
		c.put(userID, map[string]any{})
	}
	return c.objects[userID]
}

func (s *Server) mustFind(path string) (*collection, *object) {
	c, o := s.find(path)
	if o == nil {
		panic(fmt.Sprintf("privxfake: there is no document %q", path))
	}
	return c, o
}

func (s *Server) mustCollection(name string) *collection {
	c := s.collections[name]
	if c == nil {
		panic(fmt.Sprintf("privxfake: there is no collection %q", name))
	}
	return c
}
