package tfkit_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

func TestSpellings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		same tfkit.Spelling
		a, b string
		want bool
	}{
		"same instant":                   {tfkit.Instant, "2026-01-01T00:00:00Z", "2026-01-01T02:00:00+02:00", true},
		"same instant with fraction":     {tfkit.Instant, "2026-01-01T00:00:00.500Z", "2026-01-01T00:00:00.5Z", true},
		"half a second later":            {tfkit.Instant, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z", false},
		"no times":                       {tfkit.Instant, "x", "x", true},
		"host bits":                      {tfkit.Network, "192.0.2.7/24", "192.0.2.0/24", true},
		"network of one":                 {tfkit.Network, "192.0.2.7/32", "192.0.2.7", true},
		"IPv6":                           {tfkit.Network, "2001:DB8:0::1", "2001:db8::1", true},
		"IPv4 in IPv6":                   {tfkit.Network, "::ffff:192.0.2.7", "192.0.2.7", true},
		"another network":                {tfkit.Network, "192.0.2.0/24", "192.0.2.0/25", false},
		"durations":                      {tfkit.Length, "24h", "1440m", true},
		"another duration":               {tfkit.Length, "24h", "25h", false},
		"JSON":                           {tfkit.JSON, `{"a": 1, "b":[1.0, "x"]}`, "{\"b\":[1,\"x\"],\n\"a\":1e0}", true},
		"JSON with null":                 {tfkit.JSON, `{"a":1,"b":null}`, `{"a":1}`, true},
		"JSON number and text":           {tfkit.JSON, `{"a":1}`, `{"a":"1"}`, false},
		"JSON large numbers":             {tfkit.JSON, `{"a":12345678901234567890}`, `{"a":12345678901234567891}`, false},
		"JSON with an enormous exponent": {tfkit.JSON, `{"a":1e999999999}`, `{"a":1e999999999}`, true},
		"JSON order in lists":            {tfkit.JSON, `{"a":[1,2]}`, `{"a":[2,1]}`, false},
	} {
		if got := c.same(c.a) == c.same(c.b); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestKeepSpelling(t *testing.T) {
	t.Parallel()
	same := tfkit.Spelling(tfkit.Network)
	if got := same.Keep(types.StringValue("192.0.2.7/32"), "192.0.2.7"); got.ValueString() != "192.0.2.7/32" {
		t.Errorf("the spelling became %s", got)
	}
	if got := same.Keep(types.StringNull(), "192.0.2.7"); got.ValueString() != "192.0.2.7" {
		t.Errorf("null became %s", got)
	}
	old := tfkit.NewStringSet([]string{"192.0.2.7/24", "2001:DB8::1"})
	if got := same.KeepSet(old, []string{"2001:db8::1", "192.0.2.0/24"}); !got.Equal(old) {
		t.Errorf("the spelling became %s", got)
	}
	if got := same.KeepSet(old, []string{"192.0.2.0/24"}); got.Equal(old) {
		t.Error("an address was lost and nobody saw")
	}
}
