package spsfake

// passwordShape: the characters are those that the page on LDAP servers lists; there is no other list.
var passwordShape = record{"plain": text{notEmpty, acceptablePassword}}

const (
	longestPassword    = 150
	passwordCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" +
		" !\"#$%&'()*+,-./:;<>=?@[]\\^-`{}_|"
)

func acceptablePassword(s string) string {
	if len(s) > longestPassword {
		return "must not be longer than 150 characters"
	}
	for _, r := range s {
		if !containsRune(passwordCharacters, r) {
			return "contains a character that SPS does not support"
		}
	}
	return ""
}

func containsRune(set string, r rune) bool {
	for _, member := range set {
		if member == r {
			return true
		}
	}
	return false
}

var userShape = record{
	"name":             text{notEmpty},
	"password":         nullable{reference{passwords}},
	"password_created": optional{nullable{integer{0, 1 << 40}}},
}

// stampPassword sets when the password was set, whatever a client sends back.
func (s *Server) stampPassword(doc, old map[string]any) {
	switch {
	case doc["password"] == nil:
		doc["password_created"] = nil
	case old != nil && old["password"] == doc["password"]:
		doc["password_created"] = old["password_created"]
	default:
		doc["password_created"] = float64(s.clock().Unix())
	}
}

// groupShape: members are keys and not names, in spite of the table of fields (api/sps.md §5).
var groupShape = record{
	"name":    text{notEmpty},
	"members": list{of: reference{users}, distinct: true},
}

// aclList returns who may do what; only the web interface changes it.
func aclList() []any {
	list := []any{}
	for _, acl := range []struct{ group, object, permission string }{
		{"basic-view", "/special/basic", "read"},
		{"basic-write", "/special/basic", "write"},
		{"auth-view", "/special/auth", "read"},
		{"auth-write", "/special/auth", "write"},
		{"search", "/special/search", "read"},
		{"changelog", "/special/changelog", "read"},
		{"policies-view", "/special/policies", "read"},
		{"policies-write", "/special/policies", "write"},
		{"ssh-view", "/special/ssh", "read"},
		{"http-write", "/special/http", "write"},
	} {
		list = append(list, map[string]any{
			"group": acl.group, "objects": []any{acl.object}, "permission": acl.permission,
		})
	}
	return list
}
