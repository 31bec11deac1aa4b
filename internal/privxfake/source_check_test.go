package privxfake

import (
	"testing"
)

func TestSourceRefused(t *testing.T) {
	t.Parallel()
	policyWith := func(key string, value any) map[string]any {
		p := map[string]any{"password_min_length": 16, "password_max_length": 20, "use_lower_case": true}
		p[key] = value
		return with("session_password_policy", p)
	}
	const (
		missing = "REQUIRED_VALUE_MISSING"
		kind    = "VALUE_INCORRECT_TYPE"
		format  = "VALUE_INCORRECT_FORMAT"
		bounds  = "VALUE_OUT_OF_BOUNDS"
		data    = "INVALID_REQUEST_DATA"
		minimum = "session_password_policy.password_min_length"
		maximum = "session_password_policy.password_max_length"
	)
	for name, tc := range map[string]struct {
		body     any
		code     string
		property any
	}{
		"no name":              {map[string]any{"connection": map[string]any{"type": "AD"}}, missing, "name"},
		"empty name":           {with("name", ""), missing, "name"},
		"null name":            {with("name", nil), missing, "name"},
		"no connection":        {map[string]any{"name": "a"}, missing, "connection.type"},
		"no type":              {with("connection", map[string]any{}), missing, "connection.type"},
		"name is a number":     {with("name", 1), kind, "name"},
		"port is a string":     {with("connection.port", "389"), kind, "connection.port"},
		"port is a fraction":   {with("connection.port", 1.5), kind, "connection.port"},
		"enabled is a string":  {with("enabled", "true"), kind, "enabled"},
		"tags is a string":     {with("tags", "a"), kind, "tags"},
		"a tag is a number":    {with("tags", []any{"a", 1}), kind, "tags"},
		"connection is a list": {with("connection", []any{}), kind, "connection"},
		"mapping of numbers": {
			with("connection.attribute_mapping", map[string]any{"a": 1}), kind,
			"connection.attribute_mapping",
		},
		"mapping is a list":    {with("connection.attribute_mapping", []any{}), kind, "connection.attribute_mapping"},
		"policy is a string":   {with("session_password_policy", "a"), kind, "session_password_policy"},
		"policy with a string": {policyWith("password_min_length", "16"), kind, minimum},
		"mappings of strings":  {with("external_user_mapping", []any{"a"}), kind, "external_user_mapping"},
		"mapping with a number": {
			with("external_user_mapping", []any{map[string]any{"source_id": 1}}), kind,
			"external_user_mapping",
		},
		"alias is a number": {with("connection.ldap_base_dn", 1), kind, "connection.ldap_base_dn"},
		"type":              {with("connection.type", "SCIM"), format, "connection.type"},
		"protocol":          {with("connection.ldap_protocol", "ldap"), format, "connection.ldap_protocol"},
		"mfa type":          {with("connection.mfa_type", "SMS"), format, "connection.mfa_type"},
		"version":           {with("connection.openstack_version", "V4"), format, "connection.openstack_version"},
		"port above":        {with("connection.port", 65536), bounds, "connection.port"},
		"port below":        {with("connection.mfa_port", -1), bounds, "connection.mfa_port"},
		"controller port": {
			with("connection.domain_controller_port", 70000), bounds,
			"connection.domain_controller_port",
		},
		"negative ttl":  {with("ttl", -1), bounds, "ttl"},
		"short":         {policyWith("password_min_length", 9), bounds, minimum},
		"long":          {policyWith("password_max_length", 100), bounds, maximum},
		"max below min": {policyWith("password_max_length", 15), bounds, maximum},
		"no class":      {policyWith("use_lower_case", false), bounds, "session_password_policy"},
		"empty policy":  {with("session_password_policy", map[string]any{}), bounds, minimum},
		"ticket":        {with("connection.kerberos_ticket", "not base64"), format, "connection.kerberos_ticket"},
		"config": {
			with("connection.google_cloud_config_json", `{"a":1}`), format,
			"connection.google_cloud_config_json",
		},
		"config is no JSON": {
			with("connection.google_cloud_config_json", "bm90IGpzb24="), format,
			"connection.google_cloud_config_json",
		},
		"mask of a new secret": {with("connection.azure_client_secret", "*****"), format, "connection.azure_client_secret"},
		"an array":             {[]any{}, data, nil},
		"null":                 {rawJSON("null"), data, nil},
		"no body":              {rawJSON(""), data, nil},
		"half a body":          {rawJSON(`{"name":`), data, nil},
		"garbage behind": {
			rawJSON(`{"name":"a","connection":{"type":"AD"}}}`), data, nil,
		},
		"two documents": {
			rawJSON(`{"name":"a","connection":{"type":"AD"}} {}`), data, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t, Options{})
			text, isRaw := tc.body.(rawJSON)
			if !isRaw {
				text = rawJSON(toJSON(t, tc.body))
			}
			status, _, body := c.send("POST", sourcesPath, string(text))
			doc, _ := body.(map[string]any)
			if status != 400 || doc["error_code"] != tc.code || doc["property"] != tc.property || doc["error_message"] == "" {
				t.Errorf("answered %d %v, want 400 %s on %v", status, body, tc.code, tc.property)
			}
			if n := len(c.fake.Documents("sources")); n != 0 {
				t.Errorf("%d sources were made", n)
			}
		})
	}
}

type rawJSON string

func TestSourceAccepted(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]any{
		"empty enums":           with("connection.mfa_type", ""),
		"fields of other types": with("connection.iam_access_key_id", "a"),
		"null where empty":      with("connection.attribute_mapping", nil),
		"MOBILE":                with("connection.mfa_type", "MOBILE"),
		"port 0":                with("connection.port", 0),
		"port 65535":            with("connection.port", 65535),
		"empty secrets":         with("connection.kerberos_ticket", ""),
		"shortest of all classes": with("session_password_policy", map[string]any{
			"password_min_length": 10,
			"password_max_length": 10, "use_lower_case": true,
		}),
		"longest": with("session_password_policy", map[string]any{
			"password_min_length": 99,
			"password_max_length": 99, "use_numbers": true,
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start(t, Options{}).must(201, "POST", sourcesPath, body)
		})
	}
}

// The page: a policy "must be large enough to produce at least WEAK passwords".
func TestPolicyMustProduceWeakPasswords(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	digits := func(length int) map[string]any {
		return with("session_password_policy", map[string]any{
			"password_min_length": length, "password_max_length": length, "use_numbers": true,
		})
	}
	c.must(400, "POST", sourcesPath, digits(10)) // 33 bits
	got := c.must(200, "GET", c.create(digits(11)), nil)
	if strength := get(got, "session_password_policy.password_strength"); strength != "WEAK" { // 36 bits
		t.Errorf("strength is %v", strength)
	}
	got = c.must(200, "GET", c.create(digits(99)), nil)
	if strength := get(got, "session_password_policy.password_strength"); strength != "VERY_STRONG" {
		t.Errorf("strength is %v", strength)
	}
}

func TestFurtherProblemsAreDetails(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	doc := with("connection.port", -1)
	set(doc, "connection.mfa_type", "SMS")
	answer := c.must(400, "POST", sourcesPath, doc)
	details, _ := answer["details"].([]any)
	if len(details) != 1 || answer["property"] != "connection.port" ||
		as[map[string]any](t, details[0])["property"] != "connection.mfa_type" {
		t.Errorf("answered %v", answer)
	}
}

func TestTypeMayNotChange(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	path := c.create(minimal())
	if doc := c.must(400, "PUT", path, with("connection.type", "AD")); doc["property"] != "connection.type" {
		t.Errorf("answered %v", doc)
	}
	// A type of the server's own may stay.
	id := c.fake.Add("sources", with("connection.type", "LOCALHOST"))
	c.must(200, "PUT", sourcesPath+"/"+id, with("connection.type", "LOCALHOST"))
	c.must(400, "PUT", sourcesPath+"/"+id, minimal())
}

func TestUniqueNames(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	c.create(minimal())
	c.create(minimal())

	c = start(t, Options{UniqueSourceNames: true})
	path := c.create(minimal())
	if doc := c.must(400, "POST", sourcesPath, minimal()); doc["error_code"] != "VALUE_DUPLICATE" ||
		doc["property"] != "name" {
		t.Errorf("answered %v", doc)
	}
	c.must(200, "PUT", path, minimal())
	other := c.create(with("name", "b"))
	c.must(400, "PUT", other, minimal())
}
