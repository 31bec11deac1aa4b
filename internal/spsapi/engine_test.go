package spsapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

func createGroup(t *testing.T, c *spsapi.Client, name string) func() error {
	return func() error {
		key, err := c.Usergroups.Create(t.Context(), spsapi.Usergroup{Name: name})
		if (key == "") != (err != nil) {
			t.Errorf("group %s: key %q beside error %v", name, key, err)
		}
		return err
	}
}

func TestOneTransactionForAll(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	var changes []func() error
	var want []string
	for i := range 10 {
		name := fmt.Sprintf("group-%d", i)
		changes, want = append(changes, createGroup(t, c, name)), append(want, name)
	}
	for _, err := range together(c, changes...) {
		must(t, err)
	}
	equal(t, "groups", names(s.docs(groupsPath)), want)
	equal(t, "log", s.log(), slices.Concat([]string{"GET login", "POST transaction"},
		slices.Repeat([]string{"POST groups"}, 10), []string{"PUT transaction"}))
	// The session is kept for the next batch.
	must(t, createGroup(t, c, "late")())
	equal(t, "logins", s.count("GET", authenticate), 1)
	equal(t, "commits", len(s.commits), 2)
}

func TestRefusedChangeFailsAlone(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	errs := together(c, createGroup(t, c, "a"), createGroup(t, c, "bad"), createGroup(t, c, "b"))
	must(t, errs[0])
	must(t, errs[2])
	var e *spsapi.Error
	if !errors.As(errs[1], &e) || e.StatusCode != 400 || e.Type != "SemanticError" ||
		e.Message != "the name bad is bad" ||
		e.Method != "POST" || e.Path != groupsPath {
		t.Errorf("the culprit's error is %v", errs[1])
	}
	equal(t, "groups", names(s.docs(groupsPath)), []string{"a", "b"})
	equal(t, "commits", len(s.commits), 1)
	// With nothing written there is nothing to commit.
	if err := createGroup(t, c, "bad")(); err == nil {
		t.Error("no error")
	}
	equal(t, "commits", s.count("PUT", transaction), 1)
	equal(t, "rollbacks", s.count("DELETE", transaction), 1)
}

func TestFailedCommit(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	errs := together(c, createGroup(t, c, "a"), createGroup(t, c, "poison"), createGroup(t, c, "b"))
	must(t, errs[0])
	must(t, errs[2])
	var e *spsapi.Error
	if !errors.As(errs[1], &e) || e.StatusCode != 422 || !strings.Contains(e.Error(), "poison cannot be deployed") {
		t.Errorf("the culprit's error is %v", errs[1])
	}
	equal(t, "groups", names(s.docs(groupsPath)), []string{"a", "b"})
	equal(t, "commits tried", s.count("PUT", transaction), 4)
	equal(t, "rollbacks", s.count("DELETE", transaction), 2)
}

// TestRoomIsMadeOneByOne has a delete that is refused as in use, in a batch whose commit fails for another reason.
func TestRoomIsMadeOneByOne(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.add(storesPath, "key-used", map[string]any{"name": "used"})
	s.add(storesPath, "key-user", map[string]any{"name": "user", "crl_urls": []any{"key-used"}})
	errs := together(c,
		createGroup(t, c, "poison"),
		func() error { return c.TrustStores.Delete(t.Context(), "key-used") },
		func() error { return c.TrustStores.Delete(t.Context(), "key-user") },
	)
	must(t, errs[1])
	must(t, errs[2])
	if errs[0] == nil {
		t.Error("the culprit got no error")
	}
	equal(t, "trust stores", names(s.docs(storesPath)), nil)
}

func TestOrderInTransaction(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.add(usersPath, "key-user", map[string]any{"name": "u", "password": nil})
	s.add(groupsPath, "key-group", map[string]any{"name": "g", "members": []any{"key-user"}})
	s.add(storesPath, "key-store", map[string]any{"name": "s", "crl_urls": []any{}})
	for _, err := range together(c,
		func() error { return c.Users.Delete(t.Context(), "key-user") },
		func() error { return c.Usergroups.Delete(t.Context(), "key-group") },
		func() error {
			return c.TrustStores.Update(t.Context(), "key-store", spsapi.TrustStore{Name: "s2"})
		},
		createGroup(t, c, "new"),
	) {
		must(t, err)
	}
	equal(t, "log", s.log(), []string{
		"GET login", "POST transaction", "POST groups", "GET key", "PUT key", "DELETE key", "GET groups", "DELETE key",
		"PUT transaction",
	})
}

// TestRoomIsMade: what is refused because of what a change behind it takes away is done at the end of the batch.
func TestRoomIsMade(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.add(storesPath, "key-used", map[string]any{"name": "used"})
	s.add(storesPath, "key-user", map[string]any{"name": "user", "crl_urls": []any{"key-used"}})
	s.add(groupsPath, "key-old", map[string]any{"name": "taken", "members": []any{}})
	errs := together(c,
		func() error { return c.TrustStores.Delete(t.Context(), "key-used") },
		func() error { return c.TrustStores.Delete(t.Context(), "key-user") },
		func() error { return c.Usergroups.Delete(t.Context(), "key-old") },
		createGroup(t, c, "taken"),
		createGroup(t, c, "bad"),
	)
	for _, err := range errs[:4] {
		must(t, err)
	}
	if errs[4] == nil {
		t.Error("the bad one got no error")
	}
	equal(t, "trust stores", names(s.docs(storesPath)), nil)
	equal(t, "groups", names(s.docs(groupsPath)), []string{"taken"})
	equal(t, "commits", s.count("PUT", transaction), 1)
}

// TestLost disturbs one request of a batch of three in every way. Each change is done once.
func TestLost(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]fakehttp.Fault{
		"opening is reset": {Kind: fakehttp.Reset, Method: "POST", Path: "^" + transaction, Times: 1},
		"opening has no answer": {
			Kind: fakehttp.AppliedNoAnswer, Method: "POST", Path: "^" + transaction,
			Times: 1,
		},
		"opening fails":     {Method: "POST", Path: "^" + transaction, Status: 500, Times: 1},
		"creating is reset": {Kind: fakehttp.Reset, Method: "POST", Path: "groups$", Skip: 1, Times: 1},
		"creating has no answer": {
			Kind: fakehttp.AppliedNoAnswer, Method: "POST", Path: "groups$", Skip: 1,
			Times: 2,
		},
		"creating fails": {Method: "POST", Path: "groups$", Skip: 2, Status: 500, Times: 1},
		"creating is a web page": {
			Kind: fakehttp.HTML, Method: "POST", Path: "groups$", Status: 502, Skip: 2,
			Times: 1,
		},
		"creating gets a portal": {
			Kind: fakehttp.HTML, Method: "POST", Path: "groups$", Status: 200, Skip: 2,
			Times: 1,
		},
		"creating gets no key":   {Method: "POST", Path: "groups$", Status: 201, Body: `{}`, Skip: 2, Times: 1},
		"reading is reset":       {Kind: fakehttp.Reset, Method: "GET", Path: "key-g$", Times: 4},
		"updating has no answer": {Kind: fakehttp.AppliedNoAnswer, Method: "PUT", Path: "key-g$", Times: 1},
		"updating fails":         {Method: "PUT", Path: "key-g$", Status: 500, Times: 5},
		"deleting has no answer": {Kind: fakehttp.AppliedNoAnswer, Method: "DELETE", Path: "key-d$", Times: 1},
		"deleting is reset":      {Kind: fakehttp.Reset, Method: "DELETE", Path: "key-d$", Times: 3},
		"transaction is gone": {
			Method: "PUT", Path: "key-g$", Status: 409,
			Body: `{"error":{"type":"NoTransaction"}}`, Times: 1,
		},
		"session is gone": {
			Method: "PUT", Path: "key-g$", Status: 401,
			Body: `{"error":{"type":"Unauthenticated"}}`, Times: 1,
		},
		"session is gone at commit": {Method: "PUT", Path: "^" + transaction, Status: 401, Times: 1},
		"gone at commit": {
			Method: "PUT", Path: "^" + transaction, Status: 409,
			Body: `{"error":{"type":"NoTransaction"}}`, Times: 1,
		},
		"commit is reset": {Kind: fakehttp.Reset, Method: "PUT", Path: "^" + transaction, Times: 1},
		"commit has no answer": {
			Kind: fakehttp.AppliedNoAnswer, Method: "PUT", Path: "^" + transaction,
			Times: 1,
		},
		"commit hangs":             {Kind: fakehttp.Hang, Method: "PUT", Path: "^" + transaction, Times: 1},
		"commit is done and hangs": {Kind: fakehttp.AppliedHang, Method: "PUT", Path: "^" + transaction, Times: 1},
		"commit fails":             {Method: "PUT", Path: "^" + transaction, Status: 500, Times: 2},
		"commit meets a restart": {
			Kind: fakehttp.HTML, Method: "PUT", Path: "^" + transaction, Status: 503,
			Times: 1,
		},
		"commit gets a portal": {
			Kind: fakehttp.HTML, Method: "PUT", Path: "^" + transaction, Status: 200,
			Times: 1,
		},
		"commit says nothing is new": {
			Method: "PUT", Path: "^" + transaction, Status: 200,
			Body: `{"body":{"status":"open"}}`, Times: 1,
		},
		"commit conflicts": {
			Method: "PUT", Path: "^" + transaction, Status: 409,
			Body: `{"error":{"type":"Conflict"}}`, Times: 5,
		},
		"commit meets a lock": {
			Method: "PUT", Path: "^" + transaction, Status: 409,
			Body: `{"error":{"type":"TransactionLocked"}}`, Times: 3,
		},
		"configuration is locked": {
			Method: "POST", Path: "^" + transaction, Status: 409,
			Body: `{"error":{"type":"X","message":"locked by bob"}}`, Times: 3,
		},
		"configuration is locked 2": {Method: "POST", Path: "^" + transaction, Status: 423, Times: 3},
		"configuration is locked 3": {Method: "POST", Path: "^" + transaction, Status: 503, Times: 5},
		"first write is locked": {
			Method: "POST", Path: "groups$", Status: 409,
			Body: `{"error":{"type":"X","message":"locked by bob"}}`, Times: 3,
		},
		"a write is unavailable": {Method: "DELETE", Path: "key-d$", Status: 503, Times: 3},
		"rolling back fails":     {Method: "DELETE", Path: "^" + transaction, Status: 500, Times: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := start(t, func(c *spsapi.Config) {
				if strings.Contains(name, "hangs") {
					c.CommitTimeout = hangTime
				}
			})
			s.add(groupsPath, "key-g", map[string]any{"name": "g", "members": []any{}})
			s.add(groupsPath, "key-d", map[string]any{"name": "d", "members": []any{}})
			if strings.HasPrefix(name, "rolling") {
				s.Fail(fakehttp.Fault{Method: "POST", Path: "groups$", Status: 500, Times: 1})
			}
			s.Fail(fault)
			for _, err := range together(c,
				createGroup(t, c, "a"),
				func() error { return c.Usergroups.Update(t.Context(), "key-g", spsapi.Usergroup{Name: "g2"}) },
				func() error { return c.Usergroups.Delete(t.Context(), "key-d") },
				createGroup(t, c, "b"), createGroup(t, c, "c"),
			) {
				must(t, err)
			}
			equal(t, "groups", names(s.docs(groupsPath)), []string{"a", "b", "c", "g2"})
			equal(t, "commits", len(s.commits), 1)
		})
	}
}

func TestLossMeansNewLogin(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	must(t, createGroup(t, c, "a")())
	s.expire() // nobody used it for a while
	must(t, createGroup(t, c, "b")())
	equal(t, "logins", s.count("GET", authenticate), 2)
	s.Fail(fakehttp.Fault{Kind: fakehttp.Reset, Method: "POST", Path: "groups$", Times: 1})
	must(t, createGroup(t, c, "c")())
	equal(t, "logins", s.count("GET", authenticate), 3)
	equal(t, "groups", names(s.docs(groupsPath)), []string{"a", "b", "c"})
}

// TestPoisonousRequest: one change cuts every connection.
func TestPoisonousRequest(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.Fail(fakehttp.Fault{Kind: fakehttp.Reset, Method: "POST", Path: "users$"})
	errs := together(c,
		createGroup(t, c, "a"),
		func() error { _, err := c.Users.Create(t.Context(), spsapi.User{Name: "u"}); return err },
		createGroup(t, c, "b"),
	)
	must(t, errs[0])
	must(t, errs[2])
	if errs[1] == nil {
		t.Error("the culprit got no error")
	}
	equal(t, "groups", names(s.docs(groupsPath)), []string{"a", "b"})
}

// TestCommitWithoutAnswer: one kind of change alone, so that it has to speak for itself.
func TestCommitWithoutAnswer(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, c *spsapi.Client) error{
		"create": func(t *testing.T, c *spsapi.Client) error { return createGroup(t, c, "new")() },
		"update": func(t *testing.T, c *spsapi.Client) error {
			return c.Usergroups.Update(t.Context(), "key-g",
				spsapi.Usergroup{Name: "renamed", Members: []string{"key-u"}})
		},
		"delete": func(t *testing.T, c *spsapi.Client) error { return c.Usergroups.Delete(t.Context(), "key-g") },
		"order": func(t *testing.T, c *spsapi.Client) error {
			return c.LoginMethods.SetOrder(t.Context(), []string{"key-2"})
		},
	} {
		for _, kind := range []fakehttp.Kind{fakehttp.AppliedNoAnswer, fakehttp.AppliedHang, fakehttp.Reset} {
			for _, expired := range []bool{false, true} {
				t.Run(fmt.Sprint(name, kind, expired), func(t *testing.T) {
					t.Parallel()
					c, s := start(t, func(c *spsapi.Config) {
						if kind == fakehttp.AppliedHang {
							c.CommitTimeout = hangTime
						}
					})
					s.add(usersPath, "key-u", map[string]any{"name": "u"})
					s.add(groupsPath, "key-g", map[string]any{"name": "g", "members": []any{}})
					s.add(methodsPath, "key-1", map[string]any{"name": "1"})
					s.add(methodsPath, "key-2", map[string]any{"name": "2"})
					s.Fail(fakehttp.Fault{Kind: kind, Method: "PUT", Path: "^" + transaction, Times: 1})
					if expired {
						s.Fail(fakehttp.Fault{Method: "GET", Path: "^" + transaction, Status: 401, Times: 1})
						s.Fail(fakehttp.Fault{
							Kind: fakehttp.Reset, Method: "GET", Path: "^" + transaction, Skip: 1,
							Times: 2,
						})
					}
					must(t, change(t, c))
					equal(t, "commits", len(s.commits), 1)
					want := 1
					if kind == fakehttp.Reset {
						want = 2
					}
					equal(t, "commits tried", s.count("PUT", transaction), want)
				})
			}
		}
	}
}

// TestCommitIsDoneWhenClosed answers a commit with a success that is none of SPS's closed, once or always, whether it
// happened or not. What happened is done and done once; what did not is done again, or fails.
func TestCommitIsDoneWhenClosed(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]answer{
		"open":              {200, `{"body":{"status":"open"}}`},
		"open, old shape":   {200, `{"transaction":{"status":"open"}}`},
		"another status":    {200, `{"body":{"status":"committing"}}`},
		"error":             {200, `{"error":{"type":"TransactionProcessingError","message":"cannot be deployed"}}`},
		"error, text":       {200, `{"error":"cannot be deployed"}`},
		"error, accepted":   {202, `{"error":{"type":"SemanticError","message":"cannot be deployed"}}`},
		"nothing":           {204, ""},
		"empty":             {200, ""},
		"empty object":      {200, "{}"},
		"empty body":        {200, `{"body":{}}`},
		"null":              {200, "null"},
		"text":              {200, "OK"},
		"no object":         {201, `["closed"]`},
		"another's":         {200, `{"status":"closed"}`},
		"a web page":        {200, "<html>closed</html>"},
		"status of a wrong": {200, `{"body":{"status":true}}`},
	} {
		for _, old := range []bool{false, true} {
			for _, happened := range []bool{false, true} {
				t.Run(fmt.Sprint(name, " old:", old, " happened:", happened), func(t *testing.T) {
					t.Parallel()
					c, s := start(t, func(c *spsapi.Config) { c.CommitTimeout = hangTime })
					s.oldShape, s.commitAnswer, s.commitHappens, s.commitAnswers = old, answer, happened, 1
					if err := createGroup(t, c, "a")(); happened || !strings.HasPrefix(name, "error") {
						must(t, err)
					} else if err != nil && !strings.Contains(err.Error(), "cannot be deployed") { // it is the error it says
						t.Errorf("error %v", err)
					}
					s.commitAnswers = 0
					if len(s.commits) == 0 {
						must(t, createGroup(t, c, "a")())
					}
					equal(t, "groups", names(s.docs(groupsPath)), []string{"a"})
					equal(t, "commits", len(s.commits), 1)
					s.commitAnswers = -1
					err := createGroup(t, c, "b")()
					equal(t, "created", err == nil, happened)
					want := []string{"a"}
					if happened {
						want = append(want, "b")
					}
					equal(t, "groups", names(s.docs(groupsPath)), want)
				})
			}
		}
	}
}

func TestNobodyKnows(t *testing.T) {
	t.Parallel()
	c, s := start(t, func(c *spsapi.Config) { c.CommitTimeout = 500 * time.Millisecond })
	must(t, createGroup(t, c, "a")())
	s.Fail(fakehttp.Fault{Kind: fakehttp.AppliedNoAnswer, Method: "PUT", Path: "^" + transaction, Times: 1})
	s.Fail(fakehttp.Fault{Kind: fakehttp.Reset, Method: "GET"})
	key, err := c.Usergroups.Create(t.Context(), spsapi.Usergroup{Name: "b"})
	if err == nil || key == "" || !strings.Contains(err.Error(), "not known") {
		t.Errorf("key %q, error %v", key, err)
	}
}

func TestEndlessConflict(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.Fail(fakehttp.Fault{
		Method: "PUT", Path: "^" + transaction, Status: 409,
		Body: `{"error":{"type":"Conflict","message":"changed by bob meanwhile"}}`,
	})
	err := createGroup(t, c, "a")()
	if !spsapi.IsConflict(err) || !strings.Contains(err.Error(), "changed by bob meanwhile") {
		t.Errorf("error %v", err)
	}
	equal(t, "commits tried", s.count("PUT", transaction), 6)
	equal(t, "rollbacks", s.count("DELETE", transaction), 6)
}

func TestEndlessLock(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]fakehttp.Fault{
		"409":      {Method: "POST", Path: "^" + transaction, Status: 409},
		"423":      {Method: "POST", Path: "^" + transaction, Status: 423},
		"503":      {Method: "POST", Path: "^" + transaction, Status: 503},
		"at write": {Method: "POST", Path: "groups$", Status: 409},
		"commit":   {Method: "PUT", Path: "^" + transaction, Status: 423},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := start(t, func(c *spsapi.Config) { c.LockTimeout = 60 * time.Millisecond })
			fault.Body = `{"error":{"type":"TransactionLocked",
				"message":"The configuration is locked by bob (10.0.0.7)"}}`
			s.Fail(fault)
			began := time.Now()
			for _, err := range together(c, createGroup(t, c, "a"), createGroup(t, c, "b")) {
				if err == nil || !strings.Contains(err.Error(), "locked by bob (10.0.0.7)") || spsapi.IsConflict(err) {
					t.Errorf("error %v", err)
				}
			}
			if took := time.Since(began); took < 60*time.Millisecond {
				t.Errorf("gave up after %s", took)
			}
			equal(t, "commits", len(s.commits), 0)
		})
	}
}

// TestTakenIsNoLock: SPS may say 409 of an object, too. Then its neighbours land.
func TestTakenIsNoLock(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"AlreadyExists", "Strange"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c, s := start(t, func(c *spsapi.Config) { c.LockTimeout = 30 * time.Millisecond })
			s.Fail(fakehttp.Fault{
				Method: "POST", Path: "users$", Status: 409,
				Body: `{"error":{"type":"` + kind + `","message":"is there"}}`,
			})
			errs := together(c,
				createGroup(t, c, "a"),
				func() error { _, err := c.Users.Create(t.Context(), spsapi.User{Name: "u"}); return err },
			)
			must(t, errs[0])
			if !spsapi.IsConflict(errs[1]) {
				t.Errorf("error %v", errs[1])
			}
			equal(t, "groups", names(s.docs(groupsPath)), []string{"a"})
		})
	}
}

func TestCancelledBeforeItsTurn(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	ctx, cancel := context.WithCancel(t.Context())
	release := c.Plug()
	go func() {
		for c.Waiting() == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	// It returns although nothing moves.
	if _, err := c.Usergroups.Create(ctx, spsapi.Usergroup{Name: "cancelled"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	release()
	must(t, createGroup(t, c, "a")())
	equal(t, "groups", names(s.docs(groupsPath)), []string{"a"})
	if _, err := c.Usergroups.Create(ctx, spsapi.Usergroup{Name: "late"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	equal(t, "transactions", s.count("POST", transaction), 1)
}

// await cancels once a request was made as often.
func (s *sps) await(times int, method, path string, cancel func()) {
	for s.count(method, path) < times {
		time.Sleep(time.Millisecond)
	}
	cancel()
}

// TestCancelledWhileLocked: they leave although the lock stays.
func TestCancelledWhileLocked(t *testing.T) {
	t.Parallel()
	c, s := start(t, func(c *spsapi.Config) { c.LockTimeout = time.Hour })
	s.Fail(fakehttp.Fault{Method: "POST", Path: "^" + transaction, Status: 423})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go s.await(2, "POST", transaction, cancel)
	errs := together(c,
		func() error { _, err := c.Usergroups.Create(ctx, spsapi.Usergroup{Name: "a"}); return err },
		func() error { return c.Usergroups.Delete(ctx, "key-g") },
	)
	for _, err := range errs {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	}
	s.ClearFaults()
	must(t, createGroup(t, c, "b")())
	equal(t, "groups", names(s.docs(groupsPath)), []string{"b"})
}

// TestCancelledAfterRollback: a change that was in a transaction is in none while it waits to be done again.
func TestCancelledAfterRollback(t *testing.T) {
	t.Parallel()
	c, s := start(t, func(c *spsapi.Config) { c.LockTimeout = time.Hour })
	s.Fail(fakehttp.Fault{Method: "POST", Path: "groups$", Status: 423})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go s.await(2, "POST", groupsPath, cancel)
	if _, err := c.Usergroups.Create(ctx, spsapi.Usergroup{Name: "a"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestCancelledInTransaction(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"POST groups", "PUT transaction"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			c, s := start(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			// Until it is cancelled before the end.
			for latency := 40 * time.Millisecond; ctx.Err() == nil; latency *= 2 {
				s.edit(func(st state) { st[groupsPath] = nil })
				s.ResetRequests()
				s.SetLatency(latency)
				done := make(chan error, 1)
				go func() {
					_, err := c.Usergroups.Create(ctx, spsapi.Usergroup{Name: "a"})
					done <- err
				}()
				for !slices.Contains(s.log(), at) {
					time.Sleep(time.Millisecond)
				}
				select {
				case err := <-done:
					must(t, err)
				default:
					cancel()
					err := <-done // it waited for the end
					if at == "PUT transaction" {
						must(t, err) // the commit was under way
						equal(t, "groups", names(s.docs(groupsPath)), []string{"a"})
					} else {
						equal(t, "cancelled", errors.Is(err, context.Canceled), true)
						equal(t, "groups", names(s.docs(groupsPath)), nil)
					}
				}
			}
			equal(t, "transactions open", s.openTransactions(), 0)
		})
	}
}

func TestCommitMessage(t *testing.T) {
	t.Parallel()
	for _, message := range []string{"required", "optional", ""} {
		for _, old := range []bool{false, true} {
			t.Run(fmt.Sprint(message, old), func(t *testing.T) {
				t.Parallel()
				c, s := start(t, func(c *spsapi.Config) { c.CommitMessage = "by hand" })
				s.message, s.oldShape = message, old
				must(t, createGroup(t, c, "a")())
				must(t, createGroup(t, c, "b")())
				want := map[string]any{"status": "commit"}
				if message == "required" {
					want["commit_message"] = "by hand"
				}
				equal(t, "commits", s.commits, []map[string]any{want, want})
				asked := 0
				if message == "" {
					asked = 1 // one look whether this SPS has the setting
				}
				equal(t, "looks", s.count("GET", transaction), asked)
			})
		}
	}
}

// TestDemandedMessage: SPS does not say before that it demands a message, or says that it does not.
func TestDemandedMessage(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		message, refusal string
		status           int
	}{
		"silent":            {"", `{"error":{"type":"SyntacticError","message":"commit_message: missing field"}}`, 400},
		"silent, no words":  {"", "", 400},
		"says optional":     {"optional", `{"error":{"type":"SemanticError","message":"A commit message is required"}}`, 400},
		"not deployed":      {"optional", `{"error":{"message":"the commit log must not be empty"}}`, 422},
		"named in a detail": {"optional", `{"error":{"details":{"field":"commit_message"}}}`, 400},
	} {
		for _, old := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " old:", old), func(t *testing.T) {
				t.Parallel()
				c, s := start(t, func(c *spsapi.Config) { c.CommitMessage = "by hand" })
				s.message, s.oldShape, s.demands = test.message, old, &answer{test.status, test.refusal}
				must(t, createGroup(t, c, "a")())
				must(t, createGroup(t, c, "b")())
				want := map[string]any{"status": "commit", "commit_message": "by hand"}
				equal(t, "commits", s.commits, []map[string]any{want, want})
				equal(t, "commits tried", s.count("PUT", transaction), 3)
				equal(t, "rollbacks", s.count("DELETE", transaction), 0)
			})
		}
	}
	t.Run("the fake", func(t *testing.T) {
		t.Parallel()
		c, fake := startFake(t, spsfake.Options{OldTransactionShape: true, RequireCommitMessage: true})
		must(t, createGroup(t, c, "a")())
		equal(t, "commits", fake.Commits(), 1)
	})
	t.Run("refused all the same", func(t *testing.T) {
		t.Parallel()
		c, s := start(t)
		s.message = ""
		s.Fail(fakehttp.Fault{
			Method: "PUT", Path: "^" + transaction, Status: 400,
			Body: `{"error":{"type":"SemanticError","message":"no license"}}`,
		})
		if err := createGroup(t, c, "a")(); err == nil || !strings.Contains(err.Error(), "no license") {
			t.Errorf("error %v", err)
		}
		equal(t, "commits tried", s.count("PUT", transaction), 2)
	})
}

func TestOpeningIsRefused(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.Fail(fakehttp.Fault{
		Method: "POST", Path: "^" + transaction, Status: 403,
		Body: `{"error":{"type":"Unauthorized"}}`,
	})
	for _, err := range together(c, createGroup(t, c, "a"), createGroup(t, c, "b")) {
		var e *spsapi.Error
		if !errors.As(err, &e) || e.StatusCode != http.StatusForbidden {
			t.Errorf("error %v", err)
		}
	}
	equal(t, "transactions", s.count("POST", transaction), 1)
}

func TestUnrollable(t *testing.T) {
	t.Parallel()
	c, s := start(t)
	s.Fail(fakehttp.Fault{Method: "DELETE", Path: "^" + transaction, Status: 500, Times: 5})
	if err := createGroup(t, c, "bad")(); err == nil {
		t.Error("no error")
	}
	equal(t, "tries", s.count("DELETE", transaction), 5)
	s.expire() // as the session that was given up does by itself
	must(t, createGroup(t, c, "a")())
	equal(t, "logins", s.count("GET", authenticate), 3) // the writer's two, and one to look who has the name
}

func TestLogOfCommits(t *testing.T) {
	t.Parallel()
	c, _ := start(t)
	var out bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &out)
	_, err := c.Usergroups.Create(ctx, spsapi.Usergroup{Name: "a"})
	must(t, err)
	entries, err := tflogtest.MultilineJSONDecode(&out)
	must(t, err)
	for _, entry := range entries {
		if entry["@message"] == "SPS: committed" && entry["@level"] == "debug" && entry["changes"] == 1.0 &&
			entry["written"] == 1.0 {
			return
		}
	}
	t.Errorf("the commit is not in %v", entries)
}
