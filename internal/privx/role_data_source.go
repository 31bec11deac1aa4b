package privx

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var roleLookup = &object.Lookup[roleView, privxapi.Role, client]{
	System: System, Type: "privx_role", Types: "privx_roles", Noun: "role",
	Of:   func(c client) object.Reader[privxapi.Role] { return c.Roles },
	Key:  roleKey,
	Show: (*roleView).fromAPI, Attributes: roleViewAttributes, IsID: isIDOf(aRole),
	One: "The definition of one role of SSH PrivX, by id or by name.",
	All: "The definitions of all roles of SSH PrivX, or of those that match the filter, ordered by name.",
}

type roleView struct {
	ID                        types.String    `tfsdk:"id"`
	Name                      types.String    `tfsdk:"name"`
	Comment                   types.String    `tfsdk:"comment"`
	AccessGroupID             types.String    `tfsdk:"access_group_id"`
	Permissions               types.List      `tfsdk:"permissions"`
	PermitAgent               types.Bool      `tfsdk:"permit_agent"`
	PrincipalPublicKeyStrings types.List      `tfsdk:"principal_public_key_strings"`
	Context                   roleContextView `tfsdk:"context"`
	SourceRules               types.String    `tfsdk:"source_rules"`
	Tags                      types.List      `tfsdk:"tags"`
	System                    types.Bool      `tfsdk:"system"`
	MemberCount               types.Int64     `tfsdk:"member_count"`
	ExplicitCount             types.Int64     `tfsdk:"explicit_count"`
	Created                   types.String    `tfsdk:"created"`
	Updated                   types.String    `tfsdk:"updated"`
	Author                    types.String    `tfsdk:"author"`
	UpdatedBy                 types.String    `tfsdk:"updated_by"`
}

type roleContextView struct {
	Enabled   types.Bool   `tfsdk:"enabled"`
	BlockRole types.Bool   `tfsdk:"block_role"`
	Validity  types.List   `tfsdk:"validity"`
	StartTime types.String `tfsdk:"start_time"`
	EndTime   types.String `tfsdk:"end_time"`
	Timezone  types.String `tfsdk:"timezone"`
	IPMasks   types.List   `tfsdk:"ip_masks"`
}

func (v *roleView) fromAPI(r privxapi.Role) {
	rules := string(r.SourceRules)
	tfkit.Fields{
		tfkit.Text(&v.ID, &r.ID), tfkit.Text(&v.Name, &r.Name), tfkit.Text(&v.Comment, &r.Comment),
		tfkit.Text(&v.AccessGroupID, &r.AccessGroupID), tfkit.Flag(&v.PermitAgent, &r.PermitAgent),
		tfkit.Text(&v.SourceRules, &rules), tfkit.Flag(&v.System, &r.System),
		tfkit.Number(&v.MemberCount, &r.MemberCount), tfkit.Number(&v.ExplicitCount, &r.ExplicitCount),
		tfkit.Text(&v.Created, &r.Created), tfkit.Text(&v.Updated, &r.Updated), tfkit.Text(&v.Author, &r.Author),
		tfkit.Text(&v.UpdatedBy, &r.UpdatedBy), tfkit.Flag(&v.Context.Enabled, &r.Context.Enabled),
		tfkit.Flag(&v.Context.BlockRole, &r.Context.BlockRole), tfkit.Text(&v.Context.StartTime, &r.Context.StartTime),
		tfkit.Text(&v.Context.EndTime, &r.Context.EndTime), tfkit.Text(&v.Context.Timezone, &r.Context.Timezone),
	}.Receive()
	v.Permissions, v.Tags = tfkit.TextList(r.Permissions), tfkit.TextList(r.Tags)
	v.PrincipalPublicKeyStrings = tfkit.TextList(r.PrincipalPublicKeyStrings)
	v.Context.Validity, v.Context.IPMasks = tfkit.TextList(r.Context.Validity), tfkit.TextList(r.Context.IPMasks)
}

func roleViewAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":              shownText("Id that PrivX gives to the role."),
		"name":            shownText("Name of the role, unique in PrivX."),
		"comment":         shownText("Free text for administrators."),
		"access_group_id": shownText("Id of the access group that the role belongs to."),
		"permissions": shownTexts("Permissions that the role gives in PrivX itself, such as " +
			"`sources-view`."),
		"permit_agent":                 shownFlag("Whether the role may be used through an SSH agent."),
		"principal_public_key_strings": shownTexts("Public keys of the role itself, for hosts that trust it."),
		"context": schema.SingleNestedAttribute{
			MarkdownDescription: "When and from where the role may be used.", Computed: true,
			Attributes: map[string]schema.Attribute{
				"enabled":    shownFlag("Whether these limits hold at all."),
				"block_role": shownFlag("Whether the role is refused outside of the limits. If not, its use is only audited."),
				"validity":   shownTexts("Days of the week, `MON` to `SUN`, on which the role may be used."),
				"start_time": shownText("Time of day from which the role may be used, such as `08:00`."),
				"end_time":   shownText("Time of day until which the role may be used, such as `17:00`."),
				"timezone":   shownText("Time zone in which days and times are meant."),
				"ip_masks":   shownTexts("Networks from which the role may be used."),
			},
		},
		"source_rules":   shownText("Rules that give the role to users of directories, as JSON."),
		"tags":           shownTexts("Labels by which administrators search roles."),
		"system":         shownFlag("Whether the role is built into PrivX, such as `privx-admin`."),
		"member_count":   shownNumber("How many users have the role, by grant or by rule."),
		"explicit_count": shownNumber("How many users were granted the role."),
		"created":        shownText("When the role was made (RFC 3339, UTC)."),
		"updated":        shownText("When the role was last changed (RFC 3339, UTC)."),
		"author":         shownText("Who made the role: an id or a name, as the server has it."),
		"updated_by":     shownText("Who changed the role last: an id or a name, as the server has it."),
	}
}
