package spsfake

import (
	"testing"
)

func TestSeams(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	builtIn := len(c.fake.Keys(groups))
	member := c.fake.Add(users, map[string]any{"name": "u"})
	key := c.fake.Add(groups, group("a", member))
	equal(t, c.fake.Document(groups+"/"+key), map[string]any{"name": "a", "members": []any{member}})
	if keys := c.fake.Keys(groups); len(keys) != builtIn+1 || keys[builtIn] != key {
		t.Errorf("the keys are %v", keys)
	}
	equal(t, c.fake.Documents(groups)[builtIn]["name"], "a")

	// Another administrator commits at once, in spite of what is open, and was faster.
	c.must(200, "PUT", at(groups, key), group("mine"))
	c.fake.Edit(groups+"/"+key, func(doc map[string]any) { doc["name"] = "theirs" })
	equal(t, c.body(at(groups, key))["name"], "mine")
	c.refused(409, "TransactionConflict", key, "PUT", transactionPath, commitBody())
	c.must(200, "DELETE", transactionPath, nil)
	equal(t, c.body(at(groups, key))["name"], "theirs")

	c.fake.Remove(users + "/" + member)
	equal(t, c.body(at(groups, key))["members"], []any{})
	c.fake.Remove(groups + "/" + key)
	c.must(404, "GET", at(groups, key), nil)
	if c.fake.Document(groups+"/"+key) != nil {
		t.Error("the group is still there")
	}

	secret := c.fake.Add(passwords, map[string]any{"plain": "x"})
	withSecret := c.fake.Add(users, user("p", secret))
	if c.body(at(users, withSecret))["password_created"] == nil {
		t.Error("there is no date")
	}
	next := c.fake.Add(passwords, map[string]any{"plain": "y"})
	c.fake.Edit(users+"/"+withSecret, func(doc map[string]any) { doc["password"] = next })
	if c.fake.PasswordOf(secret) != "" || c.fake.PasswordOf(next) != "y" {
		t.Error("the password was not replaced")
	}
}

func TestSetOrder(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	second := c.fake.Add(loginMethods, map[string]any{"type": "local", "name": "second"})
	c.fake.SetOrder([]string{second, "-100"})
	equal(t, c.fake.Order(), []string{second, "-100"})
	items := as[[]any](t, c.must(200, "GET", at(loginMethods), nil)["items"])
	equal(t, as[map[string]any](t, items[0])["key"], second)
}

func TestSeamsPanic(t *testing.T) {
	t.Parallel()
	fake := New(Options{})
	for name, misuse := range map[string]func(){
		"no collection": func() { fake.Documents("groups") },
		"no document":   func() { fake.Remove(groups + "/nothing") },
		"no order":      func() { fake.SetOrder(nil) },
		"no JSON":       func() { fake.Add(groups, map[string]any{"a": make(chan int)}) },
		"lock mode":     func() { New(Options{LockMode: "nonsense"}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			misuse()
		}()
	}
}

func TestKeysAreReproducible(t *testing.T) {
	t.Parallel()
	add := func(seed uint64) string { return New(Options{Seed: seed}).Add(groups, group("a")) }
	first, again, other := add(1), add(1), add(2)
	if first != again || first == other {
		t.Error("keys do not come from the seed")
	}
}

func TestListsWithAndWithoutBodies(t *testing.T) {
	t.Parallel()
	for _, bare := range []bool{false, true} {
		c := start(t, Options{BareLists: bare})
		for collection := range c.fake.kinds {
			if collection == passwords {
				continue
			}
			for _, element := range as[[]any](t, c.must(200, "GET", at(collection), nil)["items"]) {
				item := as[map[string]any](t, element)
				key := as[string](t, item["key"])
				one := c.must(200, "GET", at(collection, key), nil)
				if bare {
					one["body"] = nil
				}
				equal(t, item["body"], one["body"])
			}
		}
	}
}
