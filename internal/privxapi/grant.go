package privxapi

import (
	"cmp"
	"slices"
	"strings"
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
	// Begun says that a FLOATING grant was seen as the window that it becomes at the first connection: where it is missing
	// it was used up, and is not granted again. It is not part of the document either.
	Begun bool `json:"-"`
}

// Over reports whether all periods of a TIME_RESTRICTED grant have ended by then. No other grant ends by itself.
func (g Grant) Over(at time.Time) bool {
	end, ends := g.End()
	return ends && !end.After(at)
}

// End returns when the last period of a TIME_RESTRICTED grant ends.
func (g Grant) End() (end time.Time, ends bool) {
	if g.Type != TimeRestricted {
		return time.Time{}, false
	}
	for _, p := range g.Periods {
		t, err := time.Parse(time.RFC3339, p.End)
		if err != nil {
			return time.Time{}, false
		}
		if t.After(end) {
			end = t
		}
	}
	return end, len(g.Periods) > 0
}

// RanOut reports whether the grant, where the server does not have it, ended by itself: the server's clock may be some
// minutes ahead.
func (g Grant) RanOut(now time.Time) bool { return g.lapsed(now.Add(ClockSkew)) }

func (g Grant) lapsed(at time.Time) bool {
	return g.Over(at) || g.Type == Floating && g.Begun && !g.Renew
}

// HoldsAt is Satisfies but for the periods that have ended by then, which servers keep or drop.
func (g Grant) HoldsAt(want Grant, at time.Time) bool {
	if g.Type == TimeRestricted && want.Type == TimeRestricted {
		return SamePeriods(open(g.Periods, at), open(want.Periods, at))
	}
	return g.Satisfies(want)
}

// open returns the periods that have not ended by then.
func open(periods []Period, at time.Time) []Period {
	return slices.DeleteFunc(slices.Clone(periods), func(p Period) bool {
		end, err := time.Parse(time.RFC3339, p.End)
		return err == nil && !end.After(at)
	})
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

// Began reports whether the grant is the window that the FLOATING one becomes at the first connection.
func (g Grant) Began(floating Grant) bool {
	length := time.Duration(floating.FloatingLength) * time.Hour
	return floating.Type == Floating && g.Type == TimeRestricted && g.lasts(length) && !g.lasts(length-2*time.Minute)
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

// SamePeriods reports whether the periods are the same instants, in any order. Servers may drop fractions of a second,
// or add some.
func SamePeriods(a, b []Period) bool {
	return slices.Equal(inOrder(a), inOrder(b))
}

// inOrder returns periods by their starts, in UTC.
func inOrder(periods []Period) []Period {
	sorted := make([]Period, 0, len(periods))
	for _, p := range periods {
		sorted = append(sorted, Period{instant(p.Start), instant(p.End)})
	}
	slices.SortFunc(sorted, func(a, b Period) int {
		return cmp.Or(strings.Compare(a.Start, b.Start), strings.Compare(a.End, b.End))
	})
	return sorted
}

// instant returns a time in UTC with whole seconds, as every server can keep it, and any other text as it is.
func instant(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	return t.UTC().Truncate(time.Second).Format(time.RFC3339)
}
