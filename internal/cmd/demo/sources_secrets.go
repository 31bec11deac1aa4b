package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

const rotateAbout = `The bind password has changed. The new one goes into the vault, from which the variable comes;
Terraform keeps no secret to compare it with, so raising its version says: send it.`

func (s *sources) rotate(ctx context.Context) error {
	s.say.happens("You", "put the new password into the vault: TF_VAR_directory_bind_password=...")
	if err := giveSecrets(newBindPassword); err != nil {
		return err
	}
	if err := s.edit("directory.tf", "bind_password_wo_version = 1", "bind_password_wo_version = 2"); err != nil {
		return err
	}
	before := s.stored(directory)
	p, err := s.plan(ctx, "-out "+planFile)
	if err != nil {
		return err
	}
	seen := s.server.Watch()
	if err := s.applyPlan(ctx); err != nil {
		return err
	}
	after := s.stored(directory)
	if err := s.say.check(
		that(p.counts == counts{updated: 1}, "one source to change, in place"),
		that(connection(before)["ldap_bind_password"] == bindPassword &&
			connection(after)["ldap_bind_password"] == newBindPassword,
			"PrivX now has the new password"),
		that(sent(seen(), newBindPassword) && !sent(seen(), clientSecret) && !sent(seen(), awsSecret),
			"only this secret was sent, the others stayed where they are"),
	); err != nil {
		return err
	}
	log, err := os.ReadFile(filepath.Join(s.folder, traceFile))
	if err != nil {
		return err
	}
	leaks, err := s.searchForSecrets()
	if err != nil {
		return err
	}
	return s.say.check(
		that(strings.Contains(string(log), "ldap_bind_password"), "the log, at its most talkative (TRACE, %d MB so far), "+
			"shows the request",
			len(log)>>20),
		leaks,
	)
}

func (s *sources) searchForSecrets() (claim, error) {
	return s.noTraceOf(bindPassword, newBindPassword, clientSecret, awsSecret, partnersPassword)
}
