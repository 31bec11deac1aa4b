package privxfake

import (
	"net/http"
	"strings"
)

const sourcesPath = "/role-store/api/v1/sources"

// sourceRoutes returns the routes of sources. Who may call them is from the vendor's page (api/privx.md §2.2):
// sourcesManage may neither read nor delete. The list does not page (§2.1).
func (s *Server) sourceRoutes() []route {
	sources := resource{
		collection: "sources", noun: "Source", path: sourcesPath, fields: sourceFields, located: true,
		scopes: scopes{
			list: append(either("sourcesView"), "user"), view: either("sourcesView"), manage: either("sourcesManage"),
			destroy: []string{"admin", "service"},
		},
		read:     each(s.readSource),
		check:    func(doc map[string]any, _, _ *object) []problem { return checkPolicy(doc) },
		complete: disconnect,
	}
	if s.options.UniqueSourceNames { // no page says whether they are
		sources.unique = "name"
	}
	return append(s.resourceRoutes(sources, nobody),
		newRoute(http.MethodPost, sourcesPath+"/refresh", sources.scopes.manage, s.refreshSources))
}

// refreshSources takes ids and answers with the first source: the page shows one source (api/privx.md §8).
func (s *Server) refreshSources(c *call) answer {
	objects, refused := s.listed(c, "Source", "sources")
	if refused != nil {
		return *refused
	}
	for _, o := range objects {
		setStatus(o, "OK", textConnected)
		updateStatus(o)
	}
	return ok(s.readSource(objects[0]))
}

// canonicalSource brings a source into the form in which it is stored, beyond what the table says.
func canonicalSource(doc map[string]any) {
	if policy, given := doc["session_password_policy"].(map[string]any); given {
		bits := entropy(policy)
		policy["password_entropy"] = bits
		policy["password_strength"] = strength(bits)
	}
}

// readSource returns a source as clients read it. Reading counts: a source is not connected at first and then, without
// anybody's doing, is.
func (s *Server) readSource(o *object) map[string]any {
	o.reads++
	updateStatus(o)
	return sourceFields.read(o.doc, s.mask())
}

// mask returns what stands for a secret, or nothing where secrets are shown.
func (s *Server) mask() string {
	if s.options.EchoSecrets {
		return ""
	}
	return strings.Repeat("*", s.options.MaskLength)
}

const (
	textDisabled     = "Source is disabled"
	textNotConnected = "Not connected yet"
	textConnected    = "Connection established"
)

// disconnect takes the status away: after a PUT, the source connects anew.
func disconnect(doc map[string]any, _, _ *object) {
	delete(doc, "status_code")
	delete(doc, "status_text")
}

// updateStatus leaves alone what an Edit made of the status.
func updateStatus(o *object) {
	switch {
	case o.doc["enabled"] != true:
		setStatus(o, "DISABLED", textDisabled)
	case o.doc["status_text"] == nil || o.doc["status_text"] == textDisabled:
		o.reads = min(o.reads, 1)
		setStatus(o, "NOK", textNotConnected)
	case o.reads > 1 && o.doc["status_text"] == textNotConnected:
		setStatus(o, "OK", textConnected)
	}
}

func setStatus(o *object, code, text string) {
	o.doc["status_code"], o.doc["status_text"] = code, text
}
