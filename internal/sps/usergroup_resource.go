package sps

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

type usergroupResource struct {
	managed[usergroupModel, spsapi.Usergroup, *usergroupModel]
}

// NewUsergroupResource is pam_sps_usergroup.
func NewUsergroupResource() resource.Resource {
	return &usergroupResource{managed[usergroupModel, spsapi.Usergroup, *usergroupModel]{
		base: base{typeName: "sps_usergroup", noun: "usergroup"},
		of:   func(c *spsapi.Client) collection[spsapi.Usergroup] { return c.Usergroups },
	}}
}

type usergroupModel struct {
	ID      types.String    `tfsdk:"id"`
	Name    types.String    `tfsdk:"name"`
	Members tfkit.StringSet `tfsdk:"members"`
}

func (m *usergroupModel) key() *types.String     { return &m.ID }
func (m *usergroupModel) secrets() tfkit.Secrets { return nil }

func (m *usergroupModel) fields(w *spsapi.Usergroup) tfkit.Fields {
	return tfkit.Fields{tfkit.Text(&m.Name, &w.Name), tfkit.Texts(&m.Members, &w.Members)}
}

func (m *usergroupModel) toAPI() (w spsapi.Usergroup) {
	m.fields(&w).Send()
	return w
}

func (m *usergroupModel) fromAPI(w spsapi.Usergroup, _ bool) { m.fields(&w).Receive() }

// Schema implements resource.Resource.
func (r *usergroupResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = usergroupSchema()
}

func usergroupSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "One local usergroup of SPS. What its members may do in SPS is set in the console only: the REST API shows privileges " +
			"(`pam_sps_acls`) and cannot change them.",
		Attributes: map[string]schema.Attribute{
			"id":      tfkit.IDAttribute("Key that SPS gives to the usergroup."),
			"name":    nameAttribute("Name of the usergroup, by which privileges and policies refer to it."),
			"members": tfkit.TextsAttribute("Keys of the local users in the group: the `id` of `pam_sps_user`."),
		},
	}
}
