package spsapi_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
)

func secret(plain string) spsapi.Secret { return spsapi.Secret{New: &plain} }

func TestPasswords(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	plainOf := func() string {
		key, _ := s.docs(usersPath)["u"]["password"].(string)
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.plain[key]
	}
	key, err := c.Users.Create(t.Context(), spsapi.User{Name: "u", Password: secret("first")})
	must(t, err)
	equal(t, "log", s.log(), []string{
		"GET login", "POST transaction", "POST passwords", "POST users",
		"PUT transaction",
	})
	equal(t, "password", plainOf(), "first")
	user, err := c.Users.Get(t.Context(), key)
	must(t, err)
	must(t, c.Users.Update(t.Context(), key, spsapi.User{Name: "u"}))
	equal(t, "kept", plainOf(), "first")
	must(t, c.Users.Update(t.Context(), key, user)) // with the key that was read
	equal(t, "kept", plainOf(), "first")
	must(t, c.Users.Update(t.Context(), key, spsapi.User{Name: "u", Password: secret("second")}))
	equal(t, "changed", plainOf(), "second")
	must(t, c.Users.Update(t.Context(), key, spsapi.User{Name: "u", Password: spsapi.Secret{Clear: true}}))
	if v, there := s.docs(usersPath)["u"]["password"]; v != nil || !there {
		t.Errorf("the password is %v, want null", v)
	}
	equal(t, "password objects", s.count("POST", passwords), 2)
}

func TestPasswordOfEachReference(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	same := secret("the same for both")
	server := func(address spsapi.Address, s spsapi.Secret) spsapi.RADIUSServer {
		return spsapi.RADIUSServer{Address: address, Port: 1812, SharedSecret: s}
	}
	method := func(servers ...spsapi.RADIUSServer) spsapi.LoginMethod {
		return spsapi.LoginMethod{Name: "r", RADIUS: &spsapi.RADIUSLogin{Servers: servers}}
	}
	secrets := func() []string {
		var found []string
		servers, _ := s.docs(methodsPath)["r"]["servers"].([]any)
		for _, server := range servers {
			object, _ := server.(map[string]any)
			key, _ := object["shared_secret"].(string)
			found = append(found, s.plain[key])
		}
		return found
	}
	key, err := c.LoginMethods.Create(t.Context(), method(server("1.1.1.1", same), server("b.example", same)))
	must(t, err)
	equal(t, "secrets", secrets(), []string{"the same for both", "the same for both"})
	equal(t, "password objects", s.count("POST", passwords), 2)
	equal(t, "groups", s.docs(methodsPath)["r"]["groups"], any(map[string]any{"type": "local"}))
	must(t, c.LoginMethods.Update(t.Context(), key,
		method(server("b.example", spsapi.Secret{}), server("1.1.1.1", secret("another")))))
	equal(t, "secrets", secrets(), []string{"the same for both", "another"})
	equal(t, "password objects", s.count("POST", passwords), 3)
}

func TestReplayMakesFreshPasswords(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.Fail(fakehttp.Fault{Kind: fakehttp.AppliedNoAnswer, Method: "POST", Path: "users$", Times: 1})
	s.Fail(fakehttp.Fault{Method: "PUT", Path: "^" + transaction, Status: 409, Times: 2})
	_, err := c.Users.Create(t.Context(), spsapi.User{Name: "u", Password: secret("plain text")})
	must(t, err)
	equal(t, "password objects made", s.count("POST", passwords), 4)
	s.mu.Lock()
	defer s.mu.Unlock()
	equal(t, "password objects committed", len(s.committed[passwords]), 1)
}

// TestSecretsStaySecret: not in an error, even if SPS repeats them in its answer to another request; not in a log.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	const plain = `hunter2 "quoted"`
	told := fmt.Sprintf(`{"error":{"type":"SemanticError","message":%q,"details":{"x":[%q]}}}`, "refused "+plain, plain)
	var out bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &out)
	for _, fault := range []fakehttp.Fault{
		{Method: "POST", Path: "passwords$", Status: 400, Body: told},
		{Method: "POST", Path: "users$", Status: 400, Body: told},
		{Method: "PUT", Path: "^" + transaction, Status: 422, Body: told},
		{Method: "PUT", Path: "^" + transaction, Status: 500, Body: told},
	} {
		s.ClearFaults()
		s.Fail(fault)
		_, err := c.Users.Create(ctx, spsapi.User{Name: "u", Password: secret(plain)})
		if err == nil || !strings.Contains(err.Error(), "refused ***") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("error %v", err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if log := out.String(); strings.Contains(log, "hunter2") || strings.Contains(log, "sps-secret") {
		t.Error("a secret is in the log")
	} else {
		for _, cookie := range slices.Collect(maps.Keys(s.open)) {
			if strings.Contains(log, cookie) {
				t.Error("a session is in the log")
			}
		}
	}
}
