package privx

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// warnOfEnded warns of a new or changed grant all of whose periods are over already.
func warnOfEnded(p *object.Plan[client], at path.Path, planned, state tfkit.Object) {
	c, ok := p.Client()
	text, _ := planned.Text("grant_type")
	if !ok || planned == nil || state != nil && planned.Same(state, "grant_type") &&
		planned.Same(state, "grant_validity_periods") {
		return
	}
	grant := privxapi.Grant{Type: privxapi.GrantType(text)}
	for _, period := range planned.Objects("grant_validity_periods") {
		end, _ := period.Text("grant_end") // one that is not known ends nothing
		grant.Periods = append(grant.Periods, privxapi.Period{End: end})
	}
	if end, _ := grant.End(); grant.Over(c.Now()) {
		at = at.AtName("grant_validity_periods")
		p.Diags.AddAttributeWarning(at, "The grant is over already", fmt.Sprintf("The last period of %s ended %s "+
			"(%s). The role is not granted, and the grant stands in the state as one that has ended. Take it out of the "+
			"configuration, or set periods that are still to come.", at, ago(c.Now().Sub(end)), end.Format(time.RFC3339)))
	}
}

// ago returns in words how long ago something was.
func ago(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		switch n := int(d / unit.length); {
		case n == 1:
			return "1 " + unit.name + " ago"
		case n > 1:
			return fmt.Sprintf("%d %ss ago", n, unit.name)
		}
	}
	return "less than a minute ago"
}
