package spsfake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

var pluginTypes = []string{"aa", "configuration_sync", "credentialstore", "signingca"}

// maxManifest is far above any manifest.
const maxManifest = 1 << 20

func (s *Server) pluginRoutes() []route {
	return []route{newRoute(http.MethodPost, uploadPath, s.change(s.uploadPlugin))}
}

// uploadPlugin puts a plugin where its manifest says. A plugin of the same type and name is overwritten
// and keeps its key, whichever version is the newer.
func (s *Server) uploadPlugin(c *call, d *draft) answer {
	manifest, flaw := readManifest(c.body)
	if flaw != "" {
		return invalidPlugin(flaw)
	}
	for _, key := range []string{"type", "name", "version", "api"} {
		if manifest[key] == "" {
			return invalidPlugin("The manifest lacks " + key)
		}
	}
	if !slices.Contains(pluginTypes, manifest["type"]) {
		return invalidPlugin(fmt.Sprintf("The manifest has an unknown type %q", manifest["type"]))
	}
	if strings.ContainsAny(manifest["name"], "/ ") {
		return invalidPlugin(fmt.Sprintf("The manifest has an invalid name %q", manifest["name"]))
	}
	if !s.supports(manifest) {
		return refuse(http.StatusBadRequest, "", "The plugin does not support this version of SPS")
	}
	doc := map[string]any{
		"name": manifest["name"], "description": manifest["description"], "version": manifest["version"],
		"path": "/opt/scb/var/plugins/" + manifest["type"] + "/" + manifest["name"], "api": manifest["api"],
	}
	p := place{plugins + "/" + manifest["type"], s.newKey()}
	for key, o := range d.config[p.collection].objects {
		if o.doc["name"] == doc["name"] {
			p.key = key
		}
	}
	d.force(p, s.kinds[p.collection].newObject(doc))
	return answer{status: http.StatusCreated, body: map[string]any{
		"key": p.key, "body": doc, "meta": writeMeta(p, false),
	}}
}

func invalidPlugin(message string) answer {
	return refuse(http.StatusBadRequest, "InvalidPlugin", message)
}

// supports reports whether a plugin is for this version; versions are compared as far as the shorter one goes.
func (s *Server) supports(manifest map[string]string) bool {
	own := version(s.options.FirmwareVersion)
	least, most := version(manifest["scb_min_version"]), version(manifest["scb_max_version"])
	prefix := func(v []int) []int { return own[:min(len(own), len(v))] }
	return slices.Compare(own, least) >= 0 && (len(most) == 0 || slices.Compare(prefix(most), most) <= 0)
}

// readManifest returns the MANIFEST at the root of a zip, or what is wrong with it.
func readManifest(body []byte) (manifest map[string]string, flaw string) {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, "The plugin is no zip archive: " + err.Error()
	}
	names := make([]string, len(archive.File))
	for i, file := range archive.File {
		names[i] = file.Name
	}
	i := slices.Index(names, "MANIFEST")
	if i < 0 {
		return nil, "The plugin has no MANIFEST at its root"
	}
	file, err := archive.File[i].Open()
	if err != nil {
		return nil, "The MANIFEST cannot be read: " + err.Error()
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, maxManifest))
	if err != nil {
		return nil, "The MANIFEST cannot be read: " + err.Error()
	}
	manifest, flaw = parseManifest(string(text))
	if entry := manifest["entry_point"]; flaw == "" && entry != "" && !slices.Contains(names, entry) {
		flaw = "The entry_point of the manifest is not in the plugin"
	}
	return manifest, flaw
}

// parseManifest reads as much of YAML as manifests use: flat keys, quotes, comments, and text that goes on on lines
// that are indented.
func parseManifest(text string) (manifest map[string]string, flaw string) {
	manifest = map[string]string{}
	last := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#") || line == "---" || line == "...":
			continue
		case line != trimmed && last != "":
			manifest[last] = strings.TrimSpace(strings.TrimLeft(manifest[last], ">|-") + " " + trimmed)
			continue
		}
		key, value, found := strings.Cut(line, ":")
		if !found || value != "" && value[0] != ' ' && value[0] != '\t' {
			return nil, fmt.Sprintf("The MANIFEST has a line that is no key with a value: %q", line)
		}
		last = strings.TrimSpace(key)
		manifest[last] = unquoted(value)
	}
	return manifest, ""
}

func unquoted(value string) string {
	value = strings.TrimSpace(value)
	if len(value) >= 2 && (value[0] == '"' || value[0] == '\'') {
		if end := strings.IndexByte(value[1:], value[0]); end >= 0 {
			return value[1 : 1+end]
		}
	}
	if comment := strings.Index(value, " #"); comment >= 0 {
		value = strings.TrimSpace(value[:comment])
	}
	return value
}
