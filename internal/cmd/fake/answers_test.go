package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestStrangeAnswers(t *testing.T) {
	t.Parallel()
	o, err := parse([]string{
		"-privx", "127.0.0.1:0", "-sps", "127.0.0.1:0", "-answer", "kong=/sources/|/groups/", "-answer", "error-200=/roles",
		"-answer", "error-200=@order",
	}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	systems := systemsOf(o)
	for path, want := range map[string]string{
		"/role-store/api/v1/sources/x": "404 no Route", "/role-store/api/v1/roles": "200 error_code",
		"/api/configuration/aaa/local_database/groups/x": "404 no Route",
		"/api/configuration/aaa/login_methods/@order":    "200 SemanticError",
		"/role-store/api/v1/sources":                     "401", "/api/configuration": "401",
	} {
		s := systems[0]
		if strings.HasPrefix(path, "/api") {
			s = systems[1]
		}
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		status, text, _ := strings.Cut(want, " ")
		if fmt.Sprint(w.Code) != status || !strings.Contains(w.Body.String(), text) {
			t.Errorf("%s: %d %s, want %s", path, w.Code, w.Body, want)
		}
	}
	for _, wrong := range []string{"x=/a", "kong=(", ""} {
		if _, err := parse([]string{"-privx", "127.0.0.1:0", "-answer", wrong}, io.Discard); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}
