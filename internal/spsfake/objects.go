package spsfake

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// objectRoutes returns the routes of all collections.
func (s *Server) objectRoutes() []route {
	var routes []route
	for _, collection := range slices.Sorted(maps.Keys(s.kinds)) {
		k, path := s.kinds[collection], hrefOf(collection)
		serve := map[string]func(*kind) func(*call) answer{
			http.MethodPost: s.create, http.MethodPut: s.replace, http.MethodDelete: s.remove,
		}
		routes = append(routes, newRoute(http.MethodGet, path+"/{key}", s.get(k)))
		if collection != passwords { // whose keys nobody may list
			routes = append(routes, newRoute(http.MethodGet, path, s.list(k)))
		}
		for _, method := range k.methods {
			pattern := path + "/{key}"
			if method == http.MethodPost {
				pattern = path
			}
			routes = append(routes, newRoute(method, pattern, serve[method](k)))
		}
		if k.ordered {
			routes = append(routes, newRoute(http.MethodPut, path+"/@order", s.reorder(k)))
		}
	}
	return routes
}

// view returns the configuration that a session sees: what is committed, or its own draft.
func (s *Server) view(c *call) config {
	if c.session.transaction != nil {
		return c.session.transaction.config
	}
	return s.config
}

func (s *Server) list(k *kind) func(*call) answer {
	return func(c *call) answer {
		t := s.view(c)[k.collection]
		items := []any{}
		for _, key := range t.order {
			one := item(key, place{k.collection, key}.href())
			if !s.options.BareLists {
				one["body"] = k.read(t.objects[key].doc)
			}
			items = append(items, one)
		}
		return ok(map[string]any{"items": items, "meta": s.nodeMeta(c, k.collection)})
	}
}

func (s *Server) get(k *kind) func(*call) answer {
	return func(c *call) answer {
		p, t := place{k.collection, c.args[0]}, s.view(c)[k.collection]
		o := t.objects[p.key]
		if o == nil {
			return notFound()
		}
		meta := s.meta(c, p.href(), hrefOf(k.collection))
		if k.collection != passwords {
			row := make([]string, len(t.order))
			for i, key := range t.order {
				row[i] = place{k.collection, key}.href()
			}
			neighbours(meta, row, slices.Index(t.order, p.key))
		}
		return ok(map[string]any{"key": p.key, "body": k.read(o.doc), "meta": meta})
	}
}

func (s *Server) create(k *kind) func(*call) answer {
	return s.change(func(c *call, d *draft) answer {
		doc, problems := c.document()
		if problems == nil {
			problems = k.shape.check("", doc)
		}
		if problems != nil {
			return syntactic(problems)
		}
		p := place{k.collection, s.newKey()}
		if k.complete != nil {
			k.complete(doc, nil)
		}
		if flaw := d.put(k, p, k.newObject(doc)); flaw != "" {
			return semantic(flaw)
		}
		return answer{status: http.StatusCreated, body: map[string]any{"key": p.key, "meta": writeMeta(p, true)}}
	})
}

func (s *Server) replace(k *kind) func(*call) answer {
	return s.change(func(c *call, d *draft) answer {
		p := place{k.collection, c.args[0]}
		old := d.config.find(p)
		if old == nil {
			return notFound()
		}
		if old.builtIn && k.frozen {
			return semantic(p.href() + " is built in and cannot be modified")
		}
		doc, problems := c.document()
		if problems == nil {
			problems = k.shape.check("", doc)
		}
		if problems != nil {
			return syntactic(problems)
		}
		fixed := k.fixed
		if old.builtIn {
			fixed = slices.Concat(k.fixed, k.fixedIfBuiltIn)
		}
		for _, field := range fixed {
			if doc[field] != old.doc[field] {
				return semantic(fmt.Sprintf("%s of %s cannot be changed", field, p.href()))
			}
		}
		if k.complete != nil {
			k.complete(doc, old.doc)
		}
		o := k.newObject(doc)
		o.builtIn = old.builtIn
		if flaw := d.put(k, p, o); flaw != "" {
			return semantic(flaw)
		}
		return ok(map[string]any{"meta": writeMeta(p, true)})
	})
}

func (s *Server) remove(k *kind) func(*call) answer {
	return s.change(func(c *call, d *draft) answer {
		p := place{k.collection, c.args[0]}
		old := d.config.find(p)
		if old == nil {
			return notFound()
		}
		if old.builtIn {
			return semantic(p.href() + " is built in and cannot be deleted")
		}
		if flaw := d.put(k, p, nil); flaw != "" {
			return semantic(flaw)
		}
		return ok(map[string]any{"meta": writeMeta(p, false)})
	})
}

// writeMeta returns the meta of a write, shorter than that of a read, and shortest after a delete.
func writeMeta(p place, there bool) map[string]any {
	meta := map[string]any{"href": p.href(), "parent": hrefOf(p.collection)}
	if there {
		meta["transaction"] = transactionPath
	}
	return meta
}
