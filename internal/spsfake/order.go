package spsfake

import "slices"

// reorder takes the keys of all objects in their new order. No page shows the body: an array, or an object with one
// under order or new_order, is what api/sps.md §3 proposes.
func (s *Server) reorder(k *kind) func(*call) answer {
	return s.change(func(c *call, d *draft) answer {
		value, err := decode(c.body)
		if err != nil {
			return syntactic([]problem{{"", "The request body is not JSON: " + err.Error()}})
		}
		if doc, isObject := value.(map[string]any); isObject && len(doc) == 1 {
			for _, name := range []string{"order", "new_order"} {
				if order, given := doc[name]; given {
					value = order
				}
			}
		}
		if problems := (list{of: text{}}).check("", value); problems != nil {
			return syntactic([]problem{{"", "The request body is not a list of keys"}})
		}
		order := texts(value)
		there := d.config[k.collection].order
		if !slices.Equal(slices.Sorted(slices.Values(order)), slices.Sorted(slices.Values(there))) {
			return semantic("The order must name every object of " + hrefOf(k.collection) + " once")
		}
		d.config[k.collection].order = order
		if !slices.Contains(d.reordered, k.collection) {
			d.reordered = append(d.reordered, k.collection)
		}
		return ok(map[string]any{"meta": map[string]any{
			"href": hrefOf(k.collection) + "/@order", "parent": hrefOf(k.collection), "transaction": transactionPath,
		}})
	})
}

func texts(value any) []string {
	elements, _ := value.([]any)
	list := make([]string, 0, len(elements))
	for _, element := range elements {
		if s, isString := element.(string); isString {
			list = append(list, s)
		}
	}
	return list
}

// Order returns the keys of the login methods in the order of their buttons.
func (s *Server) Order() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.config[loginMethods].order)
}

// SetOrder plays another administrator, who puts the login methods in this order: it must name all of them.
func (s *Server) SetOrder(keys []string) {
	s.mu.Lock()
	defer s.mu.Unlock()

	d := newDraft(s.config)
	if !slices.Equal(slices.Sorted(slices.Values(keys)), slices.Sorted(slices.Values(d.config[loginMethods].order))) {
		panic("spsfake: the order must name every login method once")
	}
	d.config[loginMethods].order = slices.Clone(keys)
	s.config = d.config
}
