package privx

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var role = &object.Resource[roleModel, client]{
	System: System, Type: "privx_role", Noun: "role", Schema: roleSchema, PlansAsIs: true,
	ID:       (*roleModel).id,
	Name:     func(m *roleModel) string { return m.Name.ValueString() },
	Identity: object.OnlyID[roleModel, client](anID.MatchString, exampleRole),
	Calls: object.Ordinary[roleModel, privxapi.Role, client]{
		Of:  func(c client) object.Collection[privxapi.Role] { return c.Roles },
		Key: roleKey, ID: (*roleModel).id, ToAPI: (*roleModel).toAPI, FromAPI: (*roleModel).fromAPI,
	}.Calls(),
}

func roleKey(r privxapi.Role) (id, name string) { return r.ID, r.Name }

type roleModel struct {
	ID      types.String `tfsdk:"id"`
	Name    types.String `tfsdk:"name"`
	Comment types.String `tfsdk:"comment"`
}

func (m *roleModel) id() *types.String { return &m.ID }

func (m *roleModel) fields(w *privxapi.Role) tfkit.Fields {
	return tfkit.Fields{tfkit.Text(&m.Name, &w.Name), tfkit.Text(&m.Comment, &w.Comment)}
}

func (m *roleModel) toAPI(*roleModel) (w privxapi.Role) {
	m.fields(&w).Send()
	return w
}

func (m *roleModel) fromAPI(w privxapi.Role, _ bool) { m.fields(&w).Receive() }

func roleSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "One role of SSH PrivX: what users are granted (`pam_privx_user_roles`, " +
			"`pam_privx_user_role`) and hosts let in. Rules, context, permissions and tags of the role are kept as they are " +
			"on the server. Writing roles needs the permission `roles-manage`, which is as good as that of an administrator.",
		Attributes: map[string]schema.Attribute{
			"id": tfkit.IDAttribute("Id that PrivX sets at creation. It looks like a UUID and never changes."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name under which administrators grant the role, unique in PrivX.",
				Required:            true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"comment": tfkit.TextAttribute("Free text for administrators; PrivX does not interpret it."),
		},
	}
}
