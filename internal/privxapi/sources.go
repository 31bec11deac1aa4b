package privxapi

import (
	"context"
	"encoding/json"
	"fmt"
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
	s.snapshot.listing.Load = s.list
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
	err := s.client.get(ctx, rest.Path("role-store", "api", "v1", "sources", id), &raw)
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
	wanted, err := documentOf(source)
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
