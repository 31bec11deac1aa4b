package spsfake

import (
	"fmt"
	"slices"
	"strings"
)

// changes returns what a commit would change, in the order in which the objects were first touched.
func (s *Server) changes(t *transaction) []map[string]any {
	list := []map[string]any{}
	for _, p := range t.touched {
		k, before, after := s.kinds[p.collection], t.base.find(p), t.config.find(p)
		change := map[string]any{"path": p.href()}
		if before != nil {
			change["old_value"] = k.read(before.doc)
		}
		if after != nil {
			change["new_value"] = k.read(after.doc)
		}
		switch {
		case before == nil && after == nil:
			continue
		case before == nil:
			change["type"] = "create"
		case after == nil:
			change["type"] = "delete"
		default:
			change["type"] = "replace"
		}
		list = append(list, change)
	}
	for _, collection := range t.reordered {
		list = append(list, map[string]any{
			"type": "reorder", "path": hrefOf(collection),
			"old_order": slices.Clone(t.base[collection].order), "new_order": slices.Clone(t.config[collection].order),
		})
	}
	return list
}

func (s *Server) getChanges(c *call) answer {
	if c.session.transaction == nil {
		return noTransaction()
	}
	return ok(map[string]any{
		"changes": s.changes(c.session.transaction),
		"meta":    s.meta(c, transactionPath+"/changes", transactionPath),
	})
}

// changeLines returns the changes as FailCommitIf has them.
func (s *Server) changeLines(t *transaction) []string {
	var lines []string
	for _, change := range s.changes(t) {
		line := fmt.Sprintf("%s %s", change["type"], change["path"])
		for _, value := range []string{"old_value", "new_value"} {
			doc, _ := change[value].(map[string]any)
			if name, named := doc["name"].(string); named && !strings.HasSuffix(line, " "+name) {
				line += " " + name
			}
		}
		lines = append(lines, line)
	}
	return lines
}
