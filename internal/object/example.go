package object

import (
	"fmt"
	"strings"
)

// Example is how an object is imported and listed, for the documentation.
type Example struct {
	// ID is an import id; ByName is one by name, empty where there is none.
	ID, ByName string
	// Identity are the attributes of the identity with their values, in order.
	Identity [][2]string
	// Note is what whoever imports the object has to know.
	Note string
	// Query is the configuration of a list.
	Query map[string]string
}

// Example implements Kind.
func (r *Resource[M, C]) Example() Example {
	e := Example{Note: r.ImportNote, Query: map[string]string{}}
	var ids, names []string
	nameable := false
	for i, p := range r.Identity {
		e.Identity = append(e.Identity, [2]string{p.Name, p.Example})
		ids, names = append(ids, p.Example), append(names, p.Example)
		if r.named(i) != nil {
			names[i], nameable = byName+"NAME", true
		}
	}
	e.ID = strings.Join(ids, "/")
	if nameable {
		e.ByName = strings.Join(names, "/")
	}
	if len(r.ListsBy) > 0 {
		e.Query["principal"] = "alice"
	} else {
		e.Query[nameRegex] = "^corp-"
	}
	return e
}

// ways says in words how the object is imported.
func (r *Resource[M, C]) ways() string {
	e := r.Example()
	text := fmt.Sprintf("The %s is imported by its id, such as %s", r.Noun, e.ID)
	if e.ByName != "" {
		text += ", or by name: " + e.ByName
	}
	return text
}
