package spsfake

import (
	"sync"
	"testing"
	"time"
)

func TestOptimistic(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		one, two func(c *client, key string)
		word     string
	}{
		"different objects": {
			func(c *client, _ string) { c.create(at(groups), group("a")) },
			func(c *client, key string) { c.must(200, "PUT", at(groups, key), group("b")) }, "",
		},
		"the same object": {
			func(c *client, key string) { c.must(200, "PUT", at(groups, key), group("a")) },
			func(c *client, key string) { c.must(200, "PUT", at(groups, key), group("b")) }, "was changed",
		},
		"deleted": {
			func(c *client, key string) { c.must(200, "DELETE", at(groups, key), nil) },
			func(c *client, key string) { c.must(200, "PUT", at(groups, key), group("b")) }, "was changed",
		},
		"the same name": {
			func(c *client, _ string) { c.create(at(groups), group("a")) },
			func(c *client, _ string) { c.create(at(groups), group("a")) }, `"a" is already`,
		},
		"used and deleted": {
			func(c *client, _ string) { c.must(200, "DELETE", at(users, "u"), nil) },
			func(c *client, key string) { c.must(200, "PUT", at(groups, key), group("b", "u")) }, "does not exist",
		},
		"deleted and used": {
			func(c *client, key string) { c.must(200, "PUT", at(groups, key), group("b", "u")) },
			func(c *client, _ string) { c.must(200, "DELETE", at(users, "u"), nil) }, "is used by",
		},
		"order": {
			func(c *client, _ string) {
				c.create(at(loginMethods), localMethod("m"))
				c.must(200, "PUT", at(loginMethods)+"/@order", reversed(c))
			},
			func(c *client, _ string) { c.must(200, "PUT", at(loginMethods)+"/@order", []string{"-100"}) },
			"was reordered",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one := start(t, Options{})
			two := one.another()
			key := one.fake.Add(groups, group("old"))
			one.fake.Add(users, keyed("u", "u"))
			one.open()
			two.open()
			tc.one(one, key)
			tc.two(two, key)
			one.commit()
			if tc.word == "" {
				two.commit()
				return
			}
			for range 2 { // it stays open
				two.refused(409, "TransactionConflict", tc.word, "PUT", transactionPath, commitBody())
			}
			two.must(200, "DELETE", transactionPath, nil)
			two.open()
			two.commit()
		})
	}
}

func reversed(c *client) []string {
	items := as[[]any](c.t, c.must(200, "GET", at(loginMethods), nil)["items"])
	keys := make([]string, len(items))
	for i, item := range items {
		keys[len(keys)-1-i] = as[string](c.t, as[map[string]any](c.t, item)["key"])
	}
	return keys
}

func TestExclusive(t *testing.T) {
	t.Parallel()
	one := start(t, Options{LockMode: Exclusive})
	two := one.another()
	one.open()
	two.refused(409, "TransactionLocked", "locked by admin", "POST", transactionPath, nil)
	two.refused(409, "TransactionLocked", "locked by admin", "POST", at(groups), group("a"))
	two.must(200, "GET", at(groups), nil)
	one.must(200, "DELETE", transactionPath, nil)
	two.open()
	one.fake.ExpireSessions()
	one.another().open()
}

func TestLock(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.fake.Lock("jane")
	c.refused(409, "TransactionLocked", "locked by jane", "POST", transactionPath, nil)
	c.refused(409, "TransactionLocked", "locked by jane", "POST", at(groups), group("a"))
	c.fake.Unlock()
	c.open()
	c.fake.Lock("jane")
	c.create(at(groups), group("a"))
	c.refused(409, "TransactionLocked", "locked by jane", "PUT", transactionPath, commitBody())
	c.fake.Unlock()
	c.commit()
}

// What one session asks for meanwhile waits for its commit; readers do not.
func TestCommitLatency(t *testing.T) {
	t.Parallel()
	c := start(t, Options{CommitLatency: time.Hour})
	reader := c.another()
	c.create(at(groups), group("a"))
	var wait sync.WaitGroup
	wait.Go(func() { c.send("PUT", transactionPath, commitBody()) })
	c.awaitCommit()
	wait.Go(func() { c.refused(409, "NoTransaction", "", "DELETE", transactionPath, nil) })
	for c.fake.Requests()[len(c.fake.Requests())-1].Method != "DELETE" {
		time.Sleep(time.Millisecond)
	}
	for range 3 {
		reader.must(200, "GET", at(groups), nil)
	}
	if n := c.fake.Commits(); n != 0 {
		t.Errorf("there are %d commits at once", n)
	}
	c.fake.Close() // waits for no latency any more
	wait.Wait()
	if n := c.fake.Commits(); n != 1 {
		t.Errorf("there are %d commits", n)
	}
}

func TestCommitTakesItsTime(t *testing.T) {
	t.Parallel()
	const latency = 60 * time.Millisecond
	c := start(t, Options{CommitLatency: latency})
	c.create(at(groups), group("a"))
	begin := time.Now()
	c.commit()
	if took := time.Since(begin); took < latency {
		t.Errorf("committed after %s", took)
	}
}

// awaitCommit waits until a commit is under way.
func (c *client) awaitCommit() {
	for c.fake.commit.TryLock() {
		c.fake.commit.Unlock()
		time.Sleep(time.Millisecond)
	}
}

// Sessions that write at the same time lose nothing: who is refused begins anew.
func TestManySessions(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	key := c.fake.Add(usermapping, mapping())
	const writers, rounds = 8, 5
	var wait sync.WaitGroup
	for range writers {
		own := c.another()
		wait.Go(func() {
			for done := 0; done < rounds; {
				own.send("POST", transactionPath, nil)
				_, doc := own.send("GET", at(usermapping, key), nil)
				body, _ := doc["body"].(map[string]any)
				mappings, _ := body["mappings"].([]any)
				own.send("PUT", at(usermapping, key), with(body, "mappings", append(mappings, mappings[0])))
				own.send("GET", transactionPath+"/changes", nil)
				if status, _ := own.send("PUT", transactionPath, commitBody()); status == 200 {
					done++
				} else {
					own.send("DELETE", transactionPath, nil)
				}
			}
		})
	}
	wait.Wait()
	if n := len(as[[]any](t, c.body(at(usermapping, key))["mappings"])); n != 1+writers*rounds {
		t.Errorf("there are %d mappings", n)
	}
	if n := c.fake.Commits(); n != writers*rounds {
		t.Errorf("there are %d commits", n)
	}
}
