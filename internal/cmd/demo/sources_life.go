package main

import (
	"context"
	"maps"
	"path"
	"reflect"
	"slices"
)

const installAbout = `A team keeps the directories of its PrivX in Git: one LDAP with RADIUS as second factor, one
OIDC, one AWS. URL, credentials and CA of PrivX are in the environment, secrets too.`

func (s *sources) install(ctx context.Context) error {
	if err := giveSecrets(bindPassword); err != nil {
		return err
	}
	if err := s.write(sourcesStart...); err != nil {
		return err
	}
	if err := s.init(ctx); err != nil {
		return err
	}
	_, providers, err := s.cli.Version(ctx, true)
	if err != nil {
		return err
	}
	var names []string
	for address := range providers {
		names = append(names, path.Base(address))
	}
	return s.say.check(that(slices.Equal(names, []string{"pam"}), "a real init, from a folder instead of a registry, "+
		"without a network"))
}

const planAbout = "What would be made? PrivX is not changed by asking."

func (s *sources) planFirst(ctx context.Context) error {
	seen := s.server.Watch()
	p, err := s.plan(ctx, "-out "+planFile)
	if err != nil {
		return err
	}
	return s.say.check(
		that(p.counts == counts{created: 3}, "three sources to add, and nothing else"),
		that(len(writes(seen())) == 0, "PrivX got no request that changes anything"),
	)
}

const applyAbout = "The plan is carried out. Secrets come from ephemeral variables, so they are not in the saved plan."

func (s *sources) applyFirst(ctx context.Context) error {
	seen := s.server.Watch()
	if err := s.applyPlan(ctx); err != nil {
		return err
	}
	ldap, oidc, aws := s.stored(directory), s.stored(sso), s.stored(production)
	mapping, _ := oidc["external_user_mapping"].([]any)
	return s.say.check(
		that(slices.Equal(s.names(), []string{production, contractors, directory, laboratory, sso}),
			"PrivX has the three beside the two that were there before"),
		that(len(writes(seen())) == 3, "it took three requests, one for each"),
		that(connection(ldap)["mfa_type"] == "RADIUS" && connection(ldap)["ldap_bind_password"] == bindPassword &&
			connection(oidc)["oidc_client_secret"] == clientSecret && connection(aws)["iam_secret_access_key"] == awsSecret,
			"each has what the configuration says, and its secret"),
		that(len(mapping) == 1 &&
			reflect.DeepEqual(mapping[0], map[string]any{"source_id": ldap["id"], "source_search_field": "mail"}),
			"single sign-on refers to the directory by the id that PrivX has just given it"),
	)
}

const againAbout = "Terraform reads everything back and compares."

func (s *sources) planAgain(ctx context.Context) error {
	seen := s.server.Watch()
	p, err := s.plan(ctx, "-detailed-exitcode")
	if err != nil {
		return err
	}
	return s.say.check(
		that(!p.changes, "exit code 0: what PrivX says back is what was configured, to the last field"),
		that(len(writes(seen())) == 0, "PrivX got %s", tally(seen())),
	)
}

const destroyAbout = "All that the configuration has made or taken over goes. All else must stay."

func (s *sources) destroyAll(ctx context.Context) error {
	if err := s.destroy(ctx); err != nil {
		return err
	}
	content, err := s.cli.Show(ctx)
	if err != nil {
		return err
	}
	return s.say.check(
		that(slices.Equal(s.names(), []string{laboratory}), "PrivX holds nothing of ours any more"),
		that(maps.EqualFunc(definition(s.stored(laboratory)), definition(s.laboratory), equal),
			"%q, kept by hand by somebody else, is as it was at the beginning", laboratory),
		that(content.Values == nil, "Terraform's state is empty"),
	)
}

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }
