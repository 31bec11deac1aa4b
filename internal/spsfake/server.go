// Package spsfake is One Identity Safeguard for Privileged Sessions in memory, over HTTP. It is written from the
// vendor's pages (seeds/, api/sps.md) and never from a client, so that a wrong name on one side shows: it knows
// documents and their shapes, no structs. State in, state out: there are no canned answers. Where the pages are
// silent it does what is hardest on a client.
package spsfake

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

// The credentials that the fake knows; all demos, tests and examples use them.
const (
	Username = "admin"
	Password = "sps-secret"
)

// How transactions of different sessions get along.
const (
	// Optimistic lets everybody write, and refuses the second commit that touches the same object.
	Optimistic = "optimistic"
	// Exclusive lets one session write at a time, as SPS did up to 6.0.
	Exclusive = "exclusive"
)

// Options are the properties in which one SPS differs from another.
type Options struct {
	// SessionTimeout is how long a session may be idle; default 10 min. An open transaction ends with its session.
	SessionTimeout time.Duration
	// MaxSessions is how many sessions a user may have; 0 means any number. The login that would be one more is answered
	// with MaxSessionsStatus, default 503.
	MaxSessions, MaxSessionsStatus int
	// NoLogout refuses DELETE /api/authentication with 405.
	NoLogout bool
	// LockMode is Optimistic (default) or Exclusive.
	LockMode string
	// NoAutoOpen refuses changes without an open transaction, as SPS did before 6.9.2.
	NoAutoOpen bool
	// RequireCommitMessage refuses a commit that says nothing.
	RequireCommitMessage bool
	// OldTransactionShape answers {"transaction": {"status": ...}}, as the pages up to 7.0 do.
	OldTransactionShape bool
	// BareLists leaves the bodies out of lists.
	BareLists bool
	// CommitLatency is how long a commit takes; SPS makes one at a time.
	CommitLatency time.Duration
	// FirmwareVersion is what the box says it is, default 7.4.0. What came later than it is not there.
	FirmwareVersion string
	// Seed makes keys and the faults' dice reproducible.
	Seed uint64
}

// Server is one SPS.
type Server struct {
	*fakehttp.Seams

	options Options
	handler http.Handler
	kinds   map[string]*kind    // by the path of the collection
	tree    map[string][]string // the children of each path that has some
	routes  []route

	closeOnce sync.Once
	closed    chan struct{}
	commit    sync.Mutex // held while a commit takes its time

	privileges atomic.Pointer[privileges] // nil for all

	mu       sync.Mutex // guards everything below
	random   *rand.Rand
	clock    func() time.Time
	config   config // what is committed
	sessions map[string]*session
	holder   string // who holds the configuration in the web interface
	failures []*commitFailure
	commits  int
}

// New returns an SPS that holds nothing but what is built in.
func New(o Options) *Server {
	if o.SessionTimeout == 0 {
		o.SessionTimeout = 10 * time.Minute
	}
	if o.FirmwareVersion == "" {
		o.FirmwareVersion = "7.4.0"
	}
	if o.MaxSessionsStatus == 0 {
		o.MaxSessionsStatus = http.StatusServiceUnavailable
	}
	switch o.LockMode {
	case "":
		o.LockMode = Optimistic
	case Optimistic, Exclusive:
	default:
		panic(fmt.Sprintf("spsfake: unknown lock mode %q", o.LockMode))
	}
	s := &Server{
		Seams:    fakehttp.NewSeams(o.Seed),
		options:  o,
		closed:   make(chan struct{}),
		random:   rand.New(rand.NewPCG(o.Seed, 1)), //nolint:gosec // reproducible on purpose
		clock:    time.Now,
		sessions: map[string]*session{},
	}
	s.kinds = s.newKinds()
	s.tree = s.newTree()
	s.config = s.builtIn()
	for _, routes := range [][]route{
		s.loginRoutes(), s.infoRoutes(), s.transactionRoutes(), s.treeRoutes(), s.objectRoutes(), s.pluginRoutes(),
	} {
		s.routes = append(s.routes, routes...)
	}
	s.handler = s.Wrap(http.HandlerFunc(s.dispatch))
	return s
}

// ServeHTTP answers as SPS does, through the seams.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close releases waiting requests. Close the fake before an httptest.Server, which waits for the requests in flight.
func (s *Server) Close() {
	s.closeOnce.Do(func() { close(s.closed) })
	s.Seams.Close()
}
