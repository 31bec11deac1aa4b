package privx

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// defaultTTL is in seconds, the default of the vendor's own provider.
const defaultTTL = 900

var source = &object.Resource[sourceModel, client]{
	System: System, Type: "privx_source", Noun: "source", Schema: sourceSchema, PlansAsIs: true,
	ID:       (*sourceModel).id,
	Name:     func(m *sourceModel) string { return m.Name.ValueString() },
	Identity: object.OnlyID[sourceModel, client](anID.MatchString, "5bf77342-221c-11ee-be56-0242ac120002"),
	Secrets:  (*sourceModel).secrets,
	Check:    checkSource, Plan: warnOfSource, Wire: sourceAttributes,
	Filters: map[string]string{
		"type": "Keeps sources of this type, such as `LDAP`.",
		"tag":  "Keeps sources that have this tag.",
	},
	Calls: object.Ordinary[sourceModel, privxapi.Source, client]{
		Of: func(c client) object.Collection[privxapi.Source] { return c.Sources },
		ID: (*sourceModel).id, ToAPI: (*sourceModel).toAPI, FromAPI: (*sourceModel).fromAPI,
		Key: sourceKey, Notice: noticeOfLogin,
		Keeps: func(s privxapi.Source, f object.Filter) bool {
			return (f["type"] == "" || isOfType(s, f["type"])) && (f["tag"] == "" || hasTag(s, f["tag"]))
		},
	}.Calls(),
}

func sourceKey(s privxapi.Source) (id, name string) { return s.ID, s.Name }

func isOfType(s privxapi.Source, kind string) bool { return string(s.Connection.Type) == kind }

func hasTag(s privxapi.Source, tag string) bool { return slices.Contains(s.Tags, tag) }

func sourceSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "One source of SSH PrivX: the definition of a directory from which PrivX takes users (LDAP, " +
			"Active Directory, Google Workspace, OIDC, local) or hosts (AWS, Google Cloud, OpenStack, Azure).\n\nWhat belongs " +
			"to one `type` only is in a group of that name. A group that is left out is not managed: its fields stay on the " +
			"server as they are. Any other attribute that is left out means nothing: false, zero or empty, or the default " +
			"given here.",
		Attributes: map[string]schema.Attribute{
			"id": tfkit.IDAttribute("Id that PrivX gives to the source. It looks like a UUID and never changes."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name under which administrators see the source. The provider refuses to create a second " +
					"source of the same name and type.",
				Required: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"type": schema.StringAttribute{
				MarkdownDescription: "Kind of the directory, which decides which groups may be set. Changing it destroys the " +
					"source and makes another one.",
				Required:      true,
				Validators:    []validator.String{stringvalidator.OneOf(sourceTypeNames()...)},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"enabled": schema.BoolAttribute{
				MarkdownDescription: "Whether PrivX uses the source. Users of a disabled source cannot log in. Defaults to `true`.",
				Optional:            true, Computed: true, Default: booldefault.StaticBool(true),
			},
			"ttl": tfkit.NumberAttribute("Seconds after which PrivX reads the directory again. Defaults "+
				"to `900`.", defaultTTL),
			"comment": tfkit.TextAttribute("Free text for administrators; PrivX does not interpret it."),
			"tags":    tfkit.TextsAttribute("Labels by which administrators search sources."),
			"username_pattern": tfkit.TextsAttribute("Patterns with wildcards, such as `*@example.com`, of the user " +
				"names that are authenticated against this source."),
			"external_user_mapping": userMappingAttribute(),
			"session_password_enabled": tfkit.FlagAttribute("Whether users of this source get a generated password for a " +
				"session, for targets that ask for one."),
			"child_session_auto_logout_delay": tfkit.NumberAttribute("Seconds after which connections end once the user's own "+
				"session has ended. `0` leaves "+
				"it to the server.", 0),
			"session_password_policy": policyAttribute(),
			"address": tfkit.TextAttribute("Host name or IP address of the directory (LDAP, AD, LOCAL), "+
				"or of the OIDC provider.", tfkit.IsHost()),
			"port": tfkit.PortAttribute("TCP port of the directory (LDAP, AD, LOCAL), 1 to 65535. Left " +
				"out, the server decides."),
			"service_address_auto_update": tfkit.FlagAttribute("Whether addresses of a host's services follow when the " +
				"directory reports another address for the host."),
			"enable_user_authentication": tfkit.FlagAttribute("Whether people from this source may log in to PrivX. Left " +
				"out, they may not."),
			"enable_machine_authentication": tfkit.FlagAttribute("Whether machine users from this source may log in to PrivX. " +
				"It is a way in without a second factor. Left out, they may not."),
			"attribute_mapping": tfkit.MappingAttribute("Which attribute of the directory (key) fills which attribute of a " +
				"PrivX user (value)."),
			"refresh_triggers": tfkit.TriggersAttribute("Any values. When the map is set at creation or changes later, PrivX " +
				"is told to read the directory at once. The map itself is not sent."),
			"ldap": ldapAttribute(), "kerberos": kerberosAttribute(), "oidc": oidcAttribute(),
			"google_gsuite": gsuiteAttribute(), "google_cloud": googleCloudAttribute(), "aws": awsAttribute(),
			"openstack": openstackAttribute(), "azure": azureAttribute(), "mfa": mfaAttribute(),
		},
	}
}

func sourceTypeNames() []string {
	names := make([]string, 0, len(privxapi.SourceTypes))
	for _, t := range privxapi.SourceTypes {
		names = append(names, string(t))
	}
	return names
}

func userMappingAttribute() schema.ListNestedAttribute {
	element := types.ObjectType{AttrTypes: map[string]attr.Type{
		"source_id": types.StringType, "source_search_field": types.StringType,
	}}
	return schema.ListNestedAttribute{
		MarkdownDescription: "Finds the user of this source who belongs to a user of another source (OIDC, for example), " +
			"tried in the order given.",
		Optional: true, Computed: true,
		Default:    listdefault.StaticValue(types.ListValueMust(element, []attr.Value{})),
		Validators: []validator.List{listvalidator.NoNullValues()},
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"source_id": schema.StringAttribute{
				MarkdownDescription: "Identifier that the other source and this one share.",
				Required:            true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"source_search_field": schema.StringAttribute{
				MarkdownDescription: "Attribute of this directory, or column of its database, in which the other source's user " +
					"name is looked up.",
				Required: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
		}},
	}
}

func policyAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: "How session passwords are generated. PrivX wants at least weak passwords by its own measure. " +
			"At least one kind of character must be allowed.",
		Optional: true,
		Attributes: map[string]schema.Attribute{
			"password_min_length": schema.Int64Attribute{
				MarkdownDescription: "Length of the shortest password, 10 to 99 characters.", Required: true,
				Validators: []validator.Int64{int64validator.Between(privxapi.MinSessionPassword, privxapi.MaxSessionPassword)},
			},
			"password_max_length": schema.Int64Attribute{
				MarkdownDescription: "Length of the longest password, at most 99 characters and not below `password_min_length`.",
				Required:            true,
				Validators:          []validator.Int64{int64validator.AtMost(privxapi.MaxSessionPassword)},
			},
			"use_special_characters": tfkit.FlagAttribute("Whether passwords hold punctuation."),
			"use_lower_case":         tfkit.FlagAttribute("Whether passwords hold the letters a to z."),
			"use_upper_case":         tfkit.FlagAttribute("Whether passwords hold the letters A to Z."),
			"use_numbers":            tfkit.FlagAttribute("Whether passwords hold the digits 0 to 9."),
		},
	}
}
