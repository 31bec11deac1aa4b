package privxfake

import (
	"net/http"
	"net/url"
	"testing"
	"time"
)

func TestLogin(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	status, body := c.login(passwordGrant())
	if status != 200 {
		t.Fatalf("answered %d %v", status, body)
	}
	if body["token_type"] != "bearer" || body["expires_in"] != 300.0 || body["scope"] != "admin" ||
		body["refresh_token"] == "" || body["refresh_token"] == nil {
		t.Errorf("answered %v", body)
	}
	c.token = as[string](t, body["access_token"])
	c.must(200, "GET", sourcesPath, nil)
}

func TestLoginRefused(t *testing.T) {
	t.Parallel()
	const form, basic = "application/x-www-form-urlencoded", "Basic cHJpdngtZXh0ZXJuYWw6b2F1dGgtc2VjcmV0"
	good := passwordGrant().Encode()
	for name, tc := range map[string]struct {
		method, contentType, authorization, body string
		status                                   int
		code                                     string
	}{
		"json":           {"POST", "application/json", basic, `{"grant_type":"password"}`, 400, "invalid_request"},
		"no form":        {"POST", form, basic, "%zz", 400, "invalid_request"},
		"no basic":       {"POST", form, "", good, 401, "invalid_client"},
		"bearer":         {"POST", form, "Bearer static-token", good, 401, "invalid_client"},
		"wrong basic":    {"POST", form, "Basic cHJpdngtZXh0ZXJuYWw6d3Jvbmc=", good, 401, "invalid_client"},
		"no grant type":  {"POST", form, basic, "username=a", 400, "invalid_request"},
		"other grant":    {"POST", form, basic, "grant_type=refresh_token", 400, "unsupported_grant_type"},
		"wrong user":     {"POST", form, basic, grant("nobody", APIClientSecret), 400, "invalid_grant"},
		"wrong password": {"POST", form, basic, grant(APIClientID, "wrong"), 400, "invalid_grant"},
		"get":            {"GET", form, basic, "", 405, "invalid_request"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t, Options{})
			status, header, body := c.do(tc.method, tokenPath, tc.body, http.Header{
				"Content-Type": {tc.contentType}, "Authorization": {tc.authorization},
			})
			doc := as[map[string]any](t, body)
			if status != tc.status || doc["error"] != tc.code || doc["error_description"] == nil {
				t.Errorf("answered %d %v, want %d %s", status, doc, tc.status, tc.code)
			}
			if status == 401 && header.Get("WWW-Authenticate") != "Basic" {
				t.Errorf("WWW-Authenticate is %q", header.Get("WWW-Authenticate"))
			}
			if doc["error_code"] != nil {
				t.Errorf("an OAuth error in the envelope of the others: %v", doc)
			}
		})
	}
}

func grant(user, password string) string {
	return url.Values{"grant_type": {"password"}, "username": {user}, "password": {password}}.Encode()
}

func TestTokens(t *testing.T) {
	t.Parallel()
	refused := func(c *client) {
		t.Helper()
		status, header, body := c.send("GET", sourcesPath, "")
		if doc, _ := body.(map[string]any); status != 401 || doc["error_code"] != "PERMISSION_DENIED" {
			t.Errorf("answered %d %v, want a 401 envelope", status, body)
		}
		if header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("WWW-Authenticate is %q", header.Get("WWW-Authenticate"))
		}
	}

	c := start(t, Options{})
	c.token = "made-up"
	refused(c)
	c.token = ""
	refused(c)

	c.relogin()
	c.must(200, "GET", sourcesPath, nil)
	c.fake.RevokeTokens()
	refused(c)
	c.relogin()
	c.must(200, "GET", sourcesPath, nil)

	c.fake.RevokeTokens()
	c.token = BearerToken
	c.must(200, "GET", sourcesPath, nil)
}

func TestTokensExpire(t *testing.T) {
	t.Parallel()
	const life = time.Hour
	c := start(t, Options{TokenLife: life})
	earliest := time.Now().Add(life)
	c.relogin()
	latest := time.Now().Add(life)
	c.must(200, "GET", sourcesPath, nil)
	c.fake.mu.Lock()
	one := c.fake.tokens[c.token]
	if one.expires.Before(earliest) || one.expires.After(latest) {
		t.Errorf("a token lives until %s, want %s", one.expires, latest)
	}
	one.expires = time.Now()
	c.fake.tokens[c.token] = one
	c.fake.mu.Unlock()
	c.must(401, "GET", sourcesPath, nil)
	c.relogin()
	c.must(200, "GET", sourcesPath, nil)
}

func TestScopes(t *testing.T) {
	t.Parallel()
	// The table of api/privx.md §2.2, written down once more.
	operations := []struct {
		name, method, path string
		body               any
		scopes             string
	}{
		{"list", "GET", sourcesPath, nil, "user admin sourcesView service"},
		{"create", "POST", sourcesPath, minimal(), "admin service sourcesManage"},
		{"get", "GET", sourcesPath + "/{id}", nil, "admin sourcesView service"},
		{"update", "PUT", sourcesPath + "/{id}", minimal(), "admin sourcesManage service"},
		{"refresh", "POST", sourcesPath + "/refresh", []string{"{id}"}, "admin sourcesManage service"},
		{"delete", "DELETE", sourcesPath + "/{id}", nil, "admin service"},
		{"current user", "GET", usersPath + "/current", nil, everyScope},
		{"roles", "GET", rolesPath, nil, "admin rolesView service"},
		{"user", "GET", usersPath + "/{user}", nil, "admin usersView service"},
	}
	for _, operation := range operations {
		t.Run(operation.name, func(t *testing.T) {
			t.Parallel()
			testScopes(t, operation.method, operation.path, operation.body, operation.scopes)
		})
	}
}

func TestScopesChangeWithTheNextLogin(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.relogin()
	c.fake.SetScopes("sourcesManage")
	c.must(200, "GET", sourcesPath, nil)
	c.relogin()
	c.must(403, "GET", sourcesPath, nil)
	c.fake.SetScopes("sourcesManage", "sourcesView")
	c.must(403, "GET", sourcesPath, nil)
	c.relogin()
	c.must(200, "GET", sourcesPath, nil)
	c.must(201, "POST", sourcesPath, minimal())
}
