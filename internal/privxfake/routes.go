package privxfake

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// maxBody is far above any document of the pages.
const maxBody = 1 << 20

// route is one operation: who may call it, and what it does. A nil list of scopes means any valid token.
type route struct {
	method  string
	pattern []string // path segments; "{…}" matches any
	scopes  []string
	serve   func(c *call) answer
}

// call is one request on its way through a route.
type call struct {
	body  []byte
	args  []string // what the pattern's {…} matched
	query url.Values
}

func newRoute(method, pattern string, scopes []string, serve func(*call) answer) route {
	return route{method, strings.Split(strings.TrimPrefix(pattern, "/"), "/"), scopes, serve}
}

func (r route) match(path []string) (args []string, ok bool) {
	if len(path) != len(r.pattern) {
		return nil, false
	}
	for i, segment := range r.pattern {
		switch {
		case strings.HasPrefix(segment, "{"):
			if path[i] == "" {
				return nil, false
			}
			args = append(args, path[i])
		case segment != path[i]:
			return nil, false
		}
	}
	return args, true
}

// dispatch holds the server's lock while an operation runs: PrivX has no transactions to be faithful to.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		refuse(http.StatusRequestEntityTooLarge, "INVALID_REQUEST_DATA", "Request body is too large", "").write(w)
		return
	} else if err != nil {
		panic(http.ErrAbortHandler) // the client went away while sending
	}
	if r.URL.Path == tokenPath {
		s.serveToken(r, body).write(w)
		return
	}
	s.serve(r, body).write(w)
}

func (s *Server) serve(r *http.Request, body []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()

	scopes, ok := s.authenticate(r)
	if !ok {
		a := refuse(http.StatusUnauthorized, "PERMISSION_DENIED", "Access token is missing, expired or revoked", "")
		a.header = http.Header{"Www-Authenticate": {"Bearer"}}
		return a
	}
	path, err := segments(r.URL)
	if err != nil {
		return refuse(http.StatusBadRequest, "BAD_REQUEST", err.Error(), "")
	}
	var allowed []string
	for _, route := range s.routes {
		args, ok := route.match(path)
		if !ok {
			continue
		}
		if route.method != r.Method {
			allowed = append(allowed, route.method)
			continue
		}
		if route.scopes != nil && !slices.ContainsFunc(scopes, func(scope string) bool {
			return slices.Contains(route.scopes, scope)
		}) {
			return refuse(http.StatusForbidden, "PERMISSION_DENIED",
				"Insufficient scope, need one of "+strings.Join(route.scopes, ", "), "")
		}
		return route.serve(&call{body: body, args: args, query: r.URL.Query()})
	}
	if allowed != nil {
		a := refuse(http.StatusMethodNotAllowed, "BAD_REQUEST", "Method not allowed", "")
		a.header = http.Header{"Allow": {strings.Join(allowed, ", ")}}
		return a
	}
	return refuse(http.StatusNotFound, "GENERAL_ERROR", "No such endpoint", "")
}

// segments splits before it unescapes, so that an escaped slash stays within its segment.
func segments(u *url.URL) ([]string, error) {
	path := strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	for i, segment := range path {
		unescaped, err := url.PathUnescape(segment)
		if err != nil {
			return nil, err
		}
		path[i] = unescaped
	}
	return path, nil
}
