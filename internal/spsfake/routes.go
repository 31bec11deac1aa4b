package spsfake

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The largest bodies: far above any document of the pages, and any plugin.
const (
	maxBody   = 4 << 20
	maxUpload = 64 << 20
)

// route is one operation.
type route struct {
	method  string
	pattern []string // path segments; "{…}" matches any
	public  bool     // without a session
	commits bool     // takes its time
	serve   func(c *call) answer
}

// call is one request on its way through a route.
type call struct {
	request *http.Request
	path    string
	body    []byte
	args    []string // what the pattern's {…} matched
	session *session // nil where the route is public
}

func newRoute(method, pattern string, serve func(*call) answer) route {
	return route{method: method, pattern: strings.Split(strings.TrimPrefix(pattern, "/"), "/"), serve: serve}
}

func (r route) match(path []string) (args []string, ok bool) {
	if len(path) != len(r.pattern) {
		return nil, false
	}
	for i, segment := range r.pattern {
		switch {
		case strings.HasPrefix(segment, "{"):
			if path[i] == "" || strings.HasPrefix(path[i], "@") {
				return nil, false
			}
			args = append(args, path[i])
		case segment != path[i]:
			return nil, false
		}
	}
	return args, true
}

func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	limit := int64(maxBody)
	if strings.HasPrefix(r.URL.Path, uploadPath) {
		limit = maxUpload
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		refuse(http.StatusRequestEntityTooLarge, "", "The request body is too large").write(w, r.URL.Path)
		return
	} else if err != nil {
		panic(http.ErrAbortHandler) // the client went away while sending
	}
	if a := refuseRequest(r); a != nil {
		a.write(w, r.URL.Path)
		return
	}
	s.serve(&call{request: r, path: r.URL.Path, body: body}).write(w, r.URL.Path)
}

// refuseRequest returns the refusal of what stands before the application, or nil.
func refuseRequest(r *http.Request) *answer {
	var a answer
	switch accept := r.Header.Get("Accept"); {
	case r.Header.Get("Expect") != "":
		a = refuse(http.StatusExpectationFailed, "", "Expectation Failed")
	case (r.Method == http.MethodPost || r.Method == http.MethodPut) &&
		(r.ContentLength < 0 || r.ContentLength == 0 && r.Header.Get("Content-Length") == ""):
		a = refuse(http.StatusLengthRequired, "", "Length Required")
	case accept != "" && !strings.Contains(accept, "*/*") && !strings.Contains(accept, "application/*") &&
		!strings.Contains(accept, "application/json"):
		a = refuse(http.StatusNotAcceptable, "", "The response is application/json")
	default:
		return nil
	}
	return &a
}

// find returns the route, or the answer where there is none.
func (s *Server) find(c *call) (*route, *answer) {
	path, err := segments(c.request.URL)
	if err != nil {
		a := refuse(http.StatusBadRequest, "SyntacticError", err.Error())
		return nil, &a
	}
	var allowed []string
	for i := range s.routes {
		r := &s.routes[i]
		args, ok := r.match(path)
		if !ok {
			continue
		}
		if r.method == c.request.Method {
			c.args = args
			return r, nil
		}
		allowed = append(allowed, r.method)
	}
	a := notFound()
	if allowed != nil {
		a = refuse(http.StatusMethodNotAllowed, "MethodNotAllowed", "The method is not allowed here")
		a.header = http.Header{"Allow": {strings.Join(allowed, ", ")}}
	}
	return nil, &a
}

// segments splits before it unescapes, so that an escaped slash stays within its segment. The pages write some paths
// with a slash at the end.
func segments(u *url.URL) ([]string, error) {
	path := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	for i, segment := range path {
		unescaped, err := url.PathUnescape(segment)
		if err != nil {
			return nil, err
		}
		path[i] = unescaped
	}
	return path, nil
}

// serve runs one operation. What changes something waits for what the session does already, a commit above all.
func (s *Server) serve(c *call) answer {
	r, refused := s.find(c)
	if refused == nil && r.public {
		s.mu.Lock()
		defer s.mu.Unlock()
		return r.serve(c)
	}
	if c.session = s.enter(c.request); c.session == nil {
		return refuse(http.StatusUnauthorized, "Unauthenticated", "The client is not authenticated")
	}
	defer s.leave(c.session)
	if refused == nil {
		refused = s.forbid(c)
	}
	if refused != nil {
		return *refused
	}
	if r.method != http.MethodGet {
		if a := c.refuseWrite(); a != nil {
			return *a
		}
		c.session.busy.Lock()
		defer c.session.busy.Unlock()
	}
	if r.commits {
		s.commit.Lock()
		defer s.commit.Unlock()
		s.wait(s.options.CommitLatency)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sessions[c.session.id] != c.session { // it ended while the request waited
		return refuse(http.StatusUnauthorized, "Unauthenticated", "The session has ended")
	}
	return r.serve(c)
}

// refuseWrite returns why a write is refused before it is read, or nil.
func (c *call) refuseWrite() *answer {
	// Since 7.5 whatever looks like a browser must show that it is no forgery.
	if strings.Contains(c.request.UserAgent(), "Mozilla") && c.request.Header.Get("X-Token") != c.session.token {
		a := refuse(http.StatusForbidden, "Unauthorized", "X-Token is missing or wrong")
		return &a
	}
	want := "application/json"
	if strings.HasPrefix(c.request.URL.Path, uploadPath) {
		want = "application/zip"
	}
	got, _, _ := strings.Cut(c.request.Header.Get("Content-Type"), ";")
	if len(c.body) > 0 && !strings.EqualFold(strings.TrimSpace(got), want) {
		a := refuse(http.StatusUnsupportedMediaType, "", "Content-Type must be "+want)
		return &a
	}
	return nil
}

// wait does not end when the client is gone: a commit that has begun ends.
func (s *Server) wait(d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.closed:
	}
}
