package privxapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

const rolesPath = "/role-store/api/v1/roles"

func TestRoleLife(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	ctx := t.Context()
	id, err := c.Roles.Create(ctx, privxapi.Role{Name: "ops", Comment: "operators"})
	must(t, err)
	role, err := c.Roles.Get(ctx, id)
	must(t, err)
	if role.ID != id || role.Name != "ops" || role.Comment != "operators" || role.Author == "" || role.UpdatedBy == "" ||
		role.System {
		t.Errorf("read %+v", role)
	}
	must(t, c.Roles.Update(ctx, id, privxapi.Role{Name: "operators"}))
	if doc := fake.Document("roles/" + id); doc["name"] != "operators" || doc["comment"] != "" {
		t.Errorf("updated to %v", doc)
	}
	must(t, c.Roles.Delete(ctx, id))
	if _, err := c.Roles.Get(ctx, id); !privxapi.IsNotFound(err) {
		t.Errorf("read after deletion: %v", err)
	}
	must(t, c.Roles.Delete(ctx, id))
	if err := c.Roles.Update(ctx, id, privxapi.Role{Name: "ops"}); !privxapi.IsNotFound(err) {
		t.Errorf("updating what is gone: %v", err)
	}
}

// TestNewRole holds the body of a creation against the vendor's page:
// source_rules is required, and without rules it is nobody.
func TestNewRole(t *testing.T) {
	t.Parallel()
	rules := `{"match":"ALL","rules":[{"search_string":"(a=b)","source":"` + anID + `","type":"RULE"}],"type":"GROUP"}`
	for name, tc := range map[string]struct {
		role privxapi.Role
		want string
	}{
		"bare": {
			privxapi.Role{Name: "n"}, `{"name":"n","source_rules":{"match":"ANY","rules":[],"type":"GROUP"}}`,
		},
		"comment": {
			privxapi.Role{Name: "n", Comment: "c"},
			`{"comment":"c","name":"n","source_rules":{"match":"ANY","rules":[],"type":"GROUP"}}`,
		},
		"all": {
			privxapi.Role{
				Name: "n", AccessGroupID: anID, Permissions: []string{"roles-view"}, PermitAgent: true, Tags: []string{"t"},
				Context:     privxapi.RoleContext{Enabled: true, Validity: []string{"MON"}},
				SourceRules: json.RawMessage(rules),
			},
			`{"access_group_id":"` + anID + `","context":{"enabled":true,"validity":["MON"]},"name":"n",` +
				`"permissions":["roles-view"],"permit_agent":true,"source_rules":` + rules + `,"tags":["t"]}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{})
			_, err := c.Roles.Create(t.Context(), tc.role)
			must(t, err)
			sent := 0
			for _, r := range fake.Requests() {
				if r.Method != http.MethodPost || r.Path != rolesPath {
					continue
				}
				if sent++; !reflect.DeepEqual(object(t, r.Body), object(t, []byte(tc.want))) {
					t.Errorf("sent %s\nwant %s", r.Body, tc.want)
				}
			}
			if sent != 1 {
				t.Errorf("%d POSTs, want 1", sent)
			}
		})
	}
}

// TestRoleUpdateKeepsTheRest has a caller that manages name and comment only.
func TestRoleUpdateKeepsTheRest(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*privxapi.Role)
		want   map[string]any
		puts   int
	}{
		"nothing":        {func(*privxapi.Role) {}, nil, 0},
		"comment":        {func(r *privxapi.Role) { r.Comment = "new" }, map[string]any{"comment": "new"}, 1},
		"no comment":     {func(r *privxapi.Role) { r.Comment = "" }, map[string]any{"comment": ""}, 1},
		"name":           {func(r *privxapi.Role) { r.Name = "new" }, map[string]any{"name": "new"}, 1},
		"tags":           {func(r *privxapi.Role) { r.Tags = []string{"z"} }, map[string]any{"tags": []any{"z"}}, 1},
		"order of tags":  {func(r *privxapi.Role) { r.Tags = []string{"y", "x"} }, nil, 0},
		"no tags":        {func(r *privxapi.Role) { r.Tags = []string{} }, map[string]any{"tags": []any{}}, 1},
		"no permissions": {func(r *privxapi.Role) { r.Permissions = []string{} }, map[string]any{"permissions": []any{}}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{})
			id := fake.Add("roles", map[string]any{
				"name": "old", "comment": "old", "permissions": []any{"roles-view"}, "tags": []any{"x", "y"}, "permit_agent": true,
				"access_group_id": anID, "x_new": map[string]any{"deep": []any{json.Number("12345678901234567890")}},
				"context": map[string]any{"enabled": true, "block_role": true, "validity": []any{"MON"}, "x_more": true},
				"source_rules": map[string]any{"type": "GROUP", "match": "ALL", "rules": []any{
					map[string]any{"type": "RULE", "source": anID, "search_string": "(a=b)", "rules": []any{}},
				}},
			})
			want := fake.Document("roles/" + id)
			for key, value := range tc.want {
				want[key] = value
			}
			role := privxapi.Role{Name: "old", Comment: "old"}
			tc.change(&role)
			must(t, c.Roles.Update(t.Context(), id, role))
			got := fake.Document("roles/" + id)
			for _, own := range []string{"updated", "updatedby"} {
				delete(want, own)
				delete(got, own)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("updated to %v\nwant       %v", got, want)
			}
			if n := count(fake, "PUT", rolesPath); n != tc.puts {
				t.Errorf("%d PUTs, want %d", n, tc.puts)
			}
		})
	}
}

// TestRolesAreListedOnce reads many roles by id, all of them, and some by name.
func TestRolesAreListedOnce(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	var ids []string
	for i := range 130 {
		ids = append(ids, fake.AddRole(fmt.Sprintf("role %03d", 130-i)))
	}
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Go(func() {
			if role, err := c.Roles.Get(t.Context(), id); err != nil || role.Name != fmt.Sprintf("role %03d", 130-i) {
				t.Errorf("read %+v, %v", role, err)
			}
		})
	}
	wg.Wait()
	roles, err := c.Roles.List(t.Context())
	must(t, err)
	if len(roles) != 132 || roles[0].Name != "privx-admin" || roles[2].Name != "role 001" {
		t.Errorf("%d roles, the third is %+v", len(roles), roles[2])
	}
	if n := count(fake, "GET", rolesPath); n > 3 { // one role, and two pages
		t.Errorf("%d requests", n)
	}
	found, err := c.Roles.Named(t.Context(), "role 007")
	if err != nil || len(found) != 1 || found[0].ID != ids[123] {
		t.Errorf("found %+v, %v", found, err)
	}
	if found, err := c.Roles.Named(t.Context(), "ROLE 007"); err != nil || len(found) != 0 {
		t.Errorf("upper and lower case are told apart: %+v, %v", found, err)
	}
}

// TestNamed finds sources by way of the list.
func TestNamed(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	for _, s := range [][2]string{{"b", "2"}, {"a", "9"}, {"b", "1"}, {"B", "0"}} {
		fake.Add("sources", map[string]any{"id": s[1], "name": s[0]})
	}
	found, err := c.Sources.Named(t.Context(), "b")
	if err != nil || len(found) != 2 || found[0].ID != "1" || found[1].ID != "2" {
		t.Errorf("found %+v, %v", found, err)
	}
	fake.Fail(fakehttp.Fault{Path: "/roles/resolve$", Status: 403})
	_, err = c.Roles.Named(t.Context(), "b")
	holds(t, err, "roles-view")
}

// TestRoleExists: names are unique in PrivX, so a second role of a name is refused, with the id of the first.
func TestRoleExists(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]func(c *privxapi.Client, fake *privxfake.Server) string{
		"from before this run": func(_ *privxapi.Client, fake *privxfake.Server) string { return fake.AddRole("ops") },
		"of another administrator, made meanwhile": func(c *privxapi.Client, fake *privxfake.Server) string {
			_, err := c.Roles.Create(t.Context(), privxapi.Role{Name: "first"})
			must(t, err)
			return fake.AddRole("ops")
		},
		"of this run": func(c *privxapi.Client, _ *privxfake.Server) string {
			id, err := c.Roles.Create(t.Context(), privxapi.Role{Name: "ops"})
			must(t, err)
			return id
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{})
			id := other(c, fake)
			roles := len(fake.Documents("roles"))
			_, err := c.Roles.Create(t.Context(), privxapi.Role{Name: "ops", Comment: "new"})
			var e *privxapi.ExistsError
			if !errors.As(err, &e) || e.ID != id || e.Kind != "role" || e.Name != "ops" {
				t.Fatalf("error %v", err)
			}
			holds(t, err, id, "import", "choose another name")
			if n := len(fake.Documents("roles")); n != roles {
				t.Errorf("%d roles, want %d", n, roles)
			}
		})
	}
}

// TestRoleOfUnknownOutcome ends with one role and its id, whatever became of the first request.
func TestRoleOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]fakehttp.Kind{
		"applied": fakehttp.AppliedNoAnswer, "not executed": fakehttp.Reset, "not executed, behind a gateway": fakehttp.HTML,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{})
			had := len(fake.Documents("roles"))
			fake.Fail(fakehttp.Fault{Method: http.MethodPost, Path: rolesPath + "$", Kind: kind, Times: 1})
			id, err := c.Roles.Create(t.Context(), privxapi.Role{Name: "ops", Comment: "operators"})
			must(t, err)
			if n := len(fake.Documents("roles")); n != had+1 || fake.Document("roles/" + id)["name"] != "ops" {
				t.Errorf("%d roles more, and the id %s", n-had, id)
			}
		})
	}
}

// TestLateRole has the first POST carried out after it was looked up in vain: the second one is refused as a duplicate,
// of the role that was asked for.
func TestLateRole(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		comment string
		adopted bool
	}{"ours": {"operators", true}, "another's": {"other", false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			posts := 0
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.Method == http.MethodPost:
					if posts++; posts == 1 {
						w.WriteHeader(http.StatusGatewayTimeout)
						return
					}
					answer(w, http.StatusBadRequest, map[string]any{"error_code": "VALUE_DUPLICATE", "property": "name"})
				case posts < 2:
					answer(w, http.StatusOK, map[string]any{"count": 0, "items": []any{}})
				default:
					answer(w, http.StatusOK, map[string]any{"count": 1, "items": []any{map[string]any{
						"id": anID, "name": "ops", "comment": tc.comment, "context": map[string]any{"enabled": false},
						"source_rules": map[string]any{"type": "GROUP", "match": "ANY", "rules": nil},
					}}})
				}
			})
			id, err := c.Roles.Create(t.Context(), privxapi.Role{Name: "ops", Comment: "operators"})
			if tc.adopted && (err != nil || id != anID) || posts != 2 {
				t.Errorf("created %q, %v with %d POSTs", id, err, posts)
			}
			var e *privxapi.ExistsError
			if !tc.adopted && (!errors.As(err, &e) || e.ID != anID) {
				t.Errorf("created %q, %v", id, err)
			}
		})
	}
}

// TestForbiddenRole names what the caller's role lacks.
func TestForbiddenRole(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		scope string
		do    func(*privxapi.Client, string) error
		want  string
	}{
		"read": {
			"rolesManage",
			func(c *privxapi.Client, id string) error { _, err := c.Roles.Get(t.Context(), id); return err },
			"roles-view",
		},
		"list": {
			"rolesManage", func(c *privxapi.Client, _ string) error { _, err := c.Roles.List(t.Context()); return err },
			"roles-view",
		},
		"update": {"rolesView", func(c *privxapi.Client, id string) error {
			return c.Roles.Update(t.Context(), id, privxapi.Role{Name: "n"})
		}, "roles-manage"},
		"delete": {
			"rolesView", func(c *privxapi.Client, id string) error { return c.Roles.Delete(t.Context(), id) },
			"roles-manage",
		},
		"create": {"rolesView", func(c *privxapi.Client, _ string) error {
			_, err := c.Roles.Create(t.Context(), privxapi.Role{Name: "n"})
			return err
		}, "roles-manage"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{})
			id := fake.AddRole("old")
			fake.SetScopes(tc.scope)
			err := tc.do(c, id)
			if e := refused(t, err); e.StatusCode != http.StatusForbidden {
				t.Errorf("error %+v", e)
			}
			holds(t, err, tc.want)
		})
	}
}

// TestRoleBehindAWebPage: a 404 that PrivX did not write is confirmed by the list.
func TestRoleBehindAWebPage(t *testing.T) {
	t.Parallel()
	listed := `[]`
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == rolesPath {
			_, _ = w.Write([]byte(listed))
			return
		}
		webPage(w, http.StatusNotFound)
	})
	if _, err := c.Roles.Get(t.Context(), anID); !privxapi.IsNotFound(err) {
		t.Errorf("the list has no such role: %v", err)
	}
	listed = `[{"id":"` + anID + `","name":"ops"}]`
	_, err := c.Roles.Get(t.Context(), anID)
	if privxapi.IsNotFound(err) {
		t.Error("what the list has counts as gone")
	}
	holds(t, err, "PrivX lists the role")
}

// TestWritesAreSeenElsewhere: objects show in each other, so each write of this process forgets all that was read.
func TestWritesAreSeenElsewhere(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	ctx := t.Context()
	user, role := fake.AddUser("alice"), fake.AddRole("old")
	fake.Grant(user, map[string]any{"id": role})
	names := func() (all []string) {
		t.Helper()
		grants, err := c.Grants.All(ctx, user)
		must(t, err)
		for _, g := range grants {
			all = append(all, g.Name)
		}
		return all
	}
	members := func() int64 {
		t.Helper()
		roles, err := c.Roles.List(ctx)
		must(t, err)
		for _, r := range roles {
			if r.ID == role {
				return r.MemberCount
			}
		}
		return -1
	}
	if got := strings.Join(names(), " "); !strings.Contains(got, "old") || members() != 1 {
		t.Fatalf("%s, and %d members", got, members())
	}
	must(t, c.Roles.Update(ctx, role, privxapi.Role{Name: "new"}))
	if got := strings.Join(names(), " "); !strings.Contains(got, "new") {
		t.Errorf("the grants have the names %s", got)
	}
	must(t, c.Grants.Remove(ctx, user, role))
	if members() != 0 {
		t.Errorf("the role has %d members", members())
	}
}
