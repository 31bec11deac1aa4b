package privxapi_test

import (
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

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
		"RFC 4716 with a mark":   "\ufeff# alice\n" + rfc4716,
		"comment in front": "# ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAyTWogT7x8cr6JhpdvCldaQvyNw+8YpLdAo039kskyr old\n" +
			"ssh-ed25519 " + material,
		"comment behind": "ssh-ed25519 " + material + " alice\r\n\r\n  # made in 2026\r\n",
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
