package spsapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// TestTaken: a name that another object has is refused with its key, and with how to import it.
func TestTaken(t *testing.T) {
	t.Parallel()
	const groups = "aaa/local_database/groups"
	create := func(t *testing.T, c *spsapi.Client, name string) error {
		t.Helper()
		return createGroup(t, c, name)()
	}
	t.Run("create", func(t *testing.T) {
		t.Parallel()
		c, fake := startFake(t, spsfake.Options{BareLists: true})
		_, err := c.Usergroups.List(t.Context()) // before somebody else made it
		must(t, err)
		key := fake.Add(groups, map[string]any{"name": "dba"})
		refusedWith(t, create(t, c, "dba"), `usergroup "dba" (`+key+`)`, "terraform import ADDRESS "+key, `id = "`+key+`"`,
			"interrupted")
	})
	t.Run("beside what lands", func(t *testing.T) {
		t.Parallel()
		c, fake := startFake(t, spsfake.Options{})
		key := fake.Add(groups, map[string]any{"name": "dba"})
		errs := together(c, createGroup(t, c, "a"), createGroup(t, c, "dba"))
		must(t, errs[0])
		refusedWith(t, errs[1], key)
	})
	t.Run("409, another case", func(t *testing.T) {
		t.Parallel()
		c, fake := startFake(t, spsfake.Options{})
		key := fake.Add(groups, map[string]any{"name": "DBA"})
		fake.Fail(fakehttp.Fault{
			Method: http.MethodPost, Path: "groups$", Status: http.StatusConflict,
			Body: `{"error":{"type":"AlreadyExists","message":"is there"}}`,
		})
		refusedWith(t, create(t, c, "dba"), `usergroup "dba" (`+key+`)`)
	})
	t.Run("rename", func(t *testing.T) {
		t.Parallel()
		c, fake := startFake(t, spsfake.Options{})
		key := fake.Add(groups, map[string]any{"name": "dba"})
		own := fake.Add(groups, map[string]any{"name": "ops"})
		err := c.Usergroups.Update(t.Context(), own, spsapi.Usergroup{Name: "dba"})
		refusedWith(t, err, `usergroup "dba" (`+key+`)`, "another name")
		if strings.Contains(err.Error(), "import") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("another reason", func(t *testing.T) {
		t.Parallel()
		c, fake := startFake(t, spsfake.Options{})
		own := fake.Add(groups, map[string]any{"name": "ops"})
		for _, err := range []error{
			c.Usergroups.Update(t.Context(), own, spsapi.Usergroup{Name: "ops", Members: []string{"nobody"}}),
			create(t, c, " "),
		} {
			if err == nil || strings.Contains(err.Error(), "name: ") && strings.Contains(err.Error(), "SPS has") {
				t.Errorf("error %v", err)
			}
		}
	})
}
