package spsapi

import (
	"encoding/json"
	"maps"
)

// The types of login methods.
const (
	LoginLocal  = "local"
	LoginLDAP   = "ldap"
	LoginX509   = "x509"
	LoginRADIUS = "radius"
	LoginSAML2  = "saml2"
)

// LoginMethod is a way to log in to SPS (seeds/003). The settings of its type are one of the pointers, on the wire
// beside the others; the other pointers are nil. Type may be left out on write.
type LoginMethod struct {
	Key    string       `json:"-"`
	Name   string       `json:"name"`
	Title  string       `json:"title"`
	Type   string       `json:"type"`
	Active bool         `json:"active"`
	Local  *LocalLogin  `json:"-"`
	LDAP   *LDAPLogin   `json:"-"`
	X509   *X509Login   `json:"-"`
	RADIUS *RADIUSLogin `json:"-"`
	SAML2  *SAML2Login  `json:"-"`
}

// LocalLogin checks passwords of local users.
type LocalLogin struct {
	CracklibEnabled           bool   `json:"cracklib_enabled"`
	ExpirationDays            Whole  `json:"expiration_days"`
	RememberPreviousPasswords Whole  `json:"remember_previous_passwords"`
	MinimumPasswordLength     Whole  `json:"minimum_password_length"`
	MinimumPasswordStrength   string `json:"minimum_password_strength"`
}

// LDAPLogin checks passwords at a directory.
type LDAPLogin struct {
	LDAPServer Ref `json:"ldap_server"`
}

// X509Login takes certificates.
type X509Login struct {
	TrustStore        Ref    `json:"trust_store"`
	UsernameAttribute string `json:"username_attribute"`
	Groups            Groups `json:"groups,omitzero"`
}

// RADIUSLogin asks RADIUS servers.
type RADIUSLogin struct {
	Servers                []RADIUSServer `json:"servers"`
	AuthenticationProtocol string         `json:"authentication_protocol"`
	Groups                 Groups         `json:"groups,omitzero"`
}

// RADIUSServer is one of them. A secret that is kept is found by the server's address and port, else by its place in
// the list.
type RADIUSServer struct {
	Address      Address `json:"address"` // "host" in LDAP servers
	Port         Whole   `json:"port"`
	SharedSecret Secret  `json:"shared_secret"`
}

// SAML2Login sends users to an identity provider.
type SAML2Login struct {
	IDPMetadata string `json:"idp_metadata"`
	Groups      Groups `json:"groups,omitzero"`
}

// Groups says where the groups of a user come from: local, or ldap with a server. An empty Type is local at creation,
// and what the server has at an update.
type Groups struct {
	Type       string `json:"type"` // "selection" in all other unions
	LDAPServer Ref    `json:"ldap_server"`
}

// MarshalJSON implements json.Marshaler: exactly what belongs to the type.
func (g Groups) MarshalJSON() ([]byte, error) {
	union := document{"type": g.Type}
	if g.Type != LoginLocal {
		union["ldap_server"] = g.LDAPServer
	}
	return json.Marshal(union)
}

// complete returns the groups to write. Empty ones are left out where the server has some.
func (g Groups) complete(current document) Groups {
	switch {
	case g.Type != "":
		return g
	case current["groups"] != nil:
		return Groups{}
	}
	return Groups{Type: LoginLocal}
}

// settings returns the type and its settings. They are nil for a type of a newer SPS, of which only what is common to
// all types can be managed.
func (m *LoginMethod) settings() (of string, settings any) {
	switch {
	case m.Local != nil:
		return LoginLocal, m.Local
	case m.LDAP != nil:
		return LoginLDAP, m.LDAP
	case m.X509 != nil:
		return LoginX509, m.X509
	case m.RADIUS != nil:
		return LoginRADIUS, m.RADIUS
	case m.SAML2 != nil:
		return LoginSAML2, m.SAML2
	}
	return m.Type, nil
}

// MarshalJSON implements json.Marshaler.
func (m LoginMethod) MarshalJSON() ([]byte, error) {
	type common LoginMethod
	var settings any
	m.Type, settings = m.settings()
	union, err := documentOf(common(m))
	if err != nil || settings == nil {
		return json.Marshal(common(m))
	}
	own, err := documentOf(settings)
	if err != nil {
		return nil, err
	}
	maps.Copy(union, own)
	return json.Marshal(union)
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *LoginMethod) UnmarshalJSON(encoded []byte) error {
	type common LoginMethod
	if err := json.Unmarshal(encoded, (*common)(m)); err != nil {
		return err
	}
	switch m.Type {
	case LoginLocal:
		m.Local = &LocalLogin{}
	case LoginLDAP:
		m.LDAP = &LDAPLogin{}
	case LoginX509:
		m.X509 = &X509Login{}
	case LoginRADIUS:
		m.RADIUS = &RADIUSLogin{}
	case LoginSAML2:
		m.SAML2 = &SAML2Login{}
	}
	if _, settings := m.settings(); settings != nil {
		return json.Unmarshal(encoded, settings)
	}
	return nil
}

var loginMethods = codec[LoginMethod]{
	noun: "login method", path: loginMethodsPath,
	key:      func(v *LoginMethod) *string { return &v.Key },
	complete: completeLoginMethod,
}

// completeLoginMethod changes copies: the caller's settings are encoded anew with each try.
func completeLoginMethod(v LoginMethod, current document, keep keeper) (LoginMethod, error) {
	switch {
	case v.Local != nil:
		local := *v.Local
		local.MinimumPasswordStrength = orElse(local.MinimumPasswordStrength, "disabled")
		v.Local = &local
	case v.X509 != nil:
		x509 := *v.X509
		x509.Groups = x509.Groups.complete(current)
		v.X509 = &x509
	case v.RADIUS != nil:
		radius := *v.RADIUS
		radius.AuthenticationProtocol = orElse(radius.AuthenticationProtocol, "pap")
		radius.Groups = radius.Groups.complete(current)
		v.RADIUS = &radius
		var err error
		radius.Servers, err = completeRADIUSServers(radius.Servers, current, keep)
		return v, err
	case v.SAML2 != nil:
		saml2 := *v.SAML2
		saml2.Groups = saml2.Groups.complete(current)
		v.SAML2 = &saml2
	}
	return v, nil
}

func completeRADIUSServers(servers []RADIUSServer, current document, keep keeper) ([]RADIUSServer, error) {
	held := heldSecrets(servers, current)
	complete := make([]RADIUSServer, len(servers))
	for i, s := range servers {
		var err error
		if s.SharedSecret, err = keep(s.SharedSecret, held[i]); err != nil {
			return nil, err
		}
		complete[i] = s
	}
	return complete, nil
}

// heldSecrets finds the secret that each server has now: by address and port, else by address, else by its place. Each
// goes to one server, because SPS refuses a password object that is referred to twice.
func heldSecrets(servers []RADIUSServer, current document) []string {
	held := make([]string, len(servers))
	var now RADIUSLogin
	if encoded, err := json.Marshal(current); err != nil || json.Unmarshal(encoded, &now) != nil {
		return held
	}
	taken := make([]bool, len(now.Servers))
	found := make([]bool, len(servers))
	for _, same := range []func(i, j int) bool{
		func(i, j int) bool {
			return now.Servers[j].Address.Is(servers[i].Address) && now.Servers[j].Port == servers[i].Port
		},
		func(i, j int) bool { return now.Servers[j].Address.Is(servers[i].Address) },
		func(i, j int) bool { return i == j },
	} {
		for i := range servers {
			for j := range now.Servers {
				if !found[i] && !taken[j] && same(i, j) {
					held[i], found[i], taken[j] = now.Servers[j].SharedSecret.Key, true, true
				}
			}
		}
	}
	return held
}
