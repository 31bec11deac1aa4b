package spsfake

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// shape is what the pages say about a value: SPS takes nothing more and nothing less.
type shape interface {
	// check returns what is wrong with a value that somebody wrote, and where.
	check(at string, value any) []problem
	// rewrite returns a copy of a value with every reference in it replaced. What does not have the shape is kept.
	rewrite(value any, replace func(to place) any) any
	// fields returns what Fields does of a value, which need not have the shape.
	fields(at string, value any) []Field
}

type problem struct{ field, message string }

func wrong(at, message string) []problem { return []problem{{at, message}} }

func within(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// record is an object: every field must be written, also empty lists.
type record map[string]shape

// optional is a field that only the server sets; a client may send it back.
type optional struct{ shape }

func (r record) check(at string, value any) []problem {
	doc, isObject := value.(map[string]any)
	if !isObject {
		return wrong(at, "must be an object")
	}
	var problems []problem
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		if r[name] == nil {
			problems = append(problems, problem{within(at, name), "unknown field"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r)) {
		field, given := doc[name]
		if given {
			problems = append(problems, r[name].check(within(at, name), field)...)
		} else if _, isOptional := r[name].(optional); !isOptional {
			problems = append(problems, problem{within(at, name), "missing field"})
		}
	}
	return problems
}

func (r record) rewrite(value any, replace func(place) any) any {
	doc, isObject := value.(map[string]any)
	if !isObject {
		return value
	}
	fields := make(map[string]any, len(doc))
	for name, field := range doc {
		if r[name] != nil {
			field = r[name].rewrite(field, replace)
		}
		fields[name] = field
	}
	return fields
}

// union is an object whose fields depend on one of them, a string or a boolean.
type union struct {
	on       string
	variants map[string]record // the field that decides is not in them
}

func (u union) variant(value any) (record, bool) {
	doc, _ := value.(map[string]any)
	var r record
	switch decides := doc[u.on].(type) {
	case string:
		if decides != "true" && decides != "false" {
			r = u.variants[decides]
		}
	case bool:
		r = u.variants[strconv.FormatBool(decides)]
	}
	if r == nil {
		return nil, false
	}
	r = maps.Clone(r)
	r[u.on] = anything{}
	return r, true
}

func (u union) check(at string, value any) []problem {
	doc, isObject := value.(map[string]any)
	if !isObject {
		return wrong(at, "must be an object")
	}
	if _, given := doc[u.on]; !given {
		return wrong(within(at, u.on), "missing field")
	}
	r, known := u.variant(value)
	if !known {
		return wrong(within(at, u.on), fmt.Sprintf("must be one of %v", slices.Sorted(maps.Keys(u.variants))))
	}
	return r.check(at, value)
}

func (u union) rewrite(value any, replace func(place) any) any {
	if r, known := u.variant(value); known {
		return r.rewrite(value, replace)
	}
	return value
}

// list is an array, whose order is kept.
type list struct {
	of       shape
	least    int
	distinct bool // of strings
}

func (l list) check(at string, value any) []problem {
	elements, isArray := value.([]any)
	if !isArray {
		return wrong(at, "must be a list")
	}
	if len(elements) < l.least {
		return wrong(at, fmt.Sprintf("must have at least %d elements", l.least))
	}
	var problems []problem
	seen := map[string]bool{}
	for i, element := range elements {
		here := within(at, strconv.Itoa(i))
		problems = append(problems, l.of.check(here, element)...)
		if text, isString := element.(string); l.distinct && isString {
			if seen[text] {
				problems = append(problems, problem{here, "is in the list twice"})
			}
			seen[text] = true
		}
	}
	return problems
}

func (l list) rewrite(value any, replace func(place) any) any {
	elements, isArray := value.([]any)
	if !isArray {
		return value
	}
	elements = slices.Clone(elements)
	for i := range elements {
		elements[i] = l.of.rewrite(elements[i], replace)
	}
	return elements
}

// nullable is null, or of the shape.
type nullable struct{ shape }

func (n nullable) check(at string, value any) []problem {
	if value == nil {
		return nil
	}
	return n.shape.check(at, value)
}

// ruled has a rule on top of its shape, which says what is wrong with a value of that shape.
type ruled struct {
	shape
	rule func(at string, doc map[string]any) []problem
}

func (r ruled) check(at string, value any) []problem {
	problems := r.shape.check(at, value)
	if doc, isObject := value.(map[string]any); isObject && problems == nil {
		return r.rule(at, doc)
	}
	return problems
}

// reference is a bare key when it is written, and {key, meta} when it is read. Whether the object is there is not a
// question of shape.
type reference struct{ to string }

func (reference) check(at string, value any) []problem {
	if key, isString := value.(string); !isString || key == "" {
		return wrong(at, "must be the key of an object")
	}
	return nil
}

func (r reference) rewrite(value any, replace func(place) any) any {
	if key, isString := value.(string); isString {
		return replace(place{r.to, key})
	}
	return value
}
