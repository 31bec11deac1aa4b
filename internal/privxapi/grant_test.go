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
		"permanent":                            {permanent, permanent, true},
		"of an old server":                     {privxapi.Grant{}, permanent, true},
		"permanent for restricted":             {permanent, restricted(day), false},
		"restricted for permanent":             {restricted(day), permanent, false},
		"the same day in another zone":         {restricted(sameDay), restricted(day), true},
		"another end":                          {restricted([]privxapi.Period{{Start: day[0].Start, End: "2026-01-02T00:00:01Z"}}), restricted(day), false},
		"periods in another order":             {restricted(twoTurned), restricted(two), true},
		"one period of two":                    {restricted(day), restricted(two), false},
		"floating":                             {floating, floating, true},
		"floating of another length":           {privxapi.Grant{Type: privxapi.Floating, FloatingLength: 25}, floating, false},
		"floating that has begun":              {restricted(day), floating, true},
		"a longer window than floating gives":  {restricted([]privxapi.Period{{Start: day[0].Start, End: "2036-01-02T00:00:00Z"}}), floating, false},
		"two windows are no floating grant":    {restricted(two), floating, false},
		"floating for restricted":              {floating, restricted(day), false},
		"permanent is more than floating asks": {permanent, floating, false},
	} {
		if got := c.have.Satisfies(c.want); got != c.ok {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestKeyMaterial(t *testing.T) {
	t.Parallel()
	const material = "AAAAC3NzaC1lZDI1NTE5AAAAIGbM7B0sYkqPGHeSSVnEH5l4t9RfkhnsFqJ1Q0y3CF0m"
	rfc4716 := "---- BEGIN SSH2 PUBLIC KEY ----\r\nComment: \"256-bit, a\\\r\nlong: one\"\r\nx-header: AAAA\r\n" +
		material[:40] + "\r\n" + material[40:] + "\r\n---- END SSH2 PUBLIC KEY ----\r\n"
	for name, text := range map[string]string{
		"line":                   "ssh-ed25519 " + material,
		"line with comment":      "ssh-ed25519 " + material + " alice@laptop\n",
		"line with options":      `from="192.0.2.0/24",no-pty ssh-ed25519 ` + material + " alice",
		"bare":                   material,
		"bare, with white space": "  " + material + "\n",
		"RFC 4716":               rfc4716,
	} {
		if got := privxapi.KeyMaterial(text); got != material {
			t.Errorf("%s: %q", name, got)
		}
		if got := privxapi.OpenSSHLine(text); got != "ssh-ed25519 "+material {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, text := range []string{"", "no key", "AAAA", "ssh-rsa AAAA"} {
		if got := privxapi.OpenSSHLine(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func FuzzKeyMaterial(f *testing.F) {
	f.Add("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGbM7B0sYkqPGHeSSVnEH5l4t9RfkhnsFqJ1Q0y3CF0m x")
	f.Add("---- BEGIN SSH2 PUBLIC KEY ----\nA: \\\n")
	f.Add("AAAA////////////////////////")
	f.Fuzz(func(t *testing.T, text string) {
		material := privxapi.KeyMaterial(text)
		if again := privxapi.KeyMaterial(material); again != material {
			t.Errorf("%q, and then %q", material, again)
		}
		privxapi.OpenSSHLine(text)
	})
}
