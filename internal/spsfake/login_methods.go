package spsfake

import (
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"strings"
)

// groupsUnion is decided by type, not by selection.
var groupsUnion = union{"type", map[string]record{"local": {}, "ldap": {"ldap_server": reference{ldapServers}}}}

var loginMethodShape = union{"type", map[string]record{
	"local": loginMethod(record{
		"cracklib_enabled":            boolean{},
		"expiration_days":             integer{0, 365},
		"remember_previous_passwords": integer{0, unbounded},
		"minimum_password_strength":   oneOf{"disabled", "good", "strong"},
		"minimum_password_length":     integer{1, unbounded},
	}),
	"ldap": loginMethod(record{"ldap_server": reference{ldapServers}}),
	"x509": loginMethod(record{
		"trust_store":        reference{trustStores},
		"username_attribute": oneOf{"commonName", "emailAddress", "userId", "userPrincipalName"},
		"groups":             groupsUnion,
	}),
	"radius": loginMethod(record{
		"servers": list{of: record{
			"address": address, "port": portNumber, "shared_secret": reference{passwords},
		}, least: 1},
		"authentication_protocol": oneOf{"pap", "mschapv2"},
		"groups":                  groupsUnion,
	}),
	"saml2": loginMethod(record{"idp_metadata": text{notEmpty, samlMetadata}, "groups": groupsUnion}),
}}

func loginMethod(fields record) record {
	maps.Copy(fields, record{"name": text{notEmpty}, "title": text{}, "active": boolean{}})
	return fields
}

// samlMetadata returns what is wrong unless the text is well-formed XML that describes an entity or several.
func samlMetadata(s string) string {
	decoder := xml.NewDecoder(strings.NewReader(s))
	root := ""
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "must be XML: " + err.Error()
		}
		if element, isStart := token.(xml.StartElement); isStart && root == "" {
			root = element.Name.Local
		}
	}
	if root != "EntityDescriptor" && root != "EntitiesDescriptor" {
		return "must be SAML 2.0 metadata"
	}
	return ""
}
