package spsapi

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// The types of login methods.
const (
	LoginLocal  = "local"
	LoginLDAP   = "ldap"
	LoginX509   = "x509"
	LoginRADIUS = "radius"
	LoginSAML2  = "saml2"
)

const loginMethodsPath = "/api/configuration/aaa/login_methods"

// LoginMethod is a way to log in to SPS (seeds/003). Exactly one of the pointers is set; Type may be left out on write.
type LoginMethod struct {
	Key, Name, Title, Type string
	Active                 bool
	Local                  *LocalLogin
	LDAP                   *LDAPLogin
	X509                   *X509Login
	RADIUS                 *RADIUSLogin
	SAML2                  *SAML2Login
}

// LocalLogin checks passwords of local users.
type LocalLogin struct {
	CracklibEnabled                                                  bool
	ExpirationDays, RememberPreviousPasswords, MinimumPasswordLength int64
	MinimumPasswordStrength                                          string
}

// LDAPLogin checks passwords at a directory. LDAPServer is a key.
type LDAPLogin struct{ LDAPServer string }

// X509Login takes certificates. TrustStore is a key.
type X509Login struct {
	TrustStore, UsernameAttribute string
	Groups                        Groups
}

// RADIUSLogin asks RADIUS servers.
type RADIUSLogin struct {
	Servers                []RADIUSServer
	AuthenticationProtocol string
	Groups                 Groups
}

// RADIUSServer is one of them. A secret that is kept is found by the server's address and port, else by its place in the list.
type RADIUSServer struct {
	Host
	SharedSecret Secret
}

// SAML2Login sends users to an identity provider.
type SAML2Login struct {
	IDPMetadata string
	Groups      Groups
}

// Groups says where the groups of a user come from: local, or ldap with the key of the server. An empty Type is local at creation, and
// what the server has at an update.
type Groups struct{ Type, LDAPServer string }

type wireLoginMethod struct {
	Type   string `json:"type"`
	Name   string `json:"name"`
	Title  string `json:"title"`
	Active bool   `json:"active"`
}

type wireLocalLogin struct {
	CracklibEnabled           bool   `json:"cracklib_enabled"`
	ExpirationDays            whole  `json:"expiration_days"`
	RememberPreviousPasswords whole  `json:"remember_previous_passwords"`
	MinimumPasswordStrength   string `json:"minimum_password_strength"`
	MinimumPasswordLength     whole  `json:"minimum_password_length"`
}

type wireLDAPLogin struct {
	LDAPServer ref `json:"ldap_server"`
}

type wireX509Login struct {
	TrustStore        ref         `json:"trust_store"`
	UsernameAttribute string      `json:"username_attribute"`
	Groups            *wireGroups `json:"groups,omitempty"`
}

type wireRADIUSLogin struct {
	Servers                []wireRADIUSServer `json:"servers"`
	AuthenticationProtocol string             `json:"authentication_protocol"`
	Groups                 *wireGroups        `json:"groups,omitempty"`
}

type wireRADIUSServer struct {
	Address      wireHost `json:"address"` // "host" in LDAP servers
	Port         whole    `json:"port"`
	SharedSecret ref      `json:"shared_secret"`
}

type wireSAML2Login struct {
	IDPMetadata string      `json:"idp_metadata"`
	Groups      *wireGroups `json:"groups,omitempty"`
}

type wireGroups struct {
	Type       string `json:"type"` // "selection" in all other unions
	LDAPServer ref    `json:"ldap_server"`
}

// MarshalJSON implements json.Marshaler: exactly what belongs to the type.
func (g wireGroups) MarshalJSON() ([]byte, error) {
	union := map[string]any{"type": g.Type}
	if g.Type != LoginLocal {
		union["ldap_server"] = g.LDAPServer
	}
	return json.Marshal(union)
}

func toGroups(g Groups, current document) *wireGroups {
	if g.Type == "" {
		if current["groups"] != nil {
			return nil
		}
		g.Type = LoginLocal
	}
	return &wireGroups{g.Type, ref(g.LDAPServer)}
}

func fromGroups(w *wireGroups) Groups {
	if w == nil {
		return Groups{}
	}
	return Groups{w.Type, string(w.LDAPServer)}
}

var loginMethods = codec[LoginMethod]{
	kind: "login method", path: loginMethodsPath, decode: decodeLoginMethod, encode: encodeLoginMethod,
}

func decodeLoginMethod(key string, body []byte) (LoginMethod, error) {
	var w wireLoginMethod
	if err := json.Unmarshal(body, &w); err != nil {
		return LoginMethod{}, err
	}
	m := LoginMethod{Key: key, Name: w.Name, Title: w.Title, Type: w.Type, Active: w.Active}
	var err error
	switch m.Type {
	case LoginLocal:
		var w wireLocalLogin
		err = json.Unmarshal(body, &w)
		m.Local = &LocalLogin{
			CracklibEnabled: w.CracklibEnabled, ExpirationDays: int64(w.ExpirationDays),
			RememberPreviousPasswords: int64(w.RememberPreviousPasswords), MinimumPasswordStrength: w.MinimumPasswordStrength,
			MinimumPasswordLength: int64(w.MinimumPasswordLength),
		}
	case LoginLDAP:
		var w wireLDAPLogin
		err = json.Unmarshal(body, &w)
		m.LDAP = &LDAPLogin{string(w.LDAPServer)}
	case LoginX509:
		var w wireX509Login
		err = json.Unmarshal(body, &w)
		m.X509 = &X509Login{string(w.TrustStore), w.UsernameAttribute, fromGroups(w.Groups)}
	case LoginRADIUS:
		var w wireRADIUSLogin
		err = json.Unmarshal(body, &w)
		m.RADIUS = &RADIUSLogin{AuthenticationProtocol: w.AuthenticationProtocol, Groups: fromGroups(w.Groups)}
		for _, s := range w.Servers {
			m.RADIUS.Servers = append(m.RADIUS.Servers, RADIUSServer{
				Host: Host{s.Address.Value, int64(s.Port)}, SharedSecret: Secret{Key: string(s.SharedSecret)},
			})
		}
	case LoginSAML2:
		var w wireSAML2Login
		err = json.Unmarshal(body, &w)
		m.SAML2 = &SAML2Login{w.IDPMetadata, fromGroups(w.Groups)}
	}
	return m, err
}

func encodeLoginMethod(v LoginMethod, current document, keep keeper) (any, error) {
	common := wireLoginMethod{Name: v.Name, Title: v.Title, Active: v.Active}
	switch {
	case v.Local != nil:
		common.Type = LoginLocal
		return struct {
			wireLoginMethod
			wireLocalLogin
		}{common, wireLocalLogin{
			CracklibEnabled: v.Local.CracklibEnabled, ExpirationDays: whole(v.Local.ExpirationDays),
			RememberPreviousPasswords: whole(v.Local.RememberPreviousPasswords),
			MinimumPasswordStrength:   orElse(v.Local.MinimumPasswordStrength, "disabled"),
			MinimumPasswordLength:     whole(v.Local.MinimumPasswordLength),
		}}, nil
	case v.LDAP != nil:
		common.Type = LoginLDAP
		return struct {
			wireLoginMethod
			wireLDAPLogin
		}{common, wireLDAPLogin{ref(v.LDAP.LDAPServer)}}, nil
	case v.X509 != nil:
		common.Type = LoginX509
		return struct {
			wireLoginMethod
			wireX509Login
		}{common, wireX509Login{ref(v.X509.TrustStore), v.X509.UsernameAttribute, toGroups(v.X509.Groups, current)}}, nil
	case v.RADIUS != nil:
		common.Type = LoginRADIUS
		servers, err := encodeRADIUSServers(v.RADIUS.Servers, current, keep)
		return struct {
			wireLoginMethod
			wireRADIUSLogin
		}{common, wireRADIUSLogin{servers, orElse(v.RADIUS.AuthenticationProtocol, "pap"), toGroups(v.RADIUS.Groups, current)}}, err
	case v.SAML2 != nil:
		common.Type = LoginSAML2
		return struct {
			wireLoginMethod
			wireSAML2Login
		}{common, wireSAML2Login{v.SAML2.IDPMetadata, toGroups(v.SAML2.Groups, current)}}, nil
	}
	// A type of a newer SPS: what is common to all can be managed.
	common.Type = v.Type
	return common, nil
}

func encodeRADIUSServers(servers []RADIUSServer, current document, keep keeper) ([]wireRADIUSServer, error) {
	held := heldSecrets(servers, current)
	encoded := make([]wireRADIUSServer, 0, len(servers))
	for i, s := range servers {
		secret, err := keep(s.SharedSecret, held[i])
		if err != nil {
			return nil, err
		}
		encoded = append(encoded, wireRADIUSServer{toHost(s.Address), whole(s.Port), secret})
	}
	return encoded, nil
}

// heldSecrets finds the secret that each server has now: by address and port, else by address, else by its place. Each goes to one
// server, because SPS refuses a password object that is referred to twice.
func heldSecrets(servers []RADIUSServer, current document) []string {
	held := make([]string, len(servers))
	var now wireRADIUSLogin
	if encoded, err := json.Marshal(current); err != nil || json.Unmarshal(encoded, &now) != nil {
		return held
	}
	taken := make([]bool, len(now.Servers))
	found := make([]bool, len(servers))
	for _, same := range []func(i, j int) bool{
		func(i, j int) bool {
			return now.Servers[j].Address.Value == servers[i].Address && int64(now.Servers[j].Port) == servers[i].Port
		},
		func(i, j int) bool { return now.Servers[j].Address.Value == servers[i].Address },
		func(i, j int) bool { return i == j },
	} {
		for i := range servers {
			for j := range now.Servers {
				if !found[i] && !taken[j] && same(i, j) {
					held[i], found[i], taken[j] = string(now.Servers[j].SharedSecret), true, true
				}
			}
		}
	}
	return held
}

// LoginMethods are the login methods and their order.
type LoginMethods struct{ *Collection[LoginMethod] }

// Order gives the keys in the order of the buttons on the login page.
func (m *LoginMethods) Order(ctx context.Context) ([]string, error) {
	l, err := m.snapshot.current(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Clone(l.keys), nil
}

// SetOrder puts the given methods first, in this order; the others keep their order behind them.
func (m *LoginMethods) SetOrder(ctx context.Context, keys []string) error {
	list := rest.Request{Method: http.MethodGet, Path: loginMethodsPath}
	var wanted []string
	return m.client.engine.do(ctx, &change{
		order: updating,
		write: func(ctx context.Context, t *transaction) (bool, error) {
			items, err := m.client.list(ctx, t.session, list)
			if err != nil {
				return false, err
			}
			now := keysOf(items)
			wanted = slices.Clone(keys)
			for _, key := range now {
				if !slices.Contains(keys, key) {
					wanted = append(wanted, key)
				}
			}
			if slices.Equal(now, wanted) {
				return false, nil
			}
			// The form of the body is on no page that could be read (api/sps.md §3).
			_, err = t.do(ctx, rest.Request{Method: http.MethodPut, Path: loginMethodsPath + "/@order", Body: wanted})
			return true, err
		},
		happened: func(ctx context.Context) (bool, error) {
			items, err := m.client.list(ctx, m.client.reader, list)
			return slices.Equal(keysOf(items), wanted), err
		},
	})
}

func keysOf(items []envelope) []string {
	keys := make([]string, 0, len(items))
	for _, item := range items {
		keys = append(keys, item.Key)
	}
	return keys
}
