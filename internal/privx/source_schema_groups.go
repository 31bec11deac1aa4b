package privx

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

func groupAttribute(description string, attributes map[string]schema.Attribute) schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{MarkdownDescription: description, Optional: true, Attributes: attributes}
}

func ldapAttribute() schema.SingleNestedAttribute {
	description := "How PrivX reaches the directory and finds users in it. For the types LDAP and AD."
	return groupAttribute(description, map[string]schema.Attribute{
		"protocol": schema.StringAttribute{
			MarkdownDescription: "How the connection is protected: `LDAP` (not at all), `LDAPS` (TLS from the start) or " +
				"`STARTTLS`. With `LDAP`, passwords travel in clear.",
			Required: true, Validators: []validator.String{stringvalidator.OneOf(privxapi.LDAPProtocols...)},
		},
		"base": tfkit.TextAttribute("Distinguished name below which users are searched.", tfkit.IsDN()),
		"user_filter": tfkit.TextAttribute(
			"LDAP filter that every user must match, such as `(objectClass=person)`.", tfkit.IsLDAPFilter()),
		"bind_dn": tfkit.TextAttribute("Account with which PrivX searches the directory: a distinguished name or, in "+
			"Active Directory, `user@domain` or `DOMAIN\\user`.",
			tfkit.IsBindName()),
		"bind_password_wo":         tfkit.SecretAttribute("bind_password_wo", "Password of the account in `bind_dn`."),
		"bind_password_wo_version": tfkit.SecretVersionAttribute("bind_password_wo"),
		"user_dn_pattern": tfkit.TextAttribute("How a user name leads to the user's entry. PrivX's manual writes a filter " +
			"with `%s` in place of the name, such as `(uid=%s)`, its API page `uid={0},ou=people`. Left out, people of an " +
			"Active Directory log in with their `userPrincipalName`."),
	})
}

func kerberosAttribute() schema.SingleNestedAttribute {
	return groupAttribute("Login with Kerberos. For the type AD.", map[string]schema.Attribute{
		"domain_controller_fqdn": tfkit.TextAttribute("Full host name of the domain controller, as it stands in Kerberos "+
			"principals.", tfkit.IsHost()),
		"domain_controller_port": tfkit.PortAttribute("Port of the domain controller, 1 to 65535. Left out, the server " +
			"decides."),
		"ticket_wo": tfkit.SecretAttribute("ticket_wo", "Kerberos ticket in base64, as `filebase64()` makes "+
			"it from a file.", tfkit.IsBase64()),
		"ticket_wo_version": tfkit.SecretVersionAttribute("ticket_wo"),
	})
}

func oidcAttribute() schema.SingleNestedAttribute {
	return groupAttribute("Login with an OpenID Connect provider. For the type OIDC, and beside a directory for LDAP "+
		"and AD.", map[string]schema.Attribute{
		"enabled": schema.BoolAttribute{MarkdownDescription: "Whether users may log in with the provider.", Required: true},
		"issuer": tfkit.TextAttribute("URL of the issuer, under which its `/.well-known/openid-configuration` is found. "+
			"Needed where `enabled` is true.", tfkit.IsURL()),
		"button_title": tfkit.TextAttribute("Text on the login page's button for this provider."),
		"client_id": tfkit.TextAttribute("Id under which PrivX is registered at the provider. Needed where " +
			"`enabled` is true."),
		"client_secret_wo":         tfkit.SecretAttribute("client_secret_wo", "Secret of the client in `client_id`."),
		"client_secret_wo_version": tfkit.SecretVersionAttribute("client_secret_wo"),
		"additional_scopes":        tfkit.TextsAttribute("Scopes that PrivX asks for beside `openid`, such as `groups`."),
		"tags_attribute_name":      tfkit.TextAttribute("Claim of the token whose values become the user's tags."),
	})
}

func gsuiteAttribute() schema.SingleNestedAttribute {
	description := "A Google Workspace (G Suite) directory. For the type GOOGLEGSUITE."
	return groupAttribute(description, map[string]schema.Attribute{
		"domain":                 tfkit.TextAttribute("Domain whose users are taken. Empty takes the users of all domains."),
		"domain_admin_email":     tfkit.TextAttribute("Administrator as whom the service account reads the directory."),
		"config_json_wo":         tfkit.SecretAttribute("config_json_wo", googleKeyText, tfkit.IsJSONObject()),
		"config_json_wo_version": tfkit.SecretVersionAttribute("config_json_wo"),
	})
}

const googleKeyText = "JSON text of the service account's key file; the provider makes the base64 that PrivX wants."

func googleCloudAttribute() schema.SingleNestedAttribute {
	return groupAttribute("Hosts of Google Cloud. For the type GOOGLECLOUD.", map[string]schema.Attribute{
		"project_ids":            tfkit.TextsAttribute("Ids of the projects whose instances become hosts."),
		"config_json_wo":         tfkit.SecretAttribute("config_json_wo", googleKeyText, tfkit.IsJSONObject()),
		"config_json_wo_version": tfkit.SecretVersionAttribute("config_json_wo"),
	})
}

func awsAttribute() schema.SingleNestedAttribute {
	return groupAttribute("Hosts and roles of an AWS account. For the type AWS.", map[string]schema.Attribute{
		"access_key_id": tfkit.TextAttribute("Id of the access key with which PrivX reads the account."),
		"secret_access_key_wo": tfkit.SecretAttribute("secret_access_key_wo", "Secret of the access key in "+
			"`access_key_id`."),
		"secret_access_key_wo_version": tfkit.SecretVersionAttribute("secret_access_key_wo"),
		"session_token_wo": tfkit.SecretAttribute("session_token_wo", "Session token, for temporary "+
			"credentials. It expires, so renew it by its version."),
		"session_token_wo_version": tfkit.SecretVersionAttribute("session_token_wo"),
		"fetch_roles": tfkit.FlagAttribute("Whether the account's IAM roles are read, so that PrivX can " +
			"hand them out."),
		"fetch_role_path_prefix": tfkit.TextAttribute("IAM path, such as `/privx/`; only roles below it are read. " +
			"Empty reads all."),
	})
}

func openstackAttribute() schema.SingleNestedAttribute {
	onlyOne := stringvalidator.ConflictsWith
	return groupAttribute("Hosts of OpenStack. For the type OPENSTACK.", map[string]schema.Attribute{
		"version": tfkit.ChoiceAttribute("Version of the Identity API: `V2` wants `username`, `V3` wants `user_id`, or "+
			"`username` with a domain.",
			privxapi.OpenStackVersions...),
		"endpoint": tfkit.TextAttribute("URL of the Identity service.", tfkit.IsURL()),
		"username": tfkit.TextAttribute("Name of the user as whom PrivX reads OpenStack."),
		"user_id":  tfkit.TextAttribute("Id of that user, in place of its name (V3)."),
		"password_wo": tfkit.SecretAttribute(
			"password_wo", "Password of the user. Excludes `apikey_wo`.", onlyOne(beside("apikey_wo"))),
		"password_wo_version": tfkit.SecretVersionAttribute("password_wo"),
		"apikey_wo": tfkit.SecretAttribute("apikey_wo", "API key of the user, in place of the password. Sending it clears "+
			"a password that this "+
			"resource no longer sets.", onlyOne(beside("password_wo"))),
		"apikey_wo_version":   tfkit.SecretVersionAttribute("apikey_wo"),
		"domainname":          tfkit.TextAttribute("Name of the user's domain (V3, with `username`)."),
		"domainid":            tfkit.TextAttribute("Id of the user's domain (V3, with `username`)."),
		"token_id_wo":         tfkit.SecretAttribute("token_id_wo", "Token got elsewhere, in place of a user."),
		"token_id_wo_version": tfkit.SecretVersionAttribute("token_id_wo"),
		"tenant_ids":          tfkit.TextsAttribute("Ids of the tenants whose instances become hosts."),
		"tenant_names":        tfkit.TextsAttribute("Names of the tenants whose instances become hosts."),
	})
}

func beside(name string) path.Expression { return path.MatchRelative().AtParent().AtName(name) }

func azureAttribute() schema.SingleNestedAttribute {
	return groupAttribute("Hosts of an Azure subscription. For the type AZURE.", map[string]schema.Attribute{
		"base_url": tfkit.TextAttribute(
			"URL of Azure's management API. Left out, the server uses its own.", tfkit.IsURL()),
		"subscription_id":          tfkit.TextAttribute("Id of the subscription whose machines become hosts."),
		"tenant_id":                tfkit.TextAttribute("Id of the Microsoft Entra tenant in which PrivX is registered."),
		"client_id":                tfkit.TextAttribute("Id of the application as which PrivX reads the subscription."),
		"client_secret_wo":         tfkit.SecretAttribute("client_secret_wo", "Secret of the application in `client_id`."),
		"client_secret_wo_version": tfkit.SecretVersionAttribute("client_secret_wo"),
	})
}

func mfaAttribute() schema.SingleNestedAttribute {
	return groupAttribute("Second factor for the users of this source. For the types LDAP, AD, GOOGLEGSUITE, OIDC and "+
		"LOCAL.", map[string]schema.Attribute{
		"type": schema.StringAttribute{
			MarkdownDescription: "What asks for the second factor: `DISABLED` (nothing), `INTERNAL` (time-based codes by " +
				"PrivX), `RADIUS`, `OIDC`, `FIDO`, or `MOBILE` (PrivX Authorizer, which needs a registered mobile gateway).",
			Required: true, Validators: []validator.String{stringvalidator.OneOf(privxapi.MFATypes...)},
		},
		"address": tfkit.TextAttribute("Host name or address of the RADIUS server, which the type RADIUS needs.",
			tfkit.IsHost()),
		"port": tfkit.PortAttribute("Port of the RADIUS server, 1 to 65535. Left out, the server decides."),
		"base_dn": tfkit.TextAttribute(
			"Distinguished name below which users need the second factor. Empty means all users.", tfkit.IsDN()),
	})
}
