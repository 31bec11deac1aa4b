package sps

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var usergroup = &object.Resource[usergroupModel, client]{
	System: System, Type: "sps_usergroup", Noun: "usergroup", Schema: usergroupSchema, PlansAsIs: true,
	ID:       (*usergroupModel).id,
	Name:     func(m *usergroupModel) string { return m.Name.ValueString() },
	Identity: onlyKey[usergroupModel]("usergroup", "6f2b8c1e-0a4d-4c7e-9b3a-1d2e3f405162"),
	Calls: object.Ordinary[usergroupModel, spsapi.Usergroup, client]{
		Of:  func(c client) object.Collection[spsapi.Usergroup] { return c.Usergroups },
		Key: usergroupKey, ID: (*usergroupModel).id, ToAPI: (*usergroupModel).toAPI, FromAPI: (*usergroupModel).fromAPI,
	}.Calls(),
	Names: memberNames,
}

var usergroupLookup = lookup("sps_usergroup", "usergroup", usergroupDataSchema,
	func(c client) *spsapi.Collection[spsapi.Usergroup] { return c.Usergroups }, usergroupKey, (*usergroupFields).show)

func usergroupKey(o spsapi.Usergroup) (key, name string) { return o.Key, o.Name }

// usergroupFields are what resource and data source have in common.
type usergroupFields struct {
	ID      types.String    `tfsdk:"id"`
	Name    types.String    `tfsdk:"name"`
	Members tfkit.StringSet `tfsdk:"members"`
}

type usergroupModel struct {
	usergroupFields
	MemberNames types.Map `tfsdk:"member_names"`
}

func (m *usergroupModel) id() *types.String { return &m.ID }

func (m *usergroupFields) fields(w *spsapi.Usergroup) tfkit.Fields {
	return tfkit.Fields{tfkit.Text(&m.Name, &w.Name), tfkit.Texts(&m.Members, (*[]string)(&w.Members))}
}

func (m *usergroupModel) toAPI(*usergroupModel) (w spsapi.Usergroup) {
	m.fields(&w).Send()
	return w
}

func (m *usergroupModel) fromAPI(w spsapi.Usergroup, _ bool) { m.fields(&w).Receive() }

func (m *usergroupFields) show(o spsapi.Usergroup) {
	m.ID = types.StringValue(o.Key)
	m.fields(&o).Receive()
}

// memberNames returns the names of the members by their keys, without those that SPS does not know any more.
func memberNames(ctx context.Context, c client, m *usergroupModel) (map[string]attr.Value, error) {
	named := func(names types.Map) map[string]attr.Value { return map[string]attr.Value{"member_names": names} }
	if m.Members.HasUnknown() {
		return named(types.MapUnknown(types.StringType)), nil
	}
	names, keys := map[string]attr.Value{}, m.Members.Strings()
	if len(keys) == 0 {
		return named(types.MapValueMust(types.StringType, names)), nil
	}
	users, err := c.Users.List(ctx)
	if err != nil {
		return named(types.MapNull(types.StringType)), err
	}
	all := make(map[string]string, len(users))
	for _, u := range users {
		all[u.Key] = u.Name
	}
	for _, key := range keys {
		if name, known := all[key]; known {
			names[key] = types.StringValue(name)
		}
	}
	return named(types.MapValueMust(types.StringType, names)), nil
}

func usergroupSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "One local usergroup of SPS. What its members may do in SPS is set in the console only: the " +
			"REST API shows privileges (`pam_sps_acls`) and cannot change them.",
		Attributes: map[string]schema.Attribute{
			"id":   tfkit.IDAttribute("Key that SPS gives to the usergroup."),
			"name": nameAttribute("Name of the usergroup, by which privileges and policies refer to it."),
			"members": tfkit.TextsAttribute("Keys of the local users in the group: the `id` of `pam_sps_user`.",
				isKeyOrEmpty("user")),
			"member_names": schema.MapAttribute{
				MarkdownDescription: "Names of the members by their keys, so that plans can be read. Null where the provider may " +
					"not look users up.",
				Computed: true, ElementType: types.StringType,
			},
		},
	}
}

func usergroupDataSchema() schema.Schema {
	s := usergroupSchema()
	delete(s.Attributes, "member_names")
	return s
}
