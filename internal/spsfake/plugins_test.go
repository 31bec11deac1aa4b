package spsfake

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

const manifestText = `---
# comment
api: "1.0"
type: aa
name: Sample-Authentication-Plugin # comment
description: >
  My custom
  authentication plugin
version: '1.12'
entry_point: main.py
scb_min_version: 5.11.0~
scb_max_version: 7.4
`

func pluginZip(t *testing.T, files ...string) string {
	t.Helper()
	var buffer bytes.Buffer
	w := zip.NewWriter(&buffer)
	for i := 0; i < len(files); i += 2 {
		file, err := w.Create(files[i])
		if err == nil {
			_, err = file.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.String()
}

func (c *client) upload(body string) (int, map[string]any) {
	c.t.Helper()
	header := c.header()
	header.Set("Content-Type", "application/zip")
	response, doc := c.do("POST", uploadPath, body, header)
	return response.StatusCode, doc
}

func TestUploadPlugin(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.open()
	status, doc := c.upload(pluginZip(t, "MANIFEST", manifestText, "main.py", ""))
	key, _ := doc["key"].(string)
	want := strings.ReplaceAll(toJSON(t, sample(t, "plugin_post_answer")), "aa423b72-0d0f-4275-be30-494e9a99ffad", key)
	if status != 201 || toJSON(t, doc) != want {
		t.Errorf("answered %d\n%s\nwant\n%s", status, toJSON(t, doc), want)
	}
	c.commit()

	// The same name overwrites, also with an older version, and keeps the key; another type is another plugin.
	older := strings.ReplaceAll(manifestText, "1.12", "1.0")
	if _, doc = c.upload(pluginZip(t, "MANIFEST", older, "main.py", "")); doc["key"] != key {
		t.Errorf("the key became %v", doc["key"])
	}
	c.upload(pluginZip(t, "MANIFEST", strings.ReplaceAll(older, "type: aa", "type: credentialstore"), "main.py", ""))
	c.commit()
	if n := len(c.fake.Documents(plugins + "/credentialstore")); n != 1 {
		t.Errorf("there are %d plugins", n)
	}
	equal(t, c.fake.Document(plugins + "/aa/" + key)["version"], "1.0")
	items := as[[]any](t, c.must(200, "GET", at(plugins, "aa"), nil)["items"])
	equal(t, as[map[string]any](t, items[0])["key"], key)

	for _, method := range []string{"PUT", "POST"} {
		c.refused(405, "MethodNotAllowed", "", method, at(plugins, "aa", key), "{}")
	}
	c.must(200, "DELETE", at(plugins, "aa", key), nil)
	c.refused(404, "NotFound", "", "DELETE", at(plugins, "aa", key), nil)
	c.commit()
}

func TestPluginRefusals(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	replaced := func(old, replacement string) string {
		return pluginZip(t, "MANIFEST", strings.ReplaceAll(manifestText, old, replacement), "main.py", "")
	}
	for name, tc := range map[string]struct{ body, kind string }{
		"no zip":          {"nonsense", "InvalidPlugin"},
		"no manifest":     {pluginZip(t, "a/MANIFEST", manifestText), "InvalidPlugin"},
		"no entry point":  {pluginZip(t, "MANIFEST", manifestText), "InvalidPlugin"},
		"no key":          {replaced("entry_point", "nonsense\nentry_point"), "InvalidPlugin"},
		"unknown type":    {replaced("type: aa", "type: other"), "InvalidPlugin"},
		"no name":         {replaced("name:", "title:"), "InvalidPlugin"},
		"name of a path":  {replaced("Sample", "../Sample"), "InvalidPlugin"},
		"no version":      {replaced("version: '", "revision: '"), "InvalidPlugin"},
		"too new for us":  {replaced("5.11.0", "7.5.0"), ""},
		"too old for us":  {replaced("7.4", "7.3.9"), ""},
		"no zip, no JSON": {"", "InvalidPlugin"},
	} {
		status, doc := c.upload(tc.body)
		inner, _ := doc["error"].(map[string]any)
		if kind, _ := inner["type"].(string); status != 400 || kind != tc.kind {
			t.Errorf("%s answered %d %v", name, status, doc)
		}
	}
	if n := c.fake.OpenTransactions(); n != 0 {
		t.Error("a plugin that was refused opened a transaction")
	}
	c.must(415, "POST", uploadPath, "{}")
	c.fake.Lock("jane")
	if status, doc := c.upload(replaced("", "")); status != 409 {
		t.Errorf("answered %d %v", status, doc)
	}
}

func TestOldFirmware(t *testing.T) {
	t.Parallel()
	c := start(t, Options{FirmwareVersion: "6.2.0"})
	key := c.fake.Add(plugins+"/aa", map[string]any{"name": "a"})
	c.refused(405, "MethodNotAllowed", "", "DELETE", at(plugins, "aa", key), nil)
	c.refused(404, "NotFound", "", "GET", at(ldapServers), nil)
	c.refused(404, "NotFound", "", "GET", at(loginMethods), nil)
	equal(t, c.body("/api/info")["firmware_version"], "6.2.0")
}
