package spsapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	configurationPath     = "/api/configuration/"
	policiesPath          = configurationPath + "policies"
	policyLDAPServersPath = policiesPath + "/ldap_servers"
	// explainTime bounds the look for what refers to an object.
	explainTime = 30 * time.Second
	// maxReferrers is how many of them a message names.
	maxReferrers = 10
)

// connectionsPaths are the connection policies of all protocols (api/sps.md §10).
var connectionsPaths = func() (paths []string) {
	for _, protocol := range []string{"http", "ica", "mssql", "rdp", "ssh", "telnet", "vnc"} {
		paths = append(paths, configurationPath+protocol+"/connections")
	}
	return paths
}()

// referrersOf are the collections whose objects may refer by key to the objects of a collection.
var referrersOf = map[string][]string{
	usergroups.path:          nil,
	users.path:               {usergroups.path},
	trustStores.path:         {ldapServers.path, loginMethods.path, policyLDAPServersPath},
	ldapServers.path:         {loginMethods.path},
	usermappingPolicies.path: connectionsPaths,
}

// nouns are what messages call the objects of the collections that Terraform may manage.
var nouns = map[string]string{
	usergroups.path: usergroups.noun, users.path: users.noun, trustStores.path: trustStores.noun,
	ldapServers.path: ldapServers.noun, loginMethods.path: loginMethods.noun,
	usermappingPolicies.path: usermappingPolicies.noun,
}

// referrer is an object that refers to another one.
type referrer struct {
	noun, name, key string
	// manageable says that Terraform may manage it.
	manageable bool
}

func (r referrer) String() string {
	if r.name == "" {
		return r.noun + " " + r.key
	}
	return fmt.Sprintf("%s %q (%s)", r.noun, r.name, r.key)
}

// inUseError is the refusal to delete an object that others refer to.
type inUseError struct {
	object referrer
	by     []referrer
	err    error
}

// Error implements error.
func (e *inUseError) Error() string {
	by := make([]string, 0, len(e.by))
	for _, r := range e.by[:min(len(e.by), maxReferrers)] {
		by = append(by, r.String())
	}
	if more := len(e.by) - len(by); more > 0 {
		by = append(by, fmt.Sprintf("%d more", more))
	}
	text := fmt.Sprintf("The %s is in use by: %s. Remove or change these references first. ", e.object,
		strings.Join(by, ", "))
	if slices.ContainsFunc(e.by, func(r referrer) bool { return r.manageable }) {
		text += fmt.Sprintf("Terraform destroys an object before it updates what refers to it: if it manages both ends, "+
			"apply in two steps, first without the reference, then without the %[1]s. With lifecycle { "+
			"create_before_destroy = true } on the %[1]s, applied while that is still in the configuration, one step is "+
			"enough. ", e.object.noun)
	}
	return text + "SPS said: " + e.err.Error()
}

// Unwrap returns the server's refusal.
func (e *inUseError) Unwrap() error { return e.err }

// explainInUse returns the refusal to delete an object in words that name both ends, as far as they are found.
func (c *Client) explainInUse(ctx context.Context, noun, collection, key string, err error) error {
	var refused *Error
	if !errors.As(err, &refused) || refused.Method != http.MethodDelete && refused.Path != transactionPath ||
		!slices.Contains(refusals, refused.status()) {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, explainTime)
	defer cancel()
	c.forget() // another administrator may have made the reference since this run read the collections
	object := referrer{noun: noun, key: key, name: c.nameOf(ctx, collection+rest.Path(key))}
	by := c.referrers(ctx, object, collection, refused)
	if len(by) == 0 {
		return err
	}
	return &inUseError{object, by, err}
}

// refusals are the statuses under which SPS may refuse to delete what is in use.
var refusals = []int{http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity}

// referrers returns what refers to an object: what SPS names in its refusal, and what is found in the collections that
// may refer to it. What cannot be read is left out.
func (c *Client) referrers(ctx context.Context, of referrer, collection string, refused *Error) (by []referrer) {
	own := collection + rest.Path(of.key)
	seen := map[string]bool{own: true, collection: true}
	add := func(path, name string) {
		if at := strings.LastIndexByte(path, '/'); !seen[path] {
			seen[path] = true
			noun, manageable := nounOf(path[:at])
			by = append(by, referrer{noun, name, path[at+1:], manageable})
		}
	}
	for _, path := range refused.paths() {
		if !seen[path] && !strings.HasPrefix(own, path) {
			add(path, c.nameOf(ctx, path))
		}
	}
	collections, known := referrersOf[collection]
	if !known { // plugins: which policies name them is on no page that could be read
		collections = append(c.childrenOf(ctx, policiesPath), connectionsPaths...)
	}
	for _, path := range collections {
		items, _ := c.objects(path).All(ctx)
		for _, item := range items {
			if body, err := decodeDocument(item.Body); err == nil && refersTo(collapse(body), of.key) {
				add(path+rest.Path(item.ID), nameIn(item.Body))
			}
		}
	}
	if collection == usergroups.path && of.name != "" {
		by = append(by, c.privilegesOf(ctx, of.name)...)
	}
	return by
}

// privilegesOf returns what refers to a usergroup by its name.
func (c *Client) privilegesOf(ctx context.Context, group string) (by []referrer) {
	acls, _ := c.ACLs(ctx)
	for _, acl := range acls {
		if acl.Group == group {
			by = append(by, referrer{
				noun: "privilege", name: acl.Permission + " " + strings.Join(acl.Objects, " "),
				key: "in aaa/acls, which are changed in the console of SPS only",
			})
		}
	}
	policies, _ := c.UsermappingPolicies.List(ctx)
	for _, p := range policies {
		if slices.ContainsFunc(p.Mappings, func(m Mapping) bool { return slices.Contains(m.AllowedGroups, group) }) {
			by = append(by, referrer{usermappingPolicies.noun, p.Name, p.Key, true})
		}
	}
	return by
}

// configurationPaths finds the objects that a refusal names.
var configurationPaths = regexp.MustCompile(`/api/configuration(/[A-Za-z0-9_.%@-]+)+`)

func (e *Error) paths() (paths []string) {
	texts := []string{e.Message}
	for _, d := range e.Details {
		texts = append(texts, d.Text)
	}
	for _, text := range texts {
		for _, path := range configurationPaths.FindAllString(text, -1) {
			if path = strings.TrimRight(path, "."); !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// childrenOf returns the collections below a path.
func (c *Client) childrenOf(ctx context.Context, path string) (children []string) {
	items, _ := c.list(ctx, c.reader, path)
	for _, item := range items {
		children = append(children, path+rest.Path(item.Key))
	}
	return children
}

// nameOf returns the name of an object, empty if it has none or cannot be read.
func (c *Client) nameOf(ctx context.Context, path string) string {
	raw, err := c.object(ctx, c.reader, rest.Request{Method: http.MethodGet, Path: path})
	if err != nil {
		return ""
	}
	return nameIn(raw)
}

func nameIn(body []byte) string {
	var named struct {
		Name string `json:"name"`
	}
	_ = json.Unmarshal(body, &named) // no object has no name
	return named.Name
}

// refersTo reports whether a key is anywhere in a document.
func refersTo(v any, key string) bool {
	switch v := v.(type) {
	case string:
		return v == key
	case document:
		for _, e := range v {
			if refersTo(e, key) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(e any) bool { return refersTo(e, key) })
	}
	return false
}

// nounOf returns what messages call the objects of a collection, and whether Terraform may manage them.
func nounOf(collection string) (noun string, manageable bool) {
	if noun, manageable = nouns[collection]; manageable {
		return noun, true
	}
	if collection == policyLDAPServersPath {
		return "LDAP server of policies", false
	}
	if pluginType, ok := strings.CutPrefix(collection, pluginsPath+"/"); ok {
		return pluginType + " plugin", false
	}
	name := strings.TrimPrefix(collection, configurationPath)
	if protocol, ok := strings.CutSuffix(name, "/connections"); ok {
		return protocol + " connection", false
	}
	return "object in " + name, false
}
