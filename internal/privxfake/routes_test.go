package privxfake

import (
	"strings"
	"testing"
)

func TestRoutes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		method, path string
		status       int
		code         string
	}{
		"no such endpoint": {"GET", "/role-store/api/v1/nonsense", 404, "GENERAL_ERROR"},
		"trailing slash":   {"GET", sourcesPath + "/", 404, "GENERAL_ERROR"},
		"root":             {"GET", "/", 404, "GENERAL_ERROR"},
		"no such source":   {"GET", sourcesPath + "/nobody", 404, "OBJECT_NOT_FOUND"},
		"escaped slash":    {"GET", sourcesPath + "/a%2Fb", 404, "OBJECT_NOT_FOUND"},
		"no such user":     {"GET", usersPath + "/nobody", 404, "OBJECT_NOT_FOUND"},
		"no such role":     {"GET", rolesPath + "/nobody", 404, "OBJECT_NOT_FOUND"},
		"wrong method":     {"PATCH", sourcesPath, 405, "BAD_REQUEST"},
		"wrong method, id": {"POST", sourcesPath + "/a", 405, "BAD_REQUEST"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t, Options{})
			status, header, body := c.send(tc.method, tc.path, "{}")
			if doc, _ := body.(map[string]any); status != tc.status || doc["error_code"] != tc.code {
				t.Errorf("answered %d %v, want %d %s", status, body, tc.status, tc.code)
			}
			if (header.Get("Allow") != "") != (status == 405) {
				t.Errorf("Allow is %q", header.Get("Allow"))
			}
			c.token = "wrong"
			if status, _, _ := c.send(tc.method, tc.path, "{}"); status != 401 {
				t.Errorf("answered %d without a valid token, want 401", status)
			}
		})
	}
}

func TestBodyTooLarge(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	status, _, body := c.send("POST", sourcesPath, `{"name":"`+strings.Repeat("a", maxBody)+`"}`)
	if doc, _ := body.(map[string]any); status != 413 || doc["error_code"] != "INVALID_REQUEST_DATA" {
		t.Errorf("answered %d %v", status, body)
	}
}
