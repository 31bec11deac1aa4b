package privxfake

import (
	"testing"
)

func TestAnotherAdministratorGrants(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	user, role, other := c.fake.AddUser("alice"), c.fake.AddRole("ops"), c.fake.AddRole("other")
	c.fake.AddImplicit(user, other)
	c.fake.Grant(user, map[string]any{"id": role, "grant_type": "FLOATING", "floating_length": 2})
	c.fake.Grant(user, map[string]any{"id": other})
	c.fake.Grant(user, map[string]any{"id": role, "implicit": true})
	if got := c.rolesOf(user); got["ops"]["grant_type"] != "PERMANENT" || got["ops"]["implicit"] != false ||
		got["other"]["explicit"] != true {
		t.Errorf("granted %v", got)
	}
	if grants := c.fake.Grants(user); len(grants) != 2 {
		t.Errorf("grants are %v", grants)
	}
	c.fake.Edit("grants/"+user, func(doc map[string]any) {
		for _, item := range elements(doc["items"]) {
			if item["id"] == role {
				item["grant_type"], item["floating_length"] = "FLOATING", 7
			}
		}
	})
	if got := c.rolesOf(user)["ops"]; got["grant_type"] != "FLOATING" || got["floating_length"] != 7.0 {
		t.Errorf("edited %v", got)
	}
	c.fake.Revoke(user, role)
	c.fake.Revoke(user, other)
	if got := c.rolesOf(user); got["ops"] != nil || got["other"]["implicit"] != true || got["other"]["explicit"] != false {
		t.Errorf("revoked: %v", got)
	}
	c.fake.Grant(user, map[string]any{"id": role})
	c.fake.Remove("roles/" + role)
	if got := c.rolesOf(user); got["ops"] != nil || len(c.fake.Grants(user)) != 0 {
		t.Errorf("of a role that is gone: %v", got)
	}
	c.fake.Edit("settings/"+user, func(doc map[string]any) { doc["theme"] = "dark" })
	c.fake.Remove("users/" + user)
	if c.fake.Document("grants/"+user) != nil || c.fake.Document("settings/"+user) != nil {
		t.Error("grants or settings of a user who is gone")
	}
	for name, misuse := range map[string]func(){
		"grant of no role":    func() { c.fake.Grant(c.fake.AddUser("b"), map[string]any{"id": role}) },
		"grant to nobody":     func() { c.fake.Grant(user, map[string]any{"id": other}) },
		"revocation of none":  func() { c.fake.Revoke(c.fake.AddUser("c"), other) },
		"start of none":       func() { c.fake.StartFloating(c.fake.AddUser("d"), other) },
		"grants of nobody":    func() { c.fake.Grants(user) },
		"settings of nobody":  func() { c.fake.Add("settings", map[string]any{"id": user}) },
		"edit of no settings": func() { c.fake.Edit("settings/"+user, func(map[string]any) {}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", name)
				}
			}()
			misuse()
		}()
	}
	c.rolesOf(c.fake.AddUser("e")) // the panics left no lock behind
}
