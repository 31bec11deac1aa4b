package fakehttp

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
)

// Kind is a way for a request to go wrong.
type Kind int

const (
	// Status answers with the fault's status, header and body; nothing is executed.
	Status Kind = iota
	// Reset cuts the connection; nothing is executed.
	Reset
	// Hang executes nothing and does not answer until the client goes away or the seams close.
	Hang
	// AppliedNoAnswer executes the request, then cuts the connection.
	AppliedNoAnswer
	// AppliedHang executes the request, then does not answer until the client goes away or the seams close.
	AppliedHang
	// HTML answers with a proxy's page instead of the server's JSON; nothing is executed.
	HTML
)

// Fault is what goes wrong, for which requests and how often.
type Fault struct {
	Kind Kind
	// Method is matched exactly; empty means any.
	Method string
	// Path is a regular expression on the unescaped path; empty means any.
	Path string
	// Status of a Status fault (default 500) or an HTML one (default 502).
	Status int
	Header http.Header
	Body   string
	// Skip lets so many matching requests pass first.
	Skip int
	// Times is how often the fault strikes; 0 means forever.
	Times int
	// Probability is 0..1; 0 means always. Requests that the dice spare count for neither Skip nor Times.
	Probability float64
}

type armedFault struct {
	Fault
	path *regexp.Regexp
	left int
}

// Fail arms a fault. Faults are tried in the order given and the first that strikes is the only one; those behind it
// do not count the request. A path that is no regular expression panics.
func (s *Seams) Fail(f Fault) {
	armed := &armedFault{Fault: f, path: regexp.MustCompile(f.Path), left: f.Times}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, armed)
}

// ClearFaults disarms all faults.
func (s *Seams) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// draw returns the fault that strikes this request, or nil. The caller holds the lock.
func (s *Seams) draw(r *http.Request) *Fault {
	for _, f := range s.faults {
		if f.Times > 0 && f.left == 0 {
			continue
		}
		if f.Method != "" && f.Method != r.Method || !f.path.MatchString(r.URL.Path) {
			continue
		}
		if f.Probability > 0 && s.random.Float64() >= f.Probability {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		f.left--
		fault := f.Fault
		return &fault
	}
	return nil
}

func (s *Seams) serveFault(f *Fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
	switch f.Kind {
	case Reset:
		cut(w)
	case Hang:
		s.hang(w, r)
	case AppliedNoAnswer:
		next.ServeHTTP(&discard{header: http.Header{}}, r)
		cut(w)
	case AppliedHang:
		next.ServeHTTP(&discard{header: http.Header{}}, r)
		s.hang(w, r)
	case HTML:
		answerHTML(f, w)
	case Status:
		answerStatus(f, w)
	default:
		panic(fmt.Sprintf("fakehttp: unknown kind of fault %d", f.Kind))
	}
}

func (s *Seams) hang(w http.ResponseWriter, r *http.Request) {
	// net/http notices a client that goes away only after the body was read to its end.
	_, _ = io.Copy(io.Discard, r.Body)
	select {
	case <-r.Context().Done():
	case <-s.closed:
	}
	cut(w)
}

// cut ends the connection without an answer: a TCP reset where the connection can be had, a stream reset on HTTP/2.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if secured, ok := conn.(*tls.Conn); ok {
		conn = secured.NetConn() // tls.Conn.Close would say goodbye
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

func answerStatus(f *Fault, w http.ResponseWriter) {
	if strings.HasPrefix(f.Body, "{") {
		w.Header().Set("Content-Type", "application/json")
	}
	writeFault(f, w, http.StatusInternalServerError, f.Body)
}

func answerHTML(f *Fault, w http.ResponseWriter) {
	status := f.Status
	if status == 0 {
		status = http.StatusBadGateway
	}
	body := f.Body
	if body == "" {
		title := fmt.Sprintf("%d %s", status, http.StatusText(status))
		body = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
			"</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	}
	w.Header().Set("Content-Type", "text/html")
	writeFault(f, w, status, body)
}

func writeFault(f *Fault, w http.ResponseWriter, status int, body string) {
	if f.Status != 0 {
		status = f.Status
	}
	for name, values := range f.Header {
		w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body) // the client may be gone, and nobody else is there to be told
}

// discard takes the answer of a request whose client is never told.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header            { return d.header }
func (d *discard) WriteHeader(int)                {}
func (d *discard) Write(data []byte) (int, error) { return len(data), nil }
