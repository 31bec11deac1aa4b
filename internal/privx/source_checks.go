package privx

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// groupNames are the groups in the order of product.md.
var groupNames = []string{
	"ldap", "kerberos", "oidc", "google_gsuite", "google_cloud", "aws", "openstack", "azure", "mfa",
}

// checkSource checks what takes more than one attribute, and steps back wherever one of them is unknown.
func checkSource(config tfkit.Object, diags *diag.Diagnostics) {
	c := sourceConfig{config, diags}
	c.checkGroups()
	c.checkPolicy()
	c.checkOpenStack()
	c.checkNeeded("oidc", c.Group("oidc").IsTrue("enabled"), "enabled is true", "issuer", "client_id")
	mfa, _ := c.Group("mfa").Text("type")
	c.checkNeeded("mfa", mfa == "RADIUS", "type is RADIUS", "address")
}

// sourceConfig is the configuration of a source, unknown groups and all.
type sourceConfig struct {
	tfkit.Object
	diags *diag.Diagnostics
}

func (c sourceConfig) checkGroups() {
	kind, kindKnown := c.Text("type")
	for _, name := range groupNames {
		group := c.Group(name)
		if group == nil {
			continue
		}
		types := groupTypes[name]
		if kindKnown && !slices.Contains(types, privxapi.SourceType(kind)) {
			c.diags.AddAttributeError(path.Root(name), "Group of another type", fmt.Sprintf("The group %s is for sources of "+
				"type %s; "+
				"the type of this one is %s. Take the group out, or change the type.", name, join(types), kind))
			continue
		}
		if isEmpty(group) {
			c.diags.AddAttributeWarning(path.Root(name), "Empty group", fmt.Sprintf("Nothing is set in %s, so all of its "+
				"fields will be empty. "+
				"Terraform drops unknown names inside a group without a word: check the spelling. The names have no prefix: "+
				"ldap_base, for example, is base inside of ldap.", name))
		}
	}
}

func isEmpty(group tfkit.Object) bool {
	for name := range group {
		if !group.IsNull(name) {
			return false
		}
	}
	return true
}

func join[T ~string](list []T) string {
	var names []string
	for _, e := range list {
		names = append(names, string(e))
	}
	return strings.Join(names, ", ")
}

func (c sourceConfig) checkPolicy() {
	p := path.Root("session_password_policy")
	policy := c.Group("session_password_policy")
	if policy == nil {
		return
	}
	shortest, low := policy.Number("password_min_length")
	longest, high := policy.Number("password_max_length")
	if low && high && longest < shortest {
		c.diags.AddAttributeError(p.AtName("password_max_length"), "Maximum below minimum", fmt.Sprintf(
			"session_password_policy.password_max_length (%d) is below password_min_length (%d).", longest, shortest))
	}
	uses := []string{"use_special_characters", "use_lower_case", "use_upper_case", "use_numbers"}
	if !slices.ContainsFunc(uses, policy.MayBeTrue) {
		c.diags.AddAttributeError(p, "No kind of character", "session_password_policy allows no characters. Set at least "+
			"one of use_special_characters, "+
			"use_lower_case, use_upper_case and use_numbers to true.")
		return
	}
	if low && shortest < minDigits && !slices.ContainsFunc(uses[:3], policy.MayBeTrue) {
		c.diags.AddAttributeWarning(p.AtName("password_min_length"), "Weak passwords", fmt.Sprintf("Passwords of digits "+
			"alone are weak by PrivX's measure from %d characters on; shorter ones, here of %d, it may refuse. Raise "+
			"session_password_policy.password_min_length, or allow another kind of character.", minDigits, shortest))
	}
}

// checkNeeded checks that a group has the texts that one of its members makes necessary.
func (c sourceConfig) checkNeeded(group string, needed bool, reason string, names ...string) {
	for _, name := range names {
		if at := path.Root(group).AtName(name); needed && !c.Group(group).MayBeText(name) {
			c.diags.AddAttributeError(at, "Missing attribute", fmt.Sprintf("%s is needed where %s.%s.", at, group, reason))
		}
	}
}

// minDigits is how many digits have the 36 bits of a weak password (api/privx.md §3.1).
const minDigits = 11

// checkOpenStack holds the user against the version of the Identity API (seeds/001: which field is for which version).
func (c sourceConfig) checkOpenStack() {
	g := c.Group("openstack")
	p := path.Root("openstack")
	version, _ := g.Text("version")
	name, domain := g.MayBeText("username"), g.MayBeText("domainname") || g.MayBeText("domainid")
	token, known := g.MayBeText("token_id_wo"), !g.IsUnknown("username")
	switch {
	case version == "V2" && !name && !token:
		c.diags.AddAttributeError(p.AtName("username"), "No user", "Version V2 of the Identity API needs "+
			"openstack.username.")
	case version == "V3" && !name && !g.MayBeText("user_id") && !token:
		c.diags.AddAttributeError(p.AtName("user_id"), "No user", "Version V3 of the Identity API needs openstack.user_id, "+
			"or username together with domainname or domainid.")
	case version == "V3" && name && known && !domain:
		c.diags.AddAttributeError(p.AtName("username"), "User name without a domain", "Version V3 of the Identity API "+
			"needs domainname or domainid beside openstack.username, because a name is unique within a domain only. Or take "+
			"it out, with openstack.user_id or a token in its place.")
	}
}

// accounts are accounts that are of no use without a secret; Terraform drops a misspelt one without a word.
var accounts = []struct {
	group, account string
	secrets        []string
}{
	{"ldap", "bind_dn", []string{"bind_password_wo"}},
	{"oidc", "client_id", []string{"client_secret_wo"}},
	{"google_gsuite", "domain_admin_email", []string{"config_json_wo"}},
	{"google_cloud", "project_ids", []string{"config_json_wo"}},
	{"aws", "access_key_id", []string{"secret_access_key_wo"}},
	{"openstack", "username", []string{"password_wo", "apikey_wo", "token_id_wo"}},
	{"openstack", "user_id", []string{"password_wo", "apikey_wo", "token_id_wo"}},
	{"azure", "client_id", []string{"client_secret_wo"}},
}

// warnOfSource changes nothing; it warns of what a plan alone would let a reader misunderstand.
func warnOfSource(ctx context.Context, p *object.Plan[client]) {
	if p.Planned == nil {
		return
	}
	c := sourceConfig{p.Config, p.Diags}
	if p.State == nil {
		c.warnOfMissingSecrets()
		return
	}
	warnOfTakeover(ctx, p)
	for _, name := range managedGroups {
		if !p.State.IsNull(name) && c.IsNull(name) {
			p.Diags.AddAttributeWarning(path.Root(name), "Group no longer managed",
				fmt.Sprintf("%s is not in the configuration any more. Its fields, and secrets if it has any, stay on the "+
					"server as they are; Terraform only stops to look at them.", name))
		}
	}
}

func (c sourceConfig) warnOfMissingSecrets() {
	for _, a := range accounts {
		group := c.Group(a.group)
		if group.IsNull(a.account) || slices.ContainsFunc(a.secrets, group.MayBeText) {
			continue
		}
		c.diags.AddAttributeWarning(path.Root(a.group).AtName(a.account), "Account without its secret",
			fmt.Sprintf("%s.%s is set, but no %s, so PrivX will have none. Terraform drops unknown names inside a group "+
				"without a word: check the spelling.",
				a.group, a.account, strings.Join(a.secrets, " or ")))
	}
}
