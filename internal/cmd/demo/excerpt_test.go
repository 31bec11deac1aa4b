package main

import (
	"slices"
	"testing"
)

func TestTellingWarning(t *testing.T) {
	t.Parallel()
	const printed = `
Plan: 5 to add, 0 to change, 0 to destroy.

Warning: Grants that are not in roles are taken away

  with pam_privx_user_roles.bob,
  on bob.tf line 5, in resource "pam_privx_user_roles" "bob":
   5:   roles = {

The user loses them: Domain
administrators.

Apply complete! Resources: 5 added, 0 changed, 0 destroyed.

Warning: Incomplete lock file information for providers

Due to your customized provider installation methods, ...
`
	want := []string{
		"Plan: 5 to add, 0 to change, 0 to destroy.",
		"Warning: Grants that are not in roles are taken away",
		"The user loses them: Domain",
		"administrators.",
		"Apply complete! Resources: 5 added, 0 changed, 0 destroyed.",
	}
	if got := telling(printed); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
