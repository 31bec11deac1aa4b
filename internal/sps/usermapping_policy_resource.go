package sps

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/boolvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var usermappingPolicy = &object.Resource[usermappingPolicyModel, client]{
	System: System, Type: "sps_usermapping_policy", Noun: "usermapping policy",
	Schema: usermappingPolicySchema, PlansAsIs: true, Check: checkUsermappingPolicy,
	ID:       (*usermappingPolicyModel).id,
	Name:     func(m *usermappingPolicyModel) string { return m.Name.ValueString() },
	Identity: onlyKey[usermappingPolicyModel]("usermapping policy", "be703163-5f92-41c3-8a8f-62738495a6b7"),
	Calls: object.Ordinary[usermappingPolicyModel, spsapi.UsermappingPolicy, client]{
		Of:  func(c client) object.Collection[spsapi.UsermappingPolicy] { return c.UsermappingPolicies },
		Key: usermappingPolicyKey, ID: (*usermappingPolicyModel).id,
		ToAPI: (*usermappingPolicyModel).toAPI, FromAPI: (*usermappingPolicyModel).fromAPI,
	}.Calls(),
}

var usermappingPolicyLookup = lookup("sps_usermapping_policy", "usermapping policy", usermappingPolicySchema,
	func(c client) *spsapi.Collection[spsapi.UsermappingPolicy] { return c.UsermappingPolicies },
	usermappingPolicyKey, (*usermappingPolicyModel).show)

func usermappingPolicyKey(o spsapi.UsermappingPolicy) (key, name string) { return o.Key, o.Name }

type usermappingPolicyModel struct {
	ID         types.String            `tfsdk:"id"`
	Name       types.String            `tfsdk:"name"`
	AllowOther types.Bool              `tfsdk:"allow_other_remote_users_without_mapping"`
	Mappings   map[string]mappingModel `tfsdk:"mappings"`
}

// mappingModel says who may use an account: the members of groups, or everyone.
type mappingModel struct {
	AllowedGroups tfkit.StringSet `tfsdk:"allowed_groups"`
	Everyone      types.Bool      `tfsdk:"everyone"`
}

func (m *usermappingPolicyModel) id() *types.String { return &m.ID }

func (m *usermappingPolicyModel) fields(w *spsapi.UsermappingPolicy) tfkit.Fields {
	return tfkit.Fields{tfkit.Text(&m.Name, &w.Name), tfkit.Flag(&m.AllowOther, &w.AllowOtherRemoteUsersWithoutMapping)}
}

func (m *usermappingPolicyModel) toAPI(*usermappingPolicyModel) (w spsapi.UsermappingPolicy) {
	m.fields(&w).Send()
	for _, user := range slices.Sorted(maps.Keys(m.Mappings)) {
		groups := m.Mappings[user].AllowedGroups.Strings() // none for everyone, as on the wire
		w.Mappings = append(w.Mappings, spsapi.Mapping{RemoteUser: user, AllowedGroups: groups})
	}
	return w
}

func (m *usermappingPolicyModel) fromAPI(w spsapi.UsermappingPolicy, _ bool) {
	m.fields(&w).Receive()
	m.Mappings = make(map[string]mappingModel, len(w.Mappings))
	for user, groups := range w.ByUser() {
		mapping := mappingModel{AllowedGroups: tfkit.NewStringSet(groups)}
		if len(groups) == 0 {
			mapping = mappingModel{tfkit.NullStringSet(), types.BoolValue(true)}
		}
		m.Mappings[user] = mapping
	}
}

func (m *usermappingPolicyModel) show(o spsapi.UsermappingPolicy) {
	m.ID = types.StringValue(o.Key)
	m.fromAPI(o, true)
}

func usermappingPolicySchema() schema.Schema {
	element := types.ObjectType{AttrTypes: map[string]attr.Type{
		"allowed_groups": tfkit.NewStringSetType(), "everyone": types.BoolType,
	}}
	groups := tfkit.TextsAttribute("Names of the groups, local or of LDAP, whose members may use the account; at " +
		"least one.")
	groups.Computed, groups.Default = false, nil
	groups.Validators = append(groups.Validators, setvalidator.SizeAtLeast(1))
	return schema.Schema{
		MarkdownDescription: "One usermapping policy of SPS: who, by membership of groups, may use which account on the " +
			"target servers.",
		Attributes: map[string]schema.Attribute{
			"id":   tfkit.IDAttribute("Key that SPS gives to the policy."),
			"name": nameAttribute("Name by which connections refer to the policy, unique in SPS."),
			"allow_other_remote_users_without_mapping": schema.BoolAttribute{
				MarkdownDescription: "Whether accounts that no mapping names may be used under the user's own name. `false` " +
					"allows nothing but what is mapped; new policies of SPS have `true`.",
				Required: true,
			},
			"mappings": schema.MapNestedAttribute{
				MarkdownDescription: "Accounts on the target servers, such as `root`, and who may use them: the members of " +
					"`allowed_groups`, or `everyone`. SPS keeps a list: accounts that it has stay in their places, new ones come " +
					"behind them in the order of their names.",
				Optional: true, Computed: true,
				Default: mapdefault.StaticValue(types.MapValueMust(element, map[string]attr.Value{})),
				Validators: []validator.Map{
					mapvalidator.KeysAre(stringvalidator.LengthAtLeast(1)), mapvalidator.NoNullValues(),
				},
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"allowed_groups": groups,
					"everyone": schema.BoolAttribute{
						MarkdownDescription: "Set to `true` in place of `allowed_groups`, it lets everyone use the account.",
						Optional:            true, Validators: []validator.Bool{boolvalidator.Equals(true)},
					},
				}},
			},
		},
	}
}

// checkUsermappingPolicy checks that each mapping says who is meant, in one of the two ways.
func checkUsermappingPolicy(config tfkit.Object, diags *diag.Diagnostics) {
	mappings := config.ByKey("mappings")
	for _, user := range slices.Sorted(maps.Keys(mappings)) {
		mapping, at := mappings[user], path.Root("mappings").AtMapKey(user)
		switch groups, everyone := mapping.IsNull("allowed_groups"), mapping.IsNull("everyone"); {
		case mapping == nil:
		case groups && everyone:
			diags.AddAttributeError(at, "Nobody named", fmt.Sprintf("%s names nobody. List groups in allowed_groups, or set "+
				"everyone = true if everyone is to use the account %s.", at, user))
		case !groups && !everyone && !mapping.IsUnknown("allowed_groups") && !mapping.IsUnknown("everyone"):
			diags.AddAttributeError(at, "Both everyone and groups", fmt.Sprintf("%s has allowed_groups and everyone. Take one "+
				"of them out.", at))
		}
	}
}
