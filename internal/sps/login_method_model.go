package sps

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// loginMethodFields are what resource and data source have in common.
type loginMethodFields struct {
	ID     types.String `tfsdk:"id"`
	Name   types.String `tfsdk:"name"`
	Title  types.String `tfsdk:"title"`
	Active types.Bool   `tfsdk:"active"`
	Type   types.String `tfsdk:"type"`
	Local  *localModel  `tfsdk:"local"`
	LDAP   *ldapModel   `tfsdk:"ldap"`
	X509   *x509Model   `tfsdk:"x509"`
	SAML2  *saml2Model  `tfsdk:"saml2"`
}

type localModel struct {
	CracklibEnabled           types.Bool   `tfsdk:"cracklib_enabled"`
	ExpirationDays            types.Int64  `tfsdk:"expiration_days"`
	RememberPreviousPasswords types.Int64  `tfsdk:"remember_previous_passwords"`
	MinimumPasswordStrength   types.String `tfsdk:"minimum_password_strength"`
	MinimumPasswordLength     types.Int64  `tfsdk:"minimum_password_length"`
}

func (m *localModel) fields(w *spsapi.LocalLogin) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Flag(&m.CracklibEnabled, &w.CracklibEnabled), tfkit.Number(&m.ExpirationDays, (*int64)(&w.ExpirationDays)),
		tfkit.Number(&m.RememberPreviousPasswords, (*int64)(&w.RememberPreviousPasswords)),
		tfkit.Text(&m.MinimumPasswordStrength, &w.MinimumPasswordStrength),
		tfkit.Number(&m.MinimumPasswordLength, (*int64)(&w.MinimumPasswordLength)),
	}
}

type ldapModel struct {
	LDAPServer types.String `tfsdk:"ldap_server"`
}

type x509Model struct {
	TrustStore        types.String `tfsdk:"trust_store"`
	UsernameAttribute types.String `tfsdk:"username_attribute"`
	Groups            *groupsModel `tfsdk:"groups"`
}

type saml2Model struct {
	IDPMetadata types.String `tfsdk:"idp_metadata"`
	Groups      *groupsModel `tfsdk:"groups"`
}

type groupsModel struct {
	Type       types.String `tfsdk:"type"`
	LDAPServer types.String `tfsdk:"ldap_server"`
}

func (g *groupsModel) toAPI() spsapi.Groups {
	if g == nil {
		return spsapi.Groups{}
	}
	return spsapi.Groups{Type: g.Type.ValueString(), LDAPServer: spsapi.Ref(g.LDAPServer.ValueString())}
}

func newGroups(w spsapi.Groups) *groupsModel {
	return &groupsModel{types.StringValue(w.Type), orNull(string(w.LDAPServer))}
}

// loginMethodModel is the resource.
type loginMethodModel struct {
	loginMethodFields
	RADIUS *radiusModel `tfsdk:"radius"`
}

type radiusModel struct {
	Servers                []radiusServerModel `tfsdk:"servers"`
	AuthenticationProtocol types.String        `tfsdk:"authentication_protocol"`
	Groups                 *groupsModel        `tfsdk:"groups"`
}

type radiusServerModel struct {
	hostModel
	SharedSecret        types.String `tfsdk:"shared_secret_wo"`
	SharedSecretVersion types.Int64  `tfsdk:"shared_secret_wo_version"`
}

func (m *loginMethodModel) id() *types.String { return &m.ID }

// secrets are the servers' by their address: a secret belongs to its server wherever in the list that stands.
func (m *loginMethodModel) secrets() tfkit.Secrets {
	s := tfkit.Secrets{}
	if m.RADIUS == nil {
		return s
	}
	for i := range m.RADIUS.Servers {
		server := &m.RADIUS.Servers[i]
		name := fmt.Sprintf("radius.servers[%s:%d]", tfkit.Host(server.Address.ValueString()), server.Port.ValueInt64())
		s[name] = tfkit.Secret{Value: &server.SharedSecret, Version: &server.SharedSecretVersion, Needed: true}
	}
	return s
}

func (m *loginMethodFields) fields(w *spsapi.LoginMethod) tfkit.Fields {
	return tfkit.Fields{tfkit.Text(&m.Name, &w.Name), tfkit.Text(&m.Title, &w.Title), tfkit.Flag(&m.Active, &w.Active)}
}

func (m *loginMethodModel) toAPI(*loginMethodModel) spsapi.LoginMethod {
	var w spsapi.LoginMethod
	m.fields(&w).Send()
	switch {
	case m.Local != nil:
		w.Type, w.Local = spsapi.LoginLocal, &spsapi.LocalLogin{}
		m.Local.fields(w.Local).Send()
	case m.LDAP != nil:
		w.Type, w.LDAP = spsapi.LoginLDAP, &spsapi.LDAPLogin{LDAPServer: spsapi.Ref(m.LDAP.LDAPServer.ValueString())}
	case m.X509 != nil:
		w.Type = spsapi.LoginX509
		w.X509 = &spsapi.X509Login{
			TrustStore:        spsapi.Ref(m.X509.TrustStore.ValueString()),
			UsernameAttribute: m.X509.UsernameAttribute.ValueString(), Groups: m.X509.Groups.toAPI(),
		}
	case m.RADIUS != nil:
		w.Type = spsapi.LoginRADIUS
		w.RADIUS = &spsapi.RADIUSLogin{
			AuthenticationProtocol: m.RADIUS.AuthenticationProtocol.ValueString(), Groups: m.RADIUS.Groups.toAPI(),
		}
		for _, s := range m.RADIUS.Servers {
			host := s.toAPI()
			w.RADIUS.Servers = append(w.RADIUS.Servers, spsapi.RADIUSServer{
				Address: host.Address, Port: host.Port, SharedSecret: secret(s.SharedSecret),
			})
		}
	case m.SAML2 != nil:
		w.Type = spsapi.LoginSAML2
		w.SAML2 = &spsapi.SAML2Login{IDPMetadata: m.SAML2.IDPMetadata.ValueString(), Groups: m.SAML2.Groups.toAPI()}
	}
	return w
}

func (m *loginMethodModel) fromAPI(w spsapi.LoginMethod, _ bool) {
	m.receive(w)
	before := m.RADIUS
	m.RADIUS = nil
	if w.RADIUS == nil {
		return
	}
	m.RADIUS = &radiusModel{
		AuthenticationProtocol: types.StringValue(w.RADIUS.AuthenticationProtocol), Groups: newGroups(w.RADIUS.Groups),
	}
	version := func(address spsapi.Address, port spsapi.Whole) types.Int64 {
		if before != nil {
			for _, s := range before.Servers {
				if h := s.toAPI(); h.Address.Is(address) && h.Port == port {
					return s.SharedSecretVersion
				}
			}
		}
		return types.Int64Null()
	}
	m.RADIUS.Servers = make([]radiusServerModel, 0, len(w.RADIUS.Servers))
	for _, s := range w.RADIUS.Servers {
		m.RADIUS.Servers = append(m.RADIUS.Servers, radiusServerModel{
			hostModel:    newHost(s.Address, s.Port),
			SharedSecret: types.StringNull(), SharedSecretVersion: version(s.Address, s.Port),
		})
	}
}

// receive takes everything but RADIUS, which has secrets.
func (m *loginMethodFields) receive(w spsapi.LoginMethod) {
	m.fields(&w).Receive()
	m.Type = types.StringValue(w.Type)
	m.Local, m.LDAP, m.X509, m.SAML2 = nil, nil, nil, nil
	switch {
	case w.Local != nil:
		m.Local = &localModel{}
		m.Local.fields(w.Local).Receive()
	case w.LDAP != nil:
		m.LDAP = &ldapModel{types.StringValue(string(w.LDAP.LDAPServer))}
	case w.X509 != nil:
		m.X509 = &x509Model{
			types.StringValue(string(w.X509.TrustStore)), types.StringValue(w.X509.UsernameAttribute), newGroups(w.X509.Groups),
		}
	case w.SAML2 != nil:
		m.SAML2 = &saml2Model{types.StringValue(w.SAML2.IDPMetadata), newGroups(w.SAML2.Groups)}
	}
}

// loginMethodView is a login method without secrets.
type loginMethodView struct {
	loginMethodFields
	RADIUS *radiusView `tfsdk:"radius"`
}

type radiusView struct {
	Servers                []hostModel  `tfsdk:"servers"`
	AuthenticationProtocol types.String `tfsdk:"authentication_protocol"`
	Groups                 *groupsModel `tfsdk:"groups"`
}

func (m *loginMethodView) show(o spsapi.LoginMethod) {
	m.ID = types.StringValue(o.Key)
	m.receive(o)
	if o.RADIUS == nil {
		return
	}
	m.RADIUS = &radiusView{
		AuthenticationProtocol: types.StringValue(o.RADIUS.AuthenticationProtocol), Groups: newGroups(o.RADIUS.Groups),
		Servers: make([]hostModel, 0, len(o.RADIUS.Servers)),
	}
	for _, s := range o.RADIUS.Servers {
		m.RADIUS.Servers = append(m.RADIUS.Servers, newHost(s.Address, s.Port))
	}
}
