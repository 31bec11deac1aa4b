package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// What these tests grant holds from morning to noon. The provider's clock and the server's differ.
var (
	morning = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	noon    = morning.Add(4 * time.Hour)
)

const (
	untilNoon = `grant_type = "TIME_RESTRICTED"
grant_validity_periods = [
  { grant_start = "2026-03-02T08:00:00Z", grant_end = "2026-03-02T09:00:00Z" },
  { grant_start = "2026-03-02T10:00:00.25Z", grant_end = "2026-03-02T14:00:00+02:00" },
]`
	floats = "grant_type = \"FLOATING\"\nfloating_length = 4"
)

// day is a server and a provider on the day on which something ends.
type day struct {
	*testing.T
	fake *acctest.PrivX
	mu   sync.Mutex // guards at: the clock is also read in the background
	at   time.Time
}

// now is the time of day.
func (d *day) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at
}

// newDay returns the day at an hour from morning on. The server's clock is a minute ahead.
func newDay(t *testing.T, hours int) *day {
	t.Helper()
	d := &day{T: t, fake: newAccess(t)}
	d.fake.SetClock(func() time.Time { return d.now().Add(time.Minute) })
	d.pass(hours)
	return d
}

func (d *day) pass(hours int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.at.IsZero() {
		d.at = morning
	}
	d.at = d.at.Add(time.Duration(hours) * time.Hour)
}

func (d *day) run() *acctest.Run {
	return acctest.NewRunAt(d, d.fake.Block(), d.now)
}

// refreshed refreshes, and fails the test unless nothing is planned and an apply writes nothing.
func (d *day) refreshed(e ending, state acctest.State) acctest.State {
	d.Helper()
	d.fake.ResetRequests()
	run := d.run()
	state = run.MustRead(e.resource, state)
	if p := run.Plan(e.resource, state, e.body); len(p.Changes) > 0 || len(p.Diagnostics) > 0 || p.Replace {
		d.Errorf("at %s the plan changes %v: %v", d.now().Format(time.TimeOnly), p.Changes, p.Diagnostics)
	}
	d.wroteNothing()
	return state
}

func (d *day) wroteNothing() {
	d.Helper()
	for _, r := range d.fake.Requests() {
		if r.Method != http.MethodGet && !strings.HasSuffix(r.Path, "/token") && !strings.HasSuffix(r.Path, "/search") {
			d.Errorf("at %s: %s %s", d.now().Format(time.TimeOnly), r.Method, r.Path)
		}
	}
}

func (d *day) has(e ending, n int) {
	d.Helper()
	if got := e.count(d.fake); got != n {
		d.Errorf("at %s the server has %d of it, want %d", d.now().Format(time.TimeOnly), got, n)
	}
}

// ending is something that ends by itself.
type ending struct {
	name, resource, body string
	importID             func(*acctest.PrivX) string
	count                func(*acctest.PrivX) int
	// drop has the server drop it, begin plays the first connection.
	drop, begin func(*acctest.PrivX)
	// revives is a configuration that makes it anew.
	revives string
}

func endings() []ending {
	all := func(terms string) string {
		return fmt.Sprintf("user_id = %q\nroles = {\n%q = {\n%s\n}\n}\n", acctest.Alice, acctest.LinuxAdmins, terms)
	}
	one := func(terms string) string { return userRole(acctest.Alice, acctest.LinuxAdmins, terms) }
	later := func(body string) string {
		return strings.NewReplacer("2026-03-02T14", "2027-03-02T14", "2026-03-02T11", "2027-03-02T11",
			"length = 4", "length = 5").Replace(body)
	}
	begin := func(fake *acctest.PrivX) { fake.StartFloating(acctest.Alice, acctest.LinuxAdmins) }
	never := func(*acctest.PrivX) {}
	grants := ending{
		count: func(fake *acctest.PrivX) int { return len(fake.Grants(acctest.Alice)) },
		drop:  func(fake *acctest.PrivX) { fake.Revoke(acctest.Alice, acctest.LinuxAdmins) },
	}
	var rows []ending
	for name, terms := range map[string]string{"window": untilNoon, "floating": floats} {
		for resource, body := range map[string]string{aGrant: one(terms), allGrants: all(terms)} {
			row := grants
			row.name, row.resource, row.body, row.revives = resource+" "+name, resource, body, later(body)
			row.begin = never
			if name == "floating" {
				row.begin = begin
			}
			row.importID = func(*acctest.PrivX) string { return acctest.Alice + "/" + acctest.LinuxAdmins }
			if resource == allGrants {
				row.importID = func(*acctest.PrivX) string { return acctest.Alice }
			}
			rows = append(rows, row)
		}
	}
	key := userKey(acctest.Alice, ed25519Key, `not_before = "2026-03-02T08:00:00Z"`,
		`not_after = "2026-03-02T11:59:59.75Z"`)
	return append(rows, ending{
		name: aKey, resource: aKey, body: key, revives: later(key), begin: never,
		importID: func(fake *acctest.PrivX) string {
			return fmt.Sprint(acctest.Alice, "/", fake.Documents("authorized_keys")[0]["id"])
		},
		count: func(fake *acctest.PrivX) int { return len(fake.Documents("authorized_keys")) },
		drop:  func(fake *acctest.PrivX) { fake.PurgeKeys() },
	})
}

// TestWhatEnds takes everything that ends by itself through its day: made before, and looked at during and after it;
// kept or dropped by the server; imported; made in a new environment after its end; taken out of the configuration.
func TestWhatEnds(t *testing.T) {
	t.Parallel()
	for _, e := range endings() {
		// made returns its state at two in the afternoon.
		made := func(t *testing.T) (*day, acctest.State) {
			t.Helper()
			d := newDay(t, -1)
			state := d.run().MustApply(e.resource, acctest.State{}, e.body)
			d.pass(2)
			e.begin(d.fake)
			state = d.refreshed(e, state)
			d.pass(5)
			return d, state
		}
		for name, cell := range map[string]func(t *testing.T){
			"before": func(t *testing.T) {
				d := newDay(t, -1)
				d.refreshed(e, d.run().MustApply(e.resource, acctest.State{}, e.body))
				d.has(e, 1)
			},
			"during": func(t *testing.T) {
				d := newDay(t, 1)
				state := d.run().MustApply(e.resource, acctest.State{}, e.body)
				e.begin(d.fake)
				d.refreshed(e, state)
				d.has(e, 1)
			},
			"over": func(t *testing.T) {
				d, state := made(t)
				d.refreshed(e, d.refreshed(e, state))
				d.has(e, 1)
			},
			"dropped": func(t *testing.T) {
				d, state := made(t)
				e.drop(d.fake)
				state = d.refreshed(e, d.refreshed(e, state))
				d.has(e, 0)
				// A change of the configuration grants it anew.
				run := d.run()
				if p := run.Plan(e.resource, state, e.revives); p.Replace {
					run.Destroy(e.resource, state).MustSucceed(t)
					state = acctest.State{}
				}
				run.MustApply(e.resource, state, e.revives)
				d.has(e, 1)
			},
			"imported": func(t *testing.T) {
				d, _ := made(t)
				imported, diags := d.run().Import(e.resource, e.importID(d.fake))
				diags.MustSucceed(t)
				if strings.Contains(e.body, "FLOATING") { // it is imported as the window that it became
					d.fake.ResetRequests()
					imported = d.run().MustApply(e.resource, imported, e.body)
					d.wroteNothing()
				}
				state := d.refreshed(e, imported)
				e.drop(d.fake)
				d.refreshed(e, state)
			},
			"new environment": func(t *testing.T) {
				d := newDay(t, 6)
				run := d.run()
				p := run.Plan(e.resource, acctest.State{}, e.body)
				state := run.MustApply(e.resource, acctest.State{}, e.body)
				if strings.Contains(e.body, "FLOATING") { // which begins whenever it is used
					d.has(e, 1)
					return
				}
				if w := strings.Join(p.Diagnostics.Warnings(), "\n"); !strings.Contains(w, "ended 2 hours ago") {
					t.Errorf("the plan warns %q", w)
				}
				d.refreshed(e, state)
				d.has(e, 0)
				run.Destroy(e.resource, state).MustSucceed(t)
			},
			"taken out": func(t *testing.T) {
				d, state := made(t)
				d.run().Destroy(e.resource, state).MustSucceed(t)
				d.has(e, 0)
				d, state = made(t)
				e.drop(d.fake)
				d.run().Destroy(e.resource, state).MustSucceed(t)
				d.has(e, 0)
			},
		} {
			t.Run(e.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				cell(t)
			})
		}
	}
}

// TestWhatEndsDuringAnApply makes thirty grants of one user, a third of which ends between plan and apply, or while the
// apply runs. What has ended is no error, and is not written again; its neighbours land.
func TestWhatEndsDuringAnApply(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		// method is that of the request at which noon passes.
		method string
		drops  bool
	}{
		"between plan and apply":            {http.MethodGet, false},
		"between plan and apply, dropped":   {http.MethodGet, true},
		"while the apply runs":              {http.MethodPut, false},
		"while the apply runs, and dropped": {http.MethodPut, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := acctest.NewPrivX(t, privxfake.Options{DropExpiredGrants: row.drops})
			acctest.SeedAccess(fake)
			bodies := make([]string, 30)
			for i := range bodies {
				terms := []string{"", floats, untilNoon}[i%3]
				bodies[i] = userRole(acctest.Alice, fake.AddRole(fmt.Sprint("role ", i)), terms)
			}
			path := "/role-store/api/v1/users/" + acctest.Alice + "/roles"
			now := func() time.Time {
				if fake.Count(row.method, path) > 0 {
					return noon.Add(time.Second)
				}
				return morning
			}
			var passed atomic.Bool // of the server's clock, which is not asked with the server's lock
			fake.SetClock(func() time.Time {
				if passed.Load() {
					return noon.Add(time.Minute)
				}
				return morning
			})
			states := make([]acctest.State, len(bodies))
			run := acctest.NewRunAt(t, fake.Block(), func() time.Time {
				at := now()
				passed.Store(at.After(noon))
				return at
			})
			inParallel(len(bodies), func(i int) { states[i] = run.MustApply(aGrant, acctest.State{}, bodies[i]) })
			puts := fake.Count(http.MethodPut, path)
			if puts > 15 { // ten at a time make three
				t.Errorf("%d PUTs", puts)
			}
			kept := 0
			for _, g := range fake.Grants(acctest.Alice) {
				if g["grant_type"] != "TIME_RESTRICTED" {
					kept++
				}
			}
			if kept != 20 {
				t.Errorf("%d of the 20 grants that go on are there", kept)
			}
			run = acctest.NewRunAt(t, fake.Block(), now)
			for i, body := range bodies {
				states[i] = run.MustRead(aGrant, states[i])
				if p := run.Plan(aGrant, states[i], body); len(p.Changes) > 0 || len(p.Diagnostics) > 0 {
					t.Errorf("%s: the plan changes %v: %v", body, p.Changes, p.Diagnostics)
				}
			}
			if got := fake.Count(http.MethodPut, path); got != puts {
				t.Errorf("%d more PUTs", got-puts)
			}
			// A neighbour's change lands with one PUT, and does not bring back what has ended.
			run.MustApply(aGrant, states[0], userRole(acctest.Alice, states[0].Attribute(t, "role_id"), floats))
			if got := fake.Count(http.MethodPut, path); got != puts+1 {
				t.Errorf("%d PUTs for a neighbour", got-puts)
			}
		})
	}
}

// TestFractionsOfASecond has a server drop fractions, and plans others: what was granted is in the state, nothing is
// planned, and no key is replaced.
func TestFractionsOfASecond(t *testing.T) {
	t.Parallel()
	const periods = `grant_type = "TIME_RESTRICTED"
grant_validity_periods = [
  { grant_start = "2046-03-01T00:00:00.999Z", grant_end = "2046-03-02T00:00:00.000000001Z" },
  { grant_start = "2046-01-01T02:00:00.5+02:00", grant_end = "2046-01-02T00:00:00Z" },
]`
	start := time.Now().UTC().Truncate(time.Second)
	after := func(d time.Duration) string { return start.Add(d).Format(time.RFC3339Nano) }
	for resource, body := range map[string]string{
		aGrant:    userRole(acctest.Alice, acctest.LinuxAdmins, periods),
		allGrants: fmt.Sprintf("user_id = %q\nroles = { %q = {\n%s\n} }", acctest.Alice, acctest.LinuxAdmins, periods),
		aKey: userKey(acctest.Alice, ed25519Key, fmt.Sprintf("not_before = %q\nnot_after = %q",
			after(750*time.Millisecond), after(time.Hour+time.Nanosecond))),
	} {
		fake := acctest.NewPrivX(t, privxfake.Options{WholeSeconds: true})
		acctest.SeedAccess(fake)
		run := acctest.NewRun(t, fake.Block())
		state := run.MustApply(resource, acctest.State{}, body)
		writes := 0
		for _, r := range fake.Requests() {
			if r.Method == http.MethodPut || r.Method == http.MethodPost && !strings.HasSuffix(r.Path, "/token") {
				writes++
			}
		}
		if writes != 1 {
			t.Errorf("%s: %d writes", resource, writes)
		}
		run = acctest.NewRun(t, fake.Block())
		if p := run.Plan(resource, run.MustRead(resource, state), body); len(p.Changes) > 0 || p.Replace {
			t.Errorf("%s: the plan changes %v", resource, p.Changes)
		}
		// Another fraction, and another zone.
		respelt := strings.NewReplacer("00.5+02", "00.25+02", ".000000001Z", "Z", ".75Z", "Z").Replace(body)
		if p := run.Plan(resource, run.MustRead(resource, state), respelt); len(p.Changes) > 0 || p.Replace {
			t.Errorf("%s: another fraction changes %v", resource, p.Changes)
		}
	}
}
