package provider

import (
	"context"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/defaults"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// tiny is a provider of one resource, pam_tiny, that refuses every plan without settings.
type tiny struct {
	provider.Provider
	attributes map[string]schema.Attribute
	plansAsIs  bool
}

func (p tiny) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "pam"
}

func (p tiny) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return tinyResource{tiny: p} }}
}

func (tiny) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

type tinyResource struct {
	resource.Resource
	tiny
}

func (r tinyResource) PlansAsIs() bool { return r.plansAsIs }

func (r tinyResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_tiny"
}

func (r tinyResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: r.attributes}
}

func (r tinyResource) Configure(_ context.Context, _ resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	resp.Diagnostics.AddError("No settings", "there are none")
}

func (r tinyResource) ModifyPlan(_ context.Context, _ resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	resp.Diagnostics.AddError("No plan", "without settings")
}

// modifier is a plan modifier that returns what is planned.
type modifier func(planmodifier.StringRequest) types.String

func (modifier) Description(context.Context) string         { return "" }
func (modifier) MarkdownDescription(context.Context) string { return "" }

func (m modifier) PlanModifyString(
	_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	resp.PlanValue = m(req)
}

func modified(m modifier) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{m}}
}

func atCreation(req planmodifier.StringRequest) types.String {
	if req.State.Raw.IsNull() {
		return types.StringValue("new")
	}
	return req.PlanValue
}

func fromConfig(req planmodifier.StringRequest) types.String {
	return types.StringValue(req.Config.Raw.String())
}

// refuse is a default that cannot be had.
type refuse struct{ defaults.String }

func (refuse) DefaultString(_ context.Context, _ defaults.StringRequest, resp *defaults.StringResponse) {
	resp.Diagnostics.AddError("No default", "today")
}

func withDefault(s string) schema.StringAttribute {
	return schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString(s)}
}

var tinyAttributes = map[string]schema.Attribute{
	"name":  schema.StringAttribute{Required: true},
	"plain": schema.StringAttribute{Optional: true},
	"text":  withDefault("x"),
	"server": schema.StringAttribute{
		Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	},
	"modified": modified(atCreation),
	"secret":   schema.StringAttribute{Optional: true, WriteOnly: true},
	"tags": schema.SetAttribute{
		Optional: true, Computed: true, ElementType: types.StringType,
		Default: setdefault.StaticValue(types.SetValueMust(types.StringType, []attr.Value{})),
	},
	"group": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
		"flag": schema.BoolAttribute{Optional: true, Computed: true, Default: booldefault.StaticBool(true)},
		"inner": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
			"number": schema.Int64Attribute{Optional: true, Computed: true, Default: int64default.StaticInt64(3)},
		}},
	}},
	"decided": schema.SingleNestedAttribute{Optional: true, Computed: true, Attributes: map[string]schema.Attribute{
		"text": withDefault("d"),
	}},
	"roles": schema.MapNestedAttribute{
		Optional: true, NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"kind": withDefault("PERMANENT"),
			"periods": schema.ListNestedAttribute{
				Optional: true, Computed: true,
				Default: listdefault.StaticValue(types.ListValueMust(
					types.ObjectType{AttrTypes: map[string]attr.Type{"start": types.StringType}}, []attr.Value{},
				)),
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{"start": withDefault("now")}},
			},
		}},
	},
}

func planTiny(t *testing.T, attributes map[string]schema.Attribute) *noOpPlan {
	t.Helper()
	p := tiny{attributes: attributes}
	return newNoOpPlan(t.Context(), p, "pam_tiny", tinyResource{tiny: p})
}

func TestLearnDefaults(t *testing.T) {
	t.Parallel()
	plan := planTiny(t, tinyAttributes)
	if plan.err != nil {
		t.Fatal(plan.err)
	}
	got := map[string]string{}
	flatten("", plan.defaults, got)
	want := map[string]string{
		".text":                    `tftypes.String<"x">`,
		".modified":                `tftypes.String<"new">`,
		".tags":                    `tftypes.Set[tftypes.String]<>`,
		".group.flag":              `tftypes.Bool<"true">`,
		".group.inner.number":      `tftypes.Number<"3">`,
		".decided.text":            `tftypes.String<"d">`,
		".roles[].kind":            `tftypes.String<"PERMANENT">`,
		".roles[].periods":         `tftypes.List[tftypes.Object["start":tftypes.String]]<>`,
		".roles[].periods[].start": `tftypes.String<"now">`,
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func flatten(at string, d *defaultValues, into map[string]string) {
	if d == nil {
		return
	}
	if d.value != nil {
		into[at] = d.value.String()
	}
	flatten(at+"[]", d.each, into)
	for name, member := range d.members {
		flatten(at+"."+name, member, into)
	}
}

// tinyRequest asks for a plan of an object of which nothing is configured and nothing in the state.
func tinyRequest(t *testing.T, attributes map[string]schema.Attribute) *tfprotov6.PlanResourceChangeRequest {
	t.Helper()
	ty := schema.Schema{Attributes: attributes}.Type().TerraformType(t.Context())
	state, err := tfprotov6.NewDynamicValue(ty, unconfigured(ty, 1))
	if err != nil {
		t.Fatal(err)
	}
	return &tfprotov6.PlanResourceChangeRequest{
		TypeName: "pam_tiny", PriorState: &state, ProposedNewState: &state, Config: &state,
	}
}

// TestPlansAsIs plans without the framework what says that it may be. A plan has an identity if its resource has one.
func TestPlansAsIs(t *testing.T) {
	t.Parallel()
	attributes := map[string]schema.Attribute{"it": tinyAttributes["plain"]}
	request := tinyRequest(t, attributes)
	for _, asIs := range []bool{false, true} {
		resp := newNoOpPlans(tiny{attributes: attributes, plansAsIs: asIs}).answer(request)
		if (resp != nil) != asIs {
			t.Errorf("PlansAsIs %t: planned %v", asIs, resp)
		}
		if resp != nil && resp.PlannedIdentity != nil {
			t.Errorf("an identity out of nowhere: %v", resp.PlannedIdentity)
		}
	}
	attributes["it"] = withDefault("x")
	if resp := newNoOpPlans(tiny{attributes: attributes, plansAsIs: true}).answer(request); resp != nil {
		t.Errorf("null stays where there is a default: %v", resp)
	}
}

// TestDefaultsThatCannotBeLearnt leaves such types to the framework.
func TestDefaultsThatCannotBeLearnt(t *testing.T) {
	t.Parallel()
	nested := schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{"text": withDefault("x")}}
	for message, attributes := range map[string]map[string]schema.Attribute{
		"No default: today":           {"it": schema.StringAttribute{Optional: true, Computed: true, Default: refuse{}}},
		"no places to pair":           {"it": schema.SetNestedAttribute{Optional: true, NestedObject: nested}},
		"tftypes.DynamicPseudoType":   {"it": schema.DynamicAttribute{Optional: true}},
		"depends on other attributes": {"group": tinyAttributes["group"], "it": modified(fromConfig)},
	} {
		plan := planTiny(t, attributes)
		if plan.err == nil || !strings.Contains(plan.err.Error(), message) {
			t.Errorf("%v, want %s", plan.err, message)
		}
		plans := newNoOpPlans(tiny{attributes: attributes, plansAsIs: true})
		if plans.answer(tinyRequest(t, attributes)) != nil {
			t.Errorf("%s: planned without the framework", message)
		}
	}
}

// TestDefaultsMatch holds configurations against states: what is not configured must be there as its default.
func TestDefaultsMatch(t *testing.T) {
	t.Parallel()
	plan := planTiny(t, tinyAttributes)
	value := func(object string) tftypes.Value {
		v, err := (&tfprotov6.DynamicValue{JSON: []byte(object)}).Unmarshal(plan.ty)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	const plain = `"text": "x", "modified": "new", "tags": []`
	for _, tc := range []struct {
		name, config, prior string
		want                bool
	}{
		{"nothing configured", `{}`, `{` + plain + `, "server": "s"}`, true},
		{"a default", `{}`, `{"text": "y", "modified": "new", "tags": []}`, false},
		{"a default of a set", `{}`, `{"text": "x", "modified": "new", "tags": ["a"]}`, false},
		{"what a modifier set", `{}`, `{"text": "x", "modified": "old", "tags": []}`, false},
		{"configured", `{"text": "y", "tags": ["a"]}`, `{"text": "y", "modified": "new", "tags": ["a"]}`, true},
		{"in a group", `{"group": {}}`, `{"group": {"flag": true}, ` + plain + `}`, true},
		{"not in a group", `{"group": {}}`, `{"group": {"flag": false}, ` + plain + `}`, false},
		{
			"in an inner group", `{"group": {"inner": {}}}`,
			`{"group": {"flag": true, "inner": {"number": 3}}, ` + plain + `}`, true,
		},
		{
			"not in an inner group", `{"group": {"inner": {}}}`,
			`{"group": {"flag": true, "inner": {"number": 4}}, ` + plain + `}`, false,
		},
		{"an empty map", `{"roles": {}}`, `{"roles": {}, ` + plain + `}`, true},
		{"a role", `{"roles": {"a": {}}}`, `{"roles": {"a": {"kind": "PERMANENT", "periods": []}}, ` + plain + `}`, true},
		{
			"a role's kind", `{"roles": {"a": {}}}`,
			`{"roles": {"a": {"kind": "FLOATING", "periods": []}}, ` + plain + `}`, false,
		},
		{
			"a role's periods", `{"roles": {"a": {}}}`,
			`{"roles": {"a": {"kind": "PERMANENT", "periods": [{"start": "now"}]}}, ` + plain + `}`, false,
		},
		{
			"a period", `{"roles": {"a": {"periods": [{"start": "1"}, {}]}}}`,
			`{"roles": {"a": {"kind": "PERMANENT", "periods": [{"start": "1"}, {"start": "now"}]}}, ` + plain + `}`, true,
		},
		{
			"a period's start", `{"roles": {"a": {"periods": [{"start": "1"}, {}]}}}`,
			`{"roles": {"a": {"kind": "PERMANENT", "periods": [{"start": "1"}, {"start": "2"}]}}, ` + plain + `}`, false,
		},
		{
			"fewer periods", `{"roles": {"a": {"periods": [{"start": "1"}, {}]}}}`,
			`{"roles": {"a": {"kind": "PERMANENT", "periods": [{"start": "1"}]}}, ` + plain + `}`, false,
		},
		{"null among roles", `{"roles": {"a": null}}`, `{"roles": {"a": null}, ` + plain + `}`, true},
		{"a group that nobody decided", `{}`, `{"decided": null, ` + plain + `}`, true},
		{"a group that the server decided", `{}`, `{"decided": {"text": "e"}, ` + plain + `}`, false},
	} {
		if got := plan.defaults.match(value(tc.config), value(tc.prior)); got != tc.want {
			t.Errorf("%s: %t", tc.name, got)
		}
	}
}
