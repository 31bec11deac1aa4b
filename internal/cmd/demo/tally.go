package main

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

// writes are the requests that change something; logging in does not, nor does searching.
func writes(requests []fakehttp.Request) []fakehttp.Request {
	var out []fakehttp.Request
	for _, r := range requests {
		if r.Method != http.MethodGet && !isLogin(r) && !isSearch(r) {
			out = append(out, r)
		}
	}
	return out
}

func isLogin(r fakehttp.Request) bool { return strings.HasPrefix(r.Path, "/auth/") }

// isSearch reports whether a request reads from PrivX, although it is a POST.
func isSearch(r fakehttp.Request) bool {
	return strings.HasSuffix(r.Path, "/search") || strings.HasSuffix(r.Path, "/resolve")
}

// tally counts requests by what they are for.
func tally(requests []fakehttp.Request) string {
	logins := 0
	for _, r := range requests {
		if isLogin(r) {
			logins++
		}
	}
	changing := len(writes(requests))
	return fmt.Sprintf("%s: %s, %s, %s", plural(len(requests), "request"),
		plural(len(requests)-changing-logins, "read"), plural(changing, "write"), plural(logins, "login"))
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
