package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

const warnAbout = `Alice keeps what she was granted by hand, and gets two grants beside it, and a key. Bob has changed
teams: from now on Git has all of his grants. What he still has from before is not in it.`

func (a *access) planFirst(ctx context.Context) error {
	if err := a.write("versions.tf", "lookup.tf", "alice.tf", "bob.tf", "gateway.tf"); err != nil {
		return err
	}
	if err := a.init(ctx); err != nil {
		return err
	}
	seen := a.server.Watch()
	p, err := a.plan(ctx, "-out "+planFile)
	if err != nil {
		return err
	}
	warning := warnings(a.tf.last.output)
	return a.say.check(
		that(p.counts == counts{created: 5}, "two grants and a key for Alice, the grants of Bob, and the mobile gateway"),
		that(strings.Contains(warning, domain), "the plan warns, and names the grant that Bob will lose"),
		that(!strings.Contains(warning, staff),
			"%q, which he has by a rule of PrivX and not by a grant, is not in question", staff),
		that(len(writes(seen())) == 0, "PrivX got no request that changes anything"),
	)
}

const grantAbout = `Alice's two grants are made side by side, though PrivX knows no locks and only takes all grants of a
user at once. It answers slowly here, so that they do meet.`

func (a *access) applyFirst(ctx context.Context) error {
	a.server.Fake.SetLatency(latency)
	defer a.server.Fake.SetLatency(0)
	seen := a.server.Watch()
	if err := a.applyPlan(ctx); err != nil {
		return err
	}
	once, float := a.held(a.alice, databases), a.held(a.alice, emergency)
	key := a.key()
	return a.say.check(
		that(a.has(a.alice, audit, databases, emergency), "Alice has both, beside %q from before: none is lost (it took %s "+
			"of her grants)",
			audit, plural(a.writesOfGrants(a.alice, seen()), "write")),
		that(once["grant_type"] == "TIME_RESTRICTED" && float["grant_type"] == "FLOATING" && float["floating_length"] == 8.0,
			"one is for a weekend, the other for eight hours that have not begun"),
		that(a.has(a.bob, web) && a.mapped(a.bob, staff),
			"Bob has %q and no other grant; %q, by rule, was not touched", web, staff),
		that(equal(key["source_address"], []any{"198.51.100.0/24"}) && endsIn(key, 365*24*time.Hour),
			"Alice's key is there, for a year and from her office only"),
		that(a.registered(), "PrivX is registered at the mobile gateway"),
	)
}

// latency is long enough for requests made side by side to overlap.
const latency = 30 * time.Millisecond

func (a *access) writesOfGrants(user string, requests []fakehttp.Request) int {
	n := 0
	for _, r := range requests {
		if r.Method == http.MethodPut && strings.HasSuffix(r.Path, "/users/"+user+"/roles") {
			n++
		}
	}
	return n
}

// endsIn reports whether a key ends after that time, give or take a minute.
func endsIn(key map[string]any, life time.Duration) bool {
	text, _ := key["not_after"].(string)
	end, err := time.Parse(time.RFC3339, text)
	return err == nil && (time.Until(end)-life).Abs() < time.Minute
}

const floatAbout = `A FLOATING grant begins with the first connection. PrivX then makes it a TIME_RESTRICTED one, so
what it has is no longer what the configuration says. It must not be taken for a change: she would get
her eight hours anew at every apply.`

func (a *access) float(ctx context.Context) error {
	a.say.happens("Alice", fmt.Sprintf("connects to a host with %q", emergency))
	a.server.Fake.StartFloating(a.alice, a.roles[emergency])
	p, err := a.plan(ctx, "-detailed-exitcode")
	if err != nil {
		return err
	}
	return a.say.check(
		that(a.held(a.alice, emergency)["grant_type"] == "TIME_RESTRICTED", "in PrivX her eight hours are running"),
		that(!p.changes, "exit code 0: there is nothing to do"),
	)
}

const protectAbout = `Unregistering PrivX at the mobile gateway destroys the pairing of every phone. Whoever destroys
the configuration on a whim gets an explanation.`

func (a *access) protect(ctx context.Context) error {
	seen := a.server.Watch()
	printed, err := a.destroyRefused(ctx)
	if err != nil {
		return err
	}
	return a.say.check(
		that(strings.Contains(oneLine(printed), "set deletion_protection = false"), "refused, with the reason and the way "+
			"to do it all the same"),
		that(len(writes(seen())) == 0, "nothing was destroyed, not even what has no protection"),
	)
}

const leaveAbout = "It is meant. The protection is turned off first; then all that Terraform has made goes, and " +
	"nothing else."

func (a *access) destroyAll(ctx context.Context) error {
	if err := a.edit("gateway.tf", "deletion_protection = true", "deletion_protection = false"); err != nil {
		return err
	}
	if _, err := a.plan(ctx, "-out "+planFile); err != nil {
		return err
	}
	if err := a.applyPlan(ctx); err != nil {
		return err
	}
	if err := a.destroy(ctx); err != nil {
		return err
	}
	content, err := a.cli.Show(ctx)
	if err != nil {
		return err
	}
	return a.say.check(
		that(a.has(a.alice, audit), "Alice still has %q, which was granted by hand, and nothing of ours", audit),
		that(a.has(a.bob) && a.mapped(a.bob, staff), "Bob has no grant any more, and still %q by rule", staff),
		that(a.key() == nil && !a.registered(), "the key is gone, and so is the registration"),
		that(content.Values == nil, "Terraform's state is empty"),
	)
}
