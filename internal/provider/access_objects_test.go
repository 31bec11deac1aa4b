package provider_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

const (
	ed25519Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAyTWogT7x8cr6JhpdvCldaQvyNw+8YpLdAo039kskyr"
	ecdsaKey   = "ecdsa-sha2-nistp256 " +
		"AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBHoa3EvrlTVlJoGI4BcZ" +
		"WvK9vzj9sK4QPT6XW+2fO++uXnAMX9OxDMuQkRaeLJhXQG7lt7JKPIzZJq+BfmDluVo="
	rsaKey = "ssh-rsa " +
		"AAAAB3NzaC1yc2EAAAADAQABAAABAQCuDzU4PPT/Vuf6SGCTZo5MlM6oBU1X6FjmPW8mvkBrEmfbXjgQofoTEZg0kCqPu" +
		"/OO/Jn2+YhvaXNlSQe2rlZjNhHOdlqdGfZp8XmiqlIVf6Je2W2y0KK22DNDzq/vKi/JwFOxB0b7HIrud8M56jg/eAMGzd" +
		"ukHHwV8BCxgZ6z2rhRNu0lkzwuRQ4ymr71wa+nNLKGiQbLwuPuh6yrtOGKR0JBoayUqi2t4jXg8NMF70EPNzp7khQWTwP" +
		"EHHwMIHfuXzwn+Z25iurW7L4Cr4AyRSET0Hr2yWY7q/sWbsdZp/r66HvCt9j13BOGGGuJIkxedAb2S2SO1JWQFE+qlM2f"
)

// window and window2 are periods of the configurations, still to come.
const (
	window  = `{ grant_start = "2046-01-01T08:00:00Z", grant_end = "2046-01-31T16:00:00Z" }`
	window2 = `{ grant_start = "2046-03-01T00:00:00Z", grant_end = "2046-03-02T00:00:00Z" }`
)

// accessObjects are the rows of who may do what. Each has its own users or roles, so that one server can hold them all.
var accessObjects = []object{
	{
		name: "role", resource: "pam_privx_role", path: "/roles(/|$)", copies: true,
		full:  "name = \"Linux operators\"\ncomment = \"as configured\"\n",
		other: "name = \"Linux crew\"\n",
		at: func(fake *acctest.PrivX) (ids []string) {
			for _, doc := range fake.Documents("roles") {
				if doc["system"] != true {
					ids = append(ids, fmt.Sprint(doc["id"]))
				}
			}
			return ids
		},
		document: func(fake *acctest.PrivX, id string) any { return stable(fake.Document("roles/" + id)) },
		gone:     func(fake *acctest.PrivX, id string) { fake.Remove("roles/" + id) },
		drifts:   roleDrifts,
		fields:   func(fake *acctest.PrivX, id string) []string { return pathsIn(roleTable(), fake.Document("roles/"+id)) },
	},
	{
		name: "user_role", resource: "pam_privx_user_role", path: "/roles$", seed: seedOnce,
		full: fmt.Sprintf("user_id = %q\nrole_id = %q\ngrant_type = \"TIME_RESTRICTED\"\ngrant_validity_periods = [%s, %s]\n",
			acctest.Alice, acctest.LinuxAdmins, window, window2),
		other: fmt.Sprintf("user_id = %q\nrole_id = %q\ngrant_type = \"FLOATING\"\nfloating_length = 24\n",
			acctest.Alice, acctest.LinuxAdmins),
		at: func(fake *acctest.PrivX) (ids []string) {
			for _, g := range fake.Grants(acctest.Alice) {
				ids = append(ids, acctest.Alice+"/"+fmt.Sprint(g["id"]))
			}
			return ids
		},
		document: grantsOf(acctest.Alice),
		gone:     func(fake *acctest.PrivX, _ string) { fake.Revoke(acctest.Alice, acctest.LinuxAdmins) },
		drifts: func(_ *testing.T, fake *acctest.PrivX, _ string) []drift {
			return grantDrifts(fake, acctest.Alice, acctest.LinuxAdmins, func(wire string) string { return wire })
		},
		fields: grantFields(acctest.Alice),
	},
	{
		name: "user_roles", resource: "pam_privx_user_roles", path: "/roles$", seed: seedOnce,
		full: fmt.Sprintf("user_id = %q\nroles = {\n%q = { grant_type = \"PERMANENT\" }\n"+
			"%q = { grant_type = \"TIME_RESTRICTED\", "+
			"grant_validity_periods = [%s] }\n}\n",
			acctest.Bob, acctest.LinuxAdmins, acctest.DatabaseReaders, window),
		other: fmt.Sprintf("user_id = %q\nroles = { %q = { grant_type = \"FLOATING\", floating_length = 8 } }\n",
			acctest.Bob, acctest.LinuxAdmins),
		at: func(fake *acctest.PrivX) []string {
			if len(fake.Grants(acctest.Bob)) == 0 {
				return nil
			}
			return []string{acctest.Bob}
		},
		document: grantsOf(acctest.Bob),
		drifts: func(_ *testing.T, fake *acctest.PrivX, _ string) []drift {
			drifts := []drift{
				{name: "one role less", attribute: "roles", change: func() error {
					if grantOf(fake, acctest.Bob, acctest.DatabaseReaders) == nil {
						return notThereError("the grant")
					}
					fake.Revoke(acctest.Bob, acctest.DatabaseReaders)
					return nil
				}},
				{name: "one role more", attribute: "roles", change: func() error {
					grant(fake, acctest.Bob, fake.AddRole("by hand"), nil)
					return nil
				}},
			}
			for _, role := range []string{acctest.LinuxAdmins, acctest.DatabaseReaders} {
				drifts = append(drifts, grantDrifts(fake, acctest.Bob, role, func(string) string { return "roles" })...)
			}
			return drifts
		},
		fields: grantFields(acctest.Bob),
	},
	{
		name: "authorized_key", resource: "pam_privx_authorized_key", path: "/authorizedkeys", seed: seedOnce,
		respelt: []string{"public_key"},
		full: fmt.Sprintf("user_id = %q\nname = \"laptop\"\ncomment = \"of alice\"\npublic_key = %q\n"+
			"not_before = %q\nnot_after = %q\nsource_address = [\"192.0.2.0/24\", \"2001:db8::1\"]\n",
			acctest.Alice, ed25519Key+" alice@laptop", keyFrom.Format(time.RFC3339), keyTo.Format(time.RFC3339)),
		other: fmt.Sprintf("user_id = %q\nname = \"desk\"\npublic_key = %q\n", acctest.Alice, ed25519Key),
		at: func(fake *acctest.PrivX) (ids []string) {
			for _, doc := range fake.Documents("authorized_keys") {
				ids = append(ids, fmt.Sprintf("%v/%v", doc["user_id"], doc["id"]))
			}
			return ids
		},
		document: func(fake *acctest.PrivX, _ string) any { return stable(fake.Documents("authorized_keys")[0]) },
		gone:     func(fake *acctest.PrivX, _ string) { fake.Remove("authorized_keys/" + keyID(fake)) },
		drifts:   keyDrifts,
		fields: func(fake *acctest.PrivX, _ string) []string {
			return pathsIn(writable("authorized_keys"), fake.Documents("authorized_keys")[0])
		},
	},
	{
		name: "user_settings", resource: "pam_privx_user_settings", path: "/settings$", seed: seedOnce,
		full: fmt.Sprintf("user_id = %q\nsettings = jsonencode({ locale = { locale = \"fi_FI\" }, sshClient = { fontSize "+
			"= 12 } })\n", acctest.Alice),
		other: fmt.Sprintf("user_id = %q\nsettings = jsonencode({ sshClient = { fontSize = 14, theme = \"dark\" } })\n",
			acctest.Alice),
		at: func(fake *acctest.PrivX) []string {
			if len(fake.Document("settings/"+acctest.Alice)) == 0 {
				return nil
			}
			return []string{acctest.Alice}
		},
		document: func(fake *acctest.PrivX, _ string) any { return fake.Document("settings/" + acctest.Alice) },
		drifts: func(_ *testing.T, fake *acctest.PrivX, _ string) []drift {
			within := func(name, key string, change func(doc map[string]any)) drift {
				return drift{name: name, attribute: "settings", change: func() error {
					return editOf(fake, "settings/"+acctest.Alice)(func(doc map[string]any) error {
						if section(doc, key) == nil {
							return notThereError(key)
						}
						change(doc)
						return nil
					})
				}}
			}
			return []drift{
				within("a value changed", "sshClient", func(doc map[string]any) { section(doc, "sshClient")["fontSize"] = 99 }),
				within("a key removed", "locale", func(doc map[string]any) { delete(doc, "locale") }),
				within("a member added", "locale", func(doc map[string]any) { section(doc, "locale")["more"] = true }),
			}
		},
	},
	{
		name: "user_mfa", resource: "pam_privx_user_mfa", path: "/users/[^/]+$", seed: seedOnce, stays: true,
		full:  fmt.Sprintf("user_id = %q\nenabled = true\n", acctest.Bob),
		other: fmt.Sprintf("user_id = %q\nenabled = false\n", acctest.Bob),
		at:    func(*acctest.PrivX) []string { return []string{acctest.Bob} },
		document: func(fake *acctest.PrivX, _ string) any {
			return section(fake.Document("users/"+acctest.Bob), "mfa")["user_mfa_status"]
		},
		drifts: func(_ *testing.T, fake *acctest.PrivX, _ string) (drifts []drift) {
			is := section(fake.Document("users/"+acctest.Bob), "mfa")["user_mfa_status"]
			for _, status := range []string{"enabled", "disabled", "default"} {
				if status == is {
					continue
				}
				drifts = append(drifts, drift{name: "is " + status, attribute: "enabled", change: func() error {
					fake.Edit("users/"+acctest.Bob, func(doc map[string]any) {
						doc["mfa"] = map[string]any{"status": strings.ToUpper(status), "user_mfa_status": status}
					})
					return nil
				}})
			}
			return drifts
		},
	},
	{
		name: "mobile_gateway", resource: "pam_privx_mobile_gateway", path: "/mobilegw", ownSettings: true,
		full:  "deletion_protection = true\n",
		other: "deletion_protection = false\n",
		at: func(fake *acctest.PrivX) []string {
			if fake.Document("mobile_gateway/mobile_gateway")["status"] == "UNREGISTERED" {
				return nil
			}
			return []string{"mobile_gateway"}
		},
		document: func(fake *acctest.PrivX, _ string) any { return fake.Document("mobile_gateway/mobile_gateway") },
		gone: func(fake *acctest.PrivX, _ string) {
			fake.Edit("mobile_gateway/mobile_gateway", func(doc map[string]any) { doc["status"] = "UNREGISTERED" })
		},
	},
}

// seedOnce makes users and roles, unless another row of the same server has.
func seedOnce(fake *acctest.PrivX) {
	if fake.Document("users/"+acctest.Alice) == nil {
		acctest.SeedAccess(fake)
	}
}

func keyID(fake *acctest.PrivX) string { return fmt.Sprint(fake.Documents("authorized_keys")[0]["id"]) }

// grantsOf is what a user was granted, as it is to be after healing.
func grantsOf(user string) func(*acctest.PrivX, string) any {
	return func(fake *acctest.PrivX, _ string) any { return fake.Grants(user) }
}

// grant is another administrator.
func grant(fake *acctest.PrivX, user, role string, how map[string]any) {
	handle := map[string]any{"id": role}
	maps.Copy(handle, how)
	fake.Grant(user, handle)
}

func restricted(start, end string) map[string]any {
	return map[string]any{
		"grant_type":             "TIME_RESTRICTED",
		"grant_validity_periods": []any{map[string]any{"grant_start": start, "grant_end": end}},
	}
}
