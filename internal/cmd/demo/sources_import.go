package main

import "context"

const importAbout = `"Contractors" was made in the console, by somebody who has left. An import block with its id and
the written-out configuration take it over. Nobody has to know its bind password.`

func (s *sources) adopt(ctx context.Context) error {
	before := s.stored(contractors)
	s.say.happens("You", "add contractors.tf, with an import block")
	if err := s.write("contractors.tf"); err != nil {
		return err
	}
	seen := s.server.Watch()
	p, err := s.plan(ctx, "-out "+planFile)
	if err != nil {
		return err
	}
	if err := s.say.check(that(p.counts == counts{imported: 1}, "one to import, and no other change")); err != nil {
		return err
	}
	if err := s.applyPlan(ctx); err != nil {
		return err
	}
	again, err := s.plan(ctx, "-detailed-exitcode")
	if err != nil {
		return err
	}
	after := s.stored(contractors)
	leaks, err := s.searchForSecrets()
	if err != nil {
		return err
	}
	return s.say.check(
		that(!again.changes, "exit code 0: from now on it is as good as made by Terraform"),
		that(len(writes(seen())) == 0 && equal(definition(after), definition(before)),
			"PrivX got no request that changes anything, its password included"),
		leaks,
	)
}
