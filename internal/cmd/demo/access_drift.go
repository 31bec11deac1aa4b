package main

import (
	"context"
	"fmt"
	"strings"
)

const meddleAbout = "A hectic day: grants are made by hand, and a key is deleted that was taken for somebody else's."

// permanent is a grant without end, as plans have it.
var permanent = map[string]any{"grant_type": "PERMANENT", "grant_validity_periods": []any{}, "floating_length": nil}

func (a *access) meddle(ctx context.Context) error {
	a.say.happens("Administrator", fmt.Sprintf("grants %q to Bob", domain))
	a.grant(a.bob, domain)
	a.say.happens("Administrator", fmt.Sprintf("makes Alice's grant of %q permanent", databases))
	a.grant(a.alice, databases)
	a.say.happens("Administrator", "deletes Alice's key")
	a.server.Fake.Remove(fmt.Sprint("authorized_keys/", a.key()["id"]))

	p, err := a.plan(ctx, "-out "+planFile)
	if err != nil {
		return err
	}
	return a.say.check(
		that(p.counts == counts{created: 1, updated: 2}, "the key is to be made again, two objects are to be changed, and "+
			"nothing else"),
		that(p.turns("pam_privx_user_roles.bob", "roles."+a.roles[domain], permanent, nil) &&
			strings.Contains(warnings(a.tf.last.output), domain),
			"the plan takes the grant from Bob, and says so by name"),
		that(p.turns("pam_privx_user_role.move", "grant_type", "PERMANENT", "TIME_RESTRICTED"),
			"Alice's grant is to be limited to its weekend again"),
	)
}

const mendAbout = `What is in Git is brought back. To do that, all of Alice's grants are written, among them the
one that is running: it must run on, and not begin anew.`

func (a *access) mend(ctx context.Context) error {
	running := a.held(a.alice, emergency)
	if err := a.applyPlan(ctx); err != nil {
		return err
	}
	return a.say.check(
		that(a.has(a.bob, web), "Bob has %q and no other grant", web),
		that(a.held(a.alice, databases)["grant_type"] == "TIME_RESTRICTED", "Alice's grant is for its weekend again"),
		that(a.has(a.alice, audit, databases, emergency) && equal(a.held(a.alice, emergency), running),
			"her eight hours run on, to the second, and %q is hers as before", audit),
		that(a.key()["user_id"] == a.alice, "her key is there again"),
	)
}

const badGrantAbout = "Two slips of the hand: a floating grant of no length, and a weekend that ends before it begins."

func (a *access) badGrant(ctx context.Context) error {
	if err := a.edit("alice.tf", "  floating_length = 8\n", ""); err != nil {
		return err
	}
	err := a.edit("alice.tf", `grant_end = "2047-02-14T22:00:00+01:00"`, `grant_end = "2047-02-12T22:00:00+01:00"`)
	if err != nil {
		return err
	}
	seen := a.server.Watch()
	printed, err := a.planRefused(ctx)
	if err != nil {
		return err
	}
	if err := a.say.check(
		that(strings.Contains(printed, "No length") && strings.Contains(printed, "Period ends before it begins"),
			"the plan is refused, and both are explained"),
		that(len(seen()) == 0, "PrivX did not get a single request"),
	); err != nil {
		return err
	}
	a.say.happens("You", "take both back")
	return a.write("alice.tf")
}
