package spsfake

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Every path and method: what is not listed for a path is refused with 405, and what is listed is not.
func TestRoutes(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.fake.Add(plugins+"/aa", keyed("-100", "a"))
	addAll(c.fake, usermapping, keyed("-100", "a"))
	addAll(c.fake, ldapServers, keyed("-100", "a"))
	addAll(c.fake, passwords, map[string]any{"key": "-100", "plain": "x"})
	addAll(c.fake, groups, keyed("-100", "a"))
	for path, methods := range map[string]string{
		"/api":                                  "GET",
		authenticationPath:                      "GET DELETE",
		authenticationPath + "/login_methods":   "GET",
		"/api/info":                             "GET",
		"/api/user/info":                        "GET",
		transactionPath:                         "GET POST PUT DELETE",
		transactionPath + "/changes":            "GET",
		uploadPath:                              "POST",
		configurationPath:                       "GET",
		at("aaa"):                               "GET",
		at("aaa/local_database"):                "GET",
		at("policies"):                          "GET",
		at("policies/audit_policies"):           "GET",
		at("policies/userlists"):                "GET",
		at(plugins):                             "GET",
		at(acls):                                "GET",
		at(passwords):                           "POST",
		at(passwords) + "/":                     "POST",
		at(passwords, "-100"):                   "GET",
		at(certificates):                        "GET",
		at(trustStores):                         "GET POST",
		at(trustStores, "-100"):                 "GET PUT DELETE",
		at(users):                               "GET POST",
		at(users, "-100"):                       "GET PUT DELETE",
		at(groups):                              "GET POST",
		at(groups, "-100"):                      "GET PUT DELETE",
		at(ldapServers):                         "GET POST",
		at(ldapServers, "-100"):                 "GET PUT DELETE",
		at(loginMethods):                        "GET POST",
		at(loginMethods, "-100"):                "GET PUT DELETE",
		at(loginMethods) + "/@order":            "PUT",
		at(usermapping):                         "GET POST",
		at(usermapping, "-100"):                 "GET PUT DELETE",
		at(plugins + "/aa"):                     "GET",
		at(plugins + "/configuration_sync"):     "GET",
		at(plugins + "/credentialstore"):        "GET",
		at(plugins + "/signingca"):              "GET",
		at(plugins+"/aa", "-100"):               "GET DELETE",
		at(plugins+"/credentialstore", "-100"):  "GET DELETE",
		at("policies/userlists", "-100"):        "GET",
		at("policies/usermapping"):              "",
		at(groups) + "/@order":                  "",
		at(usermapping) + "-100":                "", // as a sample writes it
		"/api/passwords":                        "", // another typing error of the pages
		"/api/configuration/aaa/settings":       "",
		at("aaa/local_database%2Fusers"):        "",
		"/api/configuration/management/account": "",
	} {
		for _, method := range []string{
			http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete,
			http.MethodPatch,
		} {
			header := c.header()
			if path == uploadPath {
				header.Set("Content-Type", "application/zip")
			}
			body := ""
			if method != http.MethodGet {
				body = "nonsense"
			}
			response, doc := c.do(method, path, body, header)
			if path == authenticationPath && method == http.MethodDelete {
				c = c.another() // it logged out
			}
			status, served := response.StatusCode, slices.Contains(strings.Fields(methods), method)
			if methods == "" && status != 404 || methods != "" && served == (status == 405) {
				t.Errorf("%s %s answered %d %v", method, path, status, doc)
			}
			if status == 405 && !slices.Equal(sorted(strings.Split(response.Header.Get("Allow"), ", ")),
				sorted(strings.Fields(methods))) {
				t.Errorf("%s allows %s", path, response.Header.Get("Allow"))
			}
		}
		c.send("DELETE", transactionPath, nil)
	}
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

// Following the links from the entry point leads to every object.
func TestLinks(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	seen := map[string]bool{}
	var follow func(path string)
	follow = func(path string) {
		if seen[path] {
			return
		}
		seen[path] = true
		items, _ := c.must(200, "GET", path, nil)["items"].([]any)
		for _, element := range items {
			item := as[map[string]any](t, element)
			href := as[string](t, as[map[string]any](t, item["meta"])["href"])
			if href != at(passwords) {
				follow(href)
			}
		}
	}
	follow(configurationPath)
	for _, path := range []string{at(acls), at(users, "-100"), at(loginMethods, "-100"), at(plugins + "/signingca")} {
		if !seen[path] {
			t.Errorf("there is no way to %s", path)
		}
	}
	equal(t, as[[]any](t, c.must(200, "GET", "/api", nil)["items"])[1], map[string]any{
		"key": "configuration", "meta": map[string]any{"href": configurationPath},
	})
	list, _ := c.must(200, "GET", at(acls), nil)["body"].([]any)
	equal(t, list[0], map[string]any{"group": "basic-view", "objects": []any{"/special/basic"}, "permission": "read"})
}
