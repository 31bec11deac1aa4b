package spsfake

import (
	"net/http"
	"slices"
	"time"
)

const (
	configurationPath = "/api/configuration"
	transactionPath   = "/api/transaction"
	uploadPath        = "/api/upload/plugins"
)

// meta returns the meta of a read; remaining_seconds are there as long as the session has a transaction open.
func (s *Server) meta(c *call, href, parent string) map[string]any {
	meta := map[string]any{"href": href, "parent": parent, "transaction": transactionPath}
	if c.session.transaction != nil {
		meta["remaining_seconds"] = s.remaining()
	}
	return meta
}

// remaining returns the seconds that are left, which start anew with every request.
func (s *Server) remaining() int { return int(s.options.SessionTimeout / time.Second) }

// neighbours adds links to the others in a row.
func neighbours(meta map[string]any, row []string, at int) map[string]any {
	meta["first"], meta["last"] = row[0], row[len(row)-1]
	meta["previous"], meta["next"] = nil, nil
	if at > 0 {
		meta["previous"] = row[at-1]
	}
	if at+1 < len(row) {
		meta["next"] = row[at+1]
	}
	return meta
}

// nodeMeta returns the meta of a path that is no object: its neighbours are its parent's other children.
func (s *Server) nodeMeta(c *call, path string) map[string]any {
	if path == "" {
		return s.meta(c, configurationPath, "/api")
	}
	parent := parentOf(path)
	row := make([]string, len(s.tree[parent]))
	for i, child := range s.tree[parent] {
		row[i] = hrefOf(child)
	}
	return neighbours(s.meta(c, hrefOf(path), hrefOf(parent)), row, slices.Index(s.tree[parent], path))
}

func hrefOf(path string) string {
	if path == "" {
		return configurationPath
	}
	return configurationPath + "/" + path
}

// treeRoutes returns the listings of what is above the collections.
func (s *Server) treeRoutes() []route {
	routes := []route{newRoute(http.MethodGet, "/api", s.listAPI)}
	for path := range s.tree {
		routes = append(routes, newRoute(http.MethodGet, hrefOf(path), func(c *call) answer {
			items := []any{}
			for _, child := range s.tree[path] {
				items = append(items, item(child[len(parentOf(child)):], hrefOf(child)))
			}
			return ok(map[string]any{"items": items, "meta": s.nodeMeta(c, path)})
		}))
	}
	return append(routes, newRoute(http.MethodGet, hrefOf(acls), func(c *call) answer {
		return ok(map[string]any{"body": aclList(), "key": "acls", "meta": s.nodeMeta(c, acls)})
	}))
}

func item(key, href string) map[string]any {
	if key[0] == '/' {
		key = key[1:]
	}
	return map[string]any{"key": key, "meta": map[string]any{"href": href}}
}

func (s *Server) listAPI(c *call) answer {
	items := []any{}
	for _, key := range []string{"authentication", "configuration", "info", "transaction", "upload", "user"} {
		items = append(items, item(key, "/api/"+key))
	}
	return ok(map[string]any{"items": items, "meta": map[string]any{"href": c.path}})
}
