package provider_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

// object is one row of the suites, an object that every suite tests in its own way. A resource without a row fails
// TestEveryResourceHasARow.
type object struct {
	// name distinguishes the rows of one resource.
	name     string
	resource string
	// full sets every attribute that the row's kind of object has; other changes many of them and has no secrets.
	full, other string
	// sps is set where the object lives in SPS.
	sps bool
	// seed makes what has to be there before; nil is nothing.
	seed func(*acctest.PrivX)
	// at returns the import ids of the objects of this kind that the server has.
	at func(*acctest.PrivX) []string
	// document is what the server has of the object, without what changes by itself.
	document func(fake *acctest.PrivX, id string) any
	// gone takes the object away behind Terraform's back; nil where that cannot be.
	gone func(fake *acctest.PrivX, id string)
	// drifts returns the changes that another administrator can make to an object that is there; nil where there are none.
	drifts func(t *testing.T, fake *acctest.PrivX, id string) []drift
	// fields returns what the fake's table says that an administrator can change of the object, by the names in drifts:
	// each must be among them. It is nil where there is no table.
	fields func(fake *acctest.PrivX, id string) []string
	// path matches the requests that read the object.
	path string
	// secrets are the texts that full sends as secrets, by the wire's names.
	secrets map[string]string
	// respelt are attributes that the server returns in another spelling, which is no change.
	respelt []string
	// ownSettings is set where other sets what is Terraform's own and not the server's, so that an import cannot read it.
	ownSettings bool
	// copies is set where many objects can be made from full and other by another name.
	copies bool
	// stays is set where destroying leaves things as they are.
	stays bool
}

// allDrifts returns the drifts of an object that is there.
func (o object) allDrifts(t *testing.T, fake *acctest.PrivX, id string) []drift {
	t.Helper()
	if o.drifts == nil {
		return nil
	}
	return o.drifts(t, fake, id)
}

// drift is one change behind Terraform's back.
type drift struct {
	name string
	// field is the one of the fake's table that is changed; empty where it is none, or several.
	field string
	// attribute is the one that must show in the plan; also may show with it.
	attribute string
	also      []string
	// empties is set where the value is taken away, which changes nothing where there is none.
	empties bool
	// replaces is set where Terraform must make the object anew.
	replaces bool
	// change makes the change, or returns a notThereError.
	change func() error
}

// notThereError names what is to be changed and is not there.
type notThereError string

func (e notThereError) Error() string { return string(e) + " is not there" }

// objects are all rows.
var objects = slices.Concat(sourceObjects, accessObjects, spsObjects)

// The canaries are texts that occur nowhere else, so that a search for them finds every leak.
const (
	canaryPassword = "canary-7d1f-password"
	canaryToken    = "canary-7d1f-token"
	canaryKey      = "canary-7d1f-key"
	// canaryTicket is base64 of "canary-7d1f-ticket".
	canaryTicket = "Y2FuYXJ5LTdkMWYtdGlja2V0"
	// canaryConfig is base64 of {"private_key":"canary-7d1f-json"}, as the wire has it.
	canaryConfig     = "eyJwcml2YXRlX2tleSI6ImNhbmFyeS03ZDFmLWpzb24ifQ=="
	canaryConfigJSON = `{\"private_key\":\"canary-7d1f-json\"}`
)

// sourcePlain is what every type has outside of groups.
const sourcePlain = `
enabled                         = false
ttl                             = 1200
comment                         = "as configured"
tags                            = ["one", "two"]
username_pattern                = ["*@example.com"]
external_user_mapping           = [{ source_id = "other", source_search_field = "mail" }]
session_password_enabled        = true
child_session_auto_logout_delay = 60
service_address_auto_update   = true
enable_user_authentication    = true
enable_machine_authentication = true
attribute_mapping             = { mail = "email", cn = "full_name" }
`

const sourceCommon = sourcePlain + `
session_password_policy = {
  password_min_length = 12, password_max_length = 24
  use_special_characters = true, use_lower_case = true, use_upper_case = true, use_numbers = true
}
`

const sourceServer = `
address = "directory.example.com"
port    = 636
`

const sourceMFA = `
mfa = { type = "RADIUS", address = "radius.example.com", port = 1812, base_dn = "ou=staff,dc=example,dc=com" }
`

const sourceLDAP = `
ldap = {
  protocol = "LDAPS", base = "ou=people,dc=example,dc=com", user_filter = "(objectClass=person)"
  bind_dn = "cn=reader,dc=example,dc=com", user_dn_pattern = "uid={0},ou=people"
  bind_password_wo = "` + canaryPassword + `", bind_password_wo_version = 1
}
`

const sourceOIDC = `
oidc = {
  enabled = true, issuer = "https://idp.example.com", button_title = "Example", client_id = "privx"
  additional_scopes = ["groups", "email"], tags_attribute_name = "roles"
  client_secret_wo = "` + canaryKey + `", client_secret_wo_version = 1
}
`

// sourceOther is the changed configuration that each type adds its group to.
const sourceOther = `
name              = "renamed"
comment           = ""
tags              = []
username_pattern  = ["b*", "a*"]
attribute_mapping = { uid = "principal" }
`

var sourceObjects = sources([]object{
	{
		name: "LDAP",
		full: "name = \"corp\"\ntype = \"LDAP\"\n" + sourceCommon + sourceServer + sourceLDAP + sourceOIDC + sourceMFA,
		other: "type = \"LDAP\"\naddress = \"other.example.com\"\n" + sourceOther + `
			ldap = { protocol = "STARTTLS", base = "dc=example,dc=org" }
			mfa = { type = "INTERNAL" }`,
		secrets: map[string]string{"ldap_bind_password": canaryPassword, "oidc_client_secret": canaryKey},
	},
	{
		name: "AD",
		full: "name = \"ad\"\ntype = \"AD\"\n" + sourceCommon + sourceServer + sourceLDAP + sourceOIDC + sourceMFA + `
			kerberos = {
				domain_controller_fqdn = "dc.example.com", domain_controller_port = 88
				ticket_wo = "` + canaryTicket + `", ticket_wo_version = 1
			}`,
		other: "type = \"AD\"\n" + sourceOther + `
			ldap = { protocol = "LDAP", bind_dn = "reader@example.com" }
			kerberos = { domain_controller_fqdn = "dc2.example.com" }`,
		secrets: map[string]string{
			"ldap_bind_password": canaryPassword, "oidc_client_secret": canaryKey, "kerberos_ticket": canaryTicket,
		},
	},
	{
		name: "GOOGLEGSUITE",
		full: "name = \"workspace\"\ntype = \"GOOGLEGSUITE\"\n" + sourceCommon + sourceMFA + `
			google_gsuite = {
				domain = "example.com", domain_admin_email = "admin@example.com"
				config_json_wo = "` + canaryConfigJSON + `", config_json_wo_version = 1
			}`,
		other: "type = \"GOOGLEGSUITE\"\n" + sourceOther + `
			google_gsuite = { domain = "example.org" }`,
		secrets: map[string]string{"google_cloud_config_json": canaryConfig},
	},
	{
		name: "OIDC",
		full: "name = \"sso\"\ntype = \"OIDC\"\naddress = \"idp.example.com\"\n" + sourceCommon + sourceOIDC + sourceMFA,
		other: "type = \"OIDC\"\n" + sourceOther +
			`oidc = { enabled = false, issuer = "https://two.example.com/realm", additional_scopes = [] }`,
		secrets: map[string]string{"oidc_client_secret": canaryKey},
	},
	{
		name: "AWS",
		full: "name = \"cloud\"\ntype = \"AWS\"\n" + sourceCommon + `
			aws = {
				access_key_id = "AKIAEXAMPLE", fetch_roles = true, fetch_role_path_prefix = "/privx/"
				secret_access_key_wo = "` + canaryKey + `", secret_access_key_wo_version = 1
				session_token_wo = "` + canaryToken + `", session_token_wo_version = 1
			}`,
		other:   "type = \"AWS\"\n" + sourceOther + `aws = { access_key_id = "AKIAOTHER" }`,
		secrets: map[string]string{"iam_secret_access_key": canaryKey, "iam_session_token": canaryToken},
	},
	{
		name: "GOOGLECLOUD",
		full: "name = \"gcp\"\ntype = \"GOOGLECLOUD\"\n" + sourceCommon + `
			google_cloud = {
				project_ids = ["p1", "p2"]
				config_json_wo = "` + canaryConfigJSON + `", config_json_wo_version = 1
			}`,
		other:   "type = \"GOOGLECLOUD\"\n" + sourceOther + `google_cloud = { project_ids = ["p3"] }`,
		secrets: map[string]string{"google_cloud_config_json": canaryConfig},
	},
	{
		name: "OPENSTACK",
		full: "name = \"stack\"\ntype = \"OPENSTACK\"\n" + sourceCommon + `
			openstack = {
				version = "V3", endpoint = "https://keystone.example.com:5000/v3", username = "privx", user_id = "u-1"
				domainname = "Default", domainid = "default", tenant_ids = ["t1"], tenant_names = ["alpha", "beta"]
				password_wo = "` + canaryPassword + `", password_wo_version = 1
				token_id_wo = "` + canaryToken + `", token_id_wo_version = 1
			}`,
		other: "type = \"OPENSTACK\"\n" + sourceOther + `
			openstack = { version = "V2", username = "privx2", tenant_names = ["beta", "alpha", "gamma"] }`,
		secrets: map[string]string{"openstack_password": canaryPassword, "openstack_token_id": canaryToken},
	},
	{
		name: "AZURE",
		full: "name = \"azure\"\ntype = \"AZURE\"\n" + sourceCommon + `
			azure = {
				base_url = "https://management.azure.com", subscription_id = "s-1", tenant_id = "t-1", client_id = "c-1"
				client_secret_wo = "` + canaryKey + `", client_secret_wo_version = 1
			}`,
		other:   "type = \"AZURE\"\n" + sourceOther + `azure = { subscription_id = "s-2" }`,
		secrets: map[string]string{"azure_client_secret": canaryKey},
	},
	{
		name:  "LOCAL",
		full:  "name = \"local\"\ntype = \"LOCAL\"\n" + sourceCommon + sourceServer + sourceMFA,
		other: "type = \"LOCAL\"\n" + sourceOther + `mfa = { type = "MOBILE" }`,
	},
})

// sources completes the rows of sources with what they have in common.
func sources(rows []object) []object {
	for i := range rows {
		row := &rows[i]
		row.resource, row.path, row.copies = "pam_privx_source", "/sources", true
		row.at = func(fake *acctest.PrivX) (ids []string) {
			for _, doc := range fake.Documents("sources") {
				ids = append(ids, fmt.Sprint(doc["id"]))
			}
			return ids
		}
		row.document = func(fake *acctest.PrivX, id string) any { return stable(fake.Document("sources/" + id)) }
		row.gone = func(fake *acctest.PrivX, id string) { fake.Remove("sources/" + id) }
		*row = withSourceDrifts(*row)
	}
	return rows
}
