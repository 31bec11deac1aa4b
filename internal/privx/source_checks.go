package privx

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

// groupNames are the groups in the order of product.md.
var groupNames = []string{"ldap", "kerberos", "oidc", "google_gsuite", "google_cloud", "aws", "openstack", "azure", "mfa"}

// ValidateConfig implements resource.ResourceWithValidateConfig. It checks what takes more than one attribute, and steps back wherever
// one of them is unknown.
func (r *sourceResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	c := configuration{ctx, req.Config, &resp.Diagnostics}
	c.checkGroups()
	c.checkPolicy()
	c.checkOpenStack()
}

// configuration reads single attributes. Reading the whole model would fail on an unknown group.
type configuration struct {
	ctx   context.Context
	in    tfsdk.Config
	diags *diag.Diagnostics
}

func get[T attr.Value](c configuration, p path.Path) T {
	var value T
	c.diags.Append(c.in.GetAttribute(c.ctx, p, &value)...)
	return value
}

func (c configuration) group(name string) map[string]attr.Value {
	object := get[types.Object](c, path.Root(name))
	if object.IsNull() || object.IsUnknown() {
		return nil
	}
	return object.Attributes()
}

func (c configuration) checkGroups() {
	kind := get[types.String](c, path.Root("type"))
	for _, name := range groupNames {
		attributes := c.group(name)
		if attributes == nil {
			continue
		}
		types := groupTypes[name]
		if !kind.IsNull() && !kind.IsUnknown() && !slices.Contains(types, privxapi.SourceType(kind.ValueString())) {
			c.diags.AddAttributeError(path.Root(name), "Group of another type", fmt.Sprintf("The group %s is for sources of type %s; "+
				"the type of this one is %s. Take the group out, or change the type.", name, join(types), kind.ValueString()))
			continue
		}
		if !slices.ContainsFunc(values(attributes), func(v attr.Value) bool { return !v.IsNull() }) {
			c.diags.AddAttributeWarning(path.Root(name), "Empty group", fmt.Sprintf("Nothing is set in %s, so all of its fields will be empty. "+
				"Terraform drops unknown names inside a group without a word: check the spelling. The names have no prefix: "+
				"ldap_base, for example, is base inside of ldap.", name))
		}
	}
}

func values(m map[string]attr.Value) []attr.Value {
	out := make([]attr.Value, 0, len(m))
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

func join[T ~string](list []T) string {
	var names []string
	for _, e := range list {
		names = append(names, string(e))
	}
	return strings.Join(names, ", ")
}

func (c configuration) checkPolicy() {
	p := path.Root("session_password_policy")
	policy := c.group("session_password_policy")
	if policy == nil {
		return
	}
	shortest, _ := policy["password_min_length"].(types.Int64)
	longest, _ := policy["password_max_length"].(types.Int64)
	if known(shortest) && known(longest) && longest.ValueInt64() < shortest.ValueInt64() {
		c.diags.AddAttributeError(p.AtName("password_max_length"), "Maximum below minimum", fmt.Sprintf(
			"session_password_policy.password_max_length (%d) is below password_min_length (%d).", longest.ValueInt64(), shortest.ValueInt64()))
	}
	for _, name := range []string{"use_special_characters", "use_lower_case", "use_upper_case", "use_numbers"} {
		if flag, ok := policy[name].(types.Bool); ok && (flag.IsUnknown() || flag.ValueBool()) {
			return
		}
	}
	c.diags.AddAttributeError(p, "No kind of character", "session_password_policy allows no characters. Set at least one of use_special_characters, "+
		"use_lower_case, use_upper_case and use_numbers to true.")
}

func known(v attr.Value) bool { return v != nil && !v.IsNull() && !v.IsUnknown() }

// checkOpenStack holds the user against the version of the Identity API (seeds/001: which field is for which version).
func (c configuration) checkOpenStack() {
	g := c.group("openstack")
	if g == nil || isSet(g["token_id_wo"]) {
		return
	}
	version, _ := g["version"].(types.String)
	if !known(version) {
		return
	}
	p := path.Root("openstack")
	domain := isSet(g["domainname"]) || isSet(g["domainid"])
	switch {
	case version.ValueString() == "V2" && !isSet(g["username"]):
		c.diags.AddAttributeError(p.AtName("username"), "No user", "Version V2 of the Identity API wants openstack.username.")
	case version.ValueString() == "V3" && !isSet(g["user_id"]) && !isSet(g["username"]):
		c.diags.AddAttributeError(p.AtName("user_id"), "No user", "Version V3 of the Identity API wants openstack.user_id, or username together with "+
			"domainname or domainid.")
	case version.ValueString() == "V3" && !isSet(g["user_id"]) && !domain:
		c.diags.AddAttributeError(p.AtName("username"), "User name without a domain", "Version V3 of the Identity API wants domainname or "+
			"domainid beside openstack.username, or user_id in its place.")
	}
}

// isSet counts unknown as set: it may become so.
func isSet(v attr.Value) bool {
	text, ok := v.(types.String)
	return ok && (text.IsUnknown() || text.ValueString() != "")
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

// ModifyPlan implements resource.ResourceWithModifyPlan. It changes nothing; it warns of what a plan alone would let a reader
// misunderstand.
func (r *sourceResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	c := configuration{ctx, req.Config, &resp.Diagnostics}
	if req.State.Raw.IsNull() {
		c.warnOfMissingSecrets()
		return
	}
	for _, name := range append(groupNames, "session_password_policy") {
		var before types.Object
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(name), &before)...)
		if !before.IsNull() && get[types.Object](c, path.Root(name)).IsNull() {
			resp.Diagnostics.AddAttributeWarning(path.Root(name), "Group no longer managed", fmt.Sprintf("%s is not in the configuration any more. "+
				"Its fields, and secrets if it has any, stay on the server as they are; Terraform only stops to look at them.", name))
		}
	}
}

func (c configuration) warnOfMissingSecrets() {
	for _, a := range accounts {
		group := c.group(a.group)
		account, there := group[a.account]
		if !there || account.IsNull() || slices.ContainsFunc(a.secrets, func(s string) bool { return isSet(group[s]) }) {
			continue
		}
		c.diags.AddAttributeWarning(path.Root(a.group).AtName(a.account), "Account without its secret", fmt.Sprintf("%s.%s is set, but no %s, so PrivX "+
			"will have none. Terraform drops unknown names inside a group without a word: check the spelling.",
			a.group, a.account, strings.Join(a.secrets, " or ")))
	}
}
