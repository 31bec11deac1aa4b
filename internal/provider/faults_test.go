package provider_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// badServer lets a fifth of all requests fail, in every way that the fakes know.
func badServer(fake *acctest.PrivX) {
	kinds := []fakehttp.Fault{
		{Kind: fakehttp.Reset},
		{Kind: fakehttp.Hang},
		{Kind: fakehttp.AppliedNoAnswer},
		{Kind: fakehttp.AppliedHang},
		{Kind: fakehttp.HTML},
		{Kind: fakehttp.HTML, Status: http.StatusOK},
		{Status: http.StatusInternalServerError, Body: "404 page not found"},
		{Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"0"}}},
		{Status: http.StatusTooManyRequests},
		{Status: http.StatusGatewayTimeout},
		{Status: http.StatusUnauthorized},
	}
	for _, f := range kinds {
		f.Probability = 0.2 / float64(len(kinds))
		fake.Fail(f)
	}
}

var anIDInText = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// TestConvergesOnABadServer creates, changes and deletes objects on a server that fails all the time. Whatever an apply
// says, applying again as a user does (and importing where the message says so) ends with exactly the objects of the
// configuration, and at last with none.
func TestConvergesOnABadServer(t *testing.T) {
	t.Parallel()
	const copies = 4
	fake := acctest.NewPrivX(t, privxfake.Options{Seed: 1})
	badServer(fake)
	type instance struct {
		object
		full, other string
		state       acctest.State
	}
	var all []*instance
	for i := range copies {
		for _, o := range objects {
			if !o.copies {
				continue
			}
			named := func(body string) string {
				return regexp.MustCompile(`(?m)^name .*`).ReplaceAllString(body, fmt.Sprintf("name = %q", fmt.Sprint(o.name, i)))
			}
			all = append(all, &instance{object: o, full: named(o.full), other: named(o.other)})
		}
	}
	// rounds lets all instances take a step at the same time, as Terraform does, until each has done it.
	rounds := func(what string, step func(*acctest.Run, *instance) bool) {
		for range 12 {
			run := acctest.NewRun(t, fake.Block(`request_timeout = "2s"`))
			var pending sync.WaitGroup
			var mu sync.Mutex
			failed := 0
			for _, one := range all {
				pending.Go(func() {
					if !step(run, one) {
						mu.Lock()
						failed++
						mu.Unlock()
					}
				})
			}
			pending.Wait()
			if failed == 0 {
				return
			}
		}
		t.Fatalf("%s: it does not converge", what)
	}
	apply := func(body func(*instance) string) func(*acctest.Run, *instance) bool {
		return func(run *acctest.Run, one *instance) bool {
			if one.state.Exists() {
				refreshed, diags := run.Read(one.resource, one.state)
				if diags.Failed() {
					return false
				}
				if !refreshed.Exists() {
					t.Error("an object that exists was lost from the state")
				}
				one.state = refreshed
			}
			after, diags := run.Apply(one.resource, one.state, body(one))
			if !diags.Failed() {
				one.state = after
				return true
			}
			if text := strings.Join(diags.Errors(), "\n"); !one.state.Exists() && strings.Contains(text, "import") {
				if id := anIDInText.FindString(text); id != "" {
					if imported, diags := run.Import(one.resource, id); !diags.Failed() {
						one.state = imported
					}
				}
			}
			return false
		}
	}
	there := func() map[string]bool {
		ids := map[string]bool{}
		for _, one := range all {
			for _, id := range one.at(fake) {
				ids[id] = true
			}
		}
		return ids
	}
	rounds("create", apply(func(one *instance) string { return one.full }))
	if n := len(there()); n != len(all) {
		t.Fatalf("%d objects on the server for %d in the configuration", n, len(all))
	}
	rounds("update", apply(func(one *instance) string { return one.other }))
	seen, ids := map[string]bool{}, there()
	for _, one := range all {
		id := one.state.Attribute(t, "id")
		if seen[id] || !ids[id] {
			t.Errorf("the state of %s has the id %s, which is another's or nobody's", one.name, id)
		}
		seen[id] = true
	}
	rounds("destroy", func(run *acctest.Run, one *instance) bool { return !run.Destroy(one.resource, one.state).Failed() })
	if left := len(there()); left > 0 {
		t.Errorf("%d objects were left behind", left)
	}
	struck := 0
	for _, r := range fake.Requests() {
		if r.Status == 0 || r.Status >= 400 {
			struck++
		}
	}
	t.Logf("%d of %d requests failed", struck, len(fake.Requests()))
	if struck < 30 {
		t.Errorf("only %d requests failed: the test proves little", struck)
	}
}

// TestOneFault is one failure at a time, with the exact outcome.
func TestOneFault(t *testing.T) {
	t.Parallel()
	const body = "name = \"corp\"\ntype = \"LDAP\"\nldap = { protocol = \"LDAPS\", base = \"dc=example\" }"
	for _, c := range []struct {
		name  string
		fault fakehttp.Fault
	}{
		{
			"the answer to a creation is lost",
			fakehttp.Fault{Kind: fakehttp.AppliedNoAnswer, Method: http.MethodPost, Path: "sources$", Times: 1},
		},
		{
			"a creation hangs after it was done",
			fakehttp.Fault{Kind: fakehttp.AppliedHang, Method: http.MethodPost, Path: "sources$", Times: 1},
		},
		{
			"a creation is cut off before it was done",
			fakehttp.Fault{Kind: fakehttp.Reset, Method: http.MethodPost, Path: "sources$", Times: 1},
		},
		{
			"a proxy answers a creation",
			fakehttp.Fault{Kind: fakehttp.HTML, Method: http.MethodPost, Path: "sources$", Times: 1},
		},
		{"a portal answers a creation with success", fakehttp.Fault{
			Kind: fakehttp.HTML, Status: http.StatusOK, Method: http.MethodPost, Path: "sources$", Times: 1,
		}},
		{"busy twice with Retry-After", fakehttp.Fault{
			Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"1"}}, Path: "sources", Times: 2,
		}},
		{"the token is refused in mid-run", fakehttp.Fault{Status: http.StatusUnauthorized, Path: "sources", Times: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fake := acctest.NewPrivX(t, privxfake.Options{})
			fake.Fail(c.fault)
			state := acctest.NewRun(t, fake.Block(`request_timeout = "3s"`)).MustApply("pam_privx_source", acctest.State{}, body)
			there := fake.Documents("sources")
			if len(there) != 1 || there[0]["id"] != state.Attribute(t, "id") {
				t.Errorf("%d objects; the state has %s", len(there), state.Attribute(t, "id"))
			}
		})
	}
}

// TestReadKeepsState reads through failures that say nothing of the object: the state stays.
func TestReadKeepsState(t *testing.T) {
	t.Parallel()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	state := acctest.NewRun(t, fake.Block()).MustApply("pam_privx_source", acctest.State{}, "name = \"corp\"\ntype = "+
		"\"LOCAL\"")
	for name, fault := range map[string]fakehttp.Fault{
		"status 500 with 404 in its text": {
			Status: http.StatusInternalServerError, Body: `{"error_code":"DATABASE_ERROR","error_message":"404 not found"}`,
		},
		"a web page with status 404": {Kind: fakehttp.HTML, Status: http.StatusNotFound},
		"a web page with status 200": {Kind: fakehttp.HTML, Status: http.StatusOK},
		"an empty 403":               {Status: http.StatusForbidden},
		"an empty 400":               {Status: http.StatusBadRequest},
	} {
		fake.ClearFaults()
		fault.Path, fault.Method = "sources", http.MethodGet
		fake.Fail(fault)
		after, diags := acctest.NewRun(t, fake.Block("max_retries = 1")).Read("pam_privx_source", state)
		if !diags.Failed() || !after.Exists() {
			t.Errorf("%s: failed %v, in the state %v", name, diags.Failed(), after.Exists())
		}
	}
	for name, fault := range fakehttp.NotFounds("sources/") {
		fake.ClearFaults()
		fake.Fail(fault)
		after, diags := acctest.NewRun(t, fake.Block()).Read("pam_privx_source", state)
		if !diags.Failed() || !after.Exists() {
			t.Errorf("404, %s: failed %v, in the state %v", name, diags.Failed(), after.Exists())
		}
		diags.MustFail(t, "", "proxy")
	}
	fake.Remove("sources/" + fmt.Sprint(fake.Documents("sources")[0]["id"]))
	for name, fault := range fakehttp.NotFounds("sources/") {
		fake.ClearFaults()
		fake.Fail(fault)
		if after := acctest.NewRun(t, fake.Block()).MustRead("pam_privx_source", state); after.Exists() {
			t.Errorf("404, %s: the list has no such source, and the state has it", name)
		}
	}
}

// TestKilledBetweenCreateAndAnswer kills Terraform and the provider when the server has made the object and not yet
// said so. The next apply makes no second one; it names the one that is there, and importing it ends the matter.
func TestKilledBetweenCreateAndAnswer(t *testing.T) {
	t.Parallel()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	w := acctest.NewWorkspace(t, fake.Env()...)
	w.Write("main.tf", "resource \"pam_privx_source\" \"it\" {\n name = \"corp\"\n type = \"LOCAL\"\n}\n")
	fake.Fail(fakehttp.Fault{Kind: fakehttp.AppliedHang, Method: http.MethodPost, Path: "sources$"})
	process := w.Start("apply", "-auto-approve")
	deadline := time.Now().Add(3 * time.Minute)
	for ; len(fake.Documents("sources")) == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the object was never made")
		}
	}
	process.Kill()
	fake.ClearFaults()
	id := fmt.Sprint(fake.Documents("sources")[0]["id"])
	refused := w.Must(1, "apply", "-auto-approve", "-lock=false")
	flat := strings.Join(strings.Fields(refused), " ")
	if !strings.Contains(flat, id) || !strings.Contains(flat, "import") {
		t.Errorf("the message does not lead to the object %s:\n%s", id, refused)
	}
	w.Write("import.tf", fmt.Sprintf("import {\n to = pam_privx_source.it\n id = %q\n}\n", id))
	w.Must(0, "apply", "-auto-approve")
	w.Must(0, "plan", "-detailed-exitcode")
	if there := len(fake.Documents("sources")); there != 1 {
		t.Errorf("%d objects on the server", there)
	}
}
