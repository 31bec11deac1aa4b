package sps

import (
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
}

var usergroupLookup = lookup("sps_usergroup", "usergroup", usergroupSchema,
	func(c client) *spsapi.Collection[spsapi.Usergroup] { return c.Usergroups }, usergroupKey, (*usergroupModel).show)

func usergroupKey(o spsapi.Usergroup) (key, name string) { return o.Key, o.Name }

type usergroupModel struct {
	ID      types.String    `tfsdk:"id"`
	Name    types.String    `tfsdk:"name"`
	Members tfkit.StringSet `tfsdk:"members"`
}

func (m *usergroupModel) id() *types.String { return &m.ID }

func (m *usergroupModel) fields(w *spsapi.Usergroup) tfkit.Fields {
	return tfkit.Fields{tfkit.Text(&m.Name, &w.Name), tfkit.Texts(&m.Members, (*[]string)(&w.Members))}
}

func (m *usergroupModel) toAPI(*usergroupModel) (w spsapi.Usergroup) {
	m.fields(&w).Send()
	return w
}

func (m *usergroupModel) fromAPI(w spsapi.Usergroup, _ bool) { m.fields(&w).Receive() }

func (m *usergroupModel) show(o spsapi.Usergroup) {
	m.ID = types.StringValue(o.Key)
	m.fromAPI(o, true)
}

func usergroupSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "One local usergroup of SPS. What its members may do in SPS is set in the console only: the " +
			"REST API shows privileges (`pam_sps_acls`) and cannot change them.",
		Attributes: map[string]schema.Attribute{
			"id":      tfkit.IDAttribute("Key that SPS gives to the usergroup."),
			"name":    nameAttribute("Name of the usergroup, by which privileges and policies refer to it."),
			"members": tfkit.TextsAttribute("Keys of the local users in the group: the `id` of `pam_sps_user`."),
		},
	}
}
