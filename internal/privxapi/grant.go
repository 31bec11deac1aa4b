package privxapi

import (
	"slices"
	"time"
)

// GrantType is how long a role is granted.
type GrantType string

// The types of grants (seeds/002).
const (
	Permanent      GrantType = "PERMANENT"
	TimeRestricted GrantType = "TIME_RESTRICTED"
	Floating       GrantType = "FLOATING"
)

// GrantTypes are all types, in the vendor's order.
var GrantTypes = []GrantType{Permanent, TimeRestricted, Floating}

// Period is one window in which a TIME_RESTRICTED grant holds.
type Period struct {
	Start string `json:"grant_start"` // RFC 3339
	End   string `json:"grant_end"`
}

// Grant is a role that a user has. The vendor calls it a role handle.
type Grant struct {
	RoleID string `json:"id"`
	// Name is the role's, as the server shows it beside the grant.
	Name string `json:"name,omitempty"`
	// Explicit is a grant that somebody made, Implicit one that follows from the role's rules. One role can be both.
	Explicit bool      `json:"explicit"`
	Implicit bool      `json:"implicit,omitempty"`
	Type     GrantType `json:"grant_type"`
	Periods  []Period  `json:"grant_validity_periods,omitempty"`
	// FloatingLength is in hours, counted from the first connection (api/privx.md §4.2).
	FloatingLength int64 `json:"floating_length,omitempty"`

	// Renew asks for the grant anew: a FLOATING one that has begun is then not what is wanted.
	// It is not part of the document.
	Renew bool `json:"-"`
}

// Satisfies reports whether the server's grant is what was asked for. A FLOATING grant that has begun satisfies one
// that was asked for: at the first connection PrivX turns it into a TIME_RESTRICTED one of that length.
func (g Grant) Satisfies(want Grant) bool {
	has, wanted := g.typeOrPermanent(), want.typeOrPermanent()
	if has != wanted {
		return !want.Renew && wanted == Floating && has == TimeRestricted &&
			g.lasts(time.Duration(want.FloatingLength)*time.Hour)
	}
	switch wanted {
	case Floating:
		return g.FloatingLength == want.FloatingLength
	case TimeRestricted:
		return SamePeriods(g.Periods, want.Periods)
	}
	return true
}

// typeOrPermanent returns the type; grants of older servers have none and are permanent.
func (g Grant) typeOrPermanent() GrantType {
	if g.Type == "" {
		return Permanent
	}
	return g.Type
}

// lasts reports whether the grant is one window no longer than d. A longer one was made by a person.
func (g Grant) lasts(d time.Duration) bool {
	if len(g.Periods) != 1 {
		return false
	}
	start, errStart := time.Parse(time.RFC3339, g.Periods[0].Start)
	end, errEnd := time.Parse(time.RFC3339, g.Periods[0].End)
	return errStart == nil && errEnd == nil && end.Sub(start) <= d+time.Minute
}

// SamePeriods reports whether the periods are the same instants, in any order.
func SamePeriods(a, b []Period) bool {
	if len(a) != len(b) {
		return false
	}
	return slices.Equal(canonical(a), canonical(b))
}

func canonical(periods []Period) []string {
	out := make([]string, 0, len(periods))
	for _, p := range periods {
		out = append(out, instant(p.Start)+" "+instant(p.End))
	}
	slices.Sort(out)
	return out
}

func instant(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	return t.UTC().Format(time.RFC3339Nano)
}
