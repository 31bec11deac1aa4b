package sps

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var loginMethod = &object.Resource[loginMethodModel, client]{
	System: System, Type: "sps_login_method", Noun: "login method", Schema: loginMethodSchema,
	ID:         (*loginMethodModel).id,
	Name:       func(m *loginMethodModel) string { return m.Name.ValueString() },
	Identity:   onlyKey[loginMethodModel]("login method", "ad6f2052-4e81-40b2-bf7e-5162738495a6"),
	Secrets:    (*loginMethodModel).secrets,
	Check:      checkLoginMethod,
	Plan:       planLoginMethod,
	ImportNote: "SPS does not show shared secrets: the first apply after the import sends yours.",
	Calls: object.Ordinary[loginMethodModel, spsapi.LoginMethod, client]{
		Of:  func(c client) object.Collection[spsapi.LoginMethod] { return c.LoginMethods },
		Key: loginMethodKey, ID: (*loginMethodModel).id,
		ToAPI: (*loginMethodModel).toAPI, FromAPI: (*loginMethodModel).fromAPI,
	}.Calls(),
}

var loginMethodLookup = lookup("sps_login_method", "login method", loginMethodSchema,
	func(c client) *spsapi.Collection[spsapi.LoginMethod] { return c.LoginMethods.Collection },
	loginMethodKey, (*loginMethodView).show)

func loginMethodKey(o spsapi.LoginMethod) (key, name string) { return o.Key, o.Name }

// kinds are the groups of which a login method has one, which is also its type.
var kinds = []string{spsapi.LoginLocal, spsapi.LoginLDAP, spsapi.LoginX509, spsapi.LoginRADIUS, spsapi.LoginSAML2}

func loginMethodSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "One way to log in to SPS: a button on its login page, and a name that API clients log in " +
			"with. Exactly one of the groups `local`, `ldap`, `x509`, `radius` and `saml2` says how. SPS 7.0 LTS and later.",
		Attributes: map[string]schema.Attribute{
			"id":    tfkit.IDAttribute("Key that SPS gives to the login method."),
			"name":  nameAttribute("Name of the login method, unique in SPS, with which API clients choose it."),
			"title": nameAttribute("Text on the button of the login page."),
			"active": schema.BoolAttribute{
				MarkdownDescription: "Whether anyone can log in this way. Leave one method active that you can log in with. " +
					"Defaults to `true`.",
				Optional: true, Computed: true, Default: booldefault.StaticBool(true),
			},
			"type": schema.StringAttribute{
				MarkdownDescription: "Kind of the login method: `local`, `ldap`, `x509`, `radius` or `saml2`, after the group " +
					"that is set. Another kind replaces the login method.",
				Computed: true,
			},
			"local": localAttribute(),
			"ldap": kindAttribute("Login with name and password of an LDAP directory.", map[string]schema.Attribute{
				"ldap_server": keyAttribute("LDAP server", "Key of the LDAP server that checks the password: the `id` of "+
					"`pam_sps_ldap_server`."),
			}),
			"x509":   x509Attribute(),
			"radius": radiusAttribute(),
			"saml2": kindAttribute("Login at a SAML2 identity provider.", map[string]schema.Attribute{
				"idp_metadata": schema.StringAttribute{
					MarkdownDescription: "Metadata of the identity provider as XML, for example `file(\"idp.xml\")`. Line ends do " +
						"not count.", Required: true,
					Validators:    []validator.String{stringvalidator.LengthAtLeast(1), isMetadata()},
					PlanModifiers: tfkit.KeepFormats(isMetadata()),
				},
				"groups": groupsAttribute(),
			}),
		},
	}
}

func kindAttribute(description string, attributes map[string]schema.Attribute) schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{MarkdownDescription: description, Optional: true, Attributes: attributes}
}

func localAttribute() schema.SingleNestedAttribute {
	number := func(description string, check validator.Int64) schema.Int64Attribute {
		return schema.Int64Attribute{
			MarkdownDescription: description, Required: true, Validators: []validator.Int64{check},
		}
	}
	description := "Login with a password that SPS keeps itself, and what such passwords must be like."
	return kindAttribute(description, map[string]schema.Attribute{
		"cracklib_enabled": schema.BoolAttribute{
			MarkdownDescription: "Whether new passwords that are easy to guess are refused.", Required: true,
		},
		"expiration_days": number("Days after which a password has to be changed, 0 to 365. `0` means never.",
			int64validator.Between(0, 365)),
		"remember_previous_passwords": number("How many of the last passwords may not be used again. `0` means that "+
			"all may.",
			int64validator.AtLeast(0)),
		"minimum_password_strength": requiredChoice("How strong a new password must be by SPS's measure: `disabled` (any), "+
			"`good` or `strong`.", "disabled", "good", "strong"),
		"minimum_password_length": number("How long a new password must be, at least 1.", int64validator.AtLeast(1)),
	})
}

func x509Attribute() schema.SingleNestedAttribute {
	return kindAttribute("Login with a certificate in the browser.", map[string]schema.Attribute{
		"trust_store": keyAttribute("trust store", "Key of the trust store whose authorities users' certificates come from: "+
			"the `id` of `pam_sps_trust_store`."),
		"username_attribute": schema.StringAttribute{
			MarkdownDescription: "Which part of the certificate is the user name: `commonName`, `emailAddress`, `userId` or " +
				"`userPrincipalName`.", Required: true,
			Validators: []validator.String{stringvalidator.OneOf("commonName", "emailAddress", "userId", "userPrincipalName")},
		},
		"groups": groupsAttribute(),
	})
}

func radiusAttribute() schema.SingleNestedAttribute {
	servers := hostsAttribute("RADIUS servers, at least one. SPS asks them in this order.")
	servers.NestedObject.Attributes["shared_secret_wo"] = tfkit.NeededSecretAttribute("shared_secret_wo",
		"Secret that SPS shares with this server, at most 150 characters.", isPassword())
	servers.NestedObject.Attributes["shared_secret_wo_version"] = tfkit.SecretVersionAttribute("shared_secret_wo")
	servers.NestedObject.Attributes["port"] = requiredPort("UDP port, 1 to 65535; 1812 is usual.")
	return kindAttribute("Login with name and password that a RADIUS server checks.", map[string]schema.Attribute{
		"servers": servers,
		"authentication_protocol": requiredChoice("How the password travels to the server: `pap` or `mschapv2`.",
			"pap", "mschapv2"),
		"groups": groupsAttribute(),
	})
}

func groupsAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: "Where the groups of a user who logs in this way are looked up.", Required: true,
		Attributes: map[string]schema.Attribute{
			"type": schema.StringAttribute{
				MarkdownDescription: "`local` (usergroups of SPS, for users of the same name) or `ldap` (groups of a directory).",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf("local", "ldap")},
			},
			"ldap_server": schema.StringAttribute{
				MarkdownDescription: "Key of the LDAP server with the groups, for `ldap` only: the `id` of `pam_sps_ldap_server`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1), isKeyOrEmpty("LDAP server")},
			},
		},
	}
}
