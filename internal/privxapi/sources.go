package privxapi

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	sourcesPath     = "/role-store/api/v1/sources"
	refreshPath     = sourcesPath + "/refresh"
	mayViewSources  = "the permission sources-view (or the role privx-admin)"
	mayWriteSources = "the permission sources-manage (or the role privx-admin)"
	mayDropSources  = "the role privx-admin: sources-manage is not enough to delete a source"
)

// wholeKeys are objects whose keys are data, so that they are replaced and not merged.
var wholeKeys = []string{"attribute_mapping"}

// Sources are the user and host directories (seeds/001; paths from api/privx.md §2.2).
type Sources struct {
	client   *Client
	snapshot snapshot
	// own are the ids that this process made.
	own sync.Map

	beforeLock chan struct{}
	before     map[string]json.RawMessage

	turnsLock sync.Mutex
	turns     map[string]chan struct{}
}

func newSources(c *Client) *Sources {
	s := &Sources{client: c, beforeLock: make(chan struct{}, 1), turns: map[string]chan struct{}{}}
	s.snapshot.list = s.list
	return s
}

func (s *Sources) list(ctx context.Context) (map[string]json.RawMessage, error) {
	items, err := s.client.listByID(ctx, listSources)
	return items, needs(mayViewSources, err)
}

// List gives all sources, ordered by name and id.
func (s *Sources) List(ctx context.Context) ([]Source, error) {
	items, err := s.snapshot.all(ctx)
	if err != nil {
		return nil, err
	}
	sources := make([]Source, 0, len(items))
	for id, raw := range items {
		source, err := decodeSource(raw)
		if err != nil {
			return nil, fmt.Errorf("source %s: %w", id, err)
		}
		sources = append(sources, source)
	}
	slices.SortFunc(sources, func(a, b Source) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return sources, nil
}

// Get reads one source. The error satisfies IsNotFound when PrivX says that it does not exist.
func (s *Sources) Get(ctx context.Context, id string) (Source, error) {
	raw, ok := s.snapshot.find(ctx, id)
	if !ok {
		var err error
		if raw, err = s.read(ctx, id); err != nil {
			return Source{}, err
		}
	}
	source, err := decodeSource(raw)
	if err != nil {
		return Source{}, fmt.Errorf("source %s: %w", id, err)
	}
	if source.ID == "" {
		source.ID = id
	}
	return source, nil
}

// read fetches one source past all caches.
func (s *Sources) read(ctx context.Context, id string) (json.RawMessage, error) {
	var raw json.RawMessage
	err := s.client.get(ctx, rest.Path("role-store", "api", "v1", "sources", id), nil, &raw)
	if IsNotFound(err) && isWebPage(err) {
		err = s.confirmGone(ctx, id, err)
	}
	var key struct {
		ID string `json:"id"`
	}
	if err == nil && (json.Unmarshal(raw, &key) != nil || key.ID == "") {
		// Some other server's JSON: taken for a source, it would be one without any settings.
		return nil, fmt.Errorf("source %s: the answer is not a source of PrivX's: it holds no id. Is url right, or does a proxy answer in its place?", id)
	}
	return raw, needs(mayViewSources, err)
}

// confirmGone asks the list about a source for which a web page said 404. That page may be a proxy's or another site's: only a
// list of PrivX's own without the source makes it gone.
func (s *Sources) confirmGone(ctx context.Context, id string, page error) error {
	items, err := s.list(ctx)
	if err != nil {
		return fmt.Errorf("nobody can tell whether the source %s exists: %w", id, withoutStatus(err))
	}
	if _, there := items[id]; there {
		return fmt.Errorf("PrivX lists the source %s, so it exists, but: %w", id, withoutStatus(page))
	}
	return page
}

// Create makes a source and gives its id. An id together with an error means that the source exists and a later step failed.
// It refuses to make a second source of the same name and type (*ExistsError).
func (s *Sources) Create(ctx context.Context, source Source) (id string, err error) {
	wanted, err := toDocument(source)
	if err != nil {
		return "", err
	}
	// Everything else that is zero is left out, which means the same and spares strict servers an empty enumeration.
	body := document{"enabled": source.Enabled}
	merge(body, wanted, wholeKeys...)
	// Creations of one name go one after the other: what a lookup finds is then its own.
	turn := s.turn(source.Name)
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	before, err := s.listBefore(ctx)
	if err != nil {
		return "", err
	}
	if id := s.taken(ctx, before, source); id != "" {
		return "", &ExistsError{Kind: "source", Name: source.Name, ID: id}
	}
	defer s.snapshot.drop()
	id, err = s.client.create(ctx, creation{
		kind: "source", name: source.Name, path: sourcesPath, body: body,
		find: func(ctx context.Context) (equal, different []string, err error) {
			return s.madeBy(ctx, source, body, before)
		},
	})
	if err != nil {
		return "", needs(mayWriteSources, err)
	}
	s.own.Store(id, true)
	if source.Refresh {
		err = s.Refresh(ctx, id)
	}
	return id, err
}

// listBefore gives the sources that were there before this process made its first one. A caller that may not list gets none:
// creating needs another permission.
func (s *Sources) listBefore(ctx context.Context) (map[string]json.RawMessage, error) {
	select {
	case s.beforeLock <- struct{}{}:
		defer func() { <-s.beforeLock }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.before != nil {
		return s.before, nil
	}
	items, err := s.list(ctx)
	if isForbidden(err) {
		items, err = map[string]json.RawMessage{}, nil
	}
	s.before = items
	return items, err
}

func (s *Sources) turn(name string) chan struct{} {
	s.turnsLock.Lock()
	defer s.turnsLock.Unlock()
	if s.turns[name] == nil {
		s.turns[name] = make(chan struct{}, 1)
	}
	return s.turns[name]
}

// taken gives the id of a source that had the name and type before this process came, and has them still: it may have been
// deleted or renamed since, not least to be replaced.
func (s *Sources) taken(ctx context.Context, before map[string]json.RawMessage, source Source) string {
	free := map[string]json.RawMessage{}
	for {
		id := s.named(before, source, free)
		if id == "" {
			return ""
		}
		raw, err := s.read(ctx, id)
		if err != nil && !IsNotFound(err) || err == nil && s.named(map[string]json.RawMessage{id: raw}, source, nil) != "" {
			return id
		}
		free[id] = raw
	}
}

// named finds a source of the same name and type among items, except those of this process and those in skip.
func (s *Sources) named(items map[string]json.RawMessage, source Source, skip map[string]json.RawMessage) string {
	for id, raw := range items {
		if _, known := skip[id]; known {
			continue
		}
		if _, mine := s.own.Load(id); mine {
			continue
		}
		if other, err := decodeSource(raw); err == nil && other.Name == source.Name && other.Connection.Type == source.Connection.Type {
			return id
		}
	}
	return ""
}

// madeBy looks for what a creation of unknown outcome left: sources of that name and type that were not there before and are not
// another creation's of this process.
func (s *Sources) madeBy(ctx context.Context, source Source, body document, before map[string]json.RawMessage) (equal, different []string, err error) {
	items, err := s.list(ctx)
	if err != nil {
		return nil, nil, err
	}
	for id, raw := range items {
		if s.named(map[string]json.RawMessage{id: raw}, source, before) == "" {
			continue
		}
		found, err := decodeDocument(raw)
		if err != nil {
			return nil, nil, err
		}
		if isMadeFrom(found, body) {
			equal = append(equal, id)
		} else {
			different = append(different, id)
		}
	}
	return equal, different, nil
}

// Update writes what source says over what PrivX has, and keeps everything that source does not know or own.
func (s *Sources) Update(ctx context.Context, id string, source Source) error {
	defer s.snapshot.drop()
	raw, err := s.read(ctx, id)
	if err != nil {
		return err
	}
	current, err := decodeDocument(raw)
	if err != nil {
		return fmt.Errorf("source %s: %w", id, err)
	}
	wanted, err := toDocument(source)
	if err != nil {
		return err
	}
	keepAliases(current, wanted)
	if merge(current, wanted, wholeKeys...) {
		_, err := s.client.do(ctx, rest.Request{
			Method: http.MethodPut, Path: rest.Path("role-store", "api", "v1", "sources", id), Body: current,
		})
		if err != nil {
			return needs(mayWriteSources, err)
		}
	}
	if source.Refresh {
		return s.Refresh(ctx, id)
	}
	return nil
}

// Delete removes a source; one that is gone already is success.
func (s *Sources) Delete(ctx context.Context, id string) error {
	defer s.snapshot.drop()
	_, err := s.client.do(ctx, rest.Request{Method: http.MethodDelete, Path: rest.Path("role-store", "api", "v1", "sources", id)})
	if IsNotFound(err) && isWebPage(err) {
		err = s.confirmGone(ctx, id, err)
	}
	if IsNotFound(err) {
		return nil
	}
	return needs(mayDropSources, err)
}

// Refresh tells PrivX to read directories anew. It returns when PrivX has begun.
func (s *Sources) Refresh(ctx context.Context, ids ...string) error {
	_, err := s.client.do(ctx, rest.Request{Method: http.MethodPost, Path: refreshPath, Body: ids, Repeatable: true})
	if err != nil {
		return fmt.Errorf("the definition is written, but PrivX did not begin to refresh the directory: %w", needs(mayWriteSources, err))
	}
	return nil
}

// aliases are fields that the vendor's page and newest client name differently (api/privx.md §3.4).
var aliases = map[string]string{"ldap_base": "ldap_base_dn", "openstack_domainid": "openstack_domain_id"}

// keepAliases leaves a field alone that already has the wanted value under one of its two names, so that an update of
// something else does not add the other name to the document.
func keepAliases(current, wanted document) {
	have, _ := current["connection"].(document)
	want, _ := wanted["connection"].(document)
	for name, alias := range aliases {
		for _, pair := range [][2]string{{name, alias}, {alias, name}} {
			if isZero(have[pair[0]]) && same(have[pair[1]], want[pair[1]]) {
				delete(want, pair[0])
			}
		}
	}
}

func decodeSource(raw json.RawMessage) (Source, error) {
	var source Source
	if err := json.Unmarshal(raw, &source); err != nil {
		return Source{}, err
	}
	if source.UpdatedBy == "" {
		source.UpdatedBy = source.UpdatedByWire
	}
	return source, nil
}

// sourceSecrets are the fields of a connection that the server masks or leaves out, so that they cannot be compared.
var sourceSecrets = []string{
	"ldap_bind_password", "kerberos_ticket", "oidc_client_secret", "google_cloud_config_json", "iam_secret_access_key",
	"iam_session_token", "openstack_password", "openstack_apikey", "openstack_token_id", "azure_client_secret",
}

// isMadeFrom tells whether PrivX's document holds what the body of a creation asked for.
func isMadeFrom(found, body document) bool {
	comparable := maps.Clone(body)
	if connection, ok := body["connection"].(document); ok {
		connection = maps.Clone(connection)
		for _, key := range sourceSecrets {
			delete(connection, key)
		}
		comparable["connection"] = connection
	}
	return !merge(found, comparable, wholeKeys...)
}
