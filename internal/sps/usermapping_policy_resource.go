package sps

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var usermappingPolicy = &object.Resource[usermappingPolicyModel, client]{
	System: System, Type: "sps_usermapping_policy", Noun: "usermapping policy",
	Schema: usermappingPolicySchema, PlansAsIs: true,
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
	ID         types.String   `tfsdk:"id"`
	Name       types.String   `tfsdk:"name"`
	AllowOther types.Bool     `tfsdk:"allow_other_remote_users_without_mapping"`
	Mappings   []mappingModel `tfsdk:"mappings"`
}

type mappingModel struct {
	RemoteUser    types.String    `tfsdk:"remote_user"`
	AllowedGroups tfkit.StringSet `tfsdk:"allowed_groups"`
}

func (m *usermappingPolicyModel) id() *types.String { return &m.ID }

func (m *usermappingPolicyModel) fields(w *spsapi.UsermappingPolicy) tfkit.Fields {
	return tfkit.Fields{tfkit.Text(&m.Name, &w.Name), tfkit.Flag(&m.AllowOther, &w.AllowOtherRemoteUsersWithoutMapping)}
}

func (m *usermappingPolicyModel) toAPI(*usermappingPolicyModel) (w spsapi.UsermappingPolicy) {
	m.fields(&w).Send()
	for _, mapping := range m.Mappings {
		w.Mappings = append(w.Mappings, spsapi.Mapping{
			RemoteUser: mapping.RemoteUser.ValueString(), AllowedGroups: mapping.AllowedGroups.Strings(),
		})
	}
	return w
}

func (m *usermappingPolicyModel) fromAPI(w spsapi.UsermappingPolicy, _ bool) {
	m.fields(&w).Receive()
	m.Mappings = make([]mappingModel, 0, len(w.Mappings))
	for _, mapping := range w.Mappings {
		m.Mappings = append(m.Mappings, mappingModel{
			types.StringValue(mapping.RemoteUser), tfkit.NewStringSet(mapping.AllowedGroups),
		})
	}
}

func (m *usermappingPolicyModel) show(o spsapi.UsermappingPolicy) {
	m.ID = types.StringValue(o.Key)
	m.fromAPI(o, true)
}

func usermappingPolicySchema() schema.Schema {
	element := types.ObjectType{AttrTypes: map[string]attr.Type{
		"remote_user": types.StringType, "allowed_groups": tfkit.NewStringSetType(),
	}}
	return schema.Schema{
		MarkdownDescription: "One usermapping policy of SPS: who, by membership of groups, may use which account on the " +
			"target servers.",
		Attributes: map[string]schema.Attribute{
			"id":   tfkit.IDAttribute("Key that SPS gives to the policy."),
			"name": nameAttribute("Name by which connections refer to the policy, unique in SPS."),
			"allow_other_remote_users_without_mapping": schema.BoolAttribute{
				MarkdownDescription: "Whether accounts that no mapping names may be used under the user's own name. Defaults to " +
					"`true`, as in SPS; `false` allows nothing but what is mapped.",
				Optional: true, Computed: true, Default: booldefault.StaticBool(true),
			},
			"mappings": schema.ListNestedAttribute{
				MarkdownDescription: "Accounts on the target servers and who may use them, in the order in which SPS shows them.",
				Optional:            true, Computed: true,
				Default:    listdefault.StaticValue(types.ListValueMust(element, []attr.Value{})),
				Validators: []validator.List{listvalidator.NoNullValues()},
				NestedObject: schema.NestedAttributeObject{
					Validators: []validator.Object{tfkit.RequiredMembers("remote_user")},
					Attributes: map[string]schema.Attribute{
						"remote_user": schema.StringAttribute{
							MarkdownDescription: "Required. Account on the target server, such as `root`.", Optional: true,
							Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
						},
						"allowed_groups": tfkit.TextsAttribute("Names of the groups, local or of LDAP, whose members may use the " +
							"account. Empty or left out means everyone."),
					},
				},
			},
		},
	}
}
