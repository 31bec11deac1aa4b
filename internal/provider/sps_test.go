package provider_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

const aUsergroup = "pam_sps_usergroup"

// TestEverySPS takes all objects through creation, empty plan, import, drift in every field, change and destruction on
// every kind of SPS that the pages allow.
func TestEverySPS(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]spsfake.Options{
		"lists without bodies":       {BareLists: true},
		"old shape of transactions":  {OldTransactionShape: true},
		"exclusive lock":             {LockMode: spsfake.Exclusive},
		"no automatic opening":       {NoAutoOpen: true},
		"commit message required":    {RequireCommitMessage: true},
		"sessions that expire early": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, o := range spsObjects {
				fake := &acctest.PrivX{SPS: acctest.NewSPS(t, options)}
				o.seed(fake)
				settings := fake.SPS.Block(`commit_message = "from Terraform"`)
				pause := func() {}
				if strings.HasPrefix(name, "sessions") {
					pause = fake.SPS.ExpireSessions
				}
				run := acctest.NewRun(t, settings)
				state := run.MustApply(o.resource, acctest.State{}, o.full)
				pause()
				state = run.MustRead(o.resource, state)
				run = acctest.NewRun(t, settings)
				state = run.MustRead(o.resource, state)
				pause()
				if p := run.Plan(o.resource, state, o.full); len(p.Changes) > 0 {
					t.Errorf("%s: the plan after apply changes %v", o.name, p.Changes)
				}
				imported, diags := run.Import(o.resource, state.Attribute(t, "id"))
				diags.MustSucceed(t)
				if !imported.Exists() {
					t.Errorf("%s: nothing was imported", o.name)
				}
				for _, d := range o.allDrifts(t, fake, strings.TrimPrefix(state.Attribute(t, "id"), "aa/")) {
					if err := d.change(); err != nil {
						t.Errorf("%s: %v", d.name, err)
					}
					run = acctest.NewRun(t, settings)
					state = run.MustRead(o.resource, state)
					if p := run.Plan(o.resource, state, o.full); len(p.Changes) == 0 {
						t.Errorf("%s: %s is not seen", o.name, d.name)
					}
					pause()
					state = run.MustApply(o.resource, state, o.full)
				}
				pause()
				state = run.MustApply(o.resource, state, o.other)
				pause()
				run.Destroy(o.resource, state).MustSucceed(t)
				if left := o.at(fake); len(left) > 0 && !o.stays {
					t.Errorf("%s: left behind: %v", o.name, left)
				}
				if open := fake.SPS.OpenTransactions(); open != 0 {
					t.Errorf("%s: %d transactions are open", o.name, open)
				}
			}
		})
	}
}

func group(i int) string { return fmt.Sprintf("name = \"group-%d\"", i) }

// TestHundredChangesShareCommits makes 100 usergroups ten at a time: few commits, and every one is there.
func TestHundredChangesShareCommits(t *testing.T) {
	t.Parallel()
	const n = 100
	fake := acctest.NewSPS(t, spsfake.Options{CommitLatency: 200 * time.Millisecond})
	before := len(fake.Keys("aaa/local_database/groups"))
	run := acctest.NewRun(t, fake.Block())
	inParallel(n, func(i int) { run.MustApply(aUsergroup, acctest.State{}, group(i)) })
	// Ten at a time make ten commits; how many a busy machine makes of them is not the point here.
	t.Logf("%d commits", fake.Commits())
	if fake.Commits() > n/3 {
		t.Errorf("%d commits for %d changes", fake.Commits(), n)
	}
	if made := len(fake.Keys("aaa/local_database/groups")) - before; made != n {
		t.Errorf("%d of %d usergroups were made", made, n)
	}
}

// TestOneBadChangeFailsAlone has ten changes at once, of which SPS refuses one when it is written, and another one
// makes the commit fail.
func TestOneBadChangeFailsAlone(t *testing.T) {
	t.Parallel()
	fake := acctest.NewSPS(t, spsfake.Options{})
	fake.Add("aaa/local_database/groups", map[string]any{"name": "group-3", "members": []any{}})
	fake.FailCommitIf(func(changes []string) bool { return strings.Contains(strings.Join(changes, " "), "group-7") }, 0,
		http.StatusUnprocessableEntity, "TransactionProcessingError", "cannot deploy group-7")
	before := len(fake.Keys("aaa/local_database/groups"))
	run := acctest.NewRun(t, fake.Block())
	var mu sync.Mutex
	failed := map[int]string{}
	inParallel(10, func(i int) {
		if _, diags := run.Apply(aUsergroup, acctest.State{}, group(i)); diags.Failed() {
			mu.Lock()
			defer mu.Unlock()
			failed[i] = strings.Join(diags.Errors(), "\n")
		}
	})
	if len(failed) != 2 || !strings.Contains(failed[3], "already in use") ||
		!strings.Contains(failed[7], "cannot deploy group-7") {
		t.Errorf("failed: %v", failed)
	}
	if made := len(fake.Keys("aaa/local_database/groups")) - before; made != 8 {
		t.Errorf("%d usergroups landed, want 8", made)
	}
	if fake.OpenTransactions() != 0 {
		t.Error("a transaction was left open")
	}
}

// awaitStatus waits until a server has given an answer.
func awaitStatus(s *fakehttp.Seams, status int) {
	for !slices.ContainsFunc(s.Requests(), func(r fakehttp.Request) bool { return r.Status == status }) {
		time.Sleep(time.Millisecond)
	}
}

// TestLockedConfiguration waits for a lock that ends, and names the holder of one that does not.
func TestLockedConfiguration(t *testing.T) {
	t.Parallel()
	fake := acctest.NewSPS(t, spsfake.Options{})
	fake.Lock("admin at the web console")
	go func() {
		awaitStatus(fake.Seams, http.StatusConflict)
		fake.Unlock()
	}()
	state := acctest.NewRun(t, fake.Block()).MustApply(aUsergroup, acctest.State{}, group(1))
	fake.Lock("admin at the web console")
	_, diags := acctest.NewRun(t, fake.Block(`lock_timeout = "300ms"`)).Apply(aUsergroup, state, group(2))
	diags.MustFail(t, "", "admin at the web console")
	fake.Unlock()
	if name := fake.Document("aaa/local_database/groups/" + state.Attribute(t, "id"))["name"]; name != "group-1" {
		t.Errorf("the usergroup is %v", name)
	}
	if fake.OpenTransactions() != 0 {
		t.Error("a transaction was left open")
	}
}

// TestCommitAnswerLost loses the answer to a commit that landed, and to one that did not: one object, in the state.
func TestCommitAnswerLost(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]fakehttp.Kind{"landed": fakehttp.AppliedNoAnswer, "not landed": fakehttp.Reset} {
		fake := acctest.NewSPS(t, spsfake.Options{})
		before := len(fake.Keys("aaa/local_database/groups"))
		fake.Fail(fakehttp.Fault{Kind: kind, Method: http.MethodPut, Path: "/api/transaction$", Times: 1})
		state := acctest.NewRun(t, fake.Block()).MustApply(aUsergroup, acctest.State{}, group(1))
		made := len(fake.Keys("aaa/local_database/groups")) - before
		if made != 1 || fake.Document("aaa/local_database/groups/"+state.Attribute(t, "id")) == nil {
			t.Errorf("%s: %d usergroups, the state has %s", name, made, state.Attribute(t, "id"))
		}
		if fake.OpenTransactions() != 0 {
			t.Errorf("%s: a transaction was left open", name)
		}
	}
}

// TestSessionExpiresInABatch loses all sessions while changes are under way.
func TestSessionExpiresInABatch(t *testing.T) {
	t.Parallel()
	const n, losses = 40, 3
	fake := acctest.NewSPS(t, spsfake.Options{CommitLatency: 60 * time.Millisecond})
	before := len(fake.Keys("aaa/local_database/groups"))
	run := acctest.NewRun(t, fake.Block())
	var made atomic.Bool
	var expired sync.WaitGroup
	expired.Go(func() {
		// A read that meets two losses in a row fails, so a commit lies between them.
		for commits := 0; commits < losses && !made.Load(); time.Sleep(time.Millisecond) {
			if fake.Commits() >= commits && fake.OpenTransactions() > 0 {
				fake.ExpireSessions()
				commits = fake.Commits() + 1
			}
		}
	})
	inParallel(n, func(i int) { run.MustApply(aUsergroup, acctest.State{}, group(i)) })
	made.Store(true)
	expired.Wait()
	if made := len(fake.Keys("aaa/local_database/groups")) - before; made != n {
		t.Errorf("%d of %d usergroups were made", made, n)
	}
}

// TestSecretsRotateByVersion sends secrets for a new version only, each into a password object of its own.
func TestSecretsRotateByVersion(t *testing.T) {
	t.Parallel()
	for _, o := range spsObjects {
		if len(o.secrets) == 0 {
			continue
		}
		fake := &acctest.PrivX{SPS: acctest.NewSPS(t, spsfake.Options{})}
		o.seed(fake)
		posts := func() int {
			n := 0
			for _, r := range fake.SPS.Requests() {
				if r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/passwords") {
					n++
				}
			}
			return n
		}
		run := acctest.NewRun(t, fake.SPS.Block())
		state := run.MustApply(o.resource, acctest.State{}, o.full)
		first := posts()
		state = run.MustApply(o.resource, state, strings.Replace(o.full, canaryPassword, "another-1", 1)) // no new version
		if first != len(o.secrets) || posts() != first {
			t.Errorf("%s: %d secrets were sent, then %d", o.name, first, posts()-first)
		}
		for _, secret := range []string{canaryPassword, canaryKey, canaryToken} {
			if strings.Contains(o.full, secret) && !serverHas(fake, "", secret) {
				t.Errorf("%s: SPS has lost a secret", o.name)
			}
		}
		rotated := strings.Replace(o.full, "wo_version = 1", "wo_version = 2", 1)
		run.MustApply(o.resource, state, rotated)
		if posts() != first+1 {
			t.Errorf("%s: %d secrets were sent for one new version", o.name, posts()-first)
		}
	}
}

// TestLockoutWarns checks that the plan warns before the provider's own login is closed.
func TestLockoutWarns(t *testing.T) {
	t.Parallel()
	fake := acctest.NewSPS(t, spsfake.Options{})
	run := acctest.NewRun(t, fake.Block(`login_method = "local"`))
	state, diags := run.Import("pam_sps_login_method", "-100")
	diags.MustSucceed(t)
	body := fmt.Sprintf("name = \"local\"\ntitle = %q\nactive = false\n"+loginLocal, state.Attribute(t, "title"))
	w := strings.Join(run.Plan("pam_sps_login_method", state, body).Diagnostics.Warnings(), "")
	if !strings.Contains(w, "cannot log in any more") {
		t.Errorf("warnings: %q", w)
	}
}

// TestReadersSeeCommittedOnly reads while a usergroup is created, which must not show before its commit has ended.
func TestReadersSeeCommittedOnly(t *testing.T) {
	t.Parallel()
	fake := acctest.NewSPS(t, spsfake.Options{CommitLatency: time.Hour})
	done := make(chan struct{})
	go func() {
		defer close(done)
		acctest.NewRun(t, fake.Block()).MustApply(aUsergroup, acctest.State{}, group(1))
	}()
	committing := func() bool {
		return slices.ContainsFunc(fake.Requests(), func(r fakehttp.Request) bool {
			return r.Method == http.MethodPut && r.Path == "/api/transaction"
		})
	}
	for reads := 0; reads < 5; { // while the commit is under way
		if committing() {
			reads++
		}
		v, diags := acctest.NewRun(t, fake.Block()).Data("pam_sps_usergroups", "")
		diags.MustSucceed(t)
		if strings.Contains(acctest.Names(t, v, "usergroups"), "group-1") {
			t.Error("a read saw what was not committed")
		}
		select {
		case <-done:
			t.Fatal("the usergroup was made before its commit ended")
		default:
		}
	}
	fake.Close() // waits for no latency any more
	<-done
	v, _ := acctest.NewRun(t, fake.Block()).Data("pam_sps_usergroups", "")
	if !strings.Contains(acctest.Names(t, v, "usergroups"), "group-1") {
		t.Error("what was committed does not show")
	}
}

// TestInterruptedApply stops Terraform with Ctrl-C in the middle of an apply: no transaction is left open, and the
// state has what is on the server.
func TestInterruptedApply(t *testing.T) {
	t.Parallel()
	fake := acctest.NewSPS(t, spsfake.Options{CommitLatency: 500 * time.Millisecond})
	before := len(fake.Keys("aaa/local_database/groups"))
	w := acctest.NewWorkspace(t, fake.Env()...)
	w.Write("main.tf", "resource \"pam_sps_usergroup\" \"g\" {\n count = 40\n name = \"group-${count.index}\"\n}\n")
	interrupt := w.Start("apply", "-auto-approve")
	for deadline := time.Now().Add(3 * time.Minute); fake.Commits() == 0 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	interrupt.Interrupt()
	made := len(fake.Keys("aaa/local_database/groups")) - before
	in := strings.Count(w.Read("terraform.tfstate"), "\"name\": \"group-")
	if made == 0 || made == 40 || in != made {
		t.Errorf("%d usergroups on the server, %d in the state", made, in)
	}
	if open := fake.OpenTransactions(); open != 0 {
		t.Errorf("%d transactions are open", open)
	}
	w.Must(0, "apply", "-auto-approve")
	w.Must(0, "plan", "-detailed-exitcode")
}
