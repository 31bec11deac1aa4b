// Package privxfake is SSH PrivX in memory, over HTTP. It is written from the vendor's pages (seeds/, api/privx.md)
// and never from a client, so that a wrong name on one side shows: it knows documents and a table of fields, no
// structs. State in, state out: there are no canned answers.
package privxfake

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

// The credentials that the fake knows; all demos, tests and examples use them.
const (
	OAuthClientID     = "privx-external"
	OAuthClientSecret = "oauth-secret"
	APIClientID       = "api-client-1"
	APIClientSecret   = "api-secret"
	BearerToken       = "static-token"
)

// Options are the properties in which one PrivX differs from another.
type Options struct {
	// TokenLife is how long an access token is valid; default 300 s, as in the vendor's example.
	TokenLife time.Duration
	// MaskLength is how many stars stand for a secret; default 5 (8 and 16 have been seen).
	MaskLength int
	// EchoSecrets answers secrets in the clear; the pages do not rule it out.
	EchoSecrets bool
	// UniqueSourceNames refuses a second source of the same name; the pages are silent.
	UniqueSourceNames bool
	// DelayNewUsers is how many requests of the role-store for a new local user are answered with 404.
	DelayNewUsers int
	// DropExpiredGrants takes grants away when the last of their periods is over; the pages are silent.
	DropExpiredGrants bool
	// WholeSeconds drops the fractions of the times that it is sent; the pages are silent.
	WholeSeconds bool
	// RefuseUnregisterDelete answers 405 to DELETE where the vendor's own tools disagree between DELETE and POST.
	RefuseUnregisterDelete bool
	// Seed makes ids and the faults' dice reproducible.
	Seed uint64
}

// Server is one PrivX.
type Server struct {
	*fakehttp.Seams

	options Options
	handler http.Handler
	routes  []route

	mu          sync.Mutex // guards everything below
	random      *rand.Rand
	collections map[string]*collection
	tokens      map[string]token
	scopes      []string
	clock       func() time.Time
	apiClient   string // id of the user that all tokens belong to
	localSource string // id of the directory of local users
	everyone    string // id of the role privx-user

	defaultAccessGroup string // id of the one that roles without another are in
}

// New returns a PrivX that holds nothing but its system roles, the API client and an unregistered mobile gateway.
func New(o Options) *Server {
	if o.TokenLife == 0 {
		o.TokenLife = 300 * time.Second
	}
	if o.MaskLength == 0 {
		o.MaskLength = 5
	}
	s := &Server{
		Seams:   fakehttp.NewSeams(o.Seed),
		options: o,
		random:  rand.New(rand.NewPCG(o.Seed, 1)), //nolint:gosec // reproducible on purpose
		tokens:  map[string]token{},
		scopes:  []string{"admin"},
		clock:   time.Now,
	}
	s.collections = s.newCollections()
	for _, routes := range [][]route{
		s.sourceRoutes(), s.roleRoutes(), s.userRoutes(), s.grantRoutes(), s.settingsRoutes(), s.mfaRoutes(),
		s.searchRoutes(), s.authorizedKeyRoutes(), s.localUserRoutes(), s.mobileGatewayRoutes(),
	} {
		s.routes = append(s.routes, routes...)
	}
	s.defaultAccessGroup = s.newID()
	s.addSystemRoles()
	s.addAPIClient()
	s.localSource = s.newID()
	s.addMobileGateway()
	s.handler = s.Wrap(http.HandlerFunc(s.dispatch))
	return s
}

// ServeHTTP answers as PrivX does, through the seams.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }
