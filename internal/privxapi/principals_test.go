package privxapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// TestPrincipals counts what names cost: one user, then one page; past the page, what was last seen costs nothing.
func TestPrincipals(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	var ids []string
	for i := range 130 {
		ids = append(ids, fake.AddUser(fmt.Sprintf("user-%03d", i)))
	}
	_, err := c.Users.Get(t.Context(), ids[0]) // logs in
	must(t, err)
	fake.ResetRequests()
	named := func(i int, last, want string, requests int) {
		t.Helper()
		name, err := c.Principals.Of(t.Context(), ids[i], last)
		must(t, err)
		if n := len(fake.Requests()); name != want || n != requests {
			t.Errorf("user %d is %q after %d requests, want %q after %d", i, name, n, want, requests)
		}
	}
	named(0, "", "user-000", 1)
	named(0, "", "user-000", 1)
	named(1, "was", "user-001", 2)
	named(2, "", "user-002", 2)
	named(120, "was", "was", 2)
	named(121, "", "user-121", 3)
}

// TestPrincipalsFail has PrivX refuse the first look-up, or the second: nothing is asked after that.
func TestPrincipalsFail(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusForbidden, http.StatusInternalServerError} {
		for _, path := range []string{"/users/[^/]*$", "/search$"} {
			c, fake := start(t, privxfake.Options{}, func(c *privxapi.Config) { c.MaxRetries = 0 })
			first, second := fake.AddUser("first"), fake.AddUser("second")
			fake.Fail(fakehttp.Fault{Status: status, Path: path})
			_, _ = c.Principals.Of(t.Context(), first, "")
			if _, err := c.Principals.Of(t.Context(), second, "was"); err == nil {
				t.Errorf("%d of %s is no error", status, path)
			}
			asked := len(fake.Requests())
			if _, err := c.Principals.Of(t.Context(), second, ""); err == nil || len(fake.Requests()) > asked {
				t.Errorf("%d of %s is asked for again, and then %v", status, path, err)
			}
		}
	}
}
