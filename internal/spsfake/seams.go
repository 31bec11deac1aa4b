package spsfake

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Edit plays another administrator, who commits at once: it changes the document at a path like
// "aaa/local_database/groups/<key>", with references as bare keys, whatever is locked or open. Nothing is validated.
// It panics if there is no such document. The change must not call the server.
func (s *Server) Edit(path string, change func(doc map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()

	k, p, o := s.mustFind(path)
	doc := copyDocument(o.doc)
	change(doc)
	doc = normalized(doc)
	if k.complete != nil {
		k.complete(doc, o.doc)
	}
	edited := k.newObject(doc)
	edited.builtIn = o.builtIn
	s.force(p, edited)
}

// Document returns a copy of what is committed at a path, with references as bare keys, or nil. That of
// "passwords/<key>" is {"plain": ...}.
func (s *Server) Document(path string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()

	_, p := s.mustPlace(path)
	if o := s.config.find(p); o != nil {
		return copyDocument(o.doc)
	}
	return nil
}

// Documents returns copies of all documents of a collection, in the order of Keys.
func (s *Server) Documents(collection string) []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()

	s.mustKind(collection)
	t := s.config[collection]
	docs := make([]map[string]any, len(t.order))
	for i, key := range t.order {
		docs[i] = copyDocument(t.objects[key].doc)
	}
	return docs
}

// Keys returns the keys of a collection in the order of creation, of login methods in that of their buttons.
func (s *Server) Keys(collection string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()

	s.mustKind(collection)
	return slices.Clone(s.config[collection].order)
}

// Add puts a document, with references as bare keys, into a collection without validation, as if it had always been
// there, and returns its key: a new one, or what the document has under "key". What it lacks gets a default.
func (s *Server) Add(collection string, doc map[string]any) string {
	s.mu.Lock()
	defer s.mu.Unlock()

	k := s.mustKind(collection)
	doc = normalized(doc)
	key, _ := doc["key"].(string)
	delete(doc, "key")
	if key == "" {
		key = s.oldKey()
	}
	for field, value := range k.defaults {
		if _, given := doc[field]; !given {
			doc[field] = deepCopy(value)
		}
	}
	if k.complete != nil {
		k.complete(doc, nil)
	}
	s.force(place{collection, key}, k.newObject(doc))
	return key
}

// Remove deletes the document at a path, as another administrator, who has taken it out of all lists of references
// before; other references to it are left dangling. It panics if there is none.
func (s *Server) Remove(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()

	_, p, _ := s.mustFind(path)
	for _, key := range s.config[groups].order {
		group := place{groups, key}
		old := s.config.find(group)
		if !slices.Contains(old.links, p) {
			continue
		}
		doc := copyDocument(old.doc)
		doc["members"] = slices.DeleteFunc(texts(doc["members"]), func(member string) bool { return member == p.key })
		without := s.kinds[groups].newObject(normalized(doc))
		without.builtIn = old.builtIn
		s.force(group, without)
	}
	s.force(p, nil)
}

// PasswordOf returns the clear text behind the key of a password, or nothing if there is no such password.
func (s *Server) PasswordOf(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()

	if o := s.config.find(place{passwords, key}); o != nil {
		plain, _ := o.doc["plain"].(string)
		return plain
	}
	return ""
}

func (s *Server) force(p place, o *object) {
	d := newDraft(s.config)
	d.force(p, o)
	s.config = d.config
}

func (s *Server) mustFind(path string) (*kind, place, *object) {
	k, p := s.mustPlace(path)
	o := s.config.find(p)
	if o == nil {
		panic(fmt.Sprintf("spsfake: there is no document %q", path))
	}
	return k, p, o
}

func (s *Server) mustPlace(path string) (*kind, place) {
	collection := parentOf(path)
	return s.mustKind(collection), place{collection, strings.TrimPrefix(path, collection+"/")}
}

func (s *Server) mustKind(collection string) *kind {
	k := s.kinds[collection]
	if k == nil {
		panic(fmt.Sprintf("spsfake: there is no collection %q; there are %q", collection,
			slices.Sorted(maps.Keys(s.kinds))))
	}
	return k
}
