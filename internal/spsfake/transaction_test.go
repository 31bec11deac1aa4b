package spsfake

import (
	"strings"
	"testing"
)

func TestIsolation(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	reader := c.another()
	key := c.create(at(groups), group("a"))
	c.must(200, "GET", at(groups, key), nil)
	reader.refused(404, "NotFound", "", "GET", at(groups, key), nil)
	if c.fake.Document(groups+"/"+key) != nil {
		t.Error("what is not committed is there")
	}
	c.commit()
	reader.must(200, "GET", at(groups, key), nil)

	reader.open() // and sees what was committed when it began
	c.must(200, "DELETE", at(groups, key), nil)
	c.commit()
	reader.must(200, "GET", at(groups, key), nil)
	reader.must(200, "DELETE", transactionPath, nil)
	reader.must(404, "GET", at(groups, key), nil)
	if n := c.fake.Commits(); n != 2 {
		t.Errorf("there are %d commits", n)
	}
}

func TestTransactionShapes(t *testing.T) {
	t.Parallel()
	const rest = `"key":"transaction","meta":{"href":"/api/transaction","parent":"/api"}}`
	status := func(doc map[string]any) any {
		if inner, old := doc["transaction"].(map[string]any); old {
			return inner["status"]
		}
		return as[map[string]any](t, doc["body"])["status"]
	}
	for name, tc := range map[string]struct {
		options Options
		want    string
	}{
		"old": {
			Options{OldTransactionShape: true},
			`{` + strings.TrimSuffix(rest, "}") + `,"transaction":{"status":"closed"}}`,
		},
		"new": {
			Options{},
			`{"body":{"commit_message":"optional","status":"closed"},` + rest,
		},
		"message required": {
			Options{RequireCommitMessage: true},
			`{"body":{"commit_message":"required","status":"closed"},` + rest,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t, tc.options)
			if got := toJSON(t, c.must(200, "GET", transactionPath, nil)); got != tc.want {
				t.Errorf("got %s", got)
			}
			doc := c.must(200, "POST", transactionPath, nil)
			meta := as[map[string]any](t, doc["meta"])
			if status(doc) != "open" || meta["remaining_seconds"] != 600.0 || meta["changes"] != nil {
				t.Errorf("got %v", doc)
			}
			c.create(at(groups), group("a"))
			meta = as[map[string]any](t, c.must(200, "GET", transactionPath, nil)["meta"])
			if meta["changes"] != transactionPath+"/changes" {
				t.Errorf("got %v", meta)
			}
			body := commitBody()
			if tc.options.RequireCommitMessage {
				c.refused(400, "SyntacticError", "message", "PUT", transactionPath, body)
				body["commit_message"] = "because"
			}
			if got := toJSON(t, c.must(200, "PUT", transactionPath, body)); got != tc.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestTransactionRefusals(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	for _, method := range []string{"PUT", "DELETE"} {
		c.refused(409, "NoTransaction", "open a transaction", method, transactionPath, commitBody())
	}
	c.refused(409, "NoTransaction", "", "GET", transactionPath+"/changes", nil)
	c.refused(400, "SyntacticError", "empty", "POST", transactionPath, "{}")
	c.open()
	c.refused(409, "TransactionAlreadyOpen", "", "POST", transactionPath, nil)
	for body, word := range map[string]string{
		"": "not JSON", "[]": "not a JSON object", "{}": "status: missing", `{"status":"rollback"}`: "status: must be",
		`{"status":"commit","x":1}`: "x: unknown", `{"status":"commit"}}`: "not JSON",
		`{"status":"commit","message":1}`: "message",
	} {
		c.refused(400, "SyntacticError", word, "PUT", transactionPath, body)
	}
	c.must(200, "PUT", transactionPath, `{"status":"commit","message":"m"}`)
}

func TestOpening(t *testing.T) {
	t.Parallel()
	c := start(t, Options{NoAutoOpen: true})
	c.refused(409, "NoTransaction", "", "POST", at(groups), group("a"))
	c.must(200, "GET", at(groups), nil)
	c.open()
	c.create(at(groups), group("a"))
	c.must(200, "DELETE", transactionPath, nil)
	if keys := c.fake.OpenTransactions(); keys != 0 {
		t.Errorf("there are %d transactions", keys)
	}

	c = start(t, Options{})
	c.refused(400, "SyntacticError", "", "POST", at(groups), "{}")
	if n := c.fake.OpenTransactions(); n != 0 {
		t.Error("a change that was refused opened a transaction")
	}
	c.create(at(groups), group("a"))
	if n := c.fake.OpenTransactions(); n != 1 {
		t.Error("a change opened no transaction")
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	old, gone := c.fake.Add(groups, group("old")), c.fake.Add(groups, group("gone"))
	second := c.fake.Add(loginMethods, map[string]any{"type": "local", "name": "second"})
	c.password("not to be seen")
	made := c.create(at(groups), group("made"))
	c.must(200, "PUT", at(groups, old), group("new"))
	c.must(200, "DELETE", at(groups, gone), nil)
	c.must(200, "DELETE", at(groups, c.create(at(groups), group("never"))), nil)
	c.must(200, "PUT", at(loginMethods)+"/@order", []string{second, "-100"})
	doc := c.must(200, "GET", transactionPath+"/changes", nil)
	if text := toJSON(t, doc); strings.Contains(text, "not to be seen") || strings.Contains(text, "never") {
		t.Errorf("got %s", text)
	}
	equal(t, as[[]any](t, doc["changes"])[1:], []any{
		map[string]any{"type": "create", "path": at(groups, made), "new_value": value("made")},
		map[string]any{"type": "replace", "path": at(groups, old), "old_value": value("old"), "new_value": value("new")},
		map[string]any{"type": "delete", "path": at(groups, gone), "old_value": value("gone")},
		map[string]any{
			"type": "reorder", "path": at(loginMethods),
			"old_order": []any{"-100", second}, "new_order": []any{second, "-100"},
		},
	})
	c.commit()
	equal(t, c.fake.Order(), []string{second, "-100"})
}

func value(name string) map[string]any { return map[string]any{"name": name, "members": []any{}} }

func TestFailCommit(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.fake.FailCommit(1, 0, "", "")
	c.create(at(groups), group("a"))
	for range 2 {
		c.refused(422, "TransactionProcessingError", "deployed", "PUT", transactionPath, commitBody())
	}
	c.must(200, "DELETE", transactionPath, nil)
	c.create(at(groups), group("a"))
	c.commit()

	c.fake.FailCommitIf(func(changes []string) bool {
		return strings.Contains(strings.Join(changes, "\n"), " bad")
	}, 0, 500, "InternalError", "no")
	c.create(at(groups), group("good"))
	c.commit()
	bad := c.create(at(groups), group("bad"))
	c.refused(500, "InternalError", "no", "PUT", transactionPath, commitBody())
	c.must(200, "GET", at(groups, bad), nil) // it is still open
	c.fake.ClearCommitFailures()
	c.refused(500, "InternalError", "no", "PUT", transactionPath, commitBody())
}
