package spsapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	pluginsPath = "/api/configuration/plugins"
	uploadPath  = "/api/upload/plugins"
	pluginDepth = 2
)

// Plugin is an installed plugin (seeds/004). Type is the collection that it is in, such as aa.
type Plugin struct{ Key, Type, Name, Description, Version, API, Path string }

// Plugins are uploaded as zip files and never changed, only overwritten.
type Plugins struct {
	client *Client
	types  sync.Map // of snapshots
}

func (p *Plugins) of(pluginType string) *snapshot {
	made, _ := p.types.LoadOrStore(pluginType, newSnapshot(p.client, pluginsPath+rest.Path(pluginType)))
	s, _ := made.(*snapshot)
	return s
}

func (p *Plugins) forget() {
	p.types.Range(func(_, s any) bool {
		if s, ok := s.(*snapshot); ok {
			s.forget()
		}
		return true
	})
}

// List gives the plugins of all types, in the server's order.
func (p *Plugins) List(ctx context.Context) ([]Plugin, error) {
	types, err := p.client.list(ctx, p.client.reader, rest.Request{Method: http.MethodGet, Path: pluginsPath})
	if err != nil {
		return nil, err
	}
	var plugins []Plugin
	for _, pluginType := range keysOf(types) {
		keys, bodies, err := p.of(pluginType).all(ctx)
		if err != nil {
			return nil, err
		}
		for i, key := range keys {
			plugin, err := decodePlugin(pluginType, key, bodies[i])
			if err != nil {
				return nil, err
			}
			plugins = append(plugins, plugin)
		}
	}
	return plugins, nil
}

// Get reads one plugin.
func (p *Plugins) Get(ctx context.Context, pluginType, key string) (Plugin, error) {
	raw, err := p.of(pluginType).get(ctx, key)
	if err != nil {
		return Plugin{}, err
	}
	return decodePlugin(pluginType, key, raw)
}

func decodePlugin(pluginType, key string, raw []byte) (Plugin, error) {
	var w struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		Version     loose  `json:"version"`
		API         loose  `json:"api"`
		Path        string `json:"path"`
	}
	if err := json.Unmarshal(raw, &w); err != nil {
		return Plugin{}, fmt.Errorf("the plugin %s/%s of SPS cannot be read: %w", pluginType, key, err)
	}
	return Plugin{
		Key: key, Type: pluginType, Name: w.Name, Description: w.Description, Version: string(w.Version), API: string(w.API), Path: w.Path,
	}, nil
}

// Upload installs a plugin, or overwrites the one of the same name, and commits it. SPS takes the type from the file.
func (p *Plugins) Upload(ctx context.Context, zip []byte) (Plugin, error) {
	var made envelope
	err := p.client.engine.do(ctx, &change{
		order: creating,
		write: func(ctx context.Context, t *transaction) (bool, error) {
			resp, err := t.do(ctx, rest.Request{
				Method: http.MethodPost, Path: uploadPath, Raw: zip, ContentType: "application/zip",
				Timeout: t.engine.config.CommitTimeout,
			})
			if err != nil {
				return false, err
			}
			made = envelope{}
			if err := resp.JSON(&made); err != nil || made.Key == "" {
				return false, newDecodeError(resp, errors.Join(err, errors.New("it holds no key")))
			}
			return true, nil
		},
		// Overwritten by itself, a plugin looks the same before and after: uploaded again, it does no harm.
	})
	if err != nil {
		return Plugin{}, err
	}
	pluginType := typeOf(made)
	switch {
	case pluginType == "":
		return p.search(ctx, made.Key)
	case !made.hasBody():
		return p.Get(ctx, pluginType, made.Key)
	}
	return decodePlugin(pluginType, made.Key, made.Body)
}

// typeOf takes the type from where the plugin went.
func typeOf(made envelope) string {
	for _, link := range []string{made.Meta.Href, made.Meta.Parent} {
		if below, ok := strings.CutPrefix(link, pluginsPath+"/"); ok {
			pluginType, _, _ := strings.Cut(below, "/")
			return pluginType
		}
	}
	return ""
}

func (p *Plugins) search(ctx context.Context, key string) (Plugin, error) {
	plugins, err := p.List(ctx)
	if err != nil {
		return Plugin{}, err
	}
	for _, plugin := range plugins {
		if plugin.Key == key {
			return plugin, nil
		}
	}
	return Plugin{}, fmt.Errorf("the plugin was uploaded with the key %s, but SPS lists it in no type", key)
}

// Delete deletes a plugin and commits that; SPS can do that since 6.4. One that is gone already is success.
func (p *Plugins) Delete(ctx context.Context, pluginType, key string) error {
	return p.client.remove(ctx, p.of(pluginType).objectPath(key), pluginDepth)
}
