package object_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/object"
)

const (
	aThing = "shelf_thing"
	aPart  = "shelf_part"
)

func named(name string) string { return fmt.Sprintf("name = %q\n", name) }

func secret(text string, version int) string {
	return fmt.Sprintf("name = \"clock\"\nsecret_wo = %q\nsecret_wo_version = %d\n", text, version)
}

// says fails the test unless one of the texts holds the other.
func says(t *testing.T, texts []string, want string) {
	t.Helper()
	if !slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, want) }) {
		t.Errorf("want %q in %q", want, texts)
	}
}

func TestLife(t *testing.T) {
	t.Parallel()
	f := newFixture()
	run := f.run(t)
	state := run.MustApply(aThing, acctest.State{}, secret("one", 1))
	if state.Attribute(t, "id") != "t-1" || f.server.all[0].Secret != "one" {
		t.Errorf("created: %v, %v", state.Value, f.server.all)
	}
	state = run.MustApply(aThing, state, secret("two", 1))
	if f.server.all[0].Secret != "one" {
		t.Error("a secret of an old version was sent")
	}
	state = run.MustApply(aThing, state, secret("two", 2))
	if f.server.all[0].Secret != "two" || state.Attribute(t, "secret_wo") != "null" {
		t.Errorf("a new version was not sent, or is in the state: %v", state.Value)
	}
	f.server.all[0].Comment = "changed elsewhere"
	state = run.MustRead(aThing, state)
	if got := state.Attribute(t, "comment"); got != "changed elsewhere" {
		t.Errorf("drift: %q", got)
	}
	run.Destroy(aThing, state).MustSucceed(t)
	if gone := run.MustRead(aThing, state); gone.Exists() || len(f.server.all) != 0 {
		t.Error("it is still there")
	}
}

// TestErrors names the object by name and id, and stands on the attribute that the server names.
func TestErrors(t *testing.T) {
	t.Parallel()
	f := newFixture()
	run := f.run(t)
	f.server.fail["create"] = errors.New("shelf full")
	state, diags := run.Apply(aThing, acctest.State{}, named("clock"))
	diags.MustFail(t, "", `Could not create the thing "clock": shelf full`)
	if state.Exists() {
		t.Error("what was not created is in the state")
	}
	state = run.MustApply(aThing, acctest.State{}, named("clock"))
	for property, attribute := range map[string]string{
		"name": "name", "body.remark": "comment", "errors.name": "name", "elsewhere": "", "0": "",
	} {
		f.server.fail["update"] = &refusal{property}
		_, diags := run.Apply(aThing, state, named("watch"))
		diags.MustFail(t, attribute, `Could not update the thing "clock" (t-1): refused: `+property)
	}
	f.server.fail["get"] = errors.New("shelf locked")
	_, diags = run.Read(aThing, state)
	diags.MustFail(t, "", `Could not read the thing "clock" (t-1)`)
	f.server.fail["delete"] = errors.New("in use")
	run.Destroy(aThing, state).MustFail(t, "", `Could not delete the thing "clock" (t-1): in use`)
	run.Validate(aThing, named("forbidden")).MustFail(t, "name", "no such name")
	if !run.Plan(aThing, state, named("other")).Replace {
		t.Error("Plan cannot replace")
	}
}

// TestDoneAllTheSame is about calls that did what they were to do, and have something to say.
func TestDoneAllTheSame(t *testing.T) {
	t.Parallel()
	f := newFixture()
	run := f.run(t)
	f.server.made = true
	f.server.fail["create"] = errors.New("the bell does not ring")
	state, diags := run.Apply(aThing, acctest.State{}, named("clock"))
	diags.MustSucceed(t)
	says(t, diags.Warnings(), `Creating the thing "clock" (t-1) did not end well: the bell does not ring`)
	if state.Attribute(t, "id") != "t-1" {
		t.Errorf("the state has not what exists: %v", state.Value)
	}
	f.server.fail["reread"] = errors.New("dark")
	state, diags = run.Apply(aThing, state, named("watch"))
	diags.MustSucceed(t)
	says(t, diags.Warnings(), `The thing "clock" (t-1) was updated, but could not be read: dark`)
	if state.Attribute(t, "name") != "watch" {
		t.Errorf("the state has not what was written: %v", state.Value)
	}
	f.server.fail["reread"] = errors.New("dark")
	_, diags = run.Apply(aThing, acctest.State{}, named("bell"))
	says(t, diags.Warnings(), `The thing "bell" (t-2) was created, but could not be read: dark`)

	part := run.MustApply(aPart, acctest.State{}, "whole = \"t-1\"\nkeys = \"\"\n")
	says(t, run.Destroy(aPart, part).Warnings(), "Left: as it is")
}

func TestWithoutAClient(t *testing.T) {
	t.Parallel()
	f := newFixture()
	state := f.run(t).MustApply(aThing, acctest.State{}, named("clock"))

	f.missing = fmt.Errorf("the shelf's place is %w", object.ErrUnknown)
	run := f.run(t)
	kept, diags := run.Read(aThing, state)
	diags.MustSucceed(t)
	says(t, diags.Warnings(), `The thing "clock" (t-1) is shown as it was last seen`)
	if !kept.Value.Equal(state.Value) || kept.Identity == nil {
		t.Error("what could not be refreshed is not as it was")
	}
	run.Plan(aThing, state, named("watch")).Diagnostics.MustSucceed(t)

	f.missing = errors.New("set the shelf's place")
	run = f.run(t)
	run.Plan(aThing, acctest.State{}, named("clock")).Diagnostics.MustFail(t, "", "Shelf is not configured: set the "+
		"shelf's place")
	run.Validate(aThing, named("clock")).MustSucceed(t)
	_, diags = run.Data("shelf_x_thing", named("clock"))
	diags.MustFail(t, "", "Shelf is not configured")
}

func TestImport(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.server.all = []thing{
		{ID: "t-1", Name: "clock", Comment: "ticks"},
		{ID: "t-2", Name: "bell"},
		{ID: "t-3", Name: "bell"},
		{ID: "t-4", Name: "a/b"},
	}
	run := f.run(t)
	for id, want := range map[string]string{
		"t-1": "t-1", "name:clock": "t-1", "name:a/b": "t-4",
	} {
		state, diags := run.Import(aThing, id)
		diags.MustSucceed(t)
		if state.Attribute(t, "id") != want || want == "t-1" && state.Attribute(t, "comment") != "ticks" {
			t.Errorf("%s: %v", id, state.Value)
		}
		byIdentity, diags := run.ImportIdentity(aThing, state.Identity)
		diags.MustSucceed(t)
		if !byIdentity.Value.Equal(state.Value) {
			t.Error("by identity it is another one")
		}
	}
	for id, message := range map[string]string{
		"":          "The thing is imported by its id, such as t-7, or by name: name:NAME; the id given is empty.",
		"clock":     `this is "clock"`,
		"name:":     `this is "name:"`,
		"name:bell": `2 objects are named "bell"; choose one by its id: t-2, t-3.`,
		"name:no":   `Nothing is named "no"`,
		"t-9":       "Could not import the thing t-9: no such thing",
	} {
		_, diags := run.Import(aThing, id)
		diags.MustFail(t, "", message)
	}

	state, diags := run.Import(aPart, "name:clock/1")
	diags.MustSucceed(t)
	if state.Attribute(t, "id") != "t-1/1" || state.Attribute(t, "whole") != "t-1" ||
		state.Attribute(t, "keys") != "ticks" {
		t.Errorf("a part: %v", state.Value)
	}
	for id, message := range map[string]string{
		"t-1":        "The part is imported by its id, such as t-7/1, or by name: name:NAME/1",
		"t-1/name:x": `this is "t-1/name:x"`,
		"t-1/9":      "the thing has no part 9",
	} {
		_, diags := run.Import(aPart, id)
		diags.MustFail(t, "", message)
	}

	// The first update after the import gets no state, the second one does.
	for _, before := range []string{"nothing", "new"} {
		state, diags = run.Apply(aPart, state, fmt.Sprintf("whole = \"t-1\"\nkeys = %q\n", "new"+before))
		diags.MustSucceed(t)
		says(t, diags.Warnings(), "Updated: from "+before)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.server.all = []thing{
		{ID: "t-1", Name: "clock", Comment: "ticks"},
		{ID: "t-2", Name: "bell", Comment: "rings"},
		{ID: "t-3", Comment: "ticks"},
	}
	run := f.run(t)
	list := func(body string, limit int64) string {
		t.Helper()
		found, diags := run.List(aThing, body, limit, true)
		diags.MustSucceed(t)
		var names []string
		for _, one := range found {
			if got := one.Attribute(t, "comment"); got == "null" {
				t.Errorf("%s is not whole", one.DisplayName)
			}
			names = append(names, one.DisplayName)
		}
		return strings.Join(names, " ")
	}
	for body, want := range map[string]string{
		"": "clock bell t-3", `name_regex = "^.l"`: "clock", `comment = "ticks"`: "clock t-3",
		"comment = \"ticks\"\nname_regex = \"k\"": "clock",
	} {
		if got := list(body, 0); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
	if got := list("", 2); got != "clock bell" {
		t.Errorf("with a limit of 2: %q", got)
	}
	_, diags := run.List(aThing, `name_regex = "("`, 0, false)
	diags.MustFail(t, "name_regex", "regular expression")
	f.server.fail["list"] = errors.New("dark")
	_, diags = run.List(aThing, "", 0, false)
	diags.MustFail(t, "", "Could not list every thing: dark")
	f.missing = errors.New("set the shelf's place")
	_, diags = f.run(t).List(aThing, "", 0, false)
	diags.MustFail(t, "", "Shelf is not configured")
}

func TestLookup(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.server.all = []thing{
		{ID: "t-1", Name: "clock", Comment: "ticks"}, {ID: "t-2", Name: "bell"}, {ID: "t-3", Name: "bell", Comment: "ticks"},
	}
	run := f.run(t)
	for _, body := range []string{`id = "t-1"`, `name = "clock"`} {
		v, diags := run.Data("shelf_x_thing", body)
		diags.MustSucceed(t)
		if acctest.Attribute(t, v, "id") != "t-1" || acctest.Attribute(t, v, "name") != "clock" {
			t.Errorf("%s: %v", body, v)
		}
	}
	for body, message := range map[string]string{
		`id = "t-9"`: `no thing has the id "t-9"`, `name = "no"`: `no thing is named "no"`,
		`name = "bell"`: `2 objects are named "bell"; choose one of them by id: t-2, t-3`, "": "",
	} {
		_, diags := run.Data("shelf_x_thing", body)
		if !diags.Failed() {
			t.Errorf("%s: found", body)
		}
		says(t, diags.Errors(), message)
	}
	for body, want := range map[string]string{
		"": "clock bell bell", `name_regex = "^b"`: "bell bell",
		"comment = \"ticks\"\nname_regex = \"b\"": "bell", `comment = "no"`: "",
	} {
		v, diags := run.Data("shelf_x_things", body)
		diags.MustSucceed(t)
		if got := acctest.Names(t, v, "things"); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
	_, diags := run.Data("shelf_x_things", `name_regex = "("`)
	diags.MustFail(t, "name_regex", "regular expression")
}

func TestExample(t *testing.T) {
	t.Parallel()
	f := newFixture()
	if e := f.part.Example(); e.ID != "t-7/1" || e.ByName != "name:NAME/1" ||
		len(e.Identity) != 2 || e.Identity[1][0] != "number" {
		t.Errorf("%+v", e)
	}
	if f.part.List() != nil {
		t.Error("what cannot be listed has a list resource")
	}
}
