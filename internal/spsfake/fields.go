package spsfake

import (
	"fmt"
	"maps"
	"slices"
)

// The kinds of fields.
const (
	kindString    = "string"
	kindInteger   = "integer"
	kindBoolean   = "boolean"
	kindList      = "list"
	kindReference = "reference"
)

// Field is what the pages say about one value of a document.
type Field struct {
	// Path is the wire name, with a dot where the value lies in an object or a list: "servers.0.port".
	Path string
	// Kind is one of string, integer, boolean, list, reference.
	Kind string
	// Enum holds what a string may be; nil means any text that Takes allows.
	Enum []string
	// To is the collection that a reference, or the references in a list, are to.
	To string
	// Decides fields pick the variant of the object that they lie in, and so which other fields it has.
	Decides bool
	// Nullable fields may be null.
	Nullable bool
	// Fixed fields keep the value that the object was created with.
	Fixed bool
	// ServerSet fields are ignored in what clients write.
	ServerSet bool
	// Secret fields are the keys of passwords.
	Secret bool

	shape shape
}

// Takes reports whether a value has the shape of the field;
// whether a reference leads anywhere is not a question of shape.
func (f Field) Takes(value any) bool { return f.shape.check(f.Path, value) == nil }

// Fields returns the fields that a document of a collection has, or lacks: those of its variants, and of each element
// of its lists. It panics if there is no such collection.
func (s *Server) Fields(collection string, doc map[string]any) []Field {
	s.mu.Lock()
	defer s.mu.Unlock()

	k := s.mustKind(collection)
	fields := k.shape.fields("", normalized(doc))
	for i := range fields {
		fields[i].Fixed = slices.Contains(k.fixed, fields[i].Path)
	}
	return fields
}

func (anything) fields(string, any) []Field { return nil }

func (t text) fields(at string, _ any) []Field {
	return []Field{{Path: at, Kind: kindString, shape: t}}
}

func (o oneOf) fields(at string, _ any) []Field {
	return []Field{{Path: at, Kind: kindString, Enum: o, shape: o}}
}

func (b boolean) fields(at string, _ any) []Field {
	return []Field{{Path: at, Kind: kindBoolean, shape: b}}
}

func (i integer) fields(at string, _ any) []Field {
	return []Field{{Path: at, Kind: kindInteger, shape: i}}
}

func (r reference) fields(at string, _ any) []Field {
	return []Field{{Path: at, Kind: kindReference, To: r.to, Secret: r.to == passwords, shape: r}}
}

func (r record) fields(at string, value any) []Field {
	doc, _ := value.(map[string]any)
	var fields []Field
	for _, name := range slices.Sorted(maps.Keys(r)) {
		fields = append(fields, r[name].fields(within(at, name), doc[name])...)
	}
	return fields
}

func (u union) fields(at string, value any) []Field {
	decides := oneOf(slices.Sorted(maps.Keys(u.variants))).fields(within(at, u.on), nil)[0]
	if slices.Equal(decides.Enum, []string{"false", "true"}) {
		decides = boolean{}.fields(decides.Path, nil)[0]
	}
	decides.Decides = true
	variant, _ := u.variant(value)
	return append([]Field{decides}, variant.fields(at, value)...)
}

func (l list) fields(at string, value any) []Field {
	whole := Field{Path: at, Kind: kindList, shape: l}
	if r, ofReferences := l.of.(reference); ofReferences {
		whole.To = r.to
	}
	fields := []Field{whole}
	elements, _ := value.([]any)
	for i, element := range elements {
		fields = append(fields, l.of.fields(within(at, fmt.Sprint(i)), element)...)
	}
	return fields
}

func (n nullable) fields(at string, value any) []Field {
	fields := n.shape.fields(at, value)
	fields[0].Nullable, fields[0].shape = true, n
	return fields
}

func (o optional) fields(at string, value any) []Field {
	fields := o.shape.fields(at, value)
	fields[0].ServerSet = true
	return fields
}
