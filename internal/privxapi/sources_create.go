package privxapi

import (
	"context"
	"encoding/json"
	"maps"
)

// Create makes a source and gives its id. An id together with an error means that the source exists and a later step failed.
// It refuses to make a second source of the same name and type (*ExistsError).
func (s *Sources) Create(ctx context.Context, source Source) (id string, err error) {
	wanted, err := documentOf(source)
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
		return "", &ExistsError{Kind: "source", Name: source.Name, ID: id, Otherwise: "choose another name"}
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
