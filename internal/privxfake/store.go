package privxfake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// collection holds the objects of one kind.
type collection struct {
	objects map[string]*object
	next    int
	// canonical gives a document the one form in which it is stored, whoever wrote it.
	canonical func(doc map[string]any)
}

type object struct {
	doc    map[string]any
	serial int // order of creation
	reads  int // since the last write, for what changes by itself
}

func newCollection(canonical func(map[string]any)) *collection {
	return &collection{objects: map[string]*object{}, canonical: canonical}
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

// byID is the order of lists: neither that of creation nor of names, so that nobody relies on it.
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

// Edit is another administrator: it changes the stored document at a path like "sources/<id>" and sets its updated
// time. The document has every known field, with its zero value where it is empty; secrets are in the clear. It panics
// if there is no such document. The change must not call the server.
func (s *Server) Edit(path string, change func(doc map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()

	c, o := s.mustFind(path)
	change(o.doc)
	o.doc = normalized(o.doc)
	o.doc["updated"] = now()
	o.doc["updatedby"] = administrator
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
// document's own, or a new one.
func (s *Server) Add(name string, doc map[string]any) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add(name, doc)
}

func (s *Server) add(name string, doc map[string]any) string {
	c := s.mustCollection(name)
	doc = normalized(doc)
	id, _ := doc["id"].(string)
	if id == "" {
		id = s.newID()
	}
	created := now()
	for key, value := range map[string]any{
		"id": id, "created": created, "updated": created, "author": administrator, "updatedby": administrator,
	} {
		if _, given := doc[key]; !given {
			doc[key] = value
		}
	}
	c.put(id, doc)
	return id
}

// Remove deletes the document at a path like "sources/<id>", as another administrator. It panics if there is none.
func (s *Server) Remove(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()

	c, _ := s.mustFind(path)
	_, id, _ := strings.Cut(path, "/")
	delete(c.objects, id)
}

func (s *Server) find(path string) (*collection, *object) {
	name, id, _ := strings.Cut(path, "/")
	c := s.mustCollection(name)
	return c, c.objects[id]
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
