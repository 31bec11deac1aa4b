package spsapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
)

// withMembers adds users u1 to u3 and usergroups of them.
func (s *sps) withMembers(groups map[string][]any) {
	for i := range 3 {
		s.add(usersPath, fmt.Sprintf("key-u%d", i+1), map[string]any{"name": fmt.Sprintf("u%d", i+1), "password": nil})
	}
	for name, members := range groups {
		s.add(groupsPath, "key-"+name, map[string]any{"name": name, "members": members, "note": "kept"})
	}
}

// members returns the committed members of each usergroup.
func (s *sps) members() map[string]any {
	found := map[string]any{}
	for name, doc := range s.docs(groupsPath) {
		found[name] = doc["members"]
	}
	return found
}

func deleteUser(t *testing.T, c *spsapi.Client, key string) func() error {
	t.Helper()
	return func() error { return c.Users.Delete(t.Context(), key) }
}

func updateGroup(t *testing.T, c *spsapi.Client, name string, members ...string) func() error {
	t.Helper()
	return func() error {
		return c.Usergroups.Update(t.Context(), "key-"+name, spsapi.Usergroup{Name: name, Members: members})
	}
}

// TestDeletedUserLeavesItsUsergroups in the same transaction, and what was read of them before is read anew.
func TestDeletedUserLeavesItsUsergroups(t *testing.T) {
	t.Parallel()
	for _, bodies := range []bool{true, false} {
		t.Run(fmt.Sprint(bodies), func(t *testing.T) {
			t.Parallel()
			c, s := start(t)
			s.bodies = bodies
			s.withMembers(map[string][]any{
				"a": {"key-u1", "key-u2", "key-u3"}, "b": {"key-u2"}, "c": {"key-u1"}, "d": {},
			})
			_, err := c.Usergroups.List(t.Context())
			must(t, err)
			must(t, deleteUser(t, c, "key-u2")())
			equal(t, "members", s.members(), map[string]any{
				"a": []any{"key-u1", "key-u3"}, "b": []any{}, "c": []any{"key-u1"}, "d": []any{},
			})
			equal(t, "what is not managed", s.docs(groupsPath)["a"]["note"], any("kept"))
			equal(t, "users", names(s.docs(usersPath)), []string{"u1", "u3"})
			equal(t, "commits", len(s.commits), 1)
			for _, key := range []string{"key-a", "key-b"} {
				g, err := c.Usergroups.Get(t.Context(), key)
				if err != nil || slices.Contains(g.Members, "key-u2") {
					t.Errorf("read %+v, %v", g, err)
				}
			}
			// Terraform changes the usergroup after it: there is nothing left to do.
			must(t, updateGroup(t, c, "a", "key-u1", "key-u3")())
			equal(t, "commits", len(s.commits), 1)
		})
	}
}

// TestManyUsersLeave lists the usergroups once.
func TestManyUsersLeave(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.withMembers(map[string][]any{"a": {"key-u1", "key-u2", "key-u3"}, "b": {"key-u1", "key-u3"}})
	for _, err := range together(c,
		deleteUser(t, c, "key-u1"), deleteUser(t, c, "key-u2"), deleteUser(t, c, "key-u3"),
	) {
		must(t, err)
	}
	equal(t, "members", s.members(), map[string]any{"a": []any{}, "b": []any{}})
	equal(t, "users", names(s.docs(usersPath)), nil)
	equal(t, "lists", s.count("GET", groupsPath), 1)
	equal(t, "commits", len(s.commits), 1)
}

// TestUserAndUsergroupTogether changes both at the same time and one after the other, in any order.
func TestUserAndUsergroupTogether(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		group func(t *testing.T, c *spsapi.Client) func() error
		want  map[string]any
	}{
		// Who writes the usergroup does not know yet that the user goes.
		"with the member": {
			func(t *testing.T, c *spsapi.Client) func() error {
				return updateGroup(t, c, "a", "key-u1", "key-u2", "key-u3")
			},
			map[string]any{"a": []any{"key-u1", "key-u3"}},
		},
		"without the member": {
			func(t *testing.T, c *spsapi.Client) func() error {
				return updateGroup(t, c, "a", "key-u1", "key-u3")
			},
			map[string]any{"a": []any{"key-u1", "key-u3"}},
		},
		"deleted": {
			func(t *testing.T, c *spsapi.Client) func() error {
				return func() error { return c.Usergroups.Delete(t.Context(), "key-a") }
			},
			map[string]any{},
		},
	} {
		for _, order := range []string{"user first", "usergroup first", "user, then usergroup", "usergroup, then user"} {
			t.Run(name+", "+order, func(t *testing.T) {
				t.Parallel()
				c, s := start(t)
				s.withMembers(map[string][]any{"a": {"key-u1", "key-u2"}})
				changes := []func() error{deleteUser(t, c, "key-u2"), test.group(t, c)}
				if strings.HasPrefix(order, "usergroup") {
					slices.Reverse(changes)
				}
				switch {
				case strings.HasSuffix(order, "first"):
					for _, err := range together(c, changes...) {
						must(t, err)
					}
					equal(t, "commits", len(s.commits), 1)
				case order == "user, then usergroup" && name == "with the member":
					return // SPS refuses a member that is gone
				default:
					must(t, changes[0]())
					must(t, changes[1]())
				}
				equal(t, "members", s.members(), test.want)
				equal(t, "users", names(s.docs(usersPath)), []string{"u1", "u3"})
			})
		}
	}
}

// TestUserThatStaysKeepsItsUsergroups: SPS refuses the delete for another reason, and the neighbours land.
func TestUserThatStaysKeepsItsUsergroups(t *testing.T) {
	t.Parallel()
	for _, alone := range []bool{true, false} {
		c, s := start(t)
		s.withMembers(map[string][]any{"a": {"key-u1", "key-u2"}})
		s.add(storesPath, "key-s", map[string]any{"name": "s", "crl_urls": []any{"key-u2"}})
		changes := []func() error{deleteUser(t, c, "key-u2")}
		want := map[string]any{"a": []any{"key-u1", "key-u2"}}
		if !alone {
			changes = append(changes, createGroup(t, c, "b"), deleteUser(t, c, "key-u1"))
			want = map[string]any{"a": []any{"key-u2"}, "b": []any{}}
		}
		errs := together(c, changes...)
		var e *spsapi.Error
		if !errors.As(errs[0], &e) || e.StatusCode != http.StatusBadRequest || e.Path != usersPath+"/key-u2" {
			t.Errorf("error %v", errs[0])
		}
		for _, err := range errs[1:] {
			must(t, err)
		}
		equal(t, "members", s.members(), want)
	}
}

// TestUserLeavesOnceMore disturbs each request on the way.
func TestUserLeavesOnceMore(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]fakehttp.Fault{
		"the list is lost":     {Kind: fakehttp.Reset, Method: "GET", Path: "groups$", Times: 4},
		"the list is unknown":  {Method: "GET", Path: "groups$", Status: 200, Body: `{}`, Times: 1},
		"the read is lost":     {Kind: fakehttp.Reset, Method: "GET", Path: "key-a$", Times: 4},
		"the write is lost":    {Kind: fakehttp.AppliedNoAnswer, Method: "PUT", Path: "key-a$", Times: 3},
		"the write is refused": {Method: "PUT", Path: "key-b$", Status: 409, Body: lockedBody, Times: 1},
		"the delete is lost":   {Kind: fakehttp.AppliedNoAnswer, Method: "DELETE", Path: "key-u2$", Times: 1},
		"the session ends":     {Method: "DELETE", Path: "key-u2$", Status: 401, Times: 1},
		"the commit is lost":   {Kind: fakehttp.AppliedNoAnswer, Method: "PUT", Path: "^" + transaction, Times: 1},
		"the commit conflicts": {Method: "PUT", Path: "^" + transaction, Status: 409, Body: conflictBody, Times: 2},
		"vanished at read": {
			Method: "GET", Path: "key-gone$", Status: 404, Body: `{"error":{"type":"NotFound"}}`,
		},
		"vanished at write": {
			Method: "PUT", Path: "key-gone$", Status: 404, Body: `{"error":{"type":"NotFound"}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := start(t)
			s.bodies = !strings.HasPrefix(name, "vanished")
			groups := map[string][]any{"a": {"key-u1", "key-u2"}, "b": {"key-u2", "key-u3"}}
			if !s.bodies {
				groups["gone"] = []any{}
				if fault.Method == "PUT" {
					groups["gone"] = []any{"key-u2"}
				}
			}
			s.withMembers(groups)
			s.Fail(fault)
			err := deleteUser(t, c, "key-u2")()
			if name == "vanished at write" {
				// Past the usergroup that vanished. It is there all the same, and refers to the user.
				var e *spsapi.Error
				if !errors.As(err, &e) || e.Path != usersPath+"/key-u2" {
					t.Errorf("error %v", err)
				}
				return
			}
			must(t, err)
			want := map[string]any{"a": []any{"key-u1"}, "b": []any{"key-u3"}}
			if !s.bodies {
				want["gone"] = []any{}
			}
			equal(t, "members", s.members(), want)
			equal(t, "users", names(s.docs(usersPath)), []string{"u1", "u3"})
			equal(t, "commits", len(s.commits), 1)
		})
	}
}
