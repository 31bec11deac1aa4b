package spsapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	pluginsPath = "/api/configuration/plugins"
	uploadPath  = "/api/upload/plugins"
)

// Plugin is an installed plugin (seeds/004). Type is the collection that it is in, such as aa.
type Plugin struct {
	Key         string  `json:"-"`
	Type        string  `json:"-"`
	Name        string  `json:"name"`
	Description string  `json:"description"`
	Version     Version `json:"version"`
	API         Version `json:"api"`
	Path        string  `json:"path"`
}

// Plugins are uploaded as zip files and never changed, only overwritten.
type Plugins struct{ client *Client }

func plugins(pluginType string) codec[Plugin] {
	return codec[Plugin]{
		noun: "plugin", path: pluginsPath + rest.Path(pluginType), depth: 2, defaults: Plugin{Type: pluginType},
		key: func(v *Plugin) *string { return &v.Key },
	}
}

func (p *Plugins) of(pluginType string) *Collection[Plugin] {
	return newCollection(p.client, plugins(pluginType))
}

// List returns the plugins of all types, in the server's order.
func (p *Plugins) List(ctx context.Context) ([]Plugin, error) {
	types, err := p.client.list(ctx, p.client.reader, pluginsPath)
	if err != nil {
		return nil, err
	}
	var all []Plugin
	for _, pluginType := range keysOf(types) {
		installed, err := p.of(pluginType).List(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, installed...)
	}
	return all, nil
}

// Get returns one plugin.
func (p *Plugins) Get(ctx context.Context, pluginType, key string) (Plugin, error) {
	return p.of(pluginType).Get(ctx, key)
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
	return plugins(pluginType).decode(made.Key, made.Body)
}

// typeOf returns the type of an uploaded plugin, from where the plugin went.
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
	installed, err := p.List(ctx)
	if err != nil {
		return Plugin{}, err
	}
	if i := slices.IndexFunc(installed, func(plugin Plugin) bool { return plugin.Key == key }); i >= 0 {
		return installed[i], nil
	}
	return Plugin{}, fmt.Errorf("the plugin was uploaded with the key %s, but SPS lists it in no type", key)
}

// Delete deletes a plugin and commits that; SPS can do that since 6.4. One that is gone already is success.
func (p *Plugins) Delete(ctx context.Context, pluginType, key string) error {
	return p.of(pluginType).Delete(ctx, key)
}
