package spsfake

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"slices"
	"time"
)

const authenticationPath = "/api/authentication"

func (s *Server) loginRoutes() []route {
	login := newRoute(http.MethodGet, authenticationPath, s.serveLogin)
	login.public = true
	routes := []route{login}
	if !s.options.NoLogout {
		routes = append(routes, newRoute(http.MethodDelete, authenticationPath, s.serveLogout))
	}
	if s.isSince("7.0") {
		methods := newRoute(http.MethodGet, authenticationPath+"/login_methods", s.listActiveMethods)
		methods.public = true
		routes = append(routes, methods)
	}
	return routes
}

// serveLogin answers 401 to whatever is wrong and does not say what.
func (s *Server) serveLogin(c *call) answer {
	if !s.authenticated(c.request) {
		a := refuse(http.StatusUnauthorized, "AuthenticationFailure",
			"Authenticating the user with the given credentials has failed")
		a.header = http.Header{"Www-Authenticate": {`Basic realm="SPS"`}}
		return a
	}
	if most := s.options.MaxSessions; most > 0 && len(s.sessions) >= most {
		return refuse(s.options.MaxSessionsStatus, "TooManySessions",
			fmt.Sprintf("The user %s has %d sessions open already", Username, most))
	}
	session := s.login()
	secure := c.request.TLS != nil
	age := s.options.SessionTimeout
	a := ok(map[string]any{"meta": map[string]any{"href": authenticationPath, "parent": "/api"}})
	a.header = http.Header{}
	for _, cookie := range []*http.Cookie{
		{ //nolint:gosec // SPS sends no SameSite; over plain HTTP, which SPS does not speak, nobody would send Secure back
			Name: "session_id", Value: session.id, Path: "/", HttpOnly: true, Secure: secure,
			MaxAge: max(1, int(age/time.Second)), Expires: s.clock().Add(age),
		},
		{Name: "ticket", Value: s.newTicket(), Path: "/", HttpOnly: true, Secure: secure}, //nolint:gosec // as above
	} {
		a.header.Add("Set-Cookie", cookie.String())
	}
	return a
}

// serveLogout ends the session, and with it its transaction. No page that could be read has it (api/sps.md §1).
func (s *Server) serveLogout(c *call) answer {
	s.end(c.session.id)
	return ok(map[string]any{"meta": map[string]any{"href": authenticationPath, "parent": "/api"}})
}

// newTicket returns 64 characters that mean nothing to us, and must not be taken for the session.
func (s *Server) newTicket() string {
	var bytes []byte
	for range 5 {
		bytes = binary.BigEndian.AppendUint64(bytes, s.random.Uint64())
	}
	return base32.StdEncoding.EncodeToString(bytes)
}

func (s *Server) authenticated(r *http.Request) bool {
	query := r.URL.Query()
	wanted := []string{"local", "ldap", "radius"}
	if query.Get("type") == "x509" {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 ||
			r.TLS.PeerCertificates[0].Subject.CommonName != Username {
			return false
		}
		if !query.Has("login_method") {
			return true
		}
		wanted = []string{"x509"}
	} else if username, password, given := r.BasicAuth(); !given || username != Username || password != Password {
		return false
	}
	if !s.isSince("7.0") {
		return true
	}
	return slices.ContainsFunc(s.activeMethods(), func(method map[string]any) bool {
		kind, _ := method["type"].(string)
		return slices.Contains(wanted, kind) && (!query.Has("login_method") || method["name"] == query.Get("login_method"))
	})
}

// activeMethods returns login methods in the order of their buttons.
func (s *Server) activeMethods() []map[string]any {
	var active []map[string]any
	methods := s.config[loginMethods]
	for _, key := range methods.order {
		if doc := methods.objects[key].doc; doc["active"] == true {
			active = append(active, doc)
		}
	}
	return active
}

func (s *Server) listActiveMethods(*call) answer {
	list := []any{}
	for _, method := range s.activeMethods() {
		list = append(list, map[string]any{"name": method["name"], "title": method["title"], "type": method["type"]})
	}
	return ok(map[string]any{
		"login_methods": list,
		"meta":          map[string]any{"href": authenticationPath + "/login_methods", "parent": authenticationPath},
	})
}
