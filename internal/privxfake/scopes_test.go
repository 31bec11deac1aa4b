package privxfake

import (
	"slices"
	"strings"
	"testing"
)

// everyScope is the vendor's list of all scopes (seed 001).
const everyScope = "admin apiClient authorizedKeysManage hostsProvisioning roleTargetResourcesManage " +
	"roleTargetResourcesView rolesManage rolesView service sourcesManage sourcesView user usersManage usersView"

// everyOperation is every path and method of the vendor's page of users (seed 002) and of the mobile gateway (seed
// 000), and those that others of the vendor's pages and tools have; who may call it is api/privx.md §2, written down
// once more. What stands for ids, see testScopes.
var everyOperation = []struct {
	method, path, body, scopes string
}{
	{"GET", usersPath + "/{user}", "", "admin usersView service"},
	{"GET", usersPath + "/{user}/settings", "", "admin usersView service"},
	{"PUT", usersPath + "/{user}/settings", `{}`, "admin usersManage service"},
	{"GET", usersPath + "/{user}/roles", "", "admin usersView service"},
	{"PUT", usersPath + "/{user}/roles", `[{"id":"{role}","explicit":true}]`, "admin usersManage service"},
	{"POST", usersPath + "/mfa/enable", `["{user}"]`, "admin usersManage service"},
	{"POST", usersPath + "/mfa/disable", `["{user}"]`, "admin usersManage service"},
	{"POST", usersPath + "/mfa/reset", `["{user}"]`, "admin usersManage service"},
	{"GET", usersPath + "/current", "", everyScope},
	{"GET", usersPath + "/current/awsroles", "", everyScope},
	{"GET", usersPath + "/current/settings", "", everyScope},
	{"PUT", usersPath + "/current/settings", `{}`, everyScope},
	{"GET", usersPath + "/{user}/resolve", "", "admin usersView service"},
	{"POST", usersPath + "/search", `{}`, "admin usersView service"},
	{"POST", usersPath + "/search/external", `{}`, "admin usersView service"},
	{"GET", usersPath + "/{user}/authorizedkeys", "", "admin usersView service"},
	{"POST", usersPath + "/{user}/authorizedkeys", newKey, "admin usersManage service"},
	{"GET", usersPath + "/{user}/authorizedkeys/{key}", "", "admin usersView service"},
	{"PUT", usersPath + "/{user}/authorizedkeys/{key}", newKey, "admin usersManage service"},
	{"DELETE", usersPath + "/{user}/authorizedkeys/{key}", "", "admin usersManage service"},
	{"GET", usersPath + "/current/authorizedkeys", "", "admin authorizedKeysManage service"},
	{"POST", usersPath + "/current/authorizedkeys", newKey, "admin authorizedKeysManage service"},
	{"GET", usersPath + "/current/authorizedkeys/{key}", "", "admin authorizedKeysManage service"},
	{"PUT", usersPath + "/current/authorizedkeys/{key}", newKey, "admin authorizedKeysManage service"},
	{"DELETE", usersPath + "/current/authorizedkeys/{key}", "", "admin authorizedKeysManage service"},
	{"GET", authorizedKeysPath, "", "admin usersView service"},
	{
		"POST", authorizedKeysPath + "/resolve", `{"username":"api-client-1","public_key":"{blob}"}`,
		"admin usersView service",
	},

	{"GET", mobileGatewayPath + "/status", "", "admin"},
	{"POST", mobileGatewayPath + "/register", "", "admin"},
	{"DELETE", mobileGatewayPath + "/unregister", "", "admin"},
	{"POST", mobileGatewayPath + "/unregister", "", "admin"},

	{"GET", rolesPath, "", "admin rolesView service"},
	{"POST", rolesPath, newRole, "admin rolesManage service"},
	{"POST", rolesPath + "/resolve", `["a"]`, "admin rolesView service"},
	{"POST", rolesPath + "/search", `{}`, "admin rolesView service"},
	{"GET", rolesPath + "/{role}", "", "admin rolesView service"},
	{"PUT", rolesPath + "/{role}", newRole, "admin rolesManage service"},
	{"DELETE", rolesPath + "/{role}", "", "admin rolesManage service"},
	{"GET", rolesPath + "/{role}/members", "", "admin rolesView service"},

	{"GET", localUsersPath, "", "admin usersView service"},
	{"POST", localUsersPath, newUser, "admin usersManage service"},
	{"GET", localUsersPath + "/tags", "", "admin usersView service"},
	{"GET", localUsersPath + "/{local}", "", "admin usersView service"},
	{"PUT", localUsersPath + "/{local}", newUser, "admin usersManage service"},
	{"DELETE", localUsersPath + "/{local}", "", "admin usersManage service"},
	{"PUT", localUsersPath + "/{local}/password", `{"password":"long enough"}`, "admin usersManage service"},
}

const (
	newKey = `{"name":"k",` +
		`"public_key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"}`
	newRole = `{"name":"new","source_rules":{"type":"GROUP","match":"ANY","rules":[]}}`
	newUser = `{"username":"new","password":{"password":"long enough"}}`
)

func TestEveryOperation(t *testing.T) {
	t.Parallel()
	for _, operation := range everyOperation {
		t.Run(operation.method+" "+operation.path, func(t *testing.T) {
			t.Parallel()
			var body any
			if operation.body != "" {
				body = verbatim(operation.body)
			}
			testScopes(t, operation.method, operation.path, body, operation.scopes)
		})
	}
}

type verbatim string

func (r verbatim) MarshalJSON() ([]byte, error) { return []byte(r), nil }

// testScopes tries one operation with every scope alone. In path and body, {id} stands for a source, {user} for the
// current user, {key} and {blob} for a key of that user, {role} for a role, {local} for a local user.
func testScopes(t *testing.T, method, path string, body any, allowed string) {
	t.Helper()
	for scope := range strings.SplitSeq(everyScope, " ") {
		c := start(t, Options{})
		user := as[string](t, c.fake.Documents("users")[0]["id"])
		key := testKey(t, "scopes")
		fillIn := strings.NewReplacer(
			"{id}", c.fake.Add("sources", minimal()), "{user}", user, "{role}", c.fake.AddRole("a role"),
			"{local}", c.fake.AddUser("alice"), "{blob}", key,
			"{key}", c.fake.Add("authorized_keys", map[string]any{"name": "a key", "user_id": user, "public_key": key}),
		)
		c.fake.SetScopes(scope)
		c.relogin()

		text := ""
		if body != nil {
			text = fillIn.Replace(toJSON(t, body))
		}
		status, _, answer := c.send(method, fillIn.Replace(path), text)
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
