package privxfake

import (
	"slices"
	"strings"
	"testing"
)

// everyScope is the vendor's list of all scopes (seed 001).
const everyScope = "admin apiClient authorizedKeysManage hostsProvisioning roleTargetResourcesManage " +
	"roleTargetResourcesView rolesManage rolesView service sourcesManage sourcesView user usersManage usersView"

// testScopes tries one operation with every scope alone. In path and body, {id} stands for a source, {user} for a user.
func testScopes(t *testing.T, method, path string, body any, allowed string) {
	for scope := range strings.SplitSeq(everyScope, " ") {
		c := start(t, Options{})
		id := c.fake.Add("sources", minimal())
		user := as[string](t, c.fake.Documents("users")[0]["id"])
		c.fake.SetScopes(scope)
		c.relogin()

		text := ""
		if body != nil {
			text = strings.ReplaceAll(toJSON(t, body), "{id}", id)
		}
		status, _, answer := c.send(method, strings.NewReplacer("{id}", id, "{user}", user).Replace(path), text)
		if slices.Contains(strings.Split(allowed, " "), scope) {
			if status != 200 && status != 201 {
				t.Errorf("%s: answered %d %v, want success", scope, status, answer)
			}
			continue
		}
		if doc, _ := answer.(map[string]any); status != 403 || doc["error_code"] != "PERMISSION_DENIED" {
			t.Errorf("%s: answered %d %v, want 403 PERMISSION_DENIED", scope, status, answer)
		}
	}
}
