package sps

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var ldapServer = &object.Resource[ldapServerModel, client]{
	System: System, Type: "sps_ldap_server", Noun: "LDAP server", Schema: ldapServerSchema,
	ID:       (*ldapServerModel).id,
	Name:     func(m *ldapServerModel) string { return m.Name.ValueString() },
	Identity: onlyKey[ldapServerModel]("LDAP server", "9c5e1f41-3d70-4fa1-ae6d-405162738495"),
	Secrets:  (*ldapServerModel).secrets,
	Check:    checkLDAPServer,
	Calls: object.Ordinary[ldapServerModel, spsapi.LDAPServer, client]{
		Of:  func(c client) object.Collection[spsapi.LDAPServer] { return c.LDAPServers },
		Key: ldapServerKey, ID: (*ldapServerModel).id, ToAPI: (*ldapServerModel).toAPI, FromAPI: (*ldapServerModel).fromAPI,
	}.Calls(),
}

var ldapServerLookup = lookup("sps_ldap_server", "LDAP server", ldapServerSchema,
	func(c client) *spsapi.Collection[spsapi.LDAPServer] { return c.LDAPServers }, ldapServerKey, (*ldapServerFields).show)

func ldapServerKey(o spsapi.LDAPServer) (key, name string) { return o.Key, o.Name }

func ldapServerSchema() schema.Schema {
	noSpace := tfkit.Is("a name without white space", func(s string) error {
		if strings.ContainsFunc(s, unicode.IsSpace) {
			return errors.New("SPS takes no white space in it")
		}
		return nil
	})
	return schema.Schema{
		MarkdownDescription: "One LDAP server of SPS's own authentication (AAA): the directory that login methods ask for " +
			"users and their groups. SPS 7.0 LTS and later.",
		Attributes: map[string]schema.Attribute{
			"id": tfkit.IDAttribute("Key that SPS gives to the LDAP server."),
			"name": nameAttribute("Name by which administrators choose the LDAP server, without white "+
				"space.", noSpace),
			"user_base_dn":  nameAttribute("Distinguished name below which users are searched.", tfkit.IsDN()),
			"group_base_dn": nameAttribute("Distinguished name below which groups are searched.", tfkit.IsDN()),
			"servers":       hostsAttribute("Hosts of the directory, at least one. SPS asks them in this order."),
			"bind_dn": tfkit.TextAttribute("Distinguished name of the account with which SPS searches. Empty "+
				"searches without an account.", tfkit.IsBindName()),
			"bind_password_wo": tfkit.SecretAttribute("bind_password_wo", "Password of the account in `bind_dn`, at "+
				"most 150 characters.", isPassword()),
			"bind_password_wo_version": tfkit.SecretVersionAttribute("bind_password_wo"),
			"encryption":               encryptionAttribute(),
			"schema":                   schemaAttribute(),
		},
	}
}

func hostsAttribute(description string) schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		MarkdownDescription: description, Required: true,
		Validators: []validator.List{listvalidator.SizeAtLeast(1), listvalidator.NoNullValues()},
		NestedObject: schema.NestedAttributeObject{
			Attributes: map[string]schema.Attribute{
				"address": schema.StringAttribute{
					MarkdownDescription: "IP address or full host name. With TLS, the name that is in the server's certificate.",
					Required:            true,
					Validators:          []validator.String{stringvalidator.LengthAtLeast(1), isServerAddress()},
					PlanModifiers:       tfkit.KeepFormats(isServerAddress()),
				},
				"port": requiredPort("TCP port, 1 to 65535; 389 and 636 are usual for LDAP."),
			},
		},
	}
}

func encryptionAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: "How the connection to the directory is protected.", Required: true,
		Attributes: map[string]schema.Attribute{
			"selection": requiredChoice("`disabled` (passwords travel in clear), `ssl` (TLS from the start) or `starttls`.",
				"disabled", "ssl", "starttls"),
			"trust_store": tfkit.TextAttribute("Key of the trust store that the server's certificate is checked against: the "+
				"`id` of `pam_sps_trust_store`. Empty means that the certificate is not checked.", isKeyOrEmpty("trust store")),
			"client_authentication": tfkit.TextAttribute("Key of the X.509 identity with which SPS shows itself to the " +
				"server. Empty for none."),
		},
	}
}

func schemaAttribute() schema.SingleNestedAttribute {
	inGroup := types.ObjectType{AttrTypes: map[string]attr.Type{
		"object_class": types.StringType, "attribute": types.StringType,
	}}
	memberUID := onlyFor(spsapi.SchemaPOSIX, "memberUid", "Attribute of a group that holds user names (posix only). "+
		"Defaults to `memberUid`; empty looks for none.")
	memberUID.Validators = nil
	return schema.SingleNestedAttribute{
		MarkdownDescription: "How users and groups hang together in the directory. At least one of `membership_check`, " +
			"`memberof_check` and `user_dn_in_groups` is needed; a check that is left out is off.",
		Required: true,
		Attributes: map[string]schema.Attribute{
			"selection": schema.StringAttribute{
				MarkdownDescription: "Kind of the directory: `ad` (Microsoft Active Directory) or `posix` (anything like " +
					"OpenLDAP).", Required: true,
				Validators: []validator.String{stringvalidator.OneOf(spsapi.SchemaAD, spsapi.SchemaPOSIX)},
			},
			"username_attribute": onlyFor(spsapi.SchemaPOSIX, "uid", "Attribute that holds the user name (posix only). "+
				"Defaults to `uid`."),
			"membership_check": schema.SingleNestedAttribute{
				MarkdownDescription: "Looks for the user among the members that a group names. Left out, the check is off.",
				Optional:            true,
				Attributes: map[string]schema.Attribute{
					"nested_groups": schema.BoolAttribute{
						MarkdownDescription: "Whether groups inside of groups count (ad only; it is slow in large directories). " +
							"Defaults to `false`.",
						Optional: true, Computed: true, PlanModifiers: []planmodifier.Bool{bySelection{selection: spsapi.SchemaAD}},
					},
					"member_uid_attribute": memberUID,
				},
			},
			"memberof_check": schema.SingleNestedAttribute{
				MarkdownDescription: "Reads a user's groups off the user. Left out, the check is off.", Optional: true,
				Attributes: map[string]schema.Attribute{
					"memberof_user_attribute": onlyFor("", "memberOf", "Attribute of a user that holds the groups' names. "+
						"Defaults to `memberOf`."),
					"memberof_group_objectclass": onlyFor(spsapi.SchemaPOSIX, "groupOfNames", "Object class of such groups (posix "+
						"only). Defaults to `groupOfNames`."),
				},
			},
			"user_dn_in_groups": schema.ListNestedAttribute{
				MarkdownDescription: "Kinds of groups that name users by their distinguished names. Empty means that the check " +
					"is off.",
				Optional: true, Computed: true, Default: listdefault.StaticValue(types.ListValueMust(inGroup, []attr.Value{})),
				Validators: []validator.List{listvalidator.NoNullValues()},
				NestedObject: schema.NestedAttributeObject{
					Attributes: map[string]schema.Attribute{
						"object_class": schema.StringAttribute{
							MarkdownDescription: "Object class of the groups, such as `groupOfNames`.", Required: true,
							Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
						},
						"attribute": schema.StringAttribute{
							MarkdownDescription: "Attribute of the groups that holds the users. Defaults to `member`.",
							Optional:            true, Computed: true, Default: stringdefault.StaticString("member"),
							Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
						},
					},
				},
			},
		},
	}
}

func onlyFor(selection, byDefault, description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Optional: true, Computed: true,
		Validators:    []validator.String{stringvalidator.LengthAtLeast(1)},
		PlanModifiers: []planmodifier.String{bySelection{selection, byDefault}},
	}
}

// bySelection is the default of an attribute that one kind of directory has and the other has not.
type bySelection struct{ selection, value string }

// Description implements planmodifier.Describer.
func (b bySelection) Description(context.Context) string {
	return "default that depends on schema.selection"
}

// MarkdownDescription implements planmodifier.Describer.
func (b bySelection) MarkdownDescription(ctx context.Context) string { return b.Description(ctx) }

// PlanModifyString implements planmodifier.String.
func (b bySelection) PlanModifyString(
	ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	if !req.ConfigValue.IsNull() {
		return
	}
	var selection types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("schema").AtName("selection"), &selection)...)
	switch {
	case b.selection == "" || selection.ValueString() == b.selection:
		resp.PlanValue = types.StringValue(b.value)
	case selection.IsUnknown():
		resp.PlanValue = types.StringUnknown()
	default:
		resp.PlanValue = types.StringNull()
	}
}

// PlanModifyBool implements planmodifier.Bool.
func (b bySelection) PlanModifyBool(
	ctx context.Context, req planmodifier.BoolRequest, resp *planmodifier.BoolResponse,
) {
	if !req.ConfigValue.IsNull() {
		return
	}
	var selection types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("schema").AtName("selection"), &selection)...)
	switch {
	case selection.ValueString() == b.selection:
		resp.PlanValue = types.BoolValue(false)
	case selection.IsUnknown():
		resp.PlanValue = types.BoolUnknown()
	default:
		resp.PlanValue = types.BoolNull()
	}
}

// checkLDAPServer checks that groups are looked up at all, and that nothing of the other kind of directory is set.
func checkLDAPServer(config tfkit.Object, diags *diag.Diagnostics) {
	checkEncryption(config, diags)
	p, checks := path.Root("schema"), config.Group("schema")
	if checks == nil {
		return
	}
	if checks.IsNull("membership_check") && checks.IsNull("memberof_check") && !checks.IsUnknown("user_dn_in_groups") &&
		len(checks.Objects("user_dn_in_groups")) == 0 {
		diags.AddAttributeError(p, "No check of groups", "schema needs at least one of membership_check, memberof_check and "+
			"user_dn_in_groups: without any, SPS finds nobody's groups.")
	}
	selection, known := checks.Text("selection")
	wrong := func(at path.Path, group tfkit.Object, name, kind string) {
		if at = at.AtName(name); known && selection != kind && !group.IsNull(name) && !group.IsUnknown(name) {
			diags.AddAttributeError(at, "Attribute of another schema", fmt.Sprintf("%s is for the selection %s; this one is "+
				"%s. "+
				"Take it out.", at, kind, selection))
		}
	}
	membership, memberof := checks.Group("membership_check"), checks.Group("memberof_check")
	wrong(p, checks, "username_attribute", spsapi.SchemaPOSIX)
	wrong(p.AtName("membership_check"), membership, "member_uid_attribute", spsapi.SchemaPOSIX)
	wrong(p.AtName("membership_check"), membership, "nested_groups", spsapi.SchemaAD)
	wrong(p.AtName("memberof_check"), memberof, "memberof_group_objectclass", spsapi.SchemaPOSIX)
}

// checkEncryption warns of a server whose certificate is not checked, or cannot be.
func checkEncryption(config tfkit.Object, diags *diag.Diagnostics) {
	encryption := config.Group("encryption")
	selection, known := encryption.Text("selection")
	if !known {
		return
	}
	at := path.Root("encryption").AtName("trust_store")
	if selection == spsapi.EncryptionDisabled {
		for _, name := range []string{"trust_store", "client_authentication"} {
			if at := path.Root("encryption").AtName(name); encryption.MayBeText(name) && !encryption.IsUnknown(name) {
				diags.AddAttributeError(at, "Attribute without encryption", fmt.Sprintf("%s belongs to ssl and starttls; the "+
					"selection of this one is disabled. Take it out, or change the selection.", at))
			}
		}
		return
	}
	if !encryption.MayBeText("trust_store") {
		diags.AddAttributeWarning(at, "Certificate not checked", fmt.Sprintf("Without %s, SPS takes any certificate for the "+
			"directory's. Set it to the id of the pam_sps_trust_store with the authority that issued it.", at))
		return
	}
	for i, server := range config.Objects("servers") {
		address, _ := server.Text("address")
		if _, err := netip.ParseAddr(address); err == nil {
			at := path.Root("servers").AtListIndex(i).AtName("address")
			diags.AddAttributeWarning(at, "Address that is in no certificate", fmt.Sprintf("%s is an IP address. SPS compares "+
				"it with the names in the certificate; write the host name that stands there.", at))
		}
	}
}
