package spsapi_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// startFake serves the strict fake, which knows nothing of this client.
func startFake(t *testing.T, o spsfake.Options, edits ...func(*spsapi.Config)) (*spsapi.Client, *spsfake.Server) {
	t.Helper()
	fake := spsfake.New(o)
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	t.Cleanup(fake.Close)
	c := config(server.URL)
	c.GatherTime = 5 * time.Millisecond
	for _, edit := range edits {
		edit(&c)
	}
	client, err := spsapi.New(c)
	must(t, err)
	return client, fake
}

func authority(t *testing.T) string {
	t.Helper()
	pem, err := os.ReadFile("../spsfake/operating_system_ca.pem")
	must(t, err)
	return string(pem)
}

// TestLives leads one object of each kind through its life, on every kind of SPS.
func TestLives(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]spsfake.Options{
		"new":       {},
		"bare":      {BareLists: true, RequireCommitMessage: true},
		"old":       {OldTransactionShape: true, NoAutoOpen: true},
		"exclusive": {LockMode: spsfake.Exclusive},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := startFake(t, o)
			user := life(t, c.Users,
				spsapi.User{Name: "u", Password: secret("Secret-1")},
				spsapi.User{Name: "u2", Password: secret("Secret-2")})
			life(t, c.Usergroups, spsapi.Usergroup{Name: "g"}, spsapi.Usergroup{Name: "g2", Members: []string{user}})
			store := life(t, c.TrustStores,
				spsapi.TrustStore{Name: "s", Authorities: []string{authority(t)}},
				spsapi.TrustStore{
					Name: "s2", Authorities: []string{authority(t)},
					CRLURLs: []string{"http://crl.it/sec"}, RevocationCheck: "full",
				})
			ldap := life(t, c.LDAPServers,
				spsapi.LDAPServer{
					Name: "l", UserBaseDN: "dc=a", GroupBaseDN: "dc=b",
					Servers:    []spsapi.Host{{Address: "10.0.0.1", Port: 389}},
					Encryption: spsapi.Encryption{Selection: spsapi.EncryptionDisabled},
					Schema: spsapi.Schema{
						Selection:       spsapi.SchemaPOSIX,
						MembershipCheck: spsapi.MembershipCheck{Enabled: true, MemberUIDAttribute: "memberUid"},
					},
				},
				spsapi.LDAPServer{
					Name: "l2", UserBaseDN: "dc=a", GroupBaseDN: "dc=b", BindDN: "cn=x",
					BindPassword: secret("Secret-3"),
					Servers: []spsapi.Host{
						{Address: "ldap.example.com", Port: 636},
						{Address: "2001:db8::1", Port: 636},
					},
					Encryption: spsapi.Encryption{Selection: "ssl", TrustStore: spsapi.Ref(store)},
					Schema: spsapi.Schema{
						Selection: spsapi.SchemaAD, MemberofCheck: spsapi.MemberofCheck{Enabled: true},
						UserDNInGroups: []spsapi.UserDNInGroup{{}},
					},
				})
			groups := spsapi.Groups{Type: "ldap", LDAPServer: spsapi.Ref(ldap)}
			life(t, c.LoginMethods.Collection,
				spsapi.LoginMethod{Name: "ml", Local: &spsapi.LocalLogin{MinimumPasswordLength: 1}},
				spsapi.LoginMethod{
					Name: "ml2", Active: true,
					Local: &spsapi.LocalLogin{MinimumPasswordLength: 9, MinimumPasswordStrength: "good"},
				})
			life(t, c.LoginMethods.Collection,
				spsapi.LoginMethod{Name: "md", LDAP: &spsapi.LDAPLogin{LDAPServer: spsapi.Ref(ldap)}},
				spsapi.LoginMethod{Name: "md2", Title: "title", LDAP: &spsapi.LDAPLogin{LDAPServer: spsapi.Ref(ldap)}})
			life(t, c.LoginMethods.Collection,
				spsapi.LoginMethod{
					Name: "mx",
					X509: &spsapi.X509Login{
						TrustStore: spsapi.Ref(store), UsernameAttribute: "userId",
						Groups: groups,
					},
				},
				spsapi.LoginMethod{
					Name: "mx2",
					X509: &spsapi.X509Login{
						TrustStore: spsapi.Ref(store), UsernameAttribute: "commonName",
						Groups: spsapi.Groups{Type: "local"},
					},
				})
			radius := spsapi.RADIUSServer{Address: "4.5.6.7", Port: 1812, SharedSecret: secret("Secret-4")}
			life(t, c.LoginMethods.Collection,
				spsapi.LoginMethod{Name: "mr", RADIUS: &spsapi.RADIUSLogin{Servers: []spsapi.RADIUSServer{radius}}},
				spsapi.LoginMethod{Name: "mr2", RADIUS: &spsapi.RADIUSLogin{
					Servers: []spsapi.RADIUSServer{
						radius,
						{Address: "r.example", Port: 1, SharedSecret: secret("Secret-4")},
					},
					Groups: groups, AuthenticationProtocol: "mschapv2",
				}})
			metadata := `<EntityDescriptor entityID="http://x"/>`
			life(t, c.LoginMethods.Collection,
				spsapi.LoginMethod{Name: "ms", SAML2: &spsapi.SAML2Login{IDPMetadata: metadata}},
				spsapi.LoginMethod{Name: "ms2", SAML2: &spsapi.SAML2Login{IDPMetadata: metadata, Groups: groups}})
			life(t, c.UsermappingPolicies,
				spsapi.UsermappingPolicy{Name: "p"},
				spsapi.UsermappingPolicy{
					Name: "p2", AllowOtherRemoteUsersWithoutMapping: true,
					Mappings: []spsapi.Mapping{{RemoteUser: "root"}},
				})

			order, err := c.LoginMethods.Order(t.Context())
			must(t, err)
			slices.Reverse(order)
			must(t, c.LoginMethods.SetOrder(t.Context(), order[:2]))
			equal(t, "order", fake.Order()[:2], order[:2])

			plugin, err := c.Plugins.Upload(t.Context(), pluginZip(t))
			must(t, err)
			read, err := c.Plugins.Get(t.Context(), plugin.Type, plugin.Key)
			must(t, err)
			same(t, "plugin", read, plugin)
			all, err := c.Plugins.List(t.Context())
			must(t, err)
			same(t, "plugins", all, []spsapi.Plugin{plugin})
			must(t, c.Plugins.Delete(t.Context(), plugin.Type, plugin.Key))

			acls, err := c.ACLs(t.Context())
			if err != nil || len(acls) == 0 || acls[0].Group == "" || len(acls[0].Objects) == 0 {
				t.Errorf("ACLs %+v, %v", acls, err)
			}
			info, err := c.Info(t.Context())
			if err != nil || info.FirmwareVersion == "" {
				t.Errorf("info %+v, %v", info, err)
			}
			deleteAll(t, c)
			equal(t, "open transactions", fake.OpenTransactions(), 0)
		})
	}
}

// life creates one object, changes it to the next, reads it in all ways, and leaves it there.
func life[T any](t *testing.T, c *spsapi.Collection[T], first, next T) string {
	t.Helper()
	key, err := c.Create(t.Context(), first)
	must(t, err)
	if _, err := c.Create(t.Context(), first); err == nil {
		t.Errorf("%+v was created twice", first)
	}
	_, err = c.Get(t.Context(), key)
	must(t, err)
	must(t, c.Update(t.Context(), key, next))
	now, err := c.Get(t.Context(), key)
	must(t, err)
	if strings.Contains(pretty(now), "Secret-") {
		t.Errorf("a secret was read: %+v", now)
	}
	must(t, c.Update(t.Context(), key, now)) // what was read can be sent
	again, err := c.Get(t.Context(), key)
	must(t, err)
	same(t, "unchanged", again, now)
	all, err := c.List(t.Context())
	must(t, err)
	if !slices.ContainsFunc(all, func(v T) bool { return reflect.DeepEqual(v, now) }) {
		t.Errorf("%+v is not in the list", now)
	}
	return key
}

// TestRefusedProperties: what the strict fake refuses names the field.
func TestRefusedProperties(t *testing.T) {
	t.Parallel()
	c, _ := startFake(t, spsfake.Options{})
	create := func(_ string, err error) error { return err }
	for want, err := range map[string]error{
		"authorities.0": create(c.TrustStores.Create(t.Context(),
			spsapi.TrustStore{Name: "s", Authorities: []string{"x"}})),
		"name": create(c.Usergroups.Create(t.Context(), spsapi.Usergroup{Name: " "})),
		"mappings.0.remote_user": create(c.UsermappingPolicies.Create(t.Context(), spsapi.UsermappingPolicy{
			Name: "p", Mappings: []spsapi.Mapping{{}},
		})),
		"": create(c.Usergroups.Create(t.Context(), spsapi.Usergroup{Name: "g", Members: []string{"nobody"}})),
	} {
		var e *spsapi.Error
		if !errors.As(err, &e) || strings.Join(e.Properties(), " ") != want {
			t.Errorf("the error is about %v, want %s: %v", e.Properties(), want, err)
		}
	}
}

// deleteAll deletes what TestLives left, at the same time and in no good order.
func deleteAll(t *testing.T, c *spsapi.Client) {
	t.Helper()
	var changes []func() error
	ldap, err := c.LDAPServers.List(t.Context())
	must(t, err)
	stores, err := c.TrustStores.List(t.Context())
	must(t, err)
	users, err := c.Users.List(t.Context())
	must(t, err)
	groups, err := c.Usergroups.List(t.Context())
	must(t, err)
	methods, err := c.LoginMethods.List(t.Context())
	must(t, err)
	for _, v := range stores {
		if v.Name == "s2" {
			changes = append(changes, func() error { return c.TrustStores.Delete(t.Context(), v.Key) })
		}
	}
	for _, v := range ldap {
		changes = append(changes, func() error { return c.LDAPServers.Delete(t.Context(), v.Key) })
	}
	for _, v := range users {
		if v.Name == "u2" {
			changes = append(changes, func() error { return c.Users.Delete(t.Context(), v.Key) })
		}
	}
	for _, v := range groups {
		if v.Name == "g2" {
			changes = append(changes, func() error { return c.Usergroups.Delete(t.Context(), v.Key) })
		}
	}
	for _, v := range methods {
		if strings.HasSuffix(v.Name, "2") {
			changes = append(changes, func() error { return c.LoginMethods.Delete(t.Context(), v.Key) })
		}
	}
	if len(changes) != 9 {
		t.Errorf("%d objects to delete, want 9", len(changes))
	}
	for _, err := range together(c, changes...) {
		must(t, err)
	}
}

// TestFewCommits makes a hundred changes, ten at a time, as Terraform does.
func TestFewCommits(t *testing.T) {
	t.Parallel()
	c, fake := startFake(t, spsfake.Options{CommitLatency: 100 * time.Millisecond},
		func(c *spsapi.Config) { c.GatherTime = 30 * time.Millisecond })
	jobs := make(chan string)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			for name := range jobs {
				key, err := c.Usergroups.Create(t.Context(), spsapi.Usergroup{Name: name})
				if err == nil {
					_, err = c.Usergroups.Get(t.Context(), key)
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range 100 {
		jobs <- fmt.Sprintf("group-%02d", i)
	}
	close(jobs)
	wg.Wait()
	if n := fake.Commits(); n > 50 { // 10, but this machine may be busy
		t.Errorf("%d commits", n)
	}
}

func pluginZip(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, content := range map[string]string{
		"MANIFEST": "api: 1.6\ntype: aa\nname: sample\ndescription: A sample\nversion: 1.0.0\nentry_point: main.py\n",
		"main.py":  "pass\n",
	} {
		f, err := w.Create(name)
		must(t, err)
		_, err = f.Write([]byte(content))
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func TestConflictWithAnotherAdministrator(t *testing.T) {
	t.Parallel()
	c, fake := startFake(t, spsfake.Options{})
	key := fake.Add("aaa/local_database/groups", map[string]any{"name": "g"})
	fake.Fail(fakehttp.Fault{Kind: fakehttp.Hang, Method: "PUT", Path: "^" + transaction, Times: 1})
	// While the first commit hangs, bob changes the same group; the second try meets a conflict.
	done := make(chan error, 1)
	fake.SetLatency(20 * time.Millisecond)
	go func() { done <- c.Usergroups.Update(t.Context(), key, spsapi.Usergroup{Name: "renamed"}) }()
	for !slices.ContainsFunc(fake.Requests(),
		func(r fakehttp.Request) bool { return r.Method == "PUT" && r.Path != transaction }) {
		time.Sleep(time.Millisecond)
	}
	fake.ClearFaults()
	user := fake.Add("aaa/local_database/users", map[string]any{"name": "u"})
	fake.Edit("aaa/local_database/groups/"+key, func(doc map[string]any) { doc["members"] = []any{user} })
	must(t, <-done)
	equal(t, "group", fake.Document("aaa/local_database/groups/" + key)["name"], any("renamed"))
	equal(t, "open transactions", fake.OpenTransactions(), 0)
}

func TestLockedByBob(t *testing.T) {
	t.Parallel()
	c, fake := startFake(t, spsfake.Options{}, func(c *spsapi.Config) { c.LockTimeout = 50 * time.Millisecond })
	fake.Lock("bob")
	if err := createGroup(t, c, "a")(); err == nil || !strings.Contains(err.Error(), "locked by bob") {
		t.Errorf("error %v", err)
	}
}

func TestLockEnds(t *testing.T) {
	t.Parallel()
	c, fake := startFake(t, spsfake.Options{})
	fake.Lock("bob")
	go func() {
		for !slices.ContainsFunc(fake.Requests(),
			func(r fakehttp.Request) bool { return r.Status == http.StatusConflict }) {
			time.Sleep(time.Millisecond)
		}
		fake.Unlock()
	}()
	must(t, createGroup(t, c, "a")())
}

func TestCulpritOfACommit(t *testing.T) {
	t.Parallel()
	c, fake := startFake(t, spsfake.Options{})
	fake.FailCommitIf(func(changes []string) bool {
		return slices.ContainsFunc(changes, func(line string) bool { return strings.Contains(line, "poison") })
	}, 0, 0, "", "poison cannot be deployed")
	errs := together(c, createGroup(t, c, "a"), createGroup(t, c, "poison"), createGroup(t, c, "b"))
	must(t, errs[0])
	must(t, errs[2])
	if errs[1] == nil || !strings.Contains(errs[1].Error(), "poison cannot be deployed") {
		t.Errorf("error %v", errs[1])
	}
	equal(t, "commits", fake.Commits(), 2)
}

// TestStorm fails a fifth of all requests in every way. Everything lands once, and no transaction stays open.
func TestStorm(t *testing.T) {
	t.Parallel()
	c, fake := startFake(t, spsfake.Options{Seed: 7}, func(c *spsapi.Config) {
		c.MaxRetries, c.CommitTimeout, c.Timeout = 6, 2*time.Second, 2*time.Second
	})
	for i, f := range []fakehttp.Fault{
		{Kind: fakehttp.Reset},
		{Kind: fakehttp.AppliedNoAnswer},
		{Status: 500},
		{Status: 503},
		{Status: 502, Kind: fakehttp.HTML},
		{Kind: fakehttp.Hang},
		{Kind: fakehttp.AppliedHang},
		{Status: 401, Body: `{"error":{"type":"Unauthenticated"}}`},
	} {
		f.Probability = 0.04
		f.Path = "^/api/(transaction|configuration)"
		if i >= 5 { // which cost time, or the whole session
			f.Times = 3
		}
		fake.Fail(f)
	}
	var wg sync.WaitGroup
	var want []string
	for i := range 24 {
		name := fmt.Sprintf("group-%02d", i)
		want = append(want, name)
		wg.Go(func() {
			key, err := c.Usergroups.Create(t.Context(), spsapi.Usergroup{Name: name + "-first"})
			if err == nil {
				err = c.Usergroups.Update(t.Context(), key, spsapi.Usergroup{Name: name})
			}
			if err == nil && i%4 == 0 {
				err = c.Usergroups.Delete(t.Context(), key)
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	wg.Wait()
	fake.ClearFaults()
	want = slices.DeleteFunc(want, deleted)
	var got []string
	for _, doc := range fake.Documents("aaa/local_database/groups") {
		if name, _ := doc["name"].(string); strings.HasPrefix(name, "group-") {
			got = append(got, name)
		}
	}
	slices.Sort(got)
	equal(t, "groups", got, want)
	// Sessions that were given up may have one open still, until they end; the engine's own does not.
	must(t, createGroup(t, c, "after")())
}

func deleted(name string) bool { return (int(name[6]-'0')*10+int(name[7]-'0'))%4 == 0 }
