package provider_test

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// grantTable holds the terms of a grant. Whose it is, of which role, and whether it was granted at all are no terms.
var grantTable = slices.DeleteFunc(writable("grants"), func(f privxfake.Field) bool {
	return slices.Contains([]string{"id", "explicit", "implicit"}, f.Path)
})

// otherTerms are valid terms of each type of grant; the server drops those of the other types.
var otherTerms = map[string]any{
	"grant_validity_periods": []any{
		map[string]any{"grant_start": "2046-01-01T08:00:00Z", "grant_end": "2047-01-31T17:00:00Z"},
	},
	"floating_length": 12,
}

// grantDrifts returns the changes of a grant, if there is one: each other type, and other terms of the same type.
func grantDrifts(
	fake *acctest.PrivX, user, role string, attribute func(wire string) string,
) (drifts []drift) {
	kind, granted := grantOf(fake, user, role)["grant_type"].(string)
	if !granted {
		return nil
	}
	for _, f := range ofType(grantTable, kind) {
		types, also := []string{kind}, []string(nil)
		if f.Path == "grant_type" {
			types = f.Enum
			for _, other := range grantTable {
				also = append(also, attribute(other.Path))
			}
		}
		for _, other := range types {
			// The first use of a floating grant makes it a time-restricted one: no drift (api/privx.md §4.2).
			if f.Enum != nil && (other == kind || kind == "FLOATING" && other == "TIME_RESTRICTED") {
				continue
			}
			drifts = append(drifts, drift{
				field: role + " " + f.Path, name: f.Path + " of a grant, now " + other, attribute: attribute(f.Path),
				also: also, change: func() error {
					terms := maps.Clone(otherTerms)
					terms["grant_type"] = other
					grant(fake, user, role, terms)
					return nil
				},
			})
		}
	}
	return drifts
}

// grantFields returns the terms of the grants of a user.
func grantFields(user string) func(*acctest.PrivX, string) []string {
	return func(fake *acctest.PrivX, _ string) (paths []string) {
		for _, grant := range fake.Grants(user) {
			for _, f := range ofType(grantTable, fmt.Sprint(grant["grant_type"])) {
				paths = append(paths, fmt.Sprint(grant["id"], " ", f.Path))
			}
		}
		return paths
	}
}

func grantOf(fake *acctest.PrivX, user, role string) map[string]any {
	for _, grant := range fake.Grants(user) {
		if grant["id"] == role {
			return grant
		}
	}
	return nil
}
