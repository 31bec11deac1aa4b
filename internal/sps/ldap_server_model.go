package sps

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// ldapServerFields are what resource and data source have in common.
type ldapServerFields struct {
	ID          types.String     `tfsdk:"id"`
	Name        types.String     `tfsdk:"name"`
	UserBaseDN  types.String     `tfsdk:"user_base_dn"`
	GroupBaseDN types.String     `tfsdk:"group_base_dn"`
	Servers     []hostModel      `tfsdk:"servers"`
	BindDN      types.String     `tfsdk:"bind_dn"`
	Encryption  *encryptionModel `tfsdk:"encryption"`
	Schema      *schemaModel     `tfsdk:"schema"`
}

type hostModel struct {
	Address types.String `tfsdk:"address"`
	Port    types.Int64  `tfsdk:"port"`
}

type encryptionModel struct {
	Selection            types.String `tfsdk:"selection"`
	TrustStore           types.String `tfsdk:"trust_store"`
	ClientAuthentication types.String `tfsdk:"client_authentication"`
}

type schemaModel struct {
	Selection         types.String          `tfsdk:"selection"`
	UsernameAttribute types.String          `tfsdk:"username_attribute"`
	MembershipCheck   *membershipCheckModel `tfsdk:"membership_check"`
	MemberofCheck     *memberofCheckModel   `tfsdk:"memberof_check"`
	UserDNInGroups    []userDNInGroupModel  `tfsdk:"user_dn_in_groups"`
}

type membershipCheckModel struct {
	NestedGroups       types.Bool   `tfsdk:"nested_groups"`
	MemberUIDAttribute types.String `tfsdk:"member_uid_attribute"`
}

type memberofCheckModel struct {
	UserAttribute    types.String `tfsdk:"memberof_user_attribute"`
	GroupObjectclass types.String `tfsdk:"memberof_group_objectclass"`
}

type userDNInGroupModel struct {
	ObjectClass types.String `tfsdk:"object_class"`
	Attribute   types.String `tfsdk:"attribute"`
}

// ldapServerModel is the resource.
type ldapServerModel struct {
	ldapServerFields
	BindPassword        types.String `tfsdk:"bind_password_wo"`
	BindPasswordVersion types.Int64  `tfsdk:"bind_password_wo_version"`
}

func (m *ldapServerModel) id() *types.String { return &m.ID }

func (m *ldapServerModel) secrets() tfkit.Secrets {
	return tfkit.Secrets{"bind_password_wo": {Value: &m.BindPassword, Version: &m.BindPasswordVersion}}
}

func (m *ldapServerFields) fields(w *spsapi.LDAPServer) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Text(&m.Name, &w.Name), tfkit.Text(&m.UserBaseDN, &w.UserBaseDN), tfkit.Text(&m.GroupBaseDN, &w.GroupBaseDN),
		tfkit.Text(&m.BindDN, (*string)(&w.BindDN)),
	}
}

func (m *ldapServerModel) toAPI(*ldapServerModel) spsapi.LDAPServer {
	w := spsapi.LDAPServer{BindPassword: secret(m.BindPassword)}
	m.fields(&w).Send()
	for _, s := range m.Servers {
		w.Servers = append(w.Servers, s.toAPI())
	}
	if e := m.Encryption; e != nil {
		w.Encryption = spsapi.Encryption{
			Selection: e.Selection.ValueString(), TrustStore: spsapi.Ref(e.TrustStore.ValueString()),
			ClientAuthentication: spsapi.Ref(e.ClientAuthentication.ValueString()),
		}
	}
	if m.Schema != nil {
		w.Schema = m.Schema.toAPI()
	}
	return w
}

func (h hostModel) toAPI() spsapi.Host {
	return spsapi.Host{Address: spsapi.Address(h.Address.ValueString()), Port: spsapi.Whole(h.Port.ValueInt64())}
}

func newHost(address spsapi.Address, port spsapi.Whole) hostModel {
	return hostModel{types.StringValue(string(address)), types.Int64Value(int64(port))}
}

func (m *schemaModel) toAPI() spsapi.Schema {
	w := spsapi.Schema{Selection: m.Selection.ValueString(), UsernameAttribute: m.UsernameAttribute.ValueString()}
	if c := m.MembershipCheck; c != nil {
		w.MembershipCheck = spsapi.MembershipCheck{
			Enabled: true, NestedGroups: c.NestedGroups.ValueBool(),
			MemberUIDAttribute: spsapi.Nullable(c.MemberUIDAttribute.ValueString()),
		}
	}
	if c := m.MemberofCheck; c != nil {
		w.MemberofCheck = spsapi.MemberofCheck{
			Enabled: true, MemberofUserAttribute: c.UserAttribute.ValueString(),
			MemberofGroupObjectclass: c.GroupObjectclass.ValueString(),
		}
	}
	for _, g := range m.UserDNInGroups {
		w.UserDNInGroups = append(w.UserDNInGroups, spsapi.UserDNInGroup{
			ObjectClass: g.ObjectClass.ValueString(), Attribute: g.Attribute.ValueString(),
		})
	}
	return w
}

func (m *ldapServerModel) fromAPI(w spsapi.LDAPServer, _ bool) { m.receive(w) }

// receive takes everything but the secret.
func (m *ldapServerFields) receive(w spsapi.LDAPServer) {
	m.fields(&w).Receive()
	m.Servers = make([]hostModel, 0, len(w.Servers))
	for _, s := range w.Servers {
		m.Servers = append(m.Servers, newHost(s.Address, s.Port))
	}
	m.Encryption = &encryptionModel{
		types.StringValue(w.Encryption.Selection), types.StringValue(string(w.Encryption.TrustStore)),
		types.StringValue(string(w.Encryption.ClientAuthentication)),
	}
	m.Schema = newSchemaModel(w.Schema)
}

func (m *ldapServerFields) show(o spsapi.LDAPServer) {
	m.ID = types.StringValue(o.Key)
	m.receive(o)
}

func newSchemaModel(w spsapi.Schema) *schemaModel {
	m := &schemaModel{Selection: types.StringValue(w.Selection), UsernameAttribute: orNull(w.UsernameAttribute)}
	posix := w.Selection == spsapi.SchemaPOSIX
	if c := w.MembershipCheck; c.Enabled {
		m.MembershipCheck = &membershipCheckModel{NestedGroups: types.BoolNull(), MemberUIDAttribute: types.StringNull()}
		if posix {
			m.MembershipCheck.MemberUIDAttribute = types.StringValue(string(c.MemberUIDAttribute))
		} else {
			m.MembershipCheck.NestedGroups = types.BoolValue(c.NestedGroups)
		}
	}
	if c := w.MemberofCheck; c.Enabled {
		m.MemberofCheck = &memberofCheckModel{types.StringValue(c.MemberofUserAttribute), orNull(c.MemberofGroupObjectclass)}
	}
	m.UserDNInGroups = make([]userDNInGroupModel, 0, len(w.UserDNInGroups))
	for _, g := range w.UserDNInGroups {
		in := userDNInGroupModel{types.StringValue(g.ObjectClass), types.StringValue(g.Attribute)}
		m.UserDNInGroups = append(m.UserDNInGroups, in)
	}
	return m
}

func orNull(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}
