package privxapi_test

import (
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

func TestGrantSatisfies(t *testing.T) {
	t.Parallel()
	day := []privxapi.Period{{Start: "2026-01-01T00:00:00Z", End: "2026-01-02T00:00:00Z"}}
	sameDay := []privxapi.Period{{Start: "2026-01-01T02:00:00.000+02:00", End: "2026-01-02T00:00:00Z"}}
	two := []privxapi.Period{{Start: "2026-03-01T00:00:00Z", End: "2026-03-02T00:00:00Z"}, day[0]}
	twoTurned := []privxapi.Period{day[0], two[0]}
	permanent := privxapi.Grant{Type: privxapi.Permanent}
	floating := privxapi.Grant{Type: privxapi.Floating, FloatingLength: 24}
	restricted := func(p []privxapi.Period) privxapi.Grant {
		return privxapi.Grant{Type: privxapi.TimeRestricted, Periods: p}
	}
	for name, c := range map[string]struct {
		have, want privxapi.Grant
		ok         bool
	}{
		"permanent":                    {permanent, permanent, true},
		"of an old server":             {privxapi.Grant{}, permanent, true},
		"permanent for restricted":     {permanent, restricted(day), false},
		"restricted for permanent":     {restricted(day), permanent, false},
		"the same day in another zone": {restricted(sameDay), restricted(day), true},
		"another end": {
			restricted([]privxapi.Period{{Start: day[0].Start, End: "2026-01-02T00:00:01Z"}}), restricted(day), false,
		},
		"periods in another order": {restricted(twoTurned), restricted(two), true},
		"one period of two":        {restricted(day), restricted(two), false},
		"floating":                 {floating, floating, true},
		"floating of another length": {
			privxapi.Grant{Type: privxapi.Floating, FloatingLength: 25}, floating, false,
		},
		"floating that has begun": {restricted(day), floating, true},
		"a longer window than a floating one": {
			restricted([]privxapi.Period{{Start: day[0].Start, End: "2036-01-02T00:00:00Z"}}), floating, false,
		},
		"two windows are no floating grant":    {restricted(two), floating, false},
		"floating for restricted":              {floating, restricted(day), false},
		"permanent is more than floating asks": {permanent, floating, false},
	} {
		if got := c.have.Satisfies(c.want); got != c.ok {
			t.Errorf("%s: %v", name, got)
		}
	}
}
