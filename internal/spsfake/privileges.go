package spsfake

import (
	"net/http"
	"slices"
	"strings"
)

// privileges are what the users of SPS may do beside logging in and out.
type privileges struct {
	write bool
	read  []string
}

// SetPrivileges sets what users may do from now on: whether they may write at all, and what they may read, as the
// beginnings of paths below /api/configuration; none are all.
func (s *Server) SetPrivileges(write bool, read ...string) {
	s.privileges.Store(&privileges{write, slices.Clone(read)})
}

// forbid returns the refusal of what the caller has no privilege for, or nil.
func (s *Server) forbid(c *call) *answer {
	const configuration = "/api/configuration/"
	p, path := s.privileges.Load(), c.request.URL.Path
	if p == nil || strings.HasPrefix(path, "/api/authentication") {
		return nil
	}
	allowed := p.write
	if c.request.Method == http.MethodGet {
		below, ok := strings.CutPrefix(path, configuration)
		allowed = !ok || len(p.read) == 0 ||
			slices.ContainsFunc(p.read, func(start string) bool { return strings.HasPrefix(below, start) })
	}
	if allowed {
		return nil
	}
	a := refuse(http.StatusForbidden, "Unauthorized", "You have no privilege for "+path)
	return &a
}
