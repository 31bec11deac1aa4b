package privx

import (
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// grantModel is how long a role is granted:
// the part that pam_privx_user_role and the elements of pam_privx_user_roles share.
type grantModel struct {
	Type           types.String  `tfsdk:"grant_type"`
	Periods        []periodModel `tfsdk:"grant_validity_periods"`
	FloatingLength types.Int64   `tfsdk:"floating_length"`
}

type periodModel struct {
	Start types.String `tfsdk:"grant_start"`
	End   types.String `tfsdk:"grant_end"`
}

// grantMemory is what private state keeps of the grants of a resource.
type grantMemory struct {
	// Begun are the roles whose FLOATING grant was seen as the window that it becomes at the first connection. Where such
	// a grant vanishes it was used up, and where any other FLOATING grant does it was taken away.
	Begun []string `json:"begun,omitempty"`
	// Imported is set until the first update after an import.
	Imported bool `json:"imported,omitempty"`
}

// see notes what the server has of a grant that the state has.
func (b *grantMemory) see(m *grantModel, g privxapi.Grant) {
	b.note(g.RoleID, m.Type.ValueString() == string(privxapi.Floating) && g.Type == privxapi.TimeRestricted)
}

func (b *grantMemory) note(role string, begun bool) {
	b.Begun = slices.DeleteFunc(b.Begun, func(other string) bool { return other == role })
	if begun {
		b.Begun = append(b.Begun, role)
	}
}

// toAPI returns the grant to be. before is what the state has, nil if it has none: what is new or changed is asked for
// anew. But an import shows a FLOATING grant that has begun as the window that it became, and does not begin it anew.
func (m *grantModel) toAPI(role string, before *grantModel, memory *grantMemory) privxapi.Grant {
	g := privxapi.Grant{
		RoleID: role, Type: privxapi.GrantType(m.Type.ValueString()), FloatingLength: m.FloatingLength.ValueInt64(),
	}
	for _, p := range m.Periods {
		g.Periods = append(g.Periods, privxapi.Period{Start: p.Start.ValueString(), End: p.End.ValueString()})
	}
	switch {
	case before == nil:
		g.Renew = true
	case m.Type.Equal(before.Type) && m.FloatingLength.Equal(before.FloatingLength):
		g.Begun = slices.Contains(memory.Begun, role)
		return g
	default:
		g.Begun = memory.Imported && before.asIs(role, grantMemory{}).Began(g)
		g.Renew = !g.Begun
	}
	memory.note(role, g.Begun)
	return g
}

// asIs returns the grant that the state has.
func (m *grantModel) asIs(role string, memory grantMemory) privxapi.Grant {
	return m.toAPI(role, m, &memory)
}

// fromAPI takes the server's grant, unless the model asks for just that: then its spelling stays, and so do FLOATING
// when PrivX has turned the grant into a window at the first connection, and periods that have ended.
func (m *grantModel) fromAPI(g privxapi.Grant, now time.Time) {
	if !m.Type.IsNull() && g.HoldsAt(m.asIs(g.RoleID, grantMemory{}), now) {
		return
	}
	m.Type = types.StringValue(string(privxapi.Permanent))
	if g.Type != "" {
		m.Type = types.StringValue(string(g.Type))
	}
	m.FloatingLength = types.Int64Null()
	if g.FloatingLength != 0 && g.Type == privxapi.Floating {
		m.FloatingLength = types.Int64Value(g.FloatingLength)
	}
	m.Periods = make([]periodModel, 0, len(g.Periods))
	for _, p := range g.Periods {
		m.Periods = append(m.Periods, periodModel{types.StringValue(p.Start), types.StringValue(p.End)})
	}
}

func grantTypeNames() []string {
	names := make([]string, 0, len(privxapi.GrantTypes))
	for _, t := range privxapi.GrantTypes {
		names = append(names, string(t))
	}
	return names
}

// grantAttributes are the attributes of grantModel.
func grantAttributes() map[string]schema.Attribute {
	period := map[string]attr.Type{"grant_start": types.StringType, "grant_end": types.StringType}
	return map[string]schema.Attribute{
		"grant_type": schema.StringAttribute{
			MarkdownDescription: "How long the role is granted: `PERMANENT`, `TIME_RESTRICTED` (within " +
				"`grant_validity_periods`) or `FLOATING` (for `floating_length` hours from the first connection). PrivX turns a " +
				"FLOATING grant into a TIME_RESTRICTED one at the first connection; that is no change here.",
			Required: true, Validators: []validator.String{stringvalidator.OneOf(grantTypeNames()...)},
		},
		"grant_validity_periods": schema.ListNestedAttribute{
			MarkdownDescription: "Windows in which a `TIME_RESTRICTED` grant holds, at least one. Their order means nothing " +
				"to PrivX. Once the last one has ended, nothing is planned or sent for the grant any more, whether PrivX keeps " +
				"or drops it.",
			Optional: true, Computed: true, Validators: []validator.List{listvalidator.NoNullValues()},
			Default: listdefault.StaticValue(types.ListValueMust(types.ObjectType{AttrTypes: period}, []attr.Value{})),
			NestedObject: schema.NestedAttributeObject{
				Attributes: map[string]schema.Attribute{
					"grant_start": instantAttribute("When the window opens, in RFC 3339, such as `2026-01-31T08:00:00Z`."),
					"grant_end":   instantAttribute("When the window closes, after `grant_start`."),
				},
			},
		},
		"floating_length": schema.Int64Attribute{
			MarkdownDescription: "Hours for which a `FLOATING` grant holds, counted from the user's first connection with it. " +
				"At least 1. Another number grants the role anew, to begin at the next connection.",
			Optional: true, Validators: []validator.Int64{int64validator.AtLeast(1)},
		},
	}
}

func instantAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Required: true,
		Validators:    []validator.String{stringvalidator.LengthAtLeast(1), tfkit.IsTime()},
		PlanModifiers: []planmodifier.String{tfkit.IsTime().KeepText()},
	}
}

// checkGrant compares type, periods and length of the grant at p with each other. What is unknown is not checked.
func checkGrant(p path.Path, grant tfkit.Object, diags *diag.Diagnostics) {
	periods, length := p.AtName("grant_validity_periods"), p.AtName("floating_length")
	checkPeriods(periods, grant.Objects("grant_validity_periods"), diags)
	if grant.IsUnknown("grant_type") {
		return
	}
	grantType := privxapi.Permanent // of pam_privx_user_role, which has a default
	if text, given := grant.Text("grant_type"); given {
		grantType = privxapi.GrantType(text)
	}
	if !slices.Contains(privxapi.GrantTypes, grantType) {
		return // the attribute's own check says so
	}
	hasPeriods := len(grant.Objects("grant_validity_periods")) > 0
	switch {
	case grantType == privxapi.TimeRestricted && !hasPeriods && !grant.IsUnknown("grant_validity_periods"):
		diags.AddAttributeError(periods, "No period", fmt.Sprintf("A TIME_RESTRICTED grant needs at least one period with "+
			"grant_start and grant_end in %s.", periods))
	case grantType != privxapi.TimeRestricted && hasPeriods:
		diags.AddAttributeError(periods, "Period without TIME_RESTRICTED", fmt.Sprintf("%s belongs to TIME_RESTRICTED; this "+
			"grant is %s. Set grant_type = \"TIME_RESTRICTED\", or take the periods out.", periods, grantType))
	}
	_, hasLength := grant.Number("floating_length")
	switch {
	case grantType == privxapi.Floating && grant.IsNull("floating_length"):
		diags.AddAttributeError(length, "No length", fmt.Sprintf("A FLOATING grant needs %s, in hours.", length))
	case grantType != privxapi.Floating && hasLength:
		diags.AddAttributeError(length, "Length without FLOATING", fmt.Sprintf("%s belongs to FLOATING; this grant is %s. "+
			"Set grant_type = \"FLOATING\", or take the length out.", length, grantType))
	}
}

func checkPeriods(p path.Path, periods []tfkit.Object, diags *diag.Diagnostics) {
	for i, period := range periods {
		at := p.AtListIndex(i).AtName("grant_end")
		checkOrder(at, "Period ends before it begins", period, "grant_start", "grant_end", diags)
	}
}

// checkOrder checks that one of two instants of an object comes after the other.
func checkOrder(at path.Path, summary string, o tfkit.Object, first, second string, diags *diag.Diagnostics) {
	startText, _ := o.Text(first)
	endText, _ := o.Text(second)
	start, okStart := tfkit.ParseTime(startText)
	end, okEnd := tfkit.ParseTime(endText)
	if okStart && okEnd && !end.After(start) {
		diags.AddAttributeError(at, summary,
			fmt.Sprintf("%s (%s) must be after %s (%s).", at, end.Format(time.RFC3339), first, start.Format(time.RFC3339)))
	}
}
