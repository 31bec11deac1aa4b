package main

import (
	"context"
	"encoding/json"
	"maps"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

// What the console changes, and what a PrivX newer than this provider adds by itself: a field that nobody here knows.
const (
	rightFilter  = "(&(objectClass=person)(employeeType=active))" // in sources/directory.tf
	wideFilter   = "(objectClass=*)"
	unknownField = "ldap_referral_limit"
	unknownValue = 3.0
)

const driftAbout = `An administrator turns off the second factor and lets every object of the directory log in. As PrivX
is newer than this provider, the console also sets a field that the provider has never heard of.`

func (s *sources) drift(ctx context.Context) error {
	s.say.happens("Administrator", `"Corporate directory": MFA RADIUS -> disabled, user filter -> `+wideFilter)
	s.say.happens("Administrator", `"Corporate directory": referral limit -> 3 (a new field: `+unknownField+`)`)
	s.server.Fake.Edit(s.pathOf(directory), func(doc map[string]any) {
		c := connection(doc)
		c["mfa_type"], c["ldap_user_filter"], c[unknownField] = "DISABLED", wideFilter, unknownValue
	})
	p, err := s.plan(ctx, "-out "+planFile)
	if err != nil {
		return err
	}
	return s.say.check(
		that(p.counts == counts{updated: 1}, "the plan would change this one source in place, and nothing else"),
		that(p.turns("pam_privx_source.directory", "mfa.type", "DISABLED", "RADIUS") &&
			p.turns("pam_privx_source.directory", "ldap.user_filter", wideFilter, rightFilter),
			"both changes are in sight, with what is there and what should be"),
	)
}

const healAbout = "The same plan, carried out, brings back what is in Git, and touches nothing else."

func (s *sources) heal(ctx context.Context) error {
	changed := definition(s.stored(directory))
	seen := s.server.Watch()
	if err := s.applyPlan(ctx); err != nil {
		return err
	}
	want := maps.Clone(changed)
	c := maps.Clone(connection(changed))
	c["mfa_type"], c["ldap_user_filter"] = "RADIUS", rightFilter
	want["connection"] = c

	healed := s.stored(directory)
	return s.say.check(
		that(connection(healed)["mfa_type"] == "RADIUS", "the second factor is back, and so is the filter"),
		that(connection(healed)[unknownField] == unknownValue,
			"%s, which the provider does not know, is still there", unknownField),
		that(equal(definition(healed), want), "every other field is as it was"),
		that(connection(healed)["ldap_bind_password"] == bindPassword && !sent(seen(), bindPassword),
			"the bind password is the same, and was not sent again"),
	)
}

func (s *sources) pathOf(name string) string {
	id, _ := s.stored(name)["id"].(string)
	return "sources/" + id
}

// sent reports whether a text was in the body of a request.
func sent(requests []fakehttp.Request, text string) bool {
	quoted, err := json.Marshal(text)
	for _, r := range requests {
		if err != nil || strings.Contains(string(r.Body), string(quoted)) {
			return true
		}
	}
	return false
}

const mistakeAbout = "Two slips of the hand: a port that is none, and a setting of Azure in an LDAP directory."

func (s *sources) mistake(ctx context.Context) error {
	if err := s.edit("directory.tf", "port                       = 636", "port                       = 0"); err != nil {
		return err
	}
	if err := s.edit("directory.tf", "  mfa = {", "  azure = { tenant_id = \"corp\" }\n\n  mfa = {"); err != nil {
		return err
	}
	seen := s.server.Watch()
	printed, err := s.planRefused(ctx)
	if err != nil {
		return err
	}
	if err := s.say.check(
		that(strings.Contains(printed, "between 1 and 65535") && strings.Contains(printed, "Group of another type"),
			"the plan is refused, and both lines at fault are named"),
		that(len(seen()) == 0, "PrivX did not get a single request"),
	); err != nil {
		return err
	}
	s.say.happens("You", "take both back")
	return s.write("directory.tf")
}
