package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// TestListFindsEachObject lists each object as terraform query does, and checks that what is found is what an import by
// its identity reads.
func TestListFindsEachObject(t *testing.T) {
	t.Parallel()
	for _, o := range objects {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			fake := newFake(t, o)
			run := acctest.NewRun(t, fake.Block())
			schema, ok := run.Schema.ListResourceSchemas[o.resource]
			if !ok {
				if id := run.MustApply(o.resource, acctest.State{}, o.full).Attribute(t, "id"); strings.Contains(id, "-") {
					t.Errorf("%s, whose id is %s, cannot be listed", o.resource, id)
				}
				return // there is one of it
			}
			made := run.MustApply(o.resource, acctest.State{}, o.full)
			body := ""
			for _, a := range schema.Block.Attributes {
				if a.Name == "user_id" {
					body = fmt.Sprintf("user_id = %q", made.Attribute(t, "user_id"))
				}
			}
			wanted := made.Attribute(t, "id")
			if strings.HasPrefix(wanted, "current") {
				t.Skip("lists go by a user's id")
			}
			found, diags := acctest.NewRun(t, fake.Block()).List(o.resource, body, 0, true)
			diags.MustSucceed(t)
			seen := 0
			for _, one := range found {
				if one.Attribute(t, "id") != wanted {
					continue
				}
				seen++
				imported, diags := run.ImportIdentity(o.resource, one.Identity)
				diags.MustSucceed(t)
				if !one.Value.Equal(imported.Value) {
					t.Errorf("listed\n%v\nimported\n%v", one.Value, imported.Value)
				}
				if one.DisplayName == "" || one.DisplayName == wanted {
					t.Errorf("the display name is %q", one.DisplayName)
				}
			}
			if seen != 1 {
				t.Errorf("found %d times among %d", seen, len(found))
			}
		})
	}
}

// TestListSources lists sources through the server that Terraform gets: filters, limit, and without the resource.
func TestListSources(t *testing.T) {
	t.Parallel()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	for i, kind := range []string{"LDAP", "AD", "LDAP"} {
		fake.Add("sources", map[string]any{
			"name": fmt.Sprint("corp-", i), "tags": []string{fmt.Sprint("tag-", i)}, "connection": map[string]any{"type": kind},
		})
	}
	run := acctest.NewRun(t, fake.Block())
	list := func(body string, limit int64) string {
		t.Helper()
		found, diags := run.List("pam_privx_source", body, limit, false)
		diags.MustSucceed(t)
		var names []string
		for _, one := range found {
			if !one.Value.IsNull() || one.Identity == nil {
				t.Errorf("%s: resource %v, identity %v", one.DisplayName, one.Value, one.Identity)
			}
			names = append(names, one.DisplayName)
		}
		return strings.Join(names, " ")
	}
	for body, want := range map[string]string{
		"": "corp-0 corp-1 corp-2", `type = "LDAP"`: "corp-0 corp-2",
		`tag = "tag-1"`: "corp-1", `name_regex = "[12]$"`: "corp-1 corp-2",
		"type = \"LDAP\"\nname_regex = \"2\"": "corp-2",
	} {
		if got := list(body, 100); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
	if got := list("", 2); got != "corp-0 corp-1" {
		t.Errorf("with a limit of 2: %q", got)
	}
	fake.Fail(fakehttp.Fault{Kind: fakehttp.HTML, Method: http.MethodGet, Path: "/sources"})
	_, diags := acctest.NewRun(t, fake.Block()).List("pam_privx_source", "", 0, false)
	diags.MustFail(t, "", "web page")
}

// TestListUsergroups does it for one object of SPS.
func TestListUsergroups(t *testing.T) {
	t.Parallel()
	fake := acctest.NewSPS(t, spsfake.Options{})
	for i := range 3 {
		fake.Add("aaa/local_database/groups", map[string]any{"name": fmt.Sprint("group-", i)})
	}
	run := acctest.NewRun(t, fake.Block())
	found, diags := run.List("pam_sps_usergroup", `name_regex = "^group-"`, 2, true)
	diags.MustSucceed(t)
	if len(found) != 2 || found[0].DisplayName != "group-0" || found[0].Attribute(t, "name") != "group-0" {
		t.Errorf("found %v", found)
	}
	fake.Fail(fakehttp.Fault{Status: http.StatusForbidden, Method: http.MethodGet, Path: "/groups"})
	_, diags = acctest.NewRun(t, fake.Block()).List("pam_sps_usergroup", "", 0, true)
	diags.MustFail(t, "", "Could not list every usergroup")
}

// TestListFailsPartWay keeps what was found before a failure, and says the failure behind it.
func TestListFailsPartWay(t *testing.T) {
	t.Parallel()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	acctest.SeedAccess(fake)
	for _, user := range []string{acctest.Alice, acctest.Bob} {
		fake.Grant(user, map[string]any{"id": acctest.LinuxAdmins})
	}
	list := func() ([]acctest.Listed, acctest.Diagnostics) {
		run := acctest.NewRun(t, fake.Block())
		return run.List("pam_privx_user_role", fmt.Sprintf("source_id = %q", acctest.LocalSource), 0, true)
	}
	all, diags := list()
	diags.MustSucceed(t)
	if len(all) != 2 {
		t.Fatalf("found %v", all)
	}
	second := all[1].Attribute(t, "user_id")
	fake.Fail(fakehttp.Fault{Status: http.StatusForbidden, Method: http.MethodGet, Path: second + "/roles"})
	found, diags := list()
	diags.MustFail(t, "", "Could not list every role grant")
	if len(found) != 1 || found[0].DisplayName != all[0].DisplayName {
		t.Errorf("found %v", found)
	}
	_, diags = acctest.NewRun(t, fake.Block()).List("pam_privx_user_role", "", 0, true)
	diags.MustFail(t, "user_id", "one") // one of the filters by user is needed
}
