package spsapi_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// TestSessionsAreGivenBack at the end, and when one is replaced: an SPS that allows two goes on.
func TestSessionsAreGivenBack(t *testing.T) {
	t.Parallel()
	c, fake := startFake(t, spsfake.Options{MaxSessions: 2}, func(c *spsapi.Config) { c.MaxRetries = 0 })
	for i, fault := range []fakehttp.Fault{
		{Kind: fakehttp.AppliedNoAnswer, Method: http.MethodPost, Path: "groups$"},
		{Kind: fakehttp.AppliedNoAnswer, Method: http.MethodPut, Path: "^" + transaction},
		{Kind: fakehttp.Reset, Method: http.MethodPut, Path: "^" + transaction},
		{Method: http.MethodDelete, Path: "^" + transaction, Status: http.StatusForbidden, Skip: 1},
		// A proxy's: the session lives.
		{Method: http.MethodPost, Path: "groups$", Status: http.StatusUnauthorized},
		{Method: http.MethodPost, Path: "^" + transaction, Status: http.StatusUnauthorized},
		{Method: http.MethodGet, Path: "groups$", Status: http.StatusUnauthorized},
	} {
		fault.Times = 1
		fake.Fail(fault)
		must(t, createGroup(t, c, fmt.Sprintf("group-%d", i))())
		_, err := c.Usergroups.List(t.Context())
		must(t, err)
		fake.ClearFaults()
	}
	equal(t, "sessions", fake.Sessions(), 2)
	c.Close(t.Context())
	equal(t, "sessions", fake.Sessions(), 0)
	c.Close(t.Context()) // nothing is left to do
	must(t, createGroup(t, c, "after")())
}

// TestNoLogout: an SPS without it is none the worse.
func TestNoLogout(t *testing.T) {
	t.Parallel()
	c, fake := startFake(t, spsfake.Options{NoLogout: true})
	must(t, createGroup(t, c, "a")())
	c.Close(t.Context())
	equal(t, "sessions", fake.Sessions(), 1)
}

// TestCloseIsShort whatever hangs, and waits for a rollback.
func TestCloseIsShort(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]fakehttp.Fault{
		"logout":   {Kind: fakehttp.Hang, Method: http.MethodDelete, Path: authenticate},
		"rollback": {Kind: fakehttp.Hang, Method: http.MethodDelete, Path: "^" + transaction},
		"commit":   {Kind: fakehttp.Hang, Method: http.MethodPut, Path: "^" + transaction},
		"nothing":  {Method: "NONE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, c *spsapi.Client, s *sps) {
				s.Fail(fault)
				s.Fail(fakehttp.Fault{Kind: fakehttp.Hang, Method: http.MethodPost, Path: "users$"})
				ctx, cancel := context.WithCancel(t.Context())
				go func() { _, _ = c.Users.Create(ctx, spsapi.User{Name: "u"}) }()
				wait := creating(ctx, c, "a")
				time.Sleep(time.Second)
				cancel()
				began := time.Now()
				c.Close(t.Context())
				if took := time.Since(began); took > 1900*time.Millisecond {
					t.Errorf("it took %s", took)
				}
				_, _ = wait()
				time.Sleep(time.Minute)
				synctest.Wait()
				if name != "logout" {
					equal(t, "sessions", s.sessions(), 0)
				}
			})
		})
	}
}
