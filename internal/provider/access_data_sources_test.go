package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

const (
	aUser          = "pam_privx_user"
	manyUsers      = "pam_privx_users"
	effectiveRoles = "pam_privx_user_effective_roles"
	whoAmI         = "pam_privx_current_user"
	awsRoles       = "pam_privx_current_user_aws_roles"
	aRole          = "pam_privx_role"
	manyRoles      = "pam_privx_roles"
	manyKeys       = "pam_privx_authorized_keys"
	someSettings   = "pam_privx_user_settings"
	aFactor        = "pam_privx_user_mfa"
	aGateway       = "pam_privx_mobile_gateway"

	mustBeThere = "Missing Configuration for Required Attribute"
	notAnID     = "must be an id of PrivX such as"

	nobody = "5bf77342-221c-11ee-be56-0242ac120002"
)

// shown reads a data source that has to succeed, with a provider of its own.
func shown(t *testing.T, fake *acctest.PrivX, dataSource, body string) tftypes.Value {
	t.Helper()
	v, diags := acctest.NewRun(t, fake.Block()).Data(dataSource, body)
	diags.MustSucceed(t)
	if got := diags.Warnings(); len(got) > 0 {
		t.Errorf("%s %s warns: %v", dataSource, body, got)
	}
	return v
}

// notShown reads a data source that has to fail.
func notShown(t *testing.T, fake *acctest.PrivX, dataSource, body, attribute string, texts ...string) {
	t.Helper()
	_, diags := acctest.NewRun(t, fake.Block()).Data(dataSource, body)
	if got := diags.Errors(); len(got) != 1 {
		t.Errorf("%s %s: want one error, got %q", dataSource, body, got)
	}
	for _, text := range texts {
		diags.MustFail(t, attribute, text)
	}
}

// elementsOf are the objects of a list. A list that is null fails the test: nothing found is an empty list.
func elementsOf(t *testing.T, v tftypes.Value, list string) []tftypes.Value {
	t.Helper()
	var object map[string]tftypes.Value
	if err := v.As(&object); err != nil {
		t.Fatal(err)
	}
	if object[list].Type() == nil || object[list].IsNull() || !object[list].IsFullyKnown() {
		t.Fatalf("%s is %v", list, object[list])
	}
	var elements []tftypes.Value
	if err := object[list].As(&elements); err != nil {
		t.Fatal(err)
	}
	return elements
}

// column is one attribute of the objects of a list, in their order.
func column(t *testing.T, v tftypes.Value, list, attribute string) []string {
	t.Helper()
	var out []string
	for _, e := range elementsOf(t, v, list) {
		out = append(out, acctest.Attribute(t, e, attribute))
	}
	return out
}

// wantAttributes compares attributes of an object.
func wantAttributes(t *testing.T, v tftypes.Value, want map[string]string) {
	t.Helper()
	for attribute, value := range want {
		if got := acctest.Attribute(t, v, attribute); got != value {
			t.Errorf("%s is %q, want %q", attribute, got, value)
		}
	}
}

// decoded is a settings document.
func decoded(t *testing.T, text string) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// addUser makes a user of a source, with a name and a mail address.
func addUser(fake *acctest.PrivX, principal, source, fullName, email string) string {
	return fake.Add("users", map[string]any{
		"principal": principal, "source": source, "source_type": "LDAP", "full_name": fullName, "email": email,
	})
}

func TestUserDataSource(t *testing.T) {
	t.Parallel()
	const north, south = "aaaaaaaa-0000-0000-0000-000000000001", "aaaaaaaa-0000-0000-0000-000000000002"
	fake := newAccess(t)
	id := fake.Add("users", map[string]any{
		"principal": `CORP\carol +100%`, "source": north, "source_type": "AD", "source_user_id": "S-1-5-21",
		"distinguished_name": "cn=carol,dc=example,dc=com", "first_name": "Carol", "last_name": "Example",
		"full_name": "Carol Example", "job_title": "Engineer", "company": "Example", "department": "R&D",
		"email": "carol@example.com", "telephone": "+358", "locale": "fi_FI", "comment": "of the north",
		"windows_account": "CAROL", "unix_account": "carol",
		"tags": []any{"b", "a"}, "attributes": []any{map[string]any{"key": "aws_account", "value": "123"}},
		"mfa": map[string]any{
			"status": "ENABLED", "user_mfa_status": "enabled", "mobile_mfa_status": "PAIRED",
			"seed": map[string]any{"seed_string": "MFRGGZDF"},
		},
	})
	byHand := fake.Add("roles", map[string]any{"name": "by hand", "permissions": []any{"sources-view", "roles-view"}})
	grant(fake, id, byHand, restricted("2026-01-01T10:00:00+02:00", "2036-01-02T00:00:00Z"))
	grant(fake, id, acctest.LinuxAdmins, map[string]any{"grant_type": "FLOATING", "floating_length": 12})
	fake.AddImplicit(id, acctest.LinuxAdmins)
	fake.AddImplicit(id, acctest.DatabaseReaders)
	fake.Add("authorized_keys", map[string]any{
		"user_id": id, "name": "laptop", "comment": "hers", "public_key": ed25519Key, "source_address": []any{"192.0.2.0/24"},
		"not_before": "2026-01-01T00:00:00Z", "not_after": "2036-01-01T00:00:00Z",
	})
	want := map[string]string{
		"id": id, "principal": `CORP\carol +100%`, "source_id": north, "source_type": "AD", "source_user_id": "S-1-5-21",
		"distinguished_name": "cn=carol,dc=example,dc=com", "given_name": "Carol", "last_name": "Example",
		"full_name": "Carol Example", "job_title": "Engineer", "company": "Example", "department": "R&D",
		"email": "carol@example.com", "telephone": "+358", "locale": "fi_FI", "comment": "of the north",
		"windows_account": "CAROL", "unix_account": "carol", "tags": "[a b]", "permissions": "[roles-view sources-view]",
		"attributes": "[{key:aws_account value:123}]", "mfa_status": "ENABLED", "mobile_mfa_status": "PAIRED",
		"author": "Superuser", "updated_by": "Superuser",
	}
	for _, by := range []string{fmt.Sprintf("id = %q", id), `principal = "CORP\\carol +100%"`, fmt.Sprintf("principal = "+
		"\"CORP\\\\carol +100%%\"\nsource_id = %q", north)} {
		v := shown(t, fake, aUser, by)
		wantAttributes(t, v, want)
		roles := map[string]tftypes.Value{}
		for _, role := range elementsOf(t, v, "roles") {
			roles[acctest.Attribute(t, role, "name")] = role
		}
		if len(roles) != 4 {
			t.Errorf("%s: roles %v", by, roles)
		}
		wantAttributes(t, roles["by hand"], map[string]string{
			"id": byHand, "explicit": "true", "implicit": "false", "grant_type": "TIME_RESTRICTED", "floating_length": "null",
			"grant_validity_periods": "[{grant_end:2036-01-02T00:00:00Z grant_start:2026-01-01T08:00:00Z}]",
		})
		wantAttributes(t, roles["Linux admins"], map[string]string{
			"explicit": "true", "implicit": "true", "grant_type": "FLOATING", "floating_length": "12",
			"grant_validity_periods": "[]",
		})
		wantAttributes(t, roles["Database readers"], map[string]string{
			"explicit": "false", "implicit": "true", "grant_validity_periods": "[]",
		})
		keys := elementsOf(t, v, "authorized_keys")
		if len(keys) != 1 {
			t.Fatalf("%s: keys %v", by, keys)
		}
		wantAttributes(t, keys[0], map[string]string{
			"name": "laptop", "comment": "hers", "user_id": id, "username": `CORP\carol +100%`, "source": north,
			"source_address": "[192.0.2.0/24]",
			"not_before":     "2026-01-01T00:00:00Z", "not_after": "2036-01-01T00:00:00Z",
		})
		if got := acctest.Attribute(t, v, "created"); !strings.HasPrefix(got, "20") || !strings.HasSuffix(got, "Z") {
			t.Errorf("created is %q", got)
		}
	}

	// One name in two sources, and names that only contain it.
	one, two := addUser(fake, "dave", north, "", ""), addUser(fake, "dave", south, "", "")
	addUser(fake, "dave2", north, "dave", "dave@example.com")
	addUser(fake, "Dave", south, "", "")
	notShown(t, fake, aUser, `principal = "dave"`, "",
		`2 users have the principal "dave"; choose one by id or source_id: `,
		fmt.Sprintf("%s (source %s)", one, north), fmt.Sprintf("%s (source %s)", two, south))
	for source, id := range map[string]string{north: one, south: two} {
		v := shown(t, fake, aUser, fmt.Sprintf("principal = \"dave\"\nsource_id = %q", source))
		wantAttributes(t, v, map[string]string{
			"id": id, "source_id": source, "authorized_keys": "[]", "tags": "[]", "attributes": "[]", "permissions": "[]",
			"email": "",
		})
	}
	for body, text := range map[string]string{
		`principal = "DAVE"`: `PrivX knows no user with the principal "DAVE" (upper and lower case count)`,
		`principal = "dav"`:  "PrivX knows no user",
		fmt.Sprintf("principal = \"dave\"\nsource_id = %q", nobody): "PrivX knows no user",
		fmt.Sprintf("principal = \"dave2\"\nsource_id = %q", south): "PrivX knows no user",
		fmt.Sprintf("id = %q", nobody):                              "no user has the id \"" + nobody + "\"",
	} {
		notShown(t, fake, aUser, body, "", text)
	}
	for body, want := range map[string][2]string{
		"":                  {"id", "principal"},
		"source_id = \"x\"": {"id", "principal"},
		"principal = \"\"":  {"principal", "at least 1"},
		"id = \"\"":         {"id", notAnID},
		"id = \"alice\"":    {"id", notAnID},
		fmt.Sprintf("id = %q\nsource_id = %q", one, north):        {"source_id", "id"},
		fmt.Sprintf("id = %q\nprincipal = \"dave\"", acctest.Bob): {"id", "principal"},
	} {
		notShown(t, fake, aUser, body, want[0], want[1])
	}
}

// TestUserDataSourceOrder reads a user with many keys and roles twice: in one order.
func TestUserDataSourceOrder(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	for i := range 150 {
		fake.Add("authorized_keys", map[string]any{
			"user_id": acctest.Alice, "name": fmt.Sprintf("key %03d", (i*7)%150), "public_key": madeKey(t, i),
		})
		grant(fake, acctest.Alice, fake.AddRole(fmt.Sprint("role ", i)), nil)
	}
	body := fmt.Sprintf("id = %q", acctest.Alice)
	first := shown(t, fake, aUser, body)
	names := column(t, first, "authorized_keys", "name")
	if len(names) != 150 || !slices.IsSorted(names) {
		t.Errorf("%d keys: %q", len(names), names)
	}
	if got := len(elementsOf(t, first, "roles")); got != 151 {
		t.Errorf("%d roles", got)
	}
	if !shown(t, fake, aUser, body).Equal(first) {
		t.Error("another order")
	}
}

func TestUsersDataSource(t *testing.T) {
	t.Parallel()
	const north, south = "aaaaaaaa-0000-0000-0000-000000000001", "aaaaaaaa-0000-0000-0000-000000000002"
	fake := newAccess(t)
	for i := range 130 {
		addUser(fake, fmt.Sprintf("staff-%03d", i), north, "Staff", "")
	}
	ann := addUser(fake, "ann", south, "Ann O'Hara", "ann+privx@example.com")
	bert := addUser(fake, "bert", south, "Bert 100% Ann", "bert@example.com")
	cid := addUser(fake, "cid 100", south, "Cid", "cid@example.org")
	fake.Add("directory_users", map[string]any{
		"principal": "newcomer", "source": south, "source_type": "LDAP", "email": "new@example.com",
	})
	fake.Add("directory_users", map[string]any{"principal": "other newcomer", "source": north, "source_type": "LDAP"})

	all := shown(t, fake, manyUsers, "")
	names := column(t, all, "users", "principal")
	if len(names) != 136 || len(slices.Compact(slices.Sorted(slices.Values(names)))) != 136 || !slices.IsSorted(names) {
		t.Errorf("%d users: %q", len(names), names)
	}
	if !shown(t, fake, manyUsers, "").Equal(all) {
		t.Error("another order")
	}
	got := column(t, shown(t, fake, manyUsers, `keywords = "staff-"`), "users", "principal")
	if len(got) != 130 || got[0] != "staff-000" || got[129] != "staff-129" {
		t.Errorf("%d users: %q", len(got), got)
	}
	for _, row := range []struct {
		body string
		want []string
	}{
		{`keywords = ""`, names},
		{`keywords = "ANN"`, []string{"ann", "bert"}},
		{`keywords = "ann o'hara"`, []string{"ann"}},
		{`keywords = "  ann   example.com "`, []string{"ann", "bert"}},
		{`keywords = "ann+privx@example.com"`, []string{"ann"}},
		{`keywords = "+privx"`, []string{"ann"}},
		{`keywords = "@example.com"`, []string{"ann", "bert"}},
		{`keywords = "100%"`, []string{"bert"}},
		{`keywords = "100% bert"`, []string{"bert"}},
		{`keywords = "%"`, []string{"bert"}},
		{`keywords = "100%25"`, nil},
		{`keywords = "cid%20100"`, nil},
		{`keywords = "cid 100"`, []string{"cid 100"}},
		{`keywords = "cid & 100"`, nil},
		{`keywords = "*"`, nil},
		{fmt.Sprintf("source_id = %q", south), []string{"ann", "bert", "cid 100"}},
		{fmt.Sprintf("source_id = %q\nkeywords = \"example.com\"", south), []string{"ann", "bert"}},
		{fmt.Sprintf("source_id = %q", nobody), nil},
		{fmt.Sprintf("user_ids = [%q, %q]", cid, ann), []string{"ann", "cid 100"}},
		{fmt.Sprintf("user_ids = [%q, %q]", bert, nobody), []string{"bert"}},
		{fmt.Sprintf("user_ids = [%q]", nobody), nil},
		{
			fmt.Sprintf("user_ids = [%q, %q]\nkeywords = \"org\"\nsource_id = %q\nexternal = false", cid, ann, south),
			[]string{"cid 100"},
		},
		{fmt.Sprintf("user_ids = [%q]\nsource_id = %q", cid, north), nil},
		{`keywords = "newcomer"`, nil},
		{"keywords = \"newcomer\"\nexternal = false", nil},
		{"keywords = \"newcomer\"\nexternal = true", []string{"newcomer", "other newcomer"}},
		{fmt.Sprintf("external = true\nsource_id = %q", south), []string{"ann", "bert", "cid 100", "newcomer"}},
		{"external = true\nkeywords = \"ann+privx@\"", []string{"ann"}},
		{"external = true\nkeywords = \"nobody at all\"", nil},
		{"external = true\nkeywords = \"api-client-1\"", nil},
		{`keywords = "api-client-1"`, []string{"api-client-1"}},
	} {
		got := column(t, shown(t, fake, manyUsers, row.body), "users", "principal")
		if slices.Sort(got); !slices.Equal(got, row.want) {
			t.Errorf("%s: got %q, want %q", row.body, got, row.want)
		}
	}
	if got := elementsOf(t, shown(t, fake, manyUsers, "external = true"), "users"); len(got) != 137 {
		t.Errorf("the directories have %d users", len(got))
	}
	found := elementsOf(t, shown(t, fake, manyUsers, `keywords = "ann o"`), "users")
	wantAttributes(t, found[0], map[string]string{
		"id": ann, "source_id": south, "source_type": "LDAP", "full_name": "Ann O'Hara", "email": "ann+privx@example.com",
		"tags": "[]", "permissions": "[]",
		"attributes": "[]", "mfa_status": "DEFAULT",
	})
	notShown(t, fake, manyUsers, fmt.Sprintf("user_ids = [%q, null]", ann), "user_ids", "null")
	fake.Fail(fakehttp.Fault{Status: http.StatusForbidden, Path: "users/search"})
	notShown(t, fake, manyUsers, "", "", "Could not read the users", "users-view")
}

func TestRoleDataSource(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	id := fake.Add("roles", map[string]any{
		"name": "Ops / 100% +night & day", "comment": "at night", "access_group_id": nobody,
		"permissions": []any{"roles-view", "connections-view"}, "permit_agent": true,
		"principal_public_key_strings": []any{ed25519Key}, "tags": []any{"x"},
		"context": map[string]any{
			"enabled": true, "block_role": true, "validity": []any{"SAT", "MON"}, "start_time": "20:00", "end_time": "06:00",
			"timezone": "Europe/Helsinki",
			"ip_masks": []any{"192.0.2.0/24"},
		},
		"source_rules": map[string]any{"type": "RULE", "source": "s", "search_string": "(cn=ops)"},
	})
	grant(fake, acctest.Alice, id, nil)
	fake.AddImplicit(acctest.Alice, id)
	fake.AddImplicit(acctest.Bob, id)
	for _, by := range []string{fmt.Sprintf("id = %q", id), `name = "Ops / 100% +night & day"`} {
		v := shown(t, fake, aRole, by)
		wantAttributes(t, v, map[string]string{
			"id": id, "name": "Ops / 100% +night & day", "comment": "at night", "access_group_id": nobody,
			"permissions": "[connections-view roles-view]", "permit_agent": "true",
			"principal_public_key_strings": "[" + ed25519Key + "]", "tags": "[x]", "context.enabled": "true",
			"context.block_role": "true", "context.validity": "[MON SAT]", "context.start_time": "20:00",
			"context.end_time": "06:00", "context.timezone": "Europe/Helsinki", "context.ip_masks": "[192.0.2.0/24]",
			"system": "false", "member_count": "2", "explicit_count": "1", "author": "Superuser", "updated_by": "Superuser",
		})
		if got := acctest.Attribute(t, v, "source_rules"); !strings.Contains(got, `"search_string":"(cn=ops)"`) {
			t.Errorf("source_rules is %q", got)
		}
	}
	wantAttributes(t, shown(t, fake, aRole, `name = "privx-user"`), map[string]string{
		"system": "true", "permissions": "[]", "tags": "[]", "comment": "", "context.enabled": "false",
		"context.validity": "[]", "context.ip_masks": "[0.0.0.0/0]",
		"principal_public_key_strings": "[]", "explicit_count": "0", "member_count": "3",
	})
	for range 2 {
		fake.AddRole("twin")
	}
	for body, text := range map[string]string{
		`name = "nobody"`:              `no role is named "nobody"`,
		`name = "linux admins"`:        "upper and lower case count",
		`name = "Linux"`:               "no role is named",
		`name = "twin"`:                `2 objects are named "twin"; choose one of them by id`,
		fmt.Sprintf("id = %q", nobody): "no role has the id \"" + nobody + "\"",
	} {
		notShown(t, fake, aRole, body, "", text)
	}
	for body, want := range map[string][2]string{
		"":                                       {"id", "name"},
		"name = \"\"":                            {"name", "at least 1"},
		"id = \"\"":                              {"id", notAnID},
		"id = \"resolve\"":                       {"id", notAnID},
		fmt.Sprintf("id = %q\nname = \"x\"", id): {"id", "name"},
	} {
		notShown(t, fake, aRole, body, want[0], want[1])
	}
}

func TestRolesDataSource(t *testing.T) {
	t.Parallel()
	for _, n := range []int{98, 99, 250, 1100} {
		fake := newFake(t, object{})
		for i := range n {
			fake.AddRole(fmt.Sprintf("role %04d", n-1-i))
		}
		v := shown(t, fake, manyRoles, "")
		names, ids := column(t, v, "roles", "name"), column(t, v, "roles", "id")
		slices.Sort(ids)
		if len(names) != n+2 || !slices.IsSorted(names) || len(slices.Compact(ids)) != n+2 {
			t.Errorf("%d of %d roles, in order: %t", len(names), n+2, slices.IsSorted(names))
		}
		want := (n + 2 + 99) / 100
		if got := fake.Count(http.MethodGet, "/role-store/api/v1/roles"); got != want {
			t.Errorf("%d roles took %d requests, want %d", n+2, got, want)
		}
	}
	fake := newAccess(t)
	for body, want := range map[string]string{
		"":                               "Database readers Linux admins privx-admin privx-user",
		"name_regex = null":              "Database readers Linux admins privx-admin privx-user",
		`name_regex = "^privx-"`:         "privx-admin privx-user",
		`name_regex = "(?i)^linux"`:      "Linux admins",
		`name_regex = "admin"`:           "Linux admins privx-admin",
		`name_regex = "^admin$"`:         "",
		`name_regex = "nothing like it"`: "",
	} {
		if got := strings.Join(column(t, shown(t, fake, manyRoles, body), "roles", "name"), " "); got != want {
			t.Errorf("%s: got %q, want %q", body, got, want)
		}
	}
	notShown(t, fake, manyRoles, `name_regex = "["`, "name_regex", "regular expression")
}

func TestAuthorizedKeysDataSource(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	for i := range 150 {
		fake.Add("authorized_keys", map[string]any{
			"user_id": acctest.Alice, "name": fmt.Sprintf("key %03d", (i*7)%150), "public_key": madeKey(t, i),
		})
	}
	mine := fmt.Sprintf("user_id = %q", acctest.Alice)
	v := shown(t, fake, manyKeys, mine)
	names := column(t, v, "authorized_keys", "name")
	if len(names) != 150 || !slices.IsSorted(names) || len(slices.Compact(names)) != 150 {
		t.Errorf("%d keys: %q", len(names), names)
	}
	if !shown(t, fake, manyKeys, mine).Equal(v) {
		t.Error("another order")
	}
	_, bare, _ := strings.Cut(madeKey(t, 0), " ")
	wantAttributes(t, elementsOf(t, v, "authorized_keys")[0], map[string]string{
		"name": "key 000", "user_id": acctest.Alice, "username": "alice", "source": acctest.LocalSource, "comment": "",
		"public_key": bare, "source_address": "[]",
	})
	for _, attribute := range []string{"id", "not_before", "not_after", "fingerprints"} {
		if slices.Contains(column(t, v, "authorized_keys", attribute), "") {
			t.Errorf("a key has no %s", attribute)
		}
	}
	ofBob := shown(t, fake, manyKeys, fmt.Sprintf("user_id = %q", acctest.Bob))
	if got := elementsOf(t, ofBob, "authorized_keys"); len(got) != 0 {
		t.Errorf("Bob has %v", got)
	}
	// The current user, whose keys appear as soon as there are any.
	if got := elementsOf(t, shown(t, fake, manyKeys, ""), "authorized_keys"); len(got) != 0 {
		t.Errorf("the API client has %v", got)
	}
	acctest.NewRun(t, fake.Block()).MustApply(aKey, acctest.State{},
		fmt.Sprintf("name = \"robot\"\npublic_key = %q", ed25519Key))
	ofClient := shown(t, fake, manyKeys, "user_id = null")
	if got := column(t, ofClient, "authorized_keys", "name"); !slices.Equal(got, []string{"robot"}) {
		t.Errorf("the API client has %q", got)
	}
	notShown(t, fake, manyKeys, fmt.Sprintf("user_id = %q", nobody), "", "Could not read the authorized keys", "404")
	notShown(t, fake, manyKeys, `user_id = "current"`, "user_id", notAnID)
}

func TestEffectiveRolesDataSource(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	fake.SetClock(func() time.Time { return now })
	for name, how := range map[string]map[string]any{
		"now":     restricted("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
		"expired": restricted("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"),
		"future":  restricted("2026-03-05T00:00:00Z", "2026-03-06T00:00:00Z"),
		"both": {"grant_type": "TIME_RESTRICTED", "grant_validity_periods": []any{
			map[string]any{"grant_start": "2026-02-01T00:00:00Z", "grant_end": "2026-02-02T00:00:00Z"},
			map[string]any{"grant_start": "2026-03-05T00:00:00Z", "grant_end": "2026-03-06T00:00:00Z"},
		}},
		"floating": {"grant_type": "FLOATING", "floating_length": 2},
		"always":   nil,
	} {
		grant(fake, acctest.Alice, fake.AddRole(name), how)
	}
	ruled := fake.AddRole("expired but ruled")
	grant(fake, acctest.Alice, ruled, restricted("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"))
	fake.AddImplicit(acctest.Alice, ruled)
	hers := fmt.Sprintf("user_id = %q", acctest.Alice)
	names := func() string {
		t.Helper()
		got := column(t, shown(t, fake, effectiveRoles, hers), "roles", "name")
		slices.Sort(got)
		return strings.Join(got, ", ")
	}
	if got := names(); got != "always, expired but ruled, floating, now, privx-user" {
		t.Errorf("roles: %s", got)
	}
	if got := len(elementsOf(t, shown(t, fake, aUser, "id = \""+acctest.Alice+"\""), "roles")); got != 8 {
		t.Errorf("%d roles in all", got)
	}
	now = time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)
	if got := names(); got != "always, both, expired but ruled, floating, future, privx-user" {
		t.Errorf("four days later: %s", got)
	}
	for _, role := range elementsOf(t, shown(t, fake, effectiveRoles, hers), "roles") {
		if acctest.Attribute(t, role, "name") == "future" {
			wantAttributes(t, role, map[string]string{
				"explicit": "true", "implicit": "false", "grant_type": "TIME_RESTRICTED",
				"grant_validity_periods": "[{grant_end:2026-03-06T00:00:00Z grant_start:2026-03-05T00:00:00Z}]",
			})
		}
	}
	ofBob := shown(t, fake, effectiveRoles, fmt.Sprintf("user_id = %q", acctest.Bob))
	if got := column(t, ofBob, "roles", "name"); !slices.Equal(got, []string{"privx-user"}) {
		t.Errorf("Bob has %q", got)
	}
	notShown(t, fake, effectiveRoles, fmt.Sprintf("user_id = %q", nobody), "",
		"Could not read the roles of the user", nobody, "404")
	notShown(t, fake, effectiveRoles, `user_id = "current"`, "user_id", notAnID)
	notShown(t, fake, effectiveRoles, "", "user_id", mustBeThere)
}

func TestCurrentUserDataSource(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	v := shown(t, fake, whoAmI, "")
	wantAttributes(t, v, map[string]string{
		"principal": "api-client-1", "full_name": "api-client-1", "source_type": "API-CLIENT", "settings": "{}",
		"mfa_status": "", "tags": "[]", "attributes": "[]",
	})
	if got := column(t, v, "roles", "name"); !slices.Equal(got, []string{"privx-user"}) {
		t.Errorf("roles: %q", got)
	}
	id := acctest.Attribute(t, v, "id")
	grant(fake, id, acctest.LinuxAdmins, map[string]any{"grant_type": "FLOATING", "floating_length": 4})
	fake.Edit("settings/"+id, func(doc map[string]any) {
		doc["theme"] = "dark"
		doc["locale"] = map[string]any{"locale": "fi_FI", "scale": 1.5, "none": nil, "list": []any{1, "<b> & ö"}}
	})
	v = shown(t, fake, whoAmI, "")
	got, want := decoded(t, acctest.Attribute(t, v, "settings")), fake.Document("settings/"+id)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("settings: %v, want %v", got, want)
	}
	if got := column(t, v, "roles", "grant_type"); !slices.Contains(got, "FLOATING") || len(got) != 2 {
		t.Errorf("roles: %q", got)
	}
	if again := shown(t, fake, whoAmI, ""); !again.Equal(v) {
		t.Error("another reading is another value")
	}
}

func TestUserSettingsDataSource(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	hers := fmt.Sprintf("user_id = %q", acctest.Alice)
	for _, body := range []string{hers, "", "user_id = null"} {
		wantAttributes(t, shown(t, fake, someSettings, body), map[string]string{"settings": "{}"})
	}
	fake.Edit("settings/"+acctest.Alice, func(doc map[string]any) {
		doc["z"], doc["a"], doc["bookmarks"] = 1, nil, map[string]any{"hosts": []any{"x", map[string]any{"b": true}}}
	})
	v := shown(t, fake, someSettings, hers)
	wantAttributes(t, v, map[string]string{"user_id": acctest.Alice})
	got, want := decoded(t, acctest.Attribute(t, v, "settings")), fake.Document("settings/"+acctest.Alice)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("settings: %v, want %v", got, want)
	}
	wantAttributes(t, shown(t, fake, someSettings, ""), map[string]string{"settings": "{}", "user_id": "null"})
	acctest.NewRun(t, fake.Block()).MustApply(someSettings, acctest.State{}, `settings = jsonencode({ of = "mine" })`)
	wantAttributes(t, shown(t, fake, someSettings, ""), map[string]string{"settings": `{"of":"mine"}`})
	notShown(t, fake, someSettings, fmt.Sprintf("user_id = %q", nobody), "",
		"Could not read the settings of the user", nobody, "404")
	notShown(t, fake, someSettings, `user_id = "current"`, "user_id", notAnID)
}

func TestAWSRolesDataSource(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	if got := elementsOf(t, shown(t, fake, awsRoles, ""), "aws_roles"); len(got) != 0 {
		t.Errorf("AWS roles: %v", got)
	}
	everyone := acctest.Attribute(t, shown(t, fake, aRole, `name = "privx-user"`), "id")
	link := func(id, name string) map[string]any { return map[string]any{"id": id, "name": name} }
	full := fake.Add("aws_roles", map[string]any{
		"name": "auditor", "arn": "arn:aws:iam::123456789012:role/auditor", "description": "reads",
		"source": acctest.LocalSource, "status": "OK",
		"updated": "2026-01-01T00:00:00Z",
		"roles":   []any{link(everyone, "privx-user"), link(acctest.LinuxAdmins, "Linux admins")},
	})
	fake.Add("aws_roles", map[string]any{"name": "of others", "roles": []any{link(acctest.LinuxAdmins, "Linux admins")}})
	fake.Add("aws_roles", map[string]any{"name": "of nobody"})
	found := elementsOf(t, shown(t, fake, awsRoles, ""), "aws_roles")
	if len(found) != 1 {
		t.Fatalf("AWS roles: %v", found)
	}
	wantAttributes(t, found[0], map[string]string{
		"id": full, "name": "auditor", "arn": "arn:aws:iam::123456789012:role/auditor", "description": "reads",
		"source": acctest.LocalSource, "status": "OK",
		"updated": "2026-01-01T00:00:00Z",
	})
	if got := column(t, found[0], "roles", "id"); !slices.Equal(got, []string{everyone, acctest.LinuxAdmins}) {
		t.Errorf("roles: %q", got)
	}
	if got := column(t, found[0], "roles", "name"); !slices.Equal(got, []string{"privx-user", "Linux admins"}) {
		t.Errorf("roles: %q", got)
	}
	for i := range 130 {
		fake.Add("aws_roles", map[string]any{"name": fmt.Sprint("role ", i), "roles": []any{link(everyone, "privx-user")}})
	}
	v := shown(t, fake, awsRoles, "")
	if got := elementsOf(t, v, "aws_roles"); len(got) != 131 {
		t.Errorf("%d AWS roles", len(got))
	}
	if !shown(t, fake, awsRoles, "").Equal(v) {
		t.Error("another order")
	}
}

func TestMobileGatewayDataSource(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	v := shown(t, fake, aGateway, "")
	product := acctest.Attribute(t, v, "product_id")
	wantAttributes(t, v, map[string]string{"status": "UNREGISTERED", "sources": "[]"})
	if !strings.HasPrefix(product, "product-sha256-") {
		t.Errorf("product_id is %q", product)
	}
	run := acctest.NewRun(t, fake.Block())
	run.MustApply(aGateway, acctest.State{}, "")
	run.MustApply(aSource, acctest.State{}, source("LDAP", `mfa = { type = "RADIUS", address = "radius.example.com" }`))
	state := run.MustApply(aSource, acctest.State{}, strings.Replace(
		source("AD", "mfa = { type = \"MOBILE\" }\n"+
			"ldap = { protocol = \"LDAPS\", "+
			"bind_dn = \"r@example.com\", bind_password_wo = \""+canaryPassword+"\", bind_password_wo_version = 1 }"),
		`"x"`, `"with authorizer"`, 1))
	v = shown(t, fake, aGateway, "")
	wantAttributes(t, v, map[string]string{
		"product_id": product, "status": "REGISTERED",
		"sources": fmt.Sprintf("[{id:%s name:with authorizer type:AD}]", state.Attribute(t, "id")),
	})
	if found := leaks(fmt.Sprint(v)); len(found) > 0 {
		t.Errorf("the data source holds %q", found)
	}
}

// TestAccessDataSourcesShowNoSecret reads everything about users who have a seed, and about a source with a password,
// and looks for those in every value and message.
func TestAccessDataSourcesShowNoSecret(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	run := acctest.NewRun(t, fake.Block())
	run.MustApply(aFactor, acctest.State{}, fmt.Sprintf("user_id = %q\nenabled = true", acctest.Alice))
	seeds := []string{"otpauth://", "seed_string", "canary-7d1f"}
	seed := section(section(fake.Document("users/"+acctest.Alice), "mfa"), "seed")
	for _, text := range seed {
		seeds = append(seeds, fmt.Sprint(text))
	}
	if len(seed) != 2 {
		t.Fatalf("the seed is %v", seed)
	}
	me := acctest.Attribute(t, shown(t, fake, whoAmI, ""), "id")
	for _, id := range []string{acctest.Bob, me} {
		fake.Edit("users/"+id, func(doc map[string]any) {
			doc["mfa"] = map[string]any{"status": "ENABLED", "seed": map[string]any{
				"seed_string": "canary-7d1f", "seed_qr_code": "otpauth://canary-7d1f",
			}}
			doc["password"], doc["webauthn_credentials"] = "canary-7d1f", []any{map[string]any{"credential_id": "canary-7d1f"}}
		})
	}
	fake.Add("sources", map[string]any{"name": "s", "connection": map[string]any{
		"type": "AD", "mfa_type": "MOBILE", "ldap_bind_password": "canary-7d1f",
	}})
	bodies := map[string][]string{
		aUser:          {fmt.Sprintf("id = %q", acctest.Alice), `principal = "bob"`, fmt.Sprintf("id = %q", me)},
		manyUsers:      {"", "external = true", `keywords = "alice"`},
		effectiveRoles: {fmt.Sprintf("user_id = %q", acctest.Alice), fmt.Sprintf("user_id = %q", acctest.Bob)},
		whoAmI:         {""}, awsRoles: {""}, aRole: {`name = "Linux admins"`}, manyRoles: {""},
		manyKeys:     {"", fmt.Sprintf("user_id = %q", acctest.Alice)},
		someSettings: {"", fmt.Sprintf("user_id = %q", acctest.Alice)}, aGateway: {""}, "pam_privx_source": {`name = "s"`},
		"pam_privx_sources": {""},
	}
	for name := range run.Schema.DataSourceSchemas {
		if strings.HasPrefix(name, "pam_privx_") && bodies[name] == nil {
			t.Errorf("%s is not read here", name)
		}
	}
	for name, each := range bodies {
		for _, body := range each {
			v, diags := acctest.NewRun(t, fake.Block()).Data(name, body)
			diags.MustSucceed(t)
			text := fmt.Sprint(v, diags.Warnings())
			for _, secret := range seeds {
				if strings.Contains(text, secret) {
					t.Errorf("%s %s holds %q", name, body, secret)
				}
			}
		}
	}
	wantAttributes(t, shown(t, fake, aUser, `principal = "bob"`), map[string]string{"mfa_status": "ENABLED"})
}

// TestAccessDataSourcesAreEmpty reads everything where there is nothing: empty lists, and no null in their place.
func TestAccessDataSourcesAreEmpty(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	me := acctest.Attribute(t, shown(t, fake, whoAmI, ""), "id")
	fake.Remove("roles/" + acctest.Attribute(t, shown(t, fake, aRole, `name = "privx-user"`), "id"))
	for _, name := range []string{"privx-admin", "Linux admins", "Database readers"} {
		fake.Remove("roles/" + acctest.Attribute(t, shown(t, fake, aRole, fmt.Sprintf("name = %q", name)), "id"))
	}
	alice := fmt.Sprintf("%q", acctest.Alice)
	for _, row := range []struct{ dataSource, body, list string }{
		{aUser, "id = " + alice, "roles"},
		{aUser, "id = " + alice, "authorized_keys"},
		{aUser, "id = " + alice, "attributes"},
		{aUser, "id = " + alice, "tags"},
		{aUser, "id = " + alice, "permissions"},
		{manyUsers, `keywords = "not there"`, "users"},
		{effectiveRoles, "user_id = " + alice, "roles"},
		{whoAmI, "", "roles"},
		{awsRoles, "", "aws_roles"},
		{manyRoles, "", "roles"},
		{manyKeys, "user_id = " + alice, "authorized_keys"},
		{manyKeys, "", "authorized_keys"},
		{aGateway, "", "sources"},
	} {
		if got := elementsOf(t, shown(t, fake, row.dataSource, row.body), row.list); len(got) != 0 {
			t.Errorf("%s of %s: %v", row.list, row.dataSource, got)
		}
	}
	// What the server leaves null.
	for _, id := range []string{acctest.Alice, me} {
		fake.Edit("users/"+id, func(doc map[string]any) { doc["tags"], doc["attributes"], doc["mfa"] = nil, nil, nil })
	}
	for name, body := range map[string]string{aUser: "id = " + alice, whoAmI: ""} {
		wantAttributes(t, shown(t, fake, name, body), map[string]string{
			"tags": "[]", "attributes": "[]", "permissions": "[]", "mfa_status": "",
		})
	}
}

// TestNoUserIDsMeansNoUsers has an expression find no ids: not all users are meant.
func TestNoUserIDsMeansNoUsers(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	v, diags := acctest.NewRun(t, fake.Block()).Data("pam_privx_users", "user_ids = []")
	diags.MustSucceed(t)
	if got := acctest.Attribute(t, v, "users"); got != "[]" {
		t.Errorf("users: %s", got)
	}
}

// TestUsersByPrincipal finds people by the names with which they log in. Who left is missing, which is no error.
func TestUsersByPrincipal(t *testing.T) {
	t.Parallel()
	const north, south = "aaaaaaaa-0000-0000-0000-000000000001", "aaaaaaaa-0000-0000-0000-000000000002"
	fake := newAccess(t)
	var team []string
	for i := range 130 {
		addUser(fake, fmt.Sprintf("staff-%03d", i), north, "Staff", "")
		team = append(team, fmt.Sprintf("staff-%03d", i))
	}
	addUser(fake, "ann", south, "Ann", "")
	addUser(fake, "ANN", south, "Other Ann", "")
	for _, row := range []struct {
		body          string
		want, missing []string
		most          int
	}{
		{`principals = []`, nil, nil, 1},
		{`principals = ["ann"]`, []string{"ann"}, nil, 2},
		{`principals = ["ann", "leaver"]`, []string{"ann"}, []string{"leaver"}, 4},
		{
			fmt.Sprintf("principals = [\"ann\", \"staff-001\"]\nsource_id = %q", south),
			[]string{"ann"},
			[]string{"staff-001"},
			4,
		},
		{fmt.Sprintf("principals = [\"%s\", \"leaver\"]", strings.Join(team, "\", \"")), team, []string{"leaver"}, 4},
	} {
		before := len(fake.Requests())
		v := shown(t, fake, manyUsers, row.body)
		if got := column(t, v, "users", "principal"); !slices.Equal(slices.Sorted(slices.Values(got)), row.want) {
			t.Errorf("%.60s: %q", row.body, got)
		}
		var missing []string
		for _, e := range elementsOf(t, v, "missing") {
			var name string
			if err := e.As(&name); err != nil {
				t.Fatal(err)
			}
			missing = append(missing, name)
		}
		if !slices.Equal(missing, row.missing) {
			t.Errorf("%.60s: missing %q", row.body, missing)
		}
		if n := len(fake.Requests()) - before; n > row.most {
			t.Errorf("%.60s: %d requests, a login among them", row.body, n)
		}
	}
}
